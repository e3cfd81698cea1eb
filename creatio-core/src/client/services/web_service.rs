//! [`WebService`]: methods of configuration services and of Creatio's own.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use std::collections::HashMap;
use url::Url;

use super::json;
use super::open_unless_clear;
use crate::CompileError;
use crate::client::reply::classify::Expect;
use crate::client::request::Request;
use crate::client::{Client, address};
use crate::error::{Error, Protocol};

/// A web service of an instance; made by [`Client::service`].
///
/// It is cheap to clone, and is kept as a value if several of its methods are called.
#[derive(Debug, Clone)]
#[must_use = "a service does nothing until one of its methods is called"]
pub struct WebService {
    client: Client,
    name: String,
    place: Place,
    is_bare: bool,
    is_repeatable: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Rest,
    ServiceModel,
}

impl Client {
    /// A web service by name: one of the configuration's (`[ServiceContract]` classes, below
    /// `rest/`), or one of Creatio's own.
    ///
    /// ```no_run
    /// # async fn run(client: creatio_core::Client) -> Result<(), creatio_core::Error> {
    /// #[derive(serde::Serialize)]
    /// struct Arguments<'a> {
    ///     password: &'a str,
    /// }
    ///
    /// let encrypted: String = client
    ///     .service("CryptographicService")
    ///     .call("GetConvertedPasswordValue", &Arguments { password: "some_string" })
    ///     .await?;
    /// # let _ = encrypted;
    /// # Ok(())
    /// # }
    /// ```
    pub fn service(&self, name: impl Into<String>) -> WebService {
        WebService {
            client: self.clone(),
            name: name.into(),
            place: Place::Rest,
            is_bare: false,
            is_repeatable: false,
        }
    }
}

impl WebService {
    /// The service is below `ServiceModel/`, with `.svc` after its name: Creatio's own WCF services,
    /// and configuration services that are registered for callers without a session.
    ///
    /// The authorization of the client is sent there as well.
    ///
    /// ```no_run
    /// # async fn run(client: creatio_core::Client) -> Result<(), creatio_core::Error> {
    /// #[derive(serde::Deserialize)]
    /// #[serde(rename_all = "camelCase")]
    /// struct User {
    ///     user_name: String,
    /// }
    ///
    /// let user: User = client
    ///     .service("UserInfoService")
    ///     .svc()
    ///     .call("GetCurrentUserInfo", &())
    ///     .await?;
    /// # let _ = user.user_name;
    /// # Ok(())
    /// # }
    /// ```
    pub fn svc(mut self) -> Self {
        self.place = Place::ServiceModel;
        self
    }

    /// The methods have the body style *Bare*: what is sent is the one parameter itself, and what
    /// comes back is never unwrapped.
    ///
    /// ```no_run
    /// # async fn run(client: creatio_core::Client) -> Result<(), creatio_core::Error> {
    /// let sum: i64 = client.service("UsrSumService").bare().call("Sum", &[1, 2, 3]).await?;
    /// # let _ = sum;
    /// # Ok(())
    /// # }
    /// ```
    pub fn bare(mut self) -> Self {
        self.is_bare = true;
        self
    }

    /// The methods may be carried out twice without harm, so that a call is sent again when it is not
    /// known whether the first one arrived; see [`RetryPolicy`](crate::RetryPolicy).
    ///
    /// ```no_run
    /// # async fn run(client: creatio_core::Client) -> Result<(), creatio_core::Error> {
    /// let rights = client.service("RightsService").repeatable();
    /// let body = serde_json::json!({ "operation": "CanManageSolution" });
    /// let may: bool = rights.call("GetCanExecuteOperation", &body).await?;
    /// # let _ = may;
    /// # Ok(())
    /// # }
    /// ```
    pub fn repeatable(mut self) -> Self {
        self.is_repeatable = true;
        self
    }

