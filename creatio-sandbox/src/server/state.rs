//! What both hosts share.

use std::{fmt, sync::Arc, time::Duration};

use super::{
    authorization::Grants,
    fault::Faults,
    log::Log,
    outage::{Outage, Outages},
    sessions::{Login, Sessions},
    tokens::Tokens,
};
use crate::{
    data_service::{Schemas, settings::SysSettings},
    files::{Downloads, Uploads},
    odata4::Limits,
    processes::Processes,
    services::Services,
    store::Store,
    user::User,
};

/// Which of Creatio's two hosts the sandbox plays; they differ in their URLs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Runtime {
    /// .NET Framework under IIS: services are under `/0/` and nowhere else.
    #[default]
    NetFramework,
    /// .NET: services answer with and without `/0/`.
    Net,
}

/// What the CRM and the Identity Service need to answer.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) settings: Settings,
    pub(crate) store: Store,
    pub(crate) schemas: Schemas,
    pub(crate) tokens: Tokens,
    pub(crate) sessions: Sessions,
    pub(crate) grants: Grants,
    pub(crate) faults: Faults,
    pub(crate) outages: Outages,
    pub(crate) log: Log,
    pub(crate) uploads: Arc<Uploads>,
    pub(crate) sys_settings: SysSettings,
}

/// What does not change while a sandbox runs.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// The application's URL, base path included: `http://127.0.0.1:1234/name`.
    pub(crate) url: String,
    /// The path of the application: empty, or `/name`.
    pub(crate) base_path: String,
    /// `http://127.0.0.1:1235`
    pub(crate) identity_url: String,
    pub(crate) credentials: Credentials,
    pub(crate) login: Login,
    pub(crate) runtime: Runtime,
    /// Whether faults can be switched on over HTTP.
    pub(crate) has_admin: bool,
    pub(crate) limits: Limits,
    pub(crate) downloads: Downloads,
    /// The `$metadata` document as it was given.
    pub(crate) metadata: Arc<str>,
    /// The user behind every request.
    pub(crate) user: User,
    pub(crate) services: Services,
    pub(crate) processes: Processes,
}

/// The OAuth client that may ask for tokens.
#[derive(Clone)]
pub(crate) struct Credentials {
    pub(crate) id: String,
    pub(crate) secret: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl State {
    pub(crate) fn new(
        settings: Settings,
        store: Store,
        token_lifetime: Duration,
        sys_settings: SysSettings,
    ) -> Self {
        let tokens = Tokens::new(token_lifetime);
        let schemas = Schemas::new(store.catalog());
        Self {
            settings,
            store,
            schemas,
            tokens,
            sessions: Sessions::default(),
            grants: Grants::default(),
            faults: Faults::default(),
            outages: Outages::default(),
            log: Log::default(),
            uploads: Arc::default(),
            sys_settings,
        }
    }

    /// The application restarts: its sessions are gone, and so is it for a while. Tokens are the
    /// Identity Service's, which goes on.
    pub(crate) fn restart(&self, outage: Outage) {
        self.outages.begin(outage);
        self.sessions.revoke();
    }
}
