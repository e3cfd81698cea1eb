//! A running sandbox, as its owner sees it.

use std::{io, sync::Arc};

use serde_json::{Map, Value as Json};
use tokio::{sync::watch, task::JoinHandle};
use uuid::Uuid;

use crate::{
    catalog::{Catalog, Entity, EntityId, Member},
    error::SandboxError,
    server::{Fault, Host, Injection, Outage, RequestRecord, State},
    value::{Value, default_of, edm_name},
};

/// A row as JSON: column names to values.
pub type Row = Map<String, Json>;

/// An offline Creatio that runs until it is dropped.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use creatio_sandbox::{Sandbox, Seed};
///
/// let sandbox = Sandbox::builder().seed(Seed::demo()).start().await?;
/// let url = format!("{}/0/odata/Account?$select=Name&$top=3", sandbox.url());
/// let reply = reqwest::Client::new().get(url).bearer_auth(sandbox.issue_token()).send().await?;
/// assert_eq!(reply.status(), 200);
/// assert_eq!(sandbox.requests().len(), 1);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "a sandbox stops when it is dropped"]
pub struct Sandbox {
    state: Arc<State>,
    stop: watch::Sender<()>,
    servers: [JoinHandle<io::Result<()>>; 2],
}

impl Sandbox {
    pub(crate) fn new(
        state: Arc<State>,
        stop: watch::Sender<()>,
        servers: [JoinHandle<io::Result<()>>; 2],
    ) -> Self {
        Self {
            state,
            stop,
            servers,
        }
    }

    /// The URL of the application, for a client to be pointed at: no `/0`, no slash at the end.
    pub fn url(&self) -> &str {
        &self.state.settings.url
    }

    /// The URL of the Identity Service, without a slash at the end.
    pub fn identity_url(&self) -> &str {
        &self.state.settings.identity_url
    }

    /// The id of the OAuth client.
    pub fn client_id(&self) -> &str {
        &self.state.settings.credentials.id
    }

    /// The secret of the OAuth client.
    pub fn client_secret(&self) -> &str {
        &self.state.settings.credentials.secret
    }

    /// The name of the user who can sign in with a form.
    pub fn user_name(&self) -> &str {
        &self.state.settings.login.user
    }

    /// The password of that user.
    pub fn user_password(&self) -> &str {
        &self.state.settings.login.password
    }

    /// The user behind every request: the key of a `SysAdminUnit`.
    pub fn current_user(&self) -> Uuid {
        self.state.settings.user.id
    }

    /// The contact of that user.
    pub fn current_user_contact(&self) -> Uuid {
        self.state.settings.user.contact
    }

    /// A valid token without asking for it over HTTP; not among [`token_requests`].
    ///
    /// [`token_requests`]: Self::token_requests
    pub fn issue_token(&self) -> String {
        self.state.tokens.issue()
    }

    /// Makes all tokens invalid: the next request with one of them gets 401.
    pub fn expire_tokens(&self) {
        self.state.tokens.expire();
    }

    /// Ends all sessions, as a restart does: the next request with their cookies gets 401, or is
    /// sent to the login page if it does not ask for that.
    pub fn revoke_sessions(&self) {
        self.state.sessions.revoke();
    }

    /// Makes all refresh tokens unknown, as when an administrator takes back a user's consent.
    pub fn revoke_refresh_tokens(&self) {
        self.state.grants.revoke();
    }

    /// The requests so far, in the order of their answers.
    pub fn requests(&self) -> Vec<RequestRecord> {
        self.state.log.all()
    }

    /// Forgets the requests so far.
    pub fn clear_requests(&self) {
        self.state.log.clear();
    }

    /// How many times the Identity Service was asked for a token, since the start or
    /// [`clear_requests`](Self::clear_requests).
    pub fn token_requests(&self) -> usize {
        let is_token = |record: &&RequestRecord| record.target == "/connect/token";
        let is_identity = |record: &&RequestRecord| record.host == Host::Identity;
        self.state
            .log
            .all()
            .iter()
            .filter(is_identity)
            .filter(is_token)
            .count()
    }

    /// Lets something go wrong with a coming request. Faults happen in the order of these calls.
    pub fn inject(&self, fault: impl Into<Injection>) {
        self.state.faults.add(fault.into());
    }

    /// Lets each request to the CRM draw a fault, with a chance of `rate`, which is from 0 to 1.
    /// Faults that were [injected](Self::inject) come first. The same seed gives the same faults in
    /// the same order, whichever requests they meet.
    ///
    /// ```
    /// # use creatio_sandbox::{Fault, Sandbox};
    /// # fn stormy(sandbox: &Sandbox) {
    /// let faults = [Fault::status(503), Fault::DropConnection, Fault::TruncatedBody];
    /// sandbox.inject_randomly(7, 0.05, faults);
    /// # }
    /// ```
    pub fn inject_randomly(&self, seed: u64, rate: f64, faults: impl IntoIterator<Item = Fault>) {
        let faults = faults.into_iter().collect();
        self.state.faults.draw(seed, rate, faults);
    }

