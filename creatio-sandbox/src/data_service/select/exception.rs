//! Refusals of a query, in the words of the exceptions behind them.
//!
//! `ErrorCode` is the name of the .NET type. Which of them come with status 200 and which with 500
//! follows what was observed on 8.x and 10.x instances.

use serde_json::{Value as Json, json};

use crate::reply::{JSON, Reply};

/// Why a query was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Exception {
    status: u16,
    code: &'static str,
    message: String,
}

impl Exception {
    /// A path that leads to no column.
    pub(super) fn no_column(path: &str, schema: &str) -> Self {
        Self::new(
            200,
            "ItemNotFoundException",
            format!("Column by path {path} not found in schema {schema}."),
        )
    }

    /// A name that no entity schema has.
    pub(super) fn no_schema(name: &str) -> Self {
        Self::new(
            200,
            "ItemNotFoundException",
            format!("Entity schema \"{name}\" not found."),
        )
    }

    /// What the database says of a statement.
    pub(super) fn database(message: impl Into<String>) -> Self {
        Self::new(200, "DbOperationException", message)
    }

    /// A member that must be there, or a value that became none on its way.
    pub(super) fn null(parameter: &str) -> Self {
        Self::new(
            500,
            "ArgumentNullException",
            format!("Value cannot be null.\r\nParameter name: {parameter}"),
        )
    }

    /// A text or a list that must not be empty.
    pub(super) fn empty(parameter: &str) -> Self {
        Self::new(
            500,
            "ArgumentNullOrEmptyException",
            format!("Value cannot be null or empty.\r\nParameter name: {parameter}"),
        )
    }

    /// A number of an enumeration, or a combination, that the service does not serve.
    pub(super) fn not_supported(what: impl Into<String>) -> Self {
        Self::new(500, "NotSupportedException", what)
    }

    /// A value that is not written as its type wants it.
    pub(super) fn format(message: impl Into<String>) -> Self {
        Self::new(500, "FormatException", message)
    }

    /// A value that is well written and makes no sense.
    pub(super) fn argument(message: impl Into<String>) -> Self {
        Self::new(500, "ArgumentException", message)
    }

    /// A body that does not fit the contract.
    pub(super) fn serialization(message: impl Into<String>) -> Self {
        Self::new(400, "SerializationException", message)
    }

    /// An item of a batch that is no query that batches take.
    pub(super) fn unsupported_subquery(ty: &str) -> Self {
        let message = format!(
            "Batches take no item of the type \"{ty}\"; \"__type\" must be the first member of each."
        );
        Self::new(500, "UnsupportedSubqueryType", message)
    }

    /// More rows than one query may hold.
    pub(super) fn too_many_rows(limit: u64) -> Self {
        Self::new(
            200,
            "InvalidObjectStateException",
            format!("The number of rows exceeds the limit of {limit}."),
        )
    }

    fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            status,
            code,
            message,
        }
    }

    /// The answer.
    pub(super) fn into_reply(self) -> Reply {
        Reply::new(self.status, JSON, self.to_json(None).to_string())
    }

    /// The content of the answer, with what the query asks to be repeated.
    pub(super) fn to_json(&self, query_id: Option<&Json>) -> Json {
        let mut body = json!({
            "responseStatus": self.response_status(),
            "rowsAffected": -1,
            "nextPrcElReady": false,
            "success": false,
        });
        if let Some(id) = query_id {
            body["queryId"] = id.clone();
        }
        body
    }

    /// The exception itself.
    pub(super) fn response_status(&self) -> Json {
        json!({ "ErrorCode": self.code, "Message": self.message, "Errors": [] })
    }

    /// The HTTP status it comes with.
    pub(super) fn status(&self) -> u16 {
        self.status
    }

    /// The name of the .NET type.
    #[cfg(test)]
    pub(super) fn code(&self) -> &'static str {
        self.code
    }
}

impl From<rusqlite::Error> for Exception {
    fn from(error: rusqlite::Error) -> Self {
        Self::database(match error {
            rusqlite::Error::SqliteFailure(_, Some(message)) => message,
            other => other.to_string(),
        })
    }
}
