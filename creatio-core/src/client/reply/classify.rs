//! Decides what a reply means before anything of it is parsed as data.
//!
//! Creatio and what stands before it answer in many voices: JSON, OData errors, ASP.NET errors,
//! login pages with status 200, error pages of IIS and of gateways. The order of the questions
//! below matters: what turns everybody away (a restart, a lost session) is asked first.

use std::time::Duration;

use reqwest::header::CONTENT_DISPOSITION;

use super::words::{self, Meaning, Words};
use super::{RawReply, envelope, page};
use crate::error::{AuthError, Call, Error, ServerMessage};

/// What a call expects in return.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::client) enum Expect {
    /// A page of rows, as JSON.
    Rows,
    /// The one row with a key, as JSON.
    Row,
    /// The `$metadata` document, as XML.
    Metadata,
    /// The reply of a DataService operation, as JSON.
    Service,
    /// The row that was inserted, or nothing.
    Inserted,
    /// Nothing: the row with the key was updated.
    Updated,
    /// Nothing: the row with the key was deleted.
    Deleted,
    /// Answers to the items of a batch, as JSON or in MIME parts.
    Batch,
    /// What a method of a web service returns, as JSON, or nothing.
    Returned,
    /// Text in an XML element, or JSON.
    TextInXml,
    /// Bytes of any kind.
    Bytes,
    /// Nothing, or a word of success: bytes were stored.
    Stored,
}

impl Expect {
    /// Whether a reply may be empty.
    fn allows_nothing(self) -> bool {
        matches!(self, Self::Inserted | Self::Updated | Self::Deleted)
            || matches!(self, Self::Returned | Self::TextInXml | Self::Stored)
    }

    /// Whether the reply comes from a service whose failures WCF shows as the page "Request Error".
    fn is_of_web_service(self) -> bool {
        matches!(self, Self::Returned | Self::TextInXml)
    }

    /// Whether an empty reply may have any status of success.
    fn may_be_empty_with_200(self) -> bool {
        matches!(self, Self::Returned | Self::TextInXml | Self::Stored)
    }

    /// Whether the request concerns the one row with a key.
    fn has_key(self) -> bool {
        matches!(
            self,
            Self::Row | Self::Updated | Self::Deleted | Self::Bytes | Self::Stored
        )
    }
}

/// Why a reply is not what was expected.
#[derive(Debug, PartialEq)]
pub(in crate::client) enum Fault {
    /// 401: the authorization is not accepted.
    Unauthorized,
    /// A login page, a redirect to one, or "Authentication failed.".
    LoginPage,
    Forbidden(Option<ServerMessage>),
    /// There is no row with this key.
    NoRow,
    NotServed(Option<ServerMessage>),
    Rejected(ServerMessage),
    Unavailable(Option<Duration>),
    TooLong,
    NotCreatio(String),
}

impl Fault {
    /// Whether another authorization may help.
    pub(in crate::client) fn lost_session(&self) -> bool {
        matches!(self, Self::Unauthorized | Self::LoginPage)
    }

    /// Whether a right is missing, or so it seems.
    pub(in crate::client) fn is_denial(&self) -> bool {
        matches!(self, Self::Forbidden(_))
    }

    /// The error for the caller; `key` is the one that a keyed read asked for.
    pub(in crate::client) fn into_error(self, call: Call, key: Option<String>) -> Error {
        let call = Box::new(call);
        match self {
            Self::Unauthorized => Error::Auth {
                call,
                source: AuthError::NotAccepted,
            },
            Self::LoginPage => Error::SessionLost { call },
            Self::Forbidden(message) => Error::Forbidden {
                call,
                message: message.map(Box::new),
            },
            Self::NoRow => Error::NotFound { call, key },
            Self::NotServed(message) => Error::NotServed {
                call,
                message: message.map(Box::new),
            },
            Self::Rejected(message) => Error::Rejected {
                call,
                message: Box::new(message),
            },
            Self::Unavailable(retry_after) => Error::Unavailable { call, retry_after },
            Self::TooLong => Error::TooLong { call },
            Self::NotCreatio(reply) => Error::NotCreatio { call, reply },
        }
    }
}

/// Passes a reply that is what `expect` says, and names the fault of every other.
pub(in crate::client) fn classify(reply: &RawReply, expect: Expect) -> Result<(), Fault> {
    turned_away(reply, expect)?;
    if reply.status.is_success() && expect == Expect::Bytes {
        bytes(reply)
    } else if reply.status.is_success() {
        success(reply, expect)
    } else {
        Err(failure(reply, expect))
    }
}

/// Replies that say nothing about the request.
fn turned_away(reply: &RawReply, expect: Expect) -> Result<(), Fault> {
    match reply.status.as_u16() {
        401 => return Err(Fault::Unauthorized),
        414 => return Err(Fault::TooLong),
        408 | 429 | 502..=504 | 520..=524 => return Err(Fault::Unavailable(reply.retry_after())),
        _ => {}
    }
    if let Some(url) = &reply.redirected_to {
        let login = url.path().to_ascii_lowercase().contains("/login/");
        return Err(if login {
            Fault::LoginPage
        } else {
            not_creatio(reply)
        });
    }
    let is_content = reply.status.is_success()
        && match expect {
            Expect::Bytes => !may_be_a_page(reply),
            Expect::TextInXml => is_xml(reply),
            _ => false,
        };
    let is_file = expect == Expect::Bytes && is_file(reply);
    if !is_content && page::is_login(&reply.body)
        || !is_file && reply.is_json() && words::says_signed_out(&reply.body)
    {
        Err(Fault::LoginPage)
    } else if reply.status.is_server_error() && is_restart_page(reply, expect) {
        Err(Fault::Unavailable(reply.retry_after()))
    } else {
        Ok(())
    }
}

