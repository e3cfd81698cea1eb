//! [`Process`]: business processes, with their parameters and results.

mod results;
mod run;

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use self::results::{AtMostOne, Results, Room};
pub use self::run::{ProcessRun, ProcessStatus};
use super::json;
use crate::CompileError;
use crate::client::Client;

/// A business process that is to be run; made by [`Client::process`].
#[must_use = "a process does not run until `run` or `execute` is called"]
pub struct Process<R = ()> {
    client: Client,
    schema: String,
    /// Names and values. Values travel as text.
    parameters: Vec<(String, String)>,
    results: Vec<String>,
    /// The first value that cannot be sent.
    refused: Option<CompileError>,
    types: PhantomData<fn() -> R>,
}

impl Client {
    /// A business process by the name of its schema (its *code* in the process designer).
    ///
    /// ```no_run
    /// # async fn run(client: creatio_core::Client) -> Result<(), creatio_core::Error> {
    /// use creatio_core::Decimal;
    ///
    /// let run = client
    ///     .process("UsrCalculateDiscount")
    ///     .param("Customer", "Acme")
    ///     .param("Amount", 1_200)
    ///     .result::<Decimal>("Discount")
    ///     .result::<Option<String>>("Reason")
    ///     .run()
    ///     .await?;
    /// let (discount, reason) = run.results();
    /// println!("{discount} {reason:?}");
    /// # Ok(())
    /// # }
    /// ```
    pub fn process(&self, schema: impl Into<String>) -> Process {
        Process {
            client: self.clone(),
            schema: schema.into(),
            parameters: Vec::new(),
            results: Vec::new(),
            refused: None,
            types: PhantomData,
        }
    }
}

impl<R> Process<R> {
    /// Gives a parameter a value.
    ///
    /// The service takes values as text. Text, ids and dates are sent as they are, everything else as
    /// its JSON: `true`, `12.5`, and lists and objects as the JSON text that *Collection* and *Object*
    /// parameters take. A `Timestamp` names its instant with a `Z`; how the process's own time zone
    /// enters is not documented, so that a `jiff::civil::DateTime`, which has none, is the safer
    /// choice where a wall clock is meant.
    ///
    /// ```no_run
    /// # async fn run(client: creatio_core::Client) -> Result<(), creatio_core::Error> {
    /// #[derive(serde::Serialize)]
    /// struct Line {
    ///     product: &'static str,
    ///     quantity: u32,
    /// }
    ///
    /// client
    ///     .process("UsrOrder")
    ///     .param("Lines", [Line { product: "Bolt", quantity: 12 }])
    ///     .run()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn param(mut self, name: impl Into<String>, value: impl Serialize) -> Self {
        let name = name.into();
        match as_text(&value) {
            Ok(text) => self.parameters.push((name, text)),
            Err(error) => {
                let target = format!("the process {}, parameter {name}", self.schema);
                self.refused.get_or_insert(json::refused(&target, &error));
            }
        }
        self
    }

    /// Asks for an output parameter. Several are asked for one after the other, and come as a tuple.
    ///
    /// A value that is text and no `T` by itself is read as JSON, since Creatio gives lists and
    /// objects so. A result that the process has not set is read as null, for which `T` is an
    /// `Option`.
    pub fn result<T: DeserializeOwned + Send + 'static>(
        mut self,
        name: impl Into<String>,
    ) -> Process<R::With<T>>
    where
        R: Room,
    {
        self.results.push(name.into());
        Process {
            client: self.client,
            schema: self.schema,
            parameters: self.parameters,
            results: self.results,
            refused: self.refused,
            types: PhantomData,
        }
    }
}

/// A value as the service takes it. Decimals keep their digits, as they serialise to text.
fn as_text(value: &impl Serialize) -> serde_json::Result<String> {
    let text = serde_json::to_string(value)?;
    if text.starts_with('"') {
        return serde_json::from_str(&text);
    }
    Ok(match text.as_str() {
        "null" => String::new(),
        _ => text,
    })
}

impl<R> fmt::Debug for Process<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.parameters.iter().map(|(name, _)| name).collect();
        f.debug_struct("Process")
            .field("schema", &self.schema)
            .field("parameters", &names)
            .field("results", &self.results)
            .finish_non_exhaustive()
    }
}
