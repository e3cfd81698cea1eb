//! The DataService: JSON posted to an operation, JSON in return.

use bytes::Bytes;
use serde_json::Value;

use super::reply::classify::Expect;
use super::transport::Request;
use super::{Client, address};
use crate::error::{Error, Protocol};

impl Client {
    /// Posts a request to an operation of the DataService, such as `RuntimeEntitySchemaRequest`,
    /// and gives its reply as it is.
    ///
    /// The DataService refuses with status 200 and `"success": false`; that is an [`Error`] here.
    /// What a reply holds besides depends on the operation.
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
    /// refused, [`Error::NotServed`] if there is no such operation.
    pub async fn data_service_request(
        &self,
        operation: &str,
        body: &Value,
    ) -> Result<Value, Error> {
        let request = Request {
            protocol: Protocol::DataService,
            url: address::segment_below(&self.inner.data_service, operation),
            body: Some(Bytes::from(body.to_string())),
            expect: Expect::Service,
            entity: None,
            key: None,
            repeatable: true,
            detour: None,
        };
        self.inner.transport.send(request).await?.json()
    }
}
