//! The DataService: JSON posted to an operation, JSON in return.

use serde_json::Value;

use super::doubt::open_unless_clear;
use super::reply::classify::Expect;
use super::request::Request;
use super::transport::Reply;
use super::{Client, address};
use crate::error::{Error, Protocol};

impl Client {
    /// Posts a request to an operation of the DataService, such as `RuntimeEntitySchemaRequest`,
    /// and gives its reply as it is.
    ///
    /// The DataService refuses with status 200 and `"success": false`; that is an [`Error`] here.
    /// What a reply holds besides depends on the operation. After a failure that may have come late
    /// only operations that are known to read are sent again.
    ///
    /// ```no_run
    /// # async fn run(client: creatio_core::Client) -> Result<(), creatio_core::Error> {
    /// let body = serde_json::json!({ "Name": "Contact" });
    /// let reply = client.data_service_request("RuntimeEntitySchemaRequest", &body).await?;
    /// println!("{}", reply["schema"]["caption"]["en-US"]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Any [`Error`]; [`Error::Rejected`] or [`Error::Forbidden`] with Creatio's words when it
    /// refused, [`Error::NotServed`] if there is no such operation, [`Error::OutcomeUnknown`] if one
    /// that may write may have been carried out.
    pub async fn data_service_request(
        &self,
        operation: &str,
        body: &Value,
    ) -> Result<Value, Error> {
        self.data_service_reply(operation, body).await?.json()
    }

    /// The same, before its body is looked at.
    pub(super) async fn data_service_reply(
        &self,
        operation: &str,
        body: &Value,
    ) -> Result<Reply, Error> {
        let url = address::segment_below(&self.inner.data_service, operation);
        let mut request = Request::post(
            Protocol::DataService,
            url,
            body.to_string(),
            Expect::Service,
        );
        request.repeatable = reads(operation);
        let is_repeatable = request.repeatable;
        let sent = self.inner.transport.send(request).await;
        sent.map_err(|error| {
            if is_repeatable {
                return error;
            }
            open_unless_clear(error, None)
        })
    }
}

/// Whether an operation is one of those that are known to change nothing.
fn reads(operation: &str) -> bool {
    const READING: [&str; 5] = [
        "SelectQuery",
        "QuerySysSettings",
        "EntitySchemaManagerRequest",
        "RuntimeEntitySchemaRequest",
        "RuntimeEntitySchemesRequest",
    ];
    READING
        .iter()
        .any(|name| name.eq_ignore_ascii_case(operation))
}
