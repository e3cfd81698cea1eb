//! How a sandbox is set up and started.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use creatio_codegen::csdl;
use jiff::{Timestamp, tz::TimeZone};
use tokio::{net::TcpListener, sync::watch};
use uuid::Uuid;

use crate::{
    catalog::Catalog,
    error::SandboxError,
    odata4::Limits,
    sandbox::Sandbox,
    seed::{self, Seed},
    server::{self, Credentials, CsrfCookie, Host, Login, Runtime, Settings, State},
    store::Store,
    user::{Clock, User},
};

/// A closed subset of a Creatio 8.1 schema: accounts, contacts, orders, activities, and so on.
const BUNDLED: &str = include_str!("../snapshots/twelve-entities.odata4.xml");

impl Sandbox {
    /// A sandbox with the bundled schema and data on free ports, for the builder to change.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::default()
    }
}

/// Settings of a sandbox that has not started; see [`Sandbox::builder`].
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until `start` is awaited"]
pub struct SandboxBuilder {
    metadata: Metadata,
    seed: Seed,
    database: Option<PathBuf>,
    port: u16,
    identity_port: u16,
    credentials: Credentials,
    login: Login,
    token_lifetime: Duration,
    runtime: Runtime,
    base_path: String,
    limits: Limits,
    time_zone: String,
    current_user: Option<Uuid>,
    current_user_contact: Option<Uuid>,
    clock: Clock,
}

#[derive(Debug, Clone)]
enum Metadata {
    Bundled,
    File(PathBuf),
    Text(String),
}

impl Default for SandboxBuilder {
    fn default() -> Self {
        Self {
            metadata: Metadata::Bundled,
            seed: Seed::default(),
            database: None,
            port: 0,
            identity_port: 0,
            credentials: Credentials {
                id: "sandbox-client".to_owned(),
                secret: "sandbox-secret".to_owned(),
            },
            login: Login {
                user: "Supervisor".to_owned(),
                password: "Supervisor".to_owned(),
                password_expired: false,
                csrf: CsrfCookie::default(),
            },
            token_lifetime: Duration::from_secs(3600),
            runtime: Runtime::default(),
            base_path: String::new(),
            limits: Limits {
                max_rows: 20_000,
                max_expansion_depth: 2,
                page_size: None,
                documented_filters_only: false,
                ignore_unknown_in_patch: false,
            },
            time_zone: "UTC".to_owned(),
            current_user: None,
            current_user_contact: None,
            clock: Clock::System,
        }
    }
}

impl SandboxBuilder {
    /// The `$metadata` document to serve, as a file. Without one, a bundled document with twelve
    /// of Creatio's entities is served.
    pub fn metadata(self, path: impl Into<PathBuf>) -> Self {
        Self {
            metadata: Metadata::File(path.into()),
            ..self
        }
    }

    /// The `$metadata` document to serve, as text.
    pub fn metadata_text(self, document: impl Into<String>) -> Self {
        Self {
            metadata: Metadata::Text(document.into()),
            ..self
        }
    }

    /// The rows to begin with; [`Seed::demo`] if not set. A database file that has tables
    /// already is left as it is.
    pub fn seed(self, seed: impl Into<Seed>) -> Self {
        Self {
            seed: seed.into(),
            ..self
        }
    }

    /// A file to keep the rows in; without one they live in memory and end with the sandbox.
    pub fn database(self, path: impl Into<PathBuf>) -> Self {
        Self {
            database: Some(path.into()),
            ..self
        }
    }

    /// The port of the CRM on 127.0.0.1; 0, the default, means any free one.
    pub fn port(self, port: u16) -> Self {
        Self { port, ..self }
    }

    /// The port of the Identity Service on 127.0.0.1; 0, the default, means any free one.
    pub fn identity_port(self, identity_port: u16) -> Self {
        Self {
            identity_port,
            ..self
        }
    }

    /// The only user who can sign in with a form, and the password; `Supervisor` twice if not set.
    pub fn login(mut self, user: impl Into<String>, password: impl Into<String>) -> Self {
        self.login.user = user.into();
        self.login.password = password.into();
        self
    }

    /// Lets the password be right, but expired: nobody gets in with it.
    pub fn password_expired(mut self) -> Self {
        self.login.password_expired = true;
        self
    }

    /// The cookie with the token against forged requests; `BPMCSRF` if not set.
    pub fn csrf_cookie(mut self, cookie: CsrfCookie) -> Self {
        self.login.csrf = cookie;
        self
    }

    /// The only OAuth client that gets tokens; `sandbox-client` with `sandbox-secret` if not set.
    pub fn client(self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self {
            credentials: Credentials {
                id: id.into(),
                secret: secret.into(),
            },
            ..self
        }
    }

    /// How long a token is valid; one hour, Creatio's default, if not set. Clients are told
    /// whole seconds, rounded down.
    pub fn token_lifetime(self, token_lifetime: Duration) -> Self {
        Self {
            token_lifetime,
            ..self
        }
    }

    /// Which kind of instance to play; [`Runtime::NetFramework`] if not set.
    pub fn runtime(self, runtime: Runtime) -> Self {
        Self { runtime, ..self }
    }

    /// The path of the application on its host, as in `https://host/MyApp`; none if not set.
    pub fn base_path(self, path: impl Into<String>) -> Self {
        Self {
            base_path: path.into(),
            ..self
        }
    }

    /// The most rows in one answer; 20,000, Creatio's default, if not set. More are cut off
    /// without a word.
    pub fn max_rows(mut self, rows: u64) -> Self {
        self.limits.max_rows = rows;
        self
    }