    /// Calls a method with POST: a JSON object with one member per parameter, or `&()` if it has
    /// none.
    ///
    /// A reply `{"{Method}Result": …}`, as wrapped methods give, is unwrapped; one with other or
    /// further members, as methods with `out` parameters and those of Creatio's own services give, is
    /// read as a whole, and an empty one is read as null. JSON text inside JSON is read with
    /// [`JsonText`](super::JsonText).
    ///
    /// ```no_run
    /// # async fn run(client: creatio_core::Client) -> Result<(), creatio_core::Error> {
    /// let body = serde_json::json!({ "orderId": "0c9e1ac7-5e8d-4b5a-8f39-2d5f4c1a6f10" });
    /// let total: f64 = client.service("UsrOrderService").call("GetTotal", &body).await?;
    /// # let _ = total;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Any [`Error`]. [`Error::Rejected`] or [`Error::Forbidden`] with Creatio's words if the method
    /// failed or returned `"success": false`, [`Error::OutcomeUnknown`] if it may have been carried
    /// out and its reply was lost, [`Error::Decode`] if what it returned is no `T`.
    pub fn call<T: DeserializeOwned>(
        &self,
        method: &str,
        body: &(impl Serialize + ?Sized),
    ) -> impl Future<Output = Result<T, Error>> + Send {
        let request = self.post(method, body);
        self.send(method, request)
    }

    /// Calls a method with GET (`[WebGet]`), with its parameters in the query. Like all reads it may
    /// be sent again.
    ///
    /// The parameters are a struct, a map or a list of pairs; their values are text, numbers and
    /// truth values. The reply is read as that of [`call`](Self::call).
    ///
    /// ```no_run
    /// # async fn run(client: creatio_core::Client) -> Result<(), creatio_core::Error> {
    /// let amount: String = client
    ///     .service("UsrAmountService")
    ///     .get("GetAmount", &[("value1", 25), ("value2", 125)])
    ///     .await?;
    /// # let _ = amount;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call).
    pub fn get<T: DeserializeOwned>(
        &self,
        method: &str,
        query: &(impl Serialize + ?Sized),
    ) -> impl Future<Output = Result<T, Error>> + Send {
        let request = self.read(method, query);
        self.send(method, request)
    }

    fn post(
        &self,
        method: &str,
        body: &(impl Serialize + ?Sized),
    ) -> Result<Request, CompileError> {
        let mut body = json::write(&self.named(method), body)?;
        if body == b"null" && !self.is_bare {
            body = b"{}".to_vec();
        }
        let url = self.url(method);
        let mut request = Request::post(Protocol::WebService, url, body, Expect::Returned);
        request.repeatable = self.is_repeatable;
        Ok(request)
    }

    fn read(
        &self,
        method: &str,
        query: &(impl Serialize + ?Sized),
    ) -> Result<Request, CompileError> {
        let query = serde_urlencoded::to_string(query)
            .map_err(|error| json::refused(&self.named(method), &error))?;
        let mut url = self.url(method);
        url.set_query(Some(&query).filter(|query| !query.is_empty()).map(|q| &**q));
        Ok(Request::get(Protocol::WebService, url, Expect::Returned))
    }

    fn send<T: DeserializeOwned>(
        &self,
        method: &str,
        request: Result<Request, CompileError>,
    ) -> impl Future<Output = Result<T, Error>> + Send + use<T> {
        let (client, is_bare) = (self.client.clone(), self.is_bare);
        let (source, member) = (self.named(method), format!("{method}Result"));
        async move {
            let request = request?;
            let is_repeatable = request.repeatable;
            let sent = client.inner.transport.send(request).await;
            let reply = sent.map_err(|error| {
                if is_repeatable {
                    return error;
                }
                open_unless_clear(error, None)
            })?;
            reply.read(|body| {
                let wrapped = if is_bare {
                    None
                } else {
                    member_alone(body, &member)
                };
                let returned = wrapped.map_or(body, |value| value.get().as_bytes());
                json::read(
                    &source,
                    if returned.is_empty() {
                        b"null"
                    } else {
                        returned
                    },
                )
            })
        }
    }

    fn named(&self, method: &str) -> String {
        format!("{}/{method}", self.name)
    }

    fn url(&self, method: &str) -> Url {
        let root = &self.client.inner.services;
        let service = match self.place {
            Place::Rest => {
                let rest = address::segment_below(root, "rest");
                address::segment_below(&rest, &self.name)
            }
            Place::ServiceModel => address::service_model(root, &self.name),
        };
        address::segment_below(&service, method)
    }
}

/// The value of a member, if the body is an object that has no other.
fn member_alone<'b>(body: &'b [u8], member: &str) -> Option<&'b RawValue> {
    if !body.trim_ascii_start().starts_with(b"{") {
        return None;
    }
    let mut members: HashMap<String, &RawValue> = serde_json::from_slice(body).ok()?;
    let value = members.remove(member)?;
    members.is_empty().then_some(value)
}