    /// Restarts the application: all sessions end, and it answers with status 503 and a web page
    /// for a while, given in requests or as a duration. Tokens live on, since the Identity Service
    /// does not restart.
    ///
    /// ```
    /// # use creatio_sandbox::Sandbox;
    /// # fn restart(sandbox: &Sandbox) {
    /// sandbox.restart(3);
    /// sandbox.restart(std::time::Duration::from_secs(2));
    /// # }
    /// ```
    pub fn restart(&self, outage: impl Into<Outage>) {
        self.state.restart(outage.into());
    }

    /// How many of the faults that were [injected](Self::inject) have not happened yet, each as often
    /// as it was asked for. A test whose faults meet no request tests nothing: let it end with a look
    /// here.
    ///
    /// ```
    /// # use creatio_sandbox::{Fault, Injection, Sandbox};
    /// # fn test(sandbox: &Sandbox) {
    /// sandbox.inject(Injection::from(Fault::DropConnection).to_path("odata/Account"));
    /// // … what is tested …
    /// assert_eq!(sandbox.pending_faults(), 0);
    /// # }
    /// ```
    pub fn pending_faults(&self) -> usize {
        self.state.faults.pending()
    }

    /// Takes back all faults that have not happened yet, and those that come by chance.
    pub fn clear_faults(&self) {
        self.state.faults.clear();
    }

    /// All rows of an entity as they are stored, in the order they were inserted.
    ///
    /// Nulls are real here, unlike in Creatio's replies; text has none, since an absent text is
    /// an empty one. Decimals are texts, so that their scale shows; stream columns give their
    /// length in bytes.
    ///
    /// # Errors
    ///
    /// If the snapshot has no such entity.
    pub async fn rows(&self, entity: &str) -> Result<Vec<Row>, SandboxError> {
        let id = self.entity_id(entity)?;
        let entity = self.catalog().entity(id);
        let rows = self.state.store.all(id).await?;
        let named = |row: Vec<Value>| {
            let names = entity.columns.iter().map(|column| column.name.clone());
            names.zip(row.iter().map(Value::to_json)).collect()
        };
        Ok(rows.into_iter().map(named).collect())
    }

    /// The value of a system setting for all users, as it is now; `None` if there is no such setting.
    pub fn sys_setting(&self, code: &str) -> Option<Json> {
        self.state.sys_settings.value(code)
    }

    /// The value that a system setting has for the user behind every request alone; `None` if there is
    /// none.
    pub fn personal_sys_setting(&self, code: &str) -> Option<Json> {
        self.state.sys_settings.personal(code)
    }

    /// Adds rows to an entity, all or none of them.
    ///
    /// Columns are given by name, in JSON: guids and instants as text, decimals as number or
    /// text, the content of a stream as text. Columns left out get Creatio's default: zero,
    /// `false` or no value. The key must be given.
    ///
    /// # Errors
    ///
    /// If the entity or a column does not exist, a value does not fit, or a key exists already.
    pub async fn insert_rows(
        &self,
        entity: &str,
        rows: impl IntoIterator<Item = Row>,
    ) -> Result<(), SandboxError> {
        let id = self.entity_id(entity)?;
        let entity = self.catalog().entity(id);
        let rows = rows
            .into_iter()
            .map(|row| cells(entity, &row))
            .collect::<Result<_, _>>()?;
        self.state
            .store
            .insert((id, rows))
            .await?
            .map_err(|source| SandboxError::Insert {
                entity: entity.name.clone(),
                source,
            })
    }

    /// Stops both hosts once the requests under way are answered.
    ///
    /// Dropping a sandbox stops it too, without waiting.
    pub async fn shutdown(self) {
        // Nobody listens any more if both hosts have ended by themselves.
        let _ = self.stop.send(());
        for server in self.servers {
            if let Ok(Err(error)) = server.await {
                tracing::warn!(%error, "a host of the sandbox ended with an error");
            }
        }
    }

    fn catalog(&self) -> &Catalog {
        self.state.store.catalog()
    }

    fn entity_id(&self, name: &str) -> Result<EntityId, SandboxError> {
        self.catalog()
            .by_name(name)
            .ok_or_else(|| SandboxError::UnknownEntity(name.to_owned()))
    }
}

/// One value per column from a row of named values.
fn cells(entity: &Entity, row: &Row) -> Result<Vec<Value>, SandboxError> {
    let mut cells: Vec<_> = entity
        .columns
        .iter()
        .map(|column| default_of(column.ty))
        .collect();
    for (name, json) in row {
        let Some(Member::Column(at)) = entity.member(name) else {
            let (entity, column) = (entity.name.clone(), name.clone());
            return Err(SandboxError::UnknownColumn { entity, column });
        };
        let ty = entity.columns[at].ty;
        cells[at] = Value::from_json(ty, json).ok_or_else(|| SandboxError::WrongValue {
            entity: entity.name.clone(),
            column: name.clone(),
            expected: edm_name(ty),
            value: json.to_string(),
        })?;
    }
    Ok(cells)
}