/// Whether the reply is a page of a web server whose application does not run, or not yet: IIS and
/// WCF send them while it restarts, also with status 500.
///
/// A web service has the first of them also for methods that fail or are not there.
fn is_restart_page(reply: &RawReply, expect: Expect) -> bool {
    let title = page::is_markup(&reply.body).then(|| page::title(&reply.body));
    match title.flatten().as_deref() {
        Some("Service Unavailable") => true,
        Some("Request Error") => !expect.is_of_web_service(),
        _ => false,
    }
}

/// Whether bytes may be a page that came in their place: pages are HTML and have no file name.
fn may_be_a_page(reply: &RawReply) -> bool {
    !is_file(reply) && matches!(&*reply.content_type(), "text/html" | "")
}

fn is_file(reply: &RawReply) -> bool {
    reply.headers.contains_key(CONTENT_DISPOSITION)
}

/// Bytes may be anything, but words of refusal in place of a file are none.
fn bytes(reply: &RawReply) -> Result<(), Fault> {
    let may_be_words = reply.is_json() && reply.rest.is_none() && !is_file(reply);
    let refusal = may_be_words
        .then(|| envelope::refusal(&reply.body))
        .flatten();
    refusal.map_or(Ok(()), |words| Err(fault_of(words)))
}

fn success(reply: &RawReply, expect: Expect) -> Result<(), Fault> {
    if expect.allows_nothing()
        && (matches!(reply.status.as_u16(), 201 | 204) || expect.may_be_empty_with_200())
        && reply.body.is_empty()
    {
        return Ok(());
    }
    let of_type = match expect {
        Expect::Metadata if reply.is_json() => {
            // It is no document, but may say why.
            let refusal = said(&reply.body);
            return Err(refusal.map_or_else(|| not_creatio(reply), fault_of));
        }
        Expect::Metadata => is_xml(reply) && page::is_edmx(&reply.body),
        Expect::Batch if reply.content_type() == "multipart/mixed" => return Ok(()),
        Expect::TextInXml => reply.is_json() || is_xml(reply),
        _ => reply.is_json(),
    };
    if !of_type || reply.body.is_empty() {
        return Err(not_creatio(reply));
    }
    let refusal = match expect {
        Expect::Metadata => None,
        Expect::Service => envelope::refusal(&reply.body),
        Expect::Batch if envelope::has_answers(&reply.body) => None,
        Expect::Batch => said(&reply.body),
        Expect::Returned | Expect::TextInXml | Expect::Stored => {
            envelope::refusal_of_method(&reply.body)
        }
        _ => words::find_in_success(&reply.body).or_else(|| refusal_in_its_place(&reply.body)),
    };
    refusal.map_or(Ok(()), |words| Err(fault_of(words)))
}

/// Creatio's own words, whichever of its services they are of.
fn said(body: &[u8]) -> Option<Words> {
    words::find(body).or_else(|| envelope::refusal(body))
}

/// The refusal of a service where OData should have answered: a write must not pass for made because
/// a reply with status 200 has a body.
fn refusal_in_its_place(body: &[u8]) -> Option<Words> {
    let may_be_one = !words::begins_with_context(body);
    may_be_one.then(|| envelope::refusal(body)).flatten()
}

fn failure(reply: &RawReply, expect: Expect) -> Fault {
    let words = if is_xml(reply) {
        words::find_in_xml(&reply.body)
    } else {
        reply.is_json().then(|| said(&reply.body)).flatten()
    };
    let meaning = words.as_ref().map(|words| words.meaning);
    if meaning == Some(Meaning::NoSession) {
        return Fault::LoginPage;
    }
    match (reply.status.as_u16(), words) {
        (403, words) => Fault::Forbidden(words.map(|w| w.message).or_else(|| title(reply))),
        // Creatio's 404 for an unknown key has an empty body; pages and routing errors are for
        // addresses that lead nowhere.
        (404, words) if expect.has_key() && is_about_the_row(reply, meaning) => {
            drop(words);
            Fault::NoRow
        }
        (404, words) => Fault::NotServed(words.map(|w| w.message).or_else(|| title(reply))),
        (_, Some(words)) => fault_of(words),
        (_, None) if expect.is_of_web_service() && page::is_markup(&reply.body) => {
            title(reply).map_or_else(|| not_creatio(reply), Fault::Rejected)
        }
        (_, None) => not_creatio(reply),
    }
}

fn is_about_the_row(reply: &RawReply, meaning: Option<Meaning>) -> bool {
    reply.body.is_empty() || meaning == Some(Meaning::Rejection)
}

fn fault_of(words: Words) -> Fault {
    match words.meaning {
        Meaning::Rejection => Fault::Rejected(words.message),
        Meaning::NoRoute => Fault::NotServed(Some(words.message)),
        Meaning::NoSession => Fault::LoginPage,
        Meaning::Denial => Fault::Forbidden(Some(words.message)),
    }
}

fn not_creatio(reply: &RawReply) -> Fault {
    Fault::NotCreatio(reply.describe())
}

fn title(reply: &RawReply) -> Option<ServerMessage> {
    page::is_markup(&reply.body)
        .then(|| page::title(&reply.body))
        .flatten()
        .map(ServerMessage::new)
}

fn is_xml(reply: &RawReply) -> bool {
    let content_type = reply.content_type();
    matches!(&*content_type, "application/xml" | "text/xml") || content_type.ends_with("+xml")
}

#[cfg(test)]
mod tests;
