//! What Creatio's OData 4 service answers when it does not answer with data.
//!
//! The bodies are those observed on 8.x and 10.x instances: `code` is always empty and the cause
//! hides in nested members.

use serde_json::{Value as Json, json};

use crate::reply::{JSON, ODATA_JSON, Reply};

/// Why a request was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// 400: the query options do not fit the model or the grammar.
    Query(String),
    /// 500: the query fitted the model but not Creatio's entity query, which notices while the
    /// reply is being written.
    Serialization(String),
    /// 500: a stream column in `$select`.
    StreamSelected,
    /// 400: the body does not fit the entity.
    Body(String),
    /// 400: the body names a property that the entity lacks.
    UnknownProperty(String),
    /// 500: the database refused a write, in these words.
    Database(String),
    /// 404: no such entity set or route. The JSON comes from the router, not from OData.
    NoRoute {
        /// The absolute URL that was asked for.
        url: String,
        /// The router's explanation.
        detail: String,
    },
    /// 404 without a body: no such row.
    NoRow,
    /// 424: the request was undone or not tried, since another one failed.
    Dependency,
    /// 405: the verb is not served.
    Method(String),
    /// 500: the sandbox itself failed.
    Internal(String),
}

impl Refusal {
    /// 400 for a name that the type lacks.
    pub(super) fn unknown_property(name: &str, qualified_type: &str) -> Self {
        Self::Query(format!(
            "Could not find a property named '{name}' on type '{qualified_type}'."
        ))
    }

    /// 400 for a property asked of many rows at once.
    pub(super) fn not_single(property: &str) -> Self {
        Self::Query(format!(
            "The parent value for a property access of a property '{property}' is not a single \
             value. Property access can only be applied to a single value."
        ))
    }

    /// 400 for a part of the language that the service has switched off.
    pub(super) fn not_allowed(name: &str) -> Self {
        Self::Query(format!(
            "Function '{name}' is not allowed. To allow it, set the 'AllowedFunctions' property on \
             EnableQueryAttribute or QueryValidationSettings."
        ))
    }

    /// 404 for a set that the model lacks.
    pub(super) fn unknown_set(url: &str, set: &str) -> Self {
        let detail = format!("No type was found that matches the controller named '{set}'.");
        Self::NoRoute {
            url: url.to_owned(),
            detail,
        }
    }

    /// 404 for a path below a set that no route serves.
    pub(super) fn no_action(url: &str, set: &str) -> Self {
        let detail =
            format!("No action was found on the controller '{set}' that matches the request.");
        Self::NoRoute {
            url: url.to_owned(),
            detail,
        }
    }

    /// The answer.
    pub(crate) fn into_reply(self) -> Reply {
        match self {
            Self::Query(message) => odata(
                400,
                &format!("The query specified in the URI is not valid. {message}"),
                &json!({ "message": message, "type": "", "stacktrace": "" }),
            ),
            Self::Serialization(cause) => odata(500, UNEXPECTED, &not_serialized(&cause)),
            Self::StreamSelected => odata(
                500,
                UNEXPECTED,
                &json!({
                    "message": "Value cannot be null.\r\nParameter name: property",
                    "type": "",
                    "stacktrace": "",
                }),
            ),
            Self::Body(message) | Self::UnknownProperty(message) => odata(
                400,
                "The request is invalid.",
                &json!({ "message": message, "type": "", "stacktrace": "" }),
            ),
            Self::Database(message) => odata(
                500,
                UNEXPECTED,
                &json!({ "message": message, "type": "Npgsql.PostgresException", "stacktrace": "" }),
            ),
            Self::NoRoute { url, detail } => {
                let message =
                    format!("No HTTP resource was found that matches the request URI '{url}'.");
                let body = json!({ "Message": message, "MessageDetail": detail });
                Reply::new(404, JSON, body.to_string())
            }
            Self::NoRow => Reply::empty(404),
            Self::Dependency => {
                let message = "The request was not carried out: one that it depends on failed.";
                let inner = json!({ "message": message, "type": "", "stacktrace": "" });
                odata(424, message, &inner)
            }
            Self::Method(method) => {
                let message =
                    format!("The requested resource does not support http method '{method}'.");
                Reply::new(405, JSON, json!({ "Message": message }).to_string())
                    .with("allow", "GET, POST, PATCH, DELETE")
            }
            Self::Internal(message) => Reply::new(
                500,
                JSON,
                json!({
                    "Message": UNEXPECTED,
                    "ExceptionMessage": message,
                    "ExceptionType": "System.InvalidOperationException",
                    "StackTrace": "",
                })
                .to_string(),
            ),
        }
    }
}

/// The error of a query that failed while its reply was being written.
fn not_serialized(cause: &str) -> Json {
    json!({
        "message": "The 'ObjectContent`1' type failed to serialize the response body for content \
                    type 'application/json'.",
        "type": "",
        "stacktrace": "",
        "internalexception": { "message": cause, "type": "", "stacktrace": "" },
    })
}

const UNEXPECTED: &str = "An error has occurred.";

fn odata(status: u16, message: &str, inner: &Json) -> Reply {
    let body = json!({ "error": { "code": "", "message": message, "innererror": inner } });
    Reply::new(status, ODATA_JSON, body.to_string()).with("odata-version", "4.0")
}
