//! The server under test, in whatever process: its admin endpoint, and its rows without the client.

use std::collections::BTreeMap;
use std::fmt;

use creatio_core::Uuid;
use creatio_core::client::reqwest::{self, Method, header};
use creatio_sandbox::Sandbox;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::Trouble;
use super::ledger::Value;

/// Where a sandbox with an admin endpoint is, and how to get in.
#[derive(Clone, Serialize, Deserialize)]
pub struct Place {
    pub(super) url: String,
    pub(super) identity_url: String,
    pub(super) client_id: String,
    pub(super) client_secret: String,
    pub(super) user: String,
    pub(super) password: String,
}

impl Place {
    /// The place of a sandbox.
    pub fn of(sandbox: &Sandbox) -> Self {
        Self {
            url: sandbox.url().to_owned(),
            identity_url: sandbox.identity_url().to_owned(),
            client_id: sandbox.client_id().to_owned(),
            client_secret: sandbox.client_secret().to_owned(),
            user: sandbox.user_name().to_owned(),
            password: sandbox.user_password().to_owned(),
        }
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Place")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

/// What a request met: the name of its fault, if there was one.
pub(super) type Met = Vec<Option<String>>;

/// A row of the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stored {
    pub(super) id: Uuid,
    pub(super) value: Value,
}

/// A hold on a sandbox.
#[derive(Debug, Clone)]
pub struct Server {
    place: Place,
    http: reqwest::Client,
}

impl Server {
    /// A hold on the sandbox at a place.
    pub fn new(place: Place) -> Self {
        Self {
            place,
            http: reqwest::Client::new(),
        }
    }

    /// Sends a command to the admin endpoint; the answer.
    pub(super) async fn command(
        &self,
        method: Method,
        command: &str,
        body: Option<&Json>,
    ) -> Result<String, Trouble> {
        let url = format!("{}/sandbox/{command}", self.place.url);
        let mut request = self.http.request(method, url);
        if let Some(body) = body {
            request = request.body(body.to_string());
        }
        let reply = request.send().await?;
        let (status, text) = (reply.status(), reply.text().await?);
        if status.is_success() {
            return Ok(text);
        }
        Err(format!("/sandbox/{command} answered {status}: {text}").into())
    }

    /// Ends all faults and outages.
    pub(super) async fn calm(&self) -> Result<(), Trouble> {
        self.command(Method::DELETE, "faults", None).await?;
        let over = serde_json::json!({ "requests": 0 });
        self.command(Method::POST, "restart", Some(&over)).await?;
        Ok(())
    }

    /// What the requests since the last call of this met.
    pub(super) async fn take_requests(&self) -> Result<Met, Trouble> {
        #[derive(Deserialize)]
        struct Record {
            fault: Option<Json>,
        }
        let text = self.command(Method::GET, "requests", None).await?;
        self.command(Method::DELETE, "requests", None).await?;
        let records: Vec<Record> = serde_json::from_str(&text)?;
        Ok(records
            .into_iter()
            .map(|record| record.fault.map(|fault| name(&fault)))
            .collect())
    }

    /// All contacts, by plain HTTP.
    pub(super) async fn rows(&self) -> Result<Vec<Stored>, Trouble> {
        #[derive(Deserialize)]
        struct Page {
            value: Vec<Row>,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Row {
            id: Uuid,
            name: String,
            age: i32,
        }
        let url = format!("{}/0/odata/Contact?$select=Id,Name,Age", self.place.url);
        let token = self.token().await?;
        let request = self.http.get(url).bearer_auth(token);
        let text = request.send().await?.error_for_status()?.text().await?;
        let page: Page = serde_json::from_str(&text)?;
        let rows = page.value.into_iter();
        Ok(rows
            .map(|Row { id, name, age }| Stored {
                id,
                value: Value { name, age },
            })
            .collect())
    }

    async fn token(&self) -> Result<String, Trouble> {
        #[derive(Deserialize)]
        struct Token {
            access_token: String,
        }
        let Place {
            identity_url,
            client_id,
            client_secret,
            ..
        } = &self.place;
        let form = format!(
            "grant_type=client_credentials&client_id={client_id}&client_secret={client_secret}"
        );
        let request = self
            .http
            .post(format!("{identity_url}/connect/token"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form);
        let text = request.send().await?.error_for_status()?.text().await?;
        Ok(serde_json::from_str::<Token>(&text)?.access_token)
    }
}

/// The name of a fault in JSON, with the status if it is one.
fn name(fault: &Json) -> String {
    if let Some(name) = fault.as_str() {
        return name.to_owned();
    }
    let members: BTreeMap<String, Json> = Deserialize::deserialize(fault).unwrap_or_default();
    let Some((name, details)) = members.into_iter().next() else {
        return fault.to_string();
    };
    match details.get("status") {
        Some(status) => format!("{name} {status}"),
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn faults_go_by_their_names_and_statuses() {
        assert_eq!(name(&json!("htmlLogin")), "htmlLogin");
        assert_eq!(name(&json!({"status": {"status": 503}})), "status 503");
        assert_eq!(name(&json!({"slowBody": {"chunk": 1}})), "slowBody");
    }
}