    /// The most levels of `$expand`; 2, Creatio's default, if not set.
    pub fn max_expansion_depth(mut self, levels: usize) -> Self {
        self.limits.max_expansion_depth = levels;
        self
    }

    /// Makes the server page by itself, with `@odata.nextLink` after so many rows. Creatio does
    /// not, and neither does a sandbox without this setting.
    pub fn server_page_size(mut self, rows: u64) -> Self {
        self.limits.page_size = Some(rows.max(1));
        self
    }

    /// Refuses the parts of OData 4's `$filter` that OData 4.0 defines, but that neither Creatio's
    /// documentation uses nor anybody has reported to work: `any`, `all`, `$count` of a detail,
    /// and all functions but `contains`, `startswith`, `endswith`, `length` and `day`.
    ///
    /// Without this setting they are answered as OData 4.0 and SQL say. What OData 4.01 added is
    /// refused either way.
    pub fn documented_filters_only(mut self) -> Self {
        self.limits.documented_filters_only = true;
        self
    }

    /// The time zone in the profile of the user behind every request, by its IANA name; `UTC` if
    /// not set. The DataService sends and takes what this user's wall clock shows; OData does not
    /// care.
    pub fn time_zone(self, name: impl Into<String>) -> Self {
        Self {
            time_zone: name.into(),
            ..self
        }
    }

    /// The user behind every request: the key of a `SysAdminUnit`, for the macro "current user".
    /// The seed's Supervisor if not set.
    pub fn current_user(self, id: Uuid) -> Self {
        Self {
            current_user: Some(id),
            ..self
        }
    }

    /// The user's contact, for the macro "current user's contact". The seed's Supervisor if not
    /// set.
    pub fn current_user_contact(self, id: Uuid) -> Self {
        Self {
            current_user_contact: Some(id),
            ..self
        }
    }

    /// What time it is, always: makes "today" and other relative dates the same in every run. The
    /// system's clock if not set.
    pub fn now(self, now: Timestamp) -> Self {
        Self {
            clock: Clock::Stopped(now),
            ..self
        }
    }

    /// Starts both hosts. They run on the current tokio runtime until the sandbox is dropped.
    ///
    /// # Errors
    ///
    /// If the metadata cannot be read, the database not opened, or a port not bound, or if there is
    /// no such time zone.
    pub async fn start(self) -> Result<Sandbox, SandboxError> {
        let base_path = checked_base_path(&self.base_path)?;
        let user = self.user()?;
        let zone = user.zone.clone();
        let Self {
            metadata,
            seed,
            database,
            ..
        } = self;
        let opening = tokio::task::spawn_blocking(move || open(metadata, seed, database, &zone));
        let (metadata, store) = opening.await??;
        let (crm, crm_origin) = listen(self.port).await?;
        let (identity, identity_url) = listen(self.identity_port).await?;
        let settings = Settings {
            url: format!("{crm_origin}{base_path}"),
            base_path,
            identity_url,
            credentials: self.credentials,
            login: self.login,
            runtime: self.runtime,
            limits: self.limits,
            metadata,
            user,
        };
        let state = Arc::new(State::new(settings, store, self.token_lifetime));
        let (stop, stopped) = watch::channel(());
        let servers = [(Host::Crm, crm), (Host::Identity, identity)]
            .map(|(host, listener)| server::serve(host, listener, state.clone(), stopped.clone()));
        Ok(Sandbox::new(state, stop, servers))
    }

    fn user(&self) -> Result<User, SandboxError> {
        let zone = TimeZone::get(&self.time_zone).map_err(|source| SandboxError::TimeZone {
            name: self.time_zone.clone(),
            source,
        })?;
        let (id, contact) = self.seed.supervisor();
        Ok(User {
            id: self.current_user.unwrap_or(id),
            contact: self.current_user_contact.unwrap_or(contact),
            zone,
            clock: self.clock,
        })
    }
}

fn open(
    metadata: Metadata,
    seed: Seed,
    database: Option<PathBuf>,
    zone: &TimeZone,
) -> Result<(Arc<str>, Store), SandboxError> {
    let (text, origin) = match metadata {
        Metadata::Bundled => (BUNDLED.to_owned(), "the bundled snapshot".to_owned()),
        Metadata::Text(text) => (text, "the given text".to_owned()),
        Metadata::File(path) => {
            let origin = path.display().to_string();
            match std::fs::read_to_string(&path) {
                Ok(text) => (text, origin),
                Err(source) => {
                    return Err(SandboxError::ReadMetadata {
                        path: origin,
                        source,
                    });
                }
            }
        }
    };
    let schema = csdl::read(text.as_bytes(), &origin)?;
    for skipped in &schema.skipped {
        tracing::warn!(?skipped, "part of the metadata is not served");
    }
    let catalog = Arc::new(Catalog::new(&schema));
    let store = Store::open(catalog, database, zone, |catalog| seed::rows(catalog, seed))?;
    Ok((text.into(), store))
}

async fn listen(port: u16) -> Result<(TcpListener, String), SandboxError> {
    let failed = |source| SandboxError::Listen { port, source };
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    Ok((listener, format!("http://{bound}")))
}

/// The path without a slash at its end, with one at its beginning unless it is empty.
fn checked_base_path(path: &str) -> Result<String, SandboxError> {
    let trimmed = path.trim_matches('/');
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    if !trimmed.chars().all(is_plain) {
        return Err(SandboxError::BasePath(path.to_owned()));
    }
    Ok(if trimmed.is_empty() {
        String::new()
    } else {
        format!("/{trimmed}")
    })
}
