//! Runs of a process: the request in both forms, and what came of it.

use roxmltree::Document;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;
use uuid::Uuid;

use super::Process;
use super::results::{AtMostOne, Given, Results};
use crate::client::reply::classify::Expect;
use crate::client::request::Request;
use crate::client::services::{json, open_unless_clear};
use crate::client::transport::Reply;
use crate::client::{Client, address};
use crate::decode::DecodeError;
use crate::error::{Error, Protocol, ServerMessage};

/// What came of a process run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessRun<R> {
    id: Option<Uuid>,
    status: ProcessStatus,
    results: R,
}

impl<R> ProcessRun<R> {
    /// The id of the run, by which the process log knows it.
    pub fn id(&self) -> Option<Uuid> {
        self.id
    }

    /// How far it has come: [`Completed`](ProcessStatus::Completed), or
    /// [`Running`](ProcessStatus::Running) if it waits for something.
    pub fn status(&self) -> ProcessStatus {
        self.status
    }

    /// What was asked for with [`Process::result`].
    pub fn results(self) -> R {
        self.results
    }
}

/// How far a process has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProcessStatus {
    /// It has not begun.
    Inactive,
    /// It runs, or waits.
    Running,
    /// It has come to its end.
    Completed,
    /// It was canceled.
    Canceled,
    /// It is being canceled.
    Cancelling,
    /// A status that this version does not know.
    Other(i64),
}

/// The number with which Creatio says "Error".
const FAILED: i64 = 3;

impl ProcessStatus {
    fn from_code(code: i64) -> Self {
        match code {
            0 => Self::Inactive,
            1 => Self::Running,
            2 => Self::Completed,
            4 => Self::Canceled,
            5 => Self::Cancelling,
            other => Self::Other(other),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    schema_name: &'a str,
    parameter_values: Vec<Parameter<'a>>,
    result_parameter_names: &'a [String],
    collect_execution_data: bool,
}

#[derive(Serialize)]
struct Parameter<'a> {
    name: &'a str,
    value: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    process_id: Option<Uuid>,
    process_status: i64,
    #[serde(default)]
    result_parameter_values: Value,
}

impl<R: Results> Process<R> {
    /// Runs the process and waits until it ends, or until it waits for something itself.
    ///
    /// ```no_run
    /// # async fn run(client: creatio_core::Client) -> Result<(), creatio_core::Error> {
    /// let run = client.process("UsrCountOrders").result::<i64>("Count").run().await?;
    /// println!("{:?}: {}", run.id(), run.results());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// It is sent once. The call has the client's [timeout](crate::ClientBuilder::timeout), so that a
    /// long process is better made one that goes on in the background.
    ///
    /// # Errors
    ///
    /// Any [`Error`]. [`Error::Rejected`] if there is no such process, or if it ended with an error,
    /// [`Error::OutcomeUnknown`] if it may have run and the reply was lost, [`Error::Decode`] if a
    /// result is no `T`.
    pub async fn run(mut self) -> Result<ProcessRun<R::Output>, Error> {
        if let Some(refused) = self.refused.take() {
            return Err(refused.into());
        }
        let body = Body {
            schema_name: &self.schema,
            parameter_values: self
                .parameters
                .iter()
                .map(|(name, value)| Parameter { name, value })
                .collect(),
            result_parameter_names: &self.results,
            collect_execution_data: false,
        };
        let body = json::write(&self.schema, &body)?;
        let url = address::segment_below(&engine(&self.client), "RunProcess");
        let request = Request::post(Protocol::WebService, url, body, Expect::Returned);
        let reply = send_once(&self.client, request).await?;
        let source = format!("the process {}", self.schema);
        let answer: Answer = reply.read(|body| json::read(&source, body))?;
        if answer.process_status == FAILED {
            return Err(self.failed(answer.process_id, reply));
        }
        let mut given = Given {
            process: &self.schema,
            names: self.results.iter(),
            values: &answer.result_parameter_values,
        };
        Ok(ProcessRun {
            id: answer.process_id.filter(|id| !id.is_nil()),
            status: ProcessStatus::from_code(answer.process_status),
            results: reply.read(|_| R::read(&mut given))?,
        })
    }

