//! [`ClientBuilder`]: the settings of a client, checked as a whole.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;
use reqwest::header::HeaderValue;
use tokio::sync::Semaphore;

use super::address::{self, Platform};
use super::auth::{AuthContext, Authenticator};
use super::pace::Pace;
use super::retry::{Retries, RetryPolicy};
use super::row_cap::RowCap;
use super::transport::{Limits, Transport};
use super::{Client, Inner};
use crate::error::BuildError;
use crate::explain::ADDRESS_LIMIT;

/// How long a call may take, unless set otherwise: Creatio needs its time after a restart.
const TIMEOUT: Duration = Duration::from_secs(100);

/// How long making a connection may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);

/// How long an idle connection is kept: less than what stands before an instance keeps it (common
/// balancers a minute, nginx 75 seconds, IIS two minutes), so that no write is sent over a connection
/// that is closed in the same moment, which would leave its outcome open.
const KEPT_FOR: Duration = Duration::from_secs(50);

/// Rows per request of a stream, unless set otherwise.
const PAGE_SIZE: u64 = 1_000;

/// Pages that a stream asks for ahead, unless set otherwise.
const PREFETCH: usize = 1;

/// Creatio's `MaxEntityRowCount` as it is delivered (web.config; Creatio Academy).
const ROW_LIMIT: u64 = 20_000;

/// The longest reply that is read, unless set otherwise, in bytes.
const REPLY_LIMIT: usize = 256 << 20;

const USER_AGENT: &str = concat!("creatio-rs/", env!("CARGO_PKG_VERSION"));

/// Settings of a [`Client`]; made by [`Client::builder`].
///
/// Nothing is checked before [`build`](Self::build), and nothing is sent then.
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    base_url: String,
    platform: Platform,
    authenticator: Option<Box<dyn Authenticator>>,
    timeout: Duration,
    retries: RetryPolicy,
    deadline: Option<Duration>,
    concurrency: Option<usize>,
    /// The shortest time between two requests.
    interval: Option<Duration>,
    reply_limit: usize,
    user_agent: String,
    page_size: u64,
    prefetch: usize,
    row_limit: u64,
    time_zone: TimeZone,
    address_limit: usize,
    long_over_data_service: bool,
    http: Option<reqwest::Client>,
}

impl ClientBuilder {
    pub(super) fn new(base_url: String) -> Self {
        Self {
            base_url,
            platform: Platform::default(),
            authenticator: None,
            timeout: TIMEOUT,
            retries: RetryPolicy::default(),
            deadline: None,
            concurrency: None,
            interval: None,
            reply_limit: REPLY_LIMIT,
            user_agent: USER_AGENT.to_owned(),
            page_size: PAGE_SIZE,
            prefetch: PREFETCH,
            row_limit: ROW_LIMIT,
            time_zone: TimeZone::UTC,
            address_limit: ADDRESS_LIMIT,
            long_over_data_service: false,
            http: None,
        }
    }

    /// How calls are authorized. Needed.
    pub fn auth(mut self, authenticator: impl Authenticator + 'static) -> Self {
        self.authenticator = Some(Box::new(authenticator));
        self
    }

    /// The kind of host, which decides where the services are; [`Platform::NetFramework`] unless
    /// set.
    pub fn platform(mut self, platform: Platform) -> Self {
        self.platform = platform;
        self
    }

    /// How long a request may take until its reply has arrived in full; 100 seconds unless set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long a call may take in all: waiting for its turn and for an authorization, attempts, and
    /// the pauses between them. No limit unless set; each attempt has its
    /// [timeout](Self::timeout).
    ///
    /// A call is one request, as in the logs. A query that goes out in pieces or whose pages are
    /// joined makes several; to limit those as a whole, drop the future when you have waited
    /// enough (`tokio::time::timeout`), which leaves nothing half done.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// What is sent again when it failed; [`RetryPolicy::default`] unless set.
    pub fn retries(mut self, policy: RetryPolicy) -> Self {
        self.retries = policy;
        self
    }

