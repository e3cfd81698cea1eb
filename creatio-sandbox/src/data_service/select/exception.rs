//! Refusals of a query, in the words of the exceptions behind them.
//!
//! `ErrorCode` is the name of the .NET type. Which of them come with status 200 and which with 500
//! follows what was observed on 8.x and 10.x instances.

use serde_json::json;

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
        let body = json!({
            "responseStatus": {
                "ErrorCode": self.code,
                "Message": self.message,
                "Errors": [],
            },
            "rowsAffected": -1,
            "nextPrcElReady": false,
            "success": false,
        });
        Reply::new(self.status, JSON, body.to_string())
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
