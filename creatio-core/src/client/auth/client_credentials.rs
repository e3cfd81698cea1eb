//! OAuth 2.0 client credentials, Creatio's way of letting one server talk to another.

use std::fmt;
use std::future::ready;
use std::sync::{Arc, OnceLock};

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::cache::{Fresh, TokenCache};
use super::{
    AuthContext, AuthFuture, Authenticator, Authorization, Renewal, SignOutFuture, identity,
};
use crate::client::address;
use crate::error::{AuthError, BuildError};

/// Authorizes with the client id and secret of an OAuth 2.0 application in Creatio
/// ("Server-to-server", System Designer).
///
/// The token comes from the instance's *identity service*, another host than Creatio's own. In
/// Creatio's cloud it is found by name (`https://acme.creatio.com` has
/// `https://acme-is.creatio.com`); elsewhere give it with
/// [`identity_service`](Self::identity_service). Its token endpoint is looked up in the discovery
/// document, `.well-known/openid-configuration`.
///
/// The token is fetched by the first call and shared by all tasks: any number of calls that need
/// one make a single request. It is renewed a minute before it expires, in the background, and once
/// when Creatio answers 401; the token at hand stays in use until a new one has arrived.
///
/// ```
/// use creatio_core::{Client, ClientCredentials};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let secret = "0123456789ABCDEF".to_owned();
/// let client = Client::builder("https://crm.acme.example")
///     .auth(
///         ClientCredentials::new("1D4F5A2B", secret)
///             .identity_service("https://identity.acme.example"),
///     )
///     .build()?;
/// # Ok(())
/// # }
/// ```
pub struct ClientCredentials {
    settings: Arc<Settings>,
    cache: Arc<TokenCache<Authorization>>,
}

/// What it takes to get a token. Shared with the tasks that renew it.
#[derive(Clone)]
struct Settings {
    id: String,
    secret: SecretString,
    identity_service: Option<String>,
    token_endpoint: Option<String>,
    discovered: OnceLock<Url>,
    /// The instance whose own identity service is used.
    instance: OnceLock<Url>,
}

impl ClientCredentials {
    /// Takes the client id and the client secret; the latter as text or as a
    /// [`SecretString`].
    pub fn new(id: impl Into<String>, secret: impl Into<SecretString>) -> Self {
        let settings = Settings {
            id: id.into(),
            secret: secret.into(),
            identity_service: None,
            token_endpoint: None,
            discovered: OnceLock::new(),
            instance: OnceLock::new(),
        };
        Self {
            settings: Arc::new(settings),
            cache: TokenCache::new(),
        }
    }

    /// The address of the identity service, such as `https://acme-is.creatio.com`.
    #[must_use]
    pub fn identity_service(mut self, url: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.settings).identity_service = Some(url.into());
        self
    }

    /// The address that tokens come from, such as `https://acme-is.creatio.com/connect/token`.
    ///
    /// With it nothing is discovered, and [`identity_service`](Self::identity_service) is not used.
    #[must_use]
    pub fn token_endpoint(mut self, url: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.settings).token_endpoint = Some(url.into());
        self
    }
}

impl Settings {
    fn given_token_endpoint(&self) -> Option<Result<Url, BuildError>> {
        let given = self.token_endpoint.as_deref()?;
        Some(address::parse("token endpoint", given))
    }

    fn identity_url(&self, base_url: &Url) -> Result<Url, BuildError> {
        match &self.identity_service {
            Some(given) => address::parse_directory("identity service", given),
            None => identity::beside(base_url),
        }
    }

    /// Whether tokens for this instance come from where those of the others come from. The identity
    /// service beside one instance knows no other, nor should another get to see its tokens.
    fn check_instance(&self, base_url: &Url) -> Result<(), BuildError> {
        if self.identity_service.is_some() {
            return Ok(());
        }
        let instance = self.instance.get_or_init(|| base_url.clone());
        if instance == base_url {
            return Ok(());
        }
        Err(BuildError::OtherInstance {
            instance: instance.to_string(),
            other: base_url.to_string(),
        })
    }

    async fn endpoint(&self, context: &AuthContext) -> Result<Url, AuthError> {
        if let Some(given) = self.given_token_endpoint() {
            return given.map_err(AuthError::custom);
        }
        if let Some(discovered) = self.discovered.get() {
            return Ok(discovered.clone());
        }
        let service = self
            .identity_url(context.base_url())
            .map_err(AuthError::custom)?;
        let found = identity::discover(context, &service).await?;
        Ok(self.discovered.get_or_init(|| found).clone())
    }

    async fn fetch(
        self: Arc<Self>,
        context: AuthContext,
    ) -> Result<Fresh<Authorization>, AuthError> {
        let endpoint = self.endpoint(&context).await?;
        identity::token(&context, &endpoint, &self.id, &self.secret).await
    }
}

impl Authenticator for ClientCredentials {
    fn authorize<'a>(&'a self, context: &'a AuthContext) -> AuthFuture<'a> {
        let fetch = || Arc::clone(&self.settings).fetch(context.clone());
        Box::pin(self.cache.authorize(fetch))
    }

    fn reject(&self, authorization: &Authorization) -> Renewal {
        self.cache.reject(authorization)
    }

    /// Forgets the token: it lives on for its hour at most, and nothing says that Creatio's identity
    /// service takes back those of client credentials.
    fn sign_out<'a>(&'a self, _: &'a AuthContext) -> SignOutFuture<'a> {
        Box::pin(self.cache.give_up(|_| ready(Ok(()))))
    }

    fn check(&self, context: &AuthContext) -> Result<(), BuildError> {
        let settings = &self.settings;
        let secret = settings.secret.expose_secret();
        for (setting, text) in [("client id", &*settings.id), ("client secret", secret)] {
            if text.trim().is_empty() {
                return Err(BuildError::Empty { setting });
            }
        }
        if let Some(given) = settings.given_token_endpoint() {
            return given.map(drop);
        }
        settings.identity_url(context.base_url())?;
        settings.check_instance(context.base_url())
    }
}

impl fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCredentials")
            .field("id", &self.settings.id)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