    fn failed(&self, id: Option<Uuid>, reply: Reply) -> Error {
        let id = id.map_or_else(String::new, |id| format!(", see {id} in the process log"));
        let message = format!("the process {} ended with an error{id}", self.schema);
        Error::Rejected {
            call: Box::new(reply.into_call()),
            message: Box::new(ServerMessage::new(message)),
        }
    }
}

impl<R: AtMostOne> Process<R> {
    /// Runs the process in the old form, with GET and its parameters in the address: for versions
    /// without `RunProcess`, which [`run`](Self::run) calls.
    ///
    /// With a [`result`](Self::result) it waits for the process and gives the value; without one the
    /// process is started, and nobody waits for it (Creatio Academy).
    ///
    /// The service gives every value as text, in which text itself may stand as it is or as JSON, in
    /// quotes; Creatio Academy shows the latter. So a `String` comes without such quotes, and a text
    /// that has some of its own, and is JSON with them, cannot be told from one that was quoted on
    /// the way. The text `null` is null. [`run`](Self::run) knows no such doubts.
    ///
    /// ```no_run
    /// # async fn run(client: creatio_core::Client) -> Result<(), creatio_core::Error> {
    /// #[derive(serde::Deserialize)]
    /// struct Found {
    ///     #[serde(rename = "Name")]
    ///     name: String,
    /// }
    ///
    /// let found: Vec<Found> = client
    ///     .process("UsrGetContacts")
    ///     .param("City", "Oslo")
    ///     .result::<Vec<Found>>("ContactList")
    ///     .execute()
    ///     .await?;
    /// # let _ = found.first().map(|contact| &contact.name);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run); the name of a result that the process does not have gives null.
    pub async fn execute(mut self) -> Result<R::Output, Error> {
        if let Some(refused) = self.refused.take() {
            return Err(refused.into());
        }
        let process = address::segment_below(&engine(&self.client), &self.schema);
        let mut url = address::segment_below(&process, "Execute");
        if !self.results.is_empty() || !self.parameters.is_empty() {
            let mut query = url.query_pairs_mut();
            for name in &self.results {
                query.append_pair("ResultParameterName", name);
            }
            query.extend_pairs(&self.parameters);
        }
        let mut request = Request::get(Protocol::WebService, url, Expect::TextInXml);
        request.repeatable = false;
        let reply = send_once(&self.client, request).await?;
        let source = format!("the process {}", self.schema);
        let values = reply.read(|body| {
            let value = unwrapped(&source, body)?;
            let name = self.results.first().cloned().unwrap_or_default();
            Ok(Value::Object([(name, value)].into_iter().collect()))
        })?;
        let mut given = Given {
            process: &self.schema,
            names: self.results.iter(),
            values: &values,
        };
        reply.read(|_| R::read(&mut given))
    }
}

/// The value in `<string>…</string>`, or in a reply that is JSON. In either the value is text, as a rule
/// JSON text; `null` stands for a result that the process does not have.
fn unwrapped(source: &str, body: &[u8]) -> Result<Value, DecodeError> {
    let text = String::from_utf8_lossy(body);
    let text = if text.trim_start().starts_with('<') {
        let document = Document::parse(&text).map_err(|_| json::unfit(source, "it is not XML"))?;
        document.root_element().text().unwrap_or("null").to_owned()
    } else if body.is_empty() {
        return Ok(Value::Null);
    } else {
        match json::read(source, body)? {
            Value::String(text) => text,
            value => return Ok(value),
        }
    };
    if text.trim() == "null" {
        return Ok(Value::Null);
    }
    // A text may be JSON itself, with quotes of its own, as the documentation shows it.
    let quoted = serde_json::from_str(&text).ok();
    Ok(Value::String(quoted.unwrap_or(text)))
}

fn engine(client: &Client) -> Url {
    address::service_model(&client.inner.services, "ProcessEngineService")
}

async fn send_once(client: &Client, request: Request) -> Result<Reply, Error> {
    let sent = client.inner.transport.send(request).await;
    sent.map_err(|error| open_unless_clear(error, None))
}
