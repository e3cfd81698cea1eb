//! How a sandbox is set up and started.

mod extensions;
mod knobs;

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use creatio_codegen::csdl;
use jiff::tz::TimeZone;
use serde_json::Value as Json;
use tokio::{net::TcpListener, sync::watch};
use uuid::Uuid;

use crate::{
    catalog::Catalog,
    data_service::settings::{Book, Setting, SettingType, SysSettings, is_code},
    error::SandboxError,
    files::Downloads,
    odata4::Limits,
    processes::Processes,
    sandbox::Sandbox,
    seed::{self, Seed},
    server::{self, Credentials, CsrfCookie, Host, Login, Runtime, Settings, State},
    services::{self, Rights, Services},
    store::Store,
    user::{Clock, User},
};

/// A closed subset of a Creatio 8.1 schema: accounts, contacts, orders, activities, and so on.
const BUNDLED: &str = include_str!("../../snapshots/twelve-entities.odata4.xml");

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
    has_admin: bool,
    base_path: String,
    limits: Limits,
    downloads: Downloads,
    time_zone: String,
    current_user: Option<Uuid>,
    current_user_contact: Option<Uuid>,
    clock: Clock,
    services: Services,
    processes: Processes,
    sys_settings: Book,
    rights: Rights,
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
            has_admin: false,
            base_path: String::new(),
            limits: Limits {
                max_rows: 20_000,
                max_expansion_depth: 2,
                page_size: None,
                documented_filters_only: false,
                ignore_unknown_in_patch: false,
            },
            downloads: Downloads::default(),
            time_zone: "UTC".to_owned(),
            current_user: None,
            current_user_contact: None,
            clock: Clock::System,
            services: Services::default(),
            processes: Processes::default(),
            sys_settings: Book::new(),
            rights: Rights::default(),
        }
    }
}

impl SandboxBuilder {
    /// Starts both hosts. They run on the current tokio runtime until the sandbox is dropped.
    ///
    /// # Errors
    ///
    /// If the metadata cannot be read, the database not opened, or a port not bound, or if there is
    /// no such time zone.
    pub async fn start(self) -> Result<Sandbox, SandboxError> {
        let base_path = checked_base_path(&self.base_path)?;
        let user = self.user()?;
        let mut services = self.services.clone();
        services::register(&mut services, &self.rights, &user, &self.login.user);
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
        let sys_settings = settings(self.sys_settings, &identity_url)?;
        let settings = Settings {
            url: format!("{crm_origin}{base_path}"),
            base_path,
            identity_url,
            credentials: self.credentials,
            login: self.login,
            runtime: self.runtime,
            has_admin: self.has_admin,
            limits: self.limits,
            downloads: self.downloads,
            metadata,
            user,
            services,
            processes: self.processes,
        };
        let state = State::new(settings, store, self.token_lifetime, sys_settings);
        let state = Arc::new(state);
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

/// The settings that every instance has, and those that were given.
fn settings(given: Book, identity_url: &str) -> Result<SysSettings, SandboxError> {
    for (code, setting) in &given {
        if !is_code(code) || !setting.ty.fits(&setting.value) {
            return Err(SandboxError::SysSetting {
                code: code.clone(),
                expected: setting.ty.name(),
                value: setting.shown(),
            });
        }
    }
    let own = [
        ("MaxFileSize", SettingType::Integer, Json::from(10)),
        (
            "OAuth20IdentityServerUrl",
            SettingType::Text,
            Json::from(identity_url),
        ),
    ];
    let own = own.map(|(code, ty, value)| (code.to_owned(), Setting::new(ty, value)));
    let mut book = Book::from(own);
    book.extend(given);
    Ok(SysSettings::new(book))
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