    /// How many requests may be under way at once, over all clones of the client; the others wait
    /// for their turn. No limit unless set.
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.concurrency = Some(requests);
        self
    }

    /// How many requests leave in so much time at most, however many tasks make them; no limit unless
    /// set. They leave evenly: 10 per second are one every 100 ms. Each attempt of a call counts.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use creatio_core::Client;
    ///
    /// let builder = Client::builder("https://acme.creatio.com")
    ///     .rate_limit(600, Duration::from_secs(60));
    /// # let _ = builder;
    /// ```
    pub fn rate_limit(mut self, requests: u32, per: Duration) -> Self {
        self.interval = Some(per.checked_div(requests).unwrap_or(Duration::ZERO));
        self
    }

    /// The longest body of a reply that is read, in bytes after decompression; 256 MiB unless set.
    /// A longer one gives [`Error::ReplyTooLong`](crate::Error::ReplyTooLong).
    pub fn reply_limit(mut self, bytes: usize) -> Self {
        self.reply_limit = bytes;
        self
    }

    /// What the client calls itself; `creatio-rs/` and the version unless set.
    ///
    /// An HTTP client given with [`http_client`](Self::http_client) has its own.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// How many rows [`stream`](Client::stream) and [`pages`](Client::pages) ask for at once;
    /// 1,000 unless set.
    pub fn page_size(mut self, rows: u64) -> Self {
        self.page_size = rows;
        self
    }

    /// How many pages [`stream`](Client::stream) and [`pages`](Client::pages) ask for ahead; 1
    /// unless set, 0 for none. See [`RowStream::prefetch`](crate::client::RowStream::prefetch).
    pub fn prefetch(mut self, pages: usize) -> Self {
        self.prefetch = pages;
        self
    }

    /// How many rows the server gives in one reply at most; 20,000 unless set.
    ///
    /// Set it if an administrator has changed `MaxEntityRowCount`: streams ask for no longer pages.
    /// Nothing depends on it but that: where the server cuts, the client notices.
    pub fn row_limit(mut self, rows: u64) -> Self {
        self.row_limit = rows;
        self
    }

    /// The time zone of the profile of the user whom the client acts for; UTC unless set.
    ///
    /// The DataService takes and gives dates as that user's wall-clock time, without a zone. OData
    /// has instants and needs no zone.
    ///
    /// ```
    /// use creatio_core::Client;
    /// use creatio_core::jiff::tz::TimeZone;
    ///
    /// let builder = Client::builder("https://acme.creatio.com")
    ///     .time_zone(TimeZone::get("Europe/Kyiv")?);
    /// # let _ = builder;
    /// # Ok::<(), creatio_core::jiff::Error>(())
    /// ```
    pub fn time_zone(mut self, zone: TimeZone) -> Self {
        self.time_zone = zone;
        self
    }

    /// The longest address that is sent, in bytes; 8,192 unless set. Servers and gateways refuse
    /// longer ones, each at its own limit (IIS takes queries of 2,048 bytes unless configured).
    ///
    /// A query over OData that makes a longer address is sent in pieces: the values of its longest
    /// `is_in` are shared out over several requests, and the rows brought into the order of the
    /// query. That needs a list that every row has to be in, and an order by numbers, truth values,
    /// days or instants, or none, since each database sorts text in its own way; a stream needs to
    /// be without an order. Texts that differ by no more than case and blanks at their end stay in
    /// one piece; if the database's collation takes others for equal, their rows come twice. Any
    /// other query gives [`Error::TooLong`](crate::Error::TooLong); see also
    /// [`long_queries_over_data_service`](Self::long_queries_over_data_service).
    pub fn address_limit(mut self, bytes: usize) -> Self {
        self.address_limit = bytes;
        self
    }

    /// Lets queries whose address is too long go over the DataService, which has no such limit,
    /// where it can carry them. The user behind the client needs the right to use it, and
    /// [`time_zone`](Self::time_zone) has to be right.
    pub fn long_queries_over_data_service(mut self) -> Self {
        self.long_over_data_service = true;
        self
    }

    /// An HTTP client of your own, for proxies, certificates and connection limits.
    ///
    /// Give it `redirect(reqwest::redirect::Policy::none())`: a redirect of the identity service
    /// that is followed may take the client secret to another host. The client does not accept the
    /// replies that following brings.
    pub fn http_client(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
        self
    }

    /// Checks the settings and makes the client.
    ///
    /// # Errors
    ///
    /// [`BuildError`] names the setting that makes no sense.
    pub fn build(self) -> Result<Client, BuildError> {
        let base_url = address::parse_base(&self.base_url)?;
        for (setting, zero) in [
            ("page size", self.page_size == 0),
            ("row limit", self.row_limit == 0),
            ("timeout", self.timeout.is_zero()),
            (
                "deadline",
                self.deadline.is_some_and(|limit| limit.is_zero()),
            ),
            ("concurrency", self.concurrency == Some(0)),
            (
                "rate limit",
                self.interval.is_some_and(|interval| interval.is_zero()),
            ),
            ("reply limit", self.reply_limit == 0),
            ("address limit", self.address_limit == 0),
        ] {
            if zero {
                return Err(BuildError::Zero { setting });
            }
        }
        // More than a semaphore can count is no limit.
        let in_flight = self
            .concurrency
            .filter(|requests| *requests <= Semaphore::MAX_PERMITS);
        let limits = Limits {
            in_flight: in_flight.map(|permits| Arc::new(Semaphore::new(permits))),
            pace: self.interval.and_then(Pace::every),
            deadline: self.deadline,
            reply: self.reply_limit,
        };
        let http = match self.http {
            Some(http) => http,
            None => http_client(&self.user_agent)?,
        };
        let authenticator = self.authenticator.ok_or(BuildError::NoAuthenticator)?;
        let context = AuthContext::new(base_url, http, self.timeout);
        authenticator.check(&context)?;
        Ok(Client {
            inner: Arc::new(Inner {
                odata4: address::odata4_root(context.base_url(), self.platform),
                odata3: address::odata3_root(context.base_url(), self.platform),
                data_service: address::data_service_root(context.base_url(), self.platform),
                services: address::services_root(context.base_url(), self.platform),
                transport: Transport {
                    context,
                    authenticator,
                    retries: Retries::new(self.retries),
                    limits,
                },
                page_size: self.page_size,
                prefetch: self.prefetch,
                row_limit: self.row_limit,
                row_cap: RowCap::default(),
                time_zone: self.time_zone,
                address_limit: self.address_limit,
                long_over_data_service: self.long_over_data_service,
            }),
        })
    }
}

fn http_client(user_agent: &str) -> Result<reqwest::Client, BuildError> {
    let user_agent = HeaderValue::from_str(user_agent).map_err(|_| BuildError::UserAgent)?;
    reqwest::Client::builder()
        .user_agent(user_agent)
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_idle_timeout(KEPT_FOR)
        // Following would take an authorization to another origin, or turn a POST into a GET.
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(|error| BuildError::HttpClient {
            source: error.into(),
        })
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The base URL is not checked yet and may hold a password.
        f.debug_struct("ClientBuilder")
            .field("platform", &self.platform)
            .field("timeout", &self.timeout)
            .field("page_size", &self.page_size)
            .field("row_limit", &self.row_limit)
            .finish_non_exhaustive()
    }
}
