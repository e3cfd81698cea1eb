//! What can go wrong in a call, sorted by what the caller should do about it.
//!
//! [`Error`] is what every verb of the client returns. Its variants carry the [`Call`] they come
//! from; the text names the place and the way out, and leaves the cause to
//! [`source`](std::error::Error::source). [`BuildError`] and [`AuthError`] are the two families
//! that have a life of their own: the former before any call, the latter inside an
//! [`Authenticator`](crate::Authenticator).
//!
//! No text of this module holds a secret, a query string or a reply body; of an HTML page it holds
//! the title.

mod auth;
mod build;
mod call;
mod chain;
mod message;
mod policy;
mod trust;

use std::sync::Arc;
use std::time::Duration;

pub use self::auth::AuthError;
pub use self::build::BuildError;
pub use self::call::{Call, Protocol};
pub use self::chain::Chain;
pub use self::message::ServerMessage;
use crate::{CompileError, DecodeError};

/// A cause whose type is nobody's business but the log's.
pub(crate) type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Why a call to Creatio gave no result.
///
/// | variant | what to do |
/// |---|---|
/// | [`Build`](Self::Build), [`Compile`](Self::Compile), [`ForeignCursor`](Self::ForeignCursor) | change the program: nothing was sent |
/// | [`TooLong`](Self::TooLong) | ask for less at once, in several queries |
/// | [`Auth`](Self::Auth), [`SessionLost`](Self::SessionLost) | check the credentials and the base URL |
/// | [`Forbidden`](Self::Forbidden) | ask an administrator for the right |
/// | [`NotFound`](Self::NotFound) | treat it as an answer: there is no such row |
/// | [`NotServed`](Self::NotServed) | check the entity's name and the platform, or wait for publication |
/// | [`Rejected`](Self::Rejected) | read Creatio's words and change the query |
/// | [`Connect`](Self::Connect), [`Timeout`](Self::Timeout), [`Interrupted`](Self::Interrupted), [`Unavailable`](Self::Unavailable) | try again later |
/// | [`OutcomeUnknown`](Self::OutcomeUnknown) | send the same write again, or read the row |
/// | [`NotCreatio`](Self::NotCreatio) | check what stands between the program and Creatio |
/// | [`Decode`](Self::Decode) | generate the models anew: the instance has changed |
/// | [`Local`](Self::Local) | see to the file, reader or writer that was given to the call |
/// | [`ReplyTooLong`](Self::ReplyTooLong) | ask for less at once, or raise `reply_limit` |
/// | [`RolledBack`](Self::RolledBack) | repair the item of its group that was refused, send the group again |
/// | [`NeverRan`](Self::NeverRan) | send the item again as it is |
/// | [`Batch`](Self::Batch) | as its source says, which is about all items of that request |
/// | [`RowLimit`](Self::RowLimit) | call [`stream`](crate::Client::stream) instead |
///
/// A text does not repeat its cause, which is the error's [`source`](std::error::Error::source): "the
/// call could not be authorized" has there what the identity service said. Log
/// [`error.chain()`](Self::chain), which has all of it.
///
/// What a program does about an error of a kind is asked of [`is_retryable`](Self::is_retryable),
/// [`is_not_found`](Self::is_not_found), [`is_refused`](Self::is_refused) and
/// [`is_auth`](Self::is_auth), no two of which are true of one error. Here of one message of a queue:
///
/// ```
/// use creatio_core::Error;
///
/// enum Next { Again, DeadLetter, Stop }
///
/// fn next(error: &Error) -> Next {
///     if error.is_retryable() {
///         Next::Again
///     } else if error.is_refused() || error.is_not_found() {
///         Next::DeadLetter
///     } else {
///         eprintln!("{}", error.chain()); // of the others, each message would meet the same
///         Next::Stop
///     }
/// }
/// # let _ = next;
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The client's settings do not make sense.
    #[error(transparent)]
    Build(#[from] BuildError),

    /// The query cannot be written in the chosen protocol. Nothing was sent.
    #[error(transparent)]
    Compile(#[from] CompileError),

    /// The address of the request is longer than HTTP implementations take, or than this server
    /// does (status 414): a long list in `is_in`, as a rule, or a long text that a stream is ordered
    /// by, whose next page lies behind it.
    #[error(
        "the query makes an address that is too long to be sent: split it into several queries, \
         for instance the values of `is_in`, order a stream by something shorter than a long text, \
         or let the query go over the DataService [{call}]"
    )]
    TooLong {
        /// The call that could not be made.
        call: Box<Call>,
    },

    /// No authorization could be obtained, or Creatio refused one that was just issued.
    #[error("the call could not be authorized [{call}]")]
    Auth {
        /// The call that needed the authorization.
        call: Box<Call>,
        /// What the [`Authenticator`](crate::Authenticator) said.
        source: AuthError,
    },

    /// No connection to the host: a wrong name, a refused port, a certificate nobody trusts.
    #[error("no connection to the Creatio host [{call}]")]
    Connect {
        /// The call that was to be sent.
        call: Box<Call>,
        /// What the network said.
        source: BoxError,
    },

    /// The reply had not arrived in full when the client's timeout or deadline was over.
    #[error("no complete reply within the time limit of the client [{call}]")]
    Timeout {
        /// The call that was under way.
        call: Box<Call>,
        /// What the network said.
        source: BoxError,
    },

    /// The connection broke during the exchange; a reply cut short is one of these.
    #[error("the connection broke before the reply was complete [{call}]")]
    Interrupted {
        /// The call that was under way.
        call: Box<Call>,
        /// What the network said.
        source: BoxError,
    },

    /// Creatio answered with its login page, also after a renewed authorization.
    #[error(
        "Creatio answered with its login page: the authorization is not accepted there, or the \
         base URL leads elsewhere [{call}]"
    )]
    SessionLost {
        /// The call that was answered so.
        call: Box<Call>,
    },

    /// The user behind the authorization lacks a right: to the object, or the system operation
    /// "Access to OData" (`CanUseODataService`).
    #[error("access denied{} [{call}]", message::after_colon(message.as_deref()))]
    Forbidden {
        /// The call that was refused.
        call: Box<Call>,
        /// Creatio's words, if it had any.
        message: Option<Box<ServerMessage>>,
    },

    /// There is no such row, or none that this user may see.
    #[error("no row of {} {} [{call}]", call.entity_or_resource(), call::sought(key.as_deref()))]
    NotFound {
        /// The call that found nothing.
        call: Box<Call>,
        /// The key that was asked for; `None` when a query matched nothing.
        key: Option<String>,
    },

    /// The service does not know this entity set or address.
    ///
    /// An entity that was just published is missing for one to two minutes, while Creatio rebuilds
    /// its OData model; virtual schemas are never served. Of a web service it may be the service or
    /// the method that is not there.
    #[error(
        "Creatio does not serve {}{} [{call}]",
        call::not_served(call),
        message::after_colon(message.as_deref())
    )]
    NotServed {
        /// The call that was answered so.
        call: Box<Call>,
        /// Creatio's words, if it had any.
        message: Option<Box<ServerMessage>>,
    },

    /// Creatio understood the request and refused it, or failed over it.
    #[error("Creatio rejected the request: {message} [{call}]")]
    Rejected {
        /// The call that was rejected.
        call: Box<Call>,
        /// Creatio's words.
        message: Box<ServerMessage>,
    },

    /// The instance restarts, is overloaded, or a gateway cannot reach it: status 408, 429, 502,
    /// 503, 504 or 520 to 524, or the page "Request Error" of a server that comes up.
    #[error("Creatio is not available at the moment{} [{call}]", call::wait(*retry_after))]
    Unavailable {
        /// The call that was turned away.
        call: Box<Call>,
        /// How long the server asked to be left alone.
        retry_after: Option<Duration>,
    },

    /// The reply is none that Creatio's service gives: a gateway's page, another content type, a
    /// redirect.
    #[error("the reply is not one of Creatio's: {reply} [{call}]")]
    NotCreatio {
        /// The call that was answered so.
        call: Box<Call>,
        /// What came instead, in a few words.
        reply: String,
    },

    /// The reply is Creatio's, but does not fit the model.
    #[error("the reply does not fit the model [{call}]")]
    Decode {
        /// The call whose reply it is.
        call: Box<Call>,
        /// Where it does not fit.
        source: Box<DecodeError>,
    },

    /// A reader, writer or file of the program's own failed while bytes went through it.
    #[error("what the program reads from or writes to failed during the transfer [{call}]")]
    Local {
        /// The call whose bytes they are.
        call: Box<Call>,
        /// What it said.
        source: std::io::Error,
    },

    /// The body of the reply is longer than the client reads.
    #[error(
        "the reply has more than {limit} bytes, the most that this client reads: ask for fewer rows \
         or columns at once, or raise `reply_limit` [{call}]"
    )]
    ReplyTooLong {
        /// The call whose reply it is.
        call: Box<Call>,
        /// The limit that was met, in bytes.
        limit: usize,
    },

    /// A write of which it is not known whether it was made: the reply was lost, or a failure that
    /// may have come after the row was saved.
    ///
    /// An insert and a delete of one row are looked up before this is said. Sending the same value
    /// again is safe: an insert keeps its id, so that it makes no second row, and succeeds if the first
    /// one has come meanwhile; updates and deletes by key change nothing more. That is not so of web
    /// services and processes, of which only the program knows what calling them twice does.
    #[error("it is not known whether {} [{call}]", call::open(call, key.as_deref()))]
    OutcomeUnknown {
        /// The call whose outcome is not known.
        call: Box<Call>,
        /// The key of the row, if it is one row.
        key: Option<String>,
        /// What came instead of an outcome.
        source: Box<Error>,
    },

    /// The server gave fewer rows than there are: its limit of rows in one reply.
    #[error(
        "the reply was cut after {limit} rows, the most that Creatio gives at once: read it with \
         `stream`, or ask for fewer with `top` [{call}]"
    )]
    RowLimit {
        /// The call whose reply it is.
        call: Box<Call>,
        /// The limit that was met, in rows.
        limit: u64,
    },

    /// A write of a batch that was taken back or not tried, since another one of its group failed, or,
    /// over the DataService, another one of a batch that stops at failures.
    #[error(
        "undone or not tried, since a write of its group failed{} [{call}]",
        message::after_colon(message.as_deref())
    )]
    RolledBack {
        /// The item, as a call.
        call: Box<Call>,
        /// Creatio's words about the write that failed, if it had any.
        message: Option<Box<ServerMessage>>,
    },

    /// An item of a batch that was not tried, since one before it failed.
    #[error("not tried, since an item of the batch before it failed [{call}]")]
    NeverRan {
        /// The item, as a call.
        call: Box<Call>,
    },

    /// The request that carried the item, with others of its batch, failed as a whole.
    #[error("the request that carried it in a batch failed [{call}]")]
    Batch {
        /// The item, as a call.
        call: Box<Call>,
        /// What became of the request; its other items have the same.
        source: Arc<Error>,
    },

    /// The [`Cursor`](crate::Cursor) that a stream was to resume from belongs to another query, or
    /// to another form of it: another filter, order, selection, `top` or `skip`, or another number
    /// of pieces. Nothing was sent.
    #[error(
        "the cursor belongs to another query than this one of {entity}: resume the query that it \
         was taken from, or start without it"
    )]
    ForeignCursor {
        /// Wire name of the entity whose query was to be resumed.
        entity: &'static str,
    },
}

