//! The client: one instance, one way to authorize, and the verbs that run queries.
//!
//! A program needs [`Client`], and [`ClientCredentials`] or an [`Authenticator`] of its own.
//!
//! What most programs name is at the [crate's root](crate) as well. Here alone are the types that
//! they meet on the way: those of an [`Authenticator`] of one's own ([`Authorization`], [`Renewal`]),
//! [`Via`] for calls over one protocol, values of settings ([`SysSettings`]) and what an instance says
//! of its schemas ([`RuntimeSchema`]).
//!
//! # Logs
//!
//! Each call is one `tracing` span, `creatio.request`, of level `INFO` with the fields `protocol`,
//! `method`, `entity`, `path`, `status`, `rows` and `attempt`, and `detour` for a query that goes
//! out in pieces or over another protocol since its address is too long, and `items` for a batch.
//! Events are at `DEBUG`; at `WARN`, that a stream asks for less at once, or cannot find pages by values. The
//! full address, whose query may hold personal data, is at `TRACE`; bodies, tokens and secrets are in
//! no event at all.

// The modules are private and depend one way: `address` and `reply` (reading and classifying what
// arrived) send nothing; `request` is what is sent, `body` what of it goes piece by piece; `auth`
// obtains authorizations; `retry` says what is tried again, `pace` when the next request may leave;
// `transport` is the one place that sends for Creatio, `arrived` what comes of it; `trail` follows
// next links; `job` turns a query into a request, `route` decides in how many, `walk` follows one
// request's pages, `row_cap` and `complete` see that none is missing, `count` counts, `pager` decides
// which page comes next, `merge` brings pieces together; `calls` is what the verbs do; `doubt` knows
// when a write may have been made and which row tells; `verbs`, `via`, `untyped`, `data_service`,
// `stream`, `write`, `batch`, `services`, `files` and `sign_out` are what users call.

mod address;
mod arrived;
mod auth;
mod batch;
mod body;
mod builder;
mod calls;
mod complete;
mod count;
mod data_service;
mod doubt;
mod files;
mod job;
mod merge;
mod pace;
mod pager;
mod reply;
mod request;
mod retry;
mod route;
mod row_cap;
mod services;
mod sign_out;
mod stream;
mod trail;
mod transport;
mod untyped;
mod verbs;
mod via;
mod walk;
mod write;

#[cfg(test)]
mod test_server;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use jiff::tz::TimeZone;
use url::Url;

use self::row_cap::RowCap;
use self::transport::Transport;

pub use self::address::Platform;
pub use self::auth::{
    AuthContext, AuthFuture, Authenticator, Authorization, AuthorizationCode, BearerToken,
    ClientCredentials, FormsLogin, Renewal, SignIn, SignOutFuture, UserTokens,
};
pub use self::batch::{Batch, BatchGroup, BatchHandle, BatchItem, Outcome, Outcomes};
pub use self::body::UploadBody;
pub use self::builder::ClientBuilder;
pub use self::files::{Attachment, Download, UploadTicket};
pub use self::pager::Paging;
pub use self::retry::RetryPolicy;
pub use self::services::{
    AtMostOne, DataValueType, DefaultValue, JsonText, ListedSchema, Localized, Process, ProcessRun,
    ProcessStatus, Results, Room, RuntimeColumn, RuntimeSchema, SettingValue, SysSettingValue,
    SysSettings, WebService,
};
pub use self::stream::{Cursor, CursorParseError, PageStream, Progress, RowStream};
pub use self::untyped::{UntypedQuery, UntypedRow, UntypedStream};
#[cfg(feature = "blocking")]
pub(crate) use self::via::sealed::Carrier;
pub use self::via::{Carries, DataService, OData3, OData4, Via};
#[doc(hidden)]
pub use self::write::Done;
pub use self::write::Execute;
// Crates whose types stand in signatures here.
pub use {bytes, reqwest, secrecy, url};

/// A client of one Creatio instance.
///
/// It is cheap to clone, since all clones share connections and authorization, and can be used by
/// many tasks at once.
///
/// ```no_run
/// # mod models {
/// # use creatio_core::{Entity, Id};
/// # #[derive(Debug, Clone, PartialEq, Entity)]
/// # pub struct Account {
/// #     #[creatio(key)] pub id: Id<Account>,
/// #     pub name: String,
/// #     pub completeness: i32,
/// # }
/// # }
/// # async fn run(secret: String) -> Result<(), creatio_core::Error> {
/// use creatio_core::{Client, ClientCredentials};
/// use models::{Account, account};
///
/// let client = Client::builder("https://acme.creatio.com")
///     .auth(ClientCredentials::new("1D4F5A2B", secret))
///     .build()?;
///
/// let names: Vec<String> = client
///     .fetch(
///         Account::query()
///             .select(account::name)
///             .filter(account::completeness.gt(50))
///             .top(100),
///     )
///     .await?;
/// # let _ = names;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    transport: Transport,
    /// Root of the OData 4 service.
    odata4: Url,
    /// Root of the OData 3 service.
    odata3: Url,
    /// Where the operations of the DataService are.
    data_service: Url,
    /// What the web services and files are below.
    services: Url,
    /// The time zone of the user's profile.
    time_zone: TimeZone,
    page_size: u64,
    /// How many pages streams ask for ahead.
    prefetch: usize,
    row_limit: u64,
    row_cap: RowCap,
    /// The longest address that is sent, in bytes.
    address_limit: usize,
    /// Whether queries with longer ones may go over the DataService.
    long_over_data_service: bool,
}

impl Client {
    /// Starts to configure a client of the instance at `base_url`, such as
    /// `https://acme.creatio.com`, or `https://crm.acme.example/sales` on a host of one's own.
    pub fn builder(base_url: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(base_url.into())
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("odata4", &self.inner.odata4.as_str())
            .finish_non_exhaustive()
    }
}
