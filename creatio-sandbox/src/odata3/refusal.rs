//! What the service answers when it does not answer with data, in the words of WCF Data Services.

use serde_json::json;

use super::{
    format::Format,
    xml::{self, DECLARATION, escaped},
};
use crate::reply::Reply;

/// Why a request was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// 400: the address or the options do not fit the grammar or the model.
    Query(String),
    /// 404: the segment leads nowhere, be it a set, a row, or a member.
    NotFound(String),
    /// 405: the verb is not served.
    Method {
        /// The verb.
        method: String,
        /// Those that are served there.
        allowed: &'static str,
    },
    /// 415: no format that the client takes is served.
    MediaType,
    /// 500: the query fitted the model but not Creatio's entity query.
    Execution(String),
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        Self::Execution(error.to_string())
    }
}

impl Refusal {
    /// The answer.
    pub(super) fn into_reply(self, format: Format) -> Reply {
        let allowed = match &self {
            Self::Method { allowed, .. } => Some(*allowed),
            _ => None,
        };
        let (status, message, cause) = match self {
            Self::Query(message) => (400, message, None),
            Self::NotFound(segment) => {
                let message = format!("Resource not found for the segment '{segment}'.");
                (404, message, None)
            }
            Self::Method { method, .. } => {
                let message = format!("The method '{method}' is not allowed here.");
                (405, message, None)
            }
            Self::MediaType => (415, "Unsupported media type requested.".to_owned(), None),
            Self::Execution(cause) => {
                let message = "An error occurred while processing this request.".to_owned();
                (500, message, Some(cause))
            }
        };
        let reply = match format {
            Format::VerboseJson => Reply::new(
                status,
                "application/json;odata=verbose;charset=utf-8",
                verbose(&message, cause.as_deref()),
            ),
            Format::Xml => Reply::new(
                status,
                "application/xml;charset=utf-8",
                document(&message, cause.as_deref()),
            ),
        };
        let reply = reply.with("dataserviceversion", "1.0;");
        match allowed {
            Some(allowed) => reply.with("allow", allowed),
            None => reply,
        }
    }
}

fn verbose(message: &str, cause: Option<&str>) -> String {
    let mut error = json!({
        "code": "",
        "message": { "lang": "en-US", "value": message },
    });
    if let Some(cause) = cause {
        error["innererror"] = json!({ "message": cause, "type": "", "stacktrace": "" });
    }
    json!({ "error": error }).to_string()
}

fn document(message: &str, cause: Option<&str>) -> String {
    let inner = cause.map_or_else(String::new, |cause| {
        format!(
            "<m:innererror><m:message>{}</m:message><m:type/><m:stacktrace/></m:innererror>",
            escaped(cause)
        )
    });
    format!(
        "{DECLARATION}<m:error xmlns:m=\"{}\"><m:code/><m:message xml:lang=\"en-US\">{}\
         </m:message>{inner}</m:error>",
        xml::METADATA,
        escaped(message)
    )
}