impl Error {
    /// The call this error comes from; `None` if nothing was to be sent yet.
    pub fn call(&self) -> Option<&Call> {
        match self {
            Self::Build(_) | Self::Compile(_) | Self::ForeignCursor { .. } => None,
            Self::TooLong { call }
            | Self::Auth { call, .. }
            | Self::Connect { call, .. }
            | Self::Timeout { call, .. }
            | Self::Interrupted { call, .. }
            | Self::SessionLost { call }
            | Self::Forbidden { call, .. }
            | Self::NotFound { call, .. }
            | Self::NotServed { call, .. }
            | Self::Rejected { call, .. }
            | Self::Unavailable { call, .. }
            | Self::NotCreatio { call, .. }
            | Self::Decode { call, .. }
            | Self::Local { call, .. }
            | Self::ReplyTooLong { call, .. }
            | Self::OutcomeUnknown { call, .. }
            | Self::RowLimit { call, .. }
            | Self::RolledBack { call, .. }
            | Self::NeverRan { call }
            | Self::Batch { call, .. } => Some(call),
        }
    }

    /// The HTTP status of the reply, if there was one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Batch { source, .. } => source.status(),
            _ => self.call().and_then(Call::status),
        }
    }

    /// The error and its causes in one line, each of them once: what belongs into a log.
    ///
    /// ```
    /// # async fn run(client: creatio_core::Client) {
    /// if let Err(error) = client.metadata().await {
    ///     eprintln!("no models: {}", error.chain());
    /// }
    /// # }
    /// ```
    pub fn chain(&self) -> Chain<'_> {
        Chain::new(self)
    }
}

#[cfg(test)]
mod tests;
