//! OAuth 2.0 authorization code with PKCE: a user signs in with the browser, a program acts for
//! that user.
//!
//! Nothing here opens a browser or listens for it to come back: that differs from program to
//! program. What is here is the address to open, the check of the address that the browser comes
//! back to, and the [`UserTokens`] that this leads to.

use std::fmt;

use oauth2::basic::BasicClient;
use oauth2::{
    AuthUrl, ClientId, CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
};
use secrecy::SecretString;
use url::Url;

use super::grant::{Grant, Registration};
use super::user_tokens::UserTokens;
use crate::client::address;
use crate::error::{AuthError, BuildError};

/// How a program is registered in Creatio as an OAuth 2.0 application with the grant
/// "authorization code", and how it asks a user to sign in.
///
/// ```no_run
/// # fn open_browser(_: &str) {}
/// # fn wait_for_the_browser() -> String { String::new() }
/// # fn keep(_: &str) {}
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use creatio_core::client::secrecy::ExposeSecret;
/// use creatio_core::{AuthorizationCode, Client};
///
/// let url = "https://acme.creatio.com";
/// let program = AuthorizationCode::new(url, "1D4F5A2B", "http://127.0.0.1:8400/done");
/// let sign_in = program.begin()?;
/// open_browser(sign_in.url().as_str());
/// let user = sign_in
///     .finish(&wait_for_the_browser())?
///     .on_refresh_token(|token| keep(token.expose_secret()));
/// let client = Client::builder(url).auth(user).build()?;
/// # Ok(())
/// # }
/// ```
///
/// Later runs go on without a browser, with [`resume`](Self::resume) and the token that was kept.
pub struct AuthorizationCode {
    base_url: String,
    id: String,
    secret: Option<SecretString>,
    redirect_url: String,
    scopes: Vec<String>,
    authorization_endpoint: Option<String>,
    token_endpoint: Option<String>,
}

impl AuthorizationCode {
    /// Takes the base URL of the instance, the client id, and the address that the browser is sent
    /// back to, as it is registered.
    pub fn new(
        base_url: impl Into<String>,
        id: impl Into<String>,
        redirect_url: impl Into<String>,
    ) -> Self {
        Self {
            base_url: base_url.into(),
            id: id.into(),
            secret: None,
            redirect_url: redirect_url.into(),
            scopes: vec!["offline_access".to_owned()],
            authorization_endpoint: None,
            token_endpoint: None,
        }
    }

    /// The client secret, of a program that has one; one that runs on users' machines has none.
    #[must_use]
    pub fn client_secret(mut self, secret: impl Into<SecretString>) -> Self {
        self.secret = Some(secret.into());
        self
    }

    /// One more scope, such as `ApplicationAccess_…`. `offline_access`, which brings the refresh
    /// token, is asked for anyway.
    #[must_use]
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scopes.push(scope.into());
        self
    }

    /// Where users sign in; `0/connect/authorize` below the base URL unless set.
    #[must_use]
    pub fn authorization_endpoint(mut self, url: impl Into<String>) -> Self {
        self.authorization_endpoint = Some(url.into());
        self
    }

    /// Where tokens come from; `0/connect/token` below the base URL unless set.
    #[must_use]
    pub fn token_endpoint(mut self, url: impl Into<String>) -> Self {
        self.token_endpoint = Some(url.into());
        self
    }

    /// Begins a sign-in, each with secrets of its own. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`BuildError`] if the client id is empty or an address cannot be used.
    pub fn begin(&self) -> Result<SignIn, BuildError> {
        let registration = self.registration()?;
        let endpoint = self.endpoint(
            "authorization endpoint",
            self.authorization_endpoint.as_deref(),
            "0/connect/authorize",
        )?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let client = BasicClient::new(ClientId::new(self.id.clone()))
            .set_auth_uri(AuthUrl::from_url(endpoint))
            .set_redirect_uri(RedirectUrl::from_url(registration.redirect_url.clone()));
        let (url, state) = client
            .authorize_url(CsrfToken::new_random)
            .add_scopes(self.scopes.iter().cloned().map(Scope::new))
            .set_pkce_challenge(challenge)
            .url();
        Ok(SignIn {
            url,
            state,
            verifier,
            registration,
        })
    }

    /// Goes on with a refresh token that an earlier sign-in gave.
    ///
    /// # Errors
    ///
    /// Like [`begin`](Self::begin).
    pub fn resume(&self, refresh_token: impl Into<SecretString>) -> Result<UserTokens, BuildError> {
        let grant = Grant::Refresh(refresh_token.into());
        Ok(UserTokens::new(self.registration()?, grant))
    }

    fn registration(&self) -> Result<Registration, BuildError> {
        if self.id.trim().is_empty() {
            let setting = "client id";
            return Err(BuildError::Empty { setting });
        }
        let given = self.token_endpoint.as_deref();
        Ok(Registration {
            instance: address::parse_base(&self.base_url)?,
            id: self.id.clone(),
            secret: self.secret.clone(),
            redirect_url: parse_redirect(&self.redirect_url)?,
            token_endpoint: self.endpoint("token endpoint", given, "0/connect/token")?,
        })
    }

    fn endpoint(
        &self,
        setting: &'static str,
        given: Option<&str>,
        usual: &str,
    ) -> Result<Url, BuildError> {
        match given {
            Some(given) => address::parse(setting, given),
            None => Ok(address::below(&address::parse_base(&self.base_url)?, usual)),
        }
    }
}

/// Programs on users' machines may have redirect addresses with a scheme of their own.
fn parse_redirect(text: &str) -> Result<Url, BuildError> {
    Url::parse(text).map_err(|error| BuildError::Address {
        setting: "redirect URL",
        address: Some(text.to_owned()),
        reason: error.to_string(),
    })
}

/// A sign-in that has begun: a user is to open [`url`](Self::url).
#[must_use = "it ends with `finish`"]
pub struct SignIn {
    url: Url,
    state: CsrfToken,
    verifier: PkceCodeVerifier,
    registration: Registration,
}

impl SignIn {
    /// The address for the user's browser.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Takes the address that the browser came back to, with its query. The code in it is
    /// exchanged for tokens by the first call of a client with this authorization, which should
    /// come soon: codes live for minutes.
    ///
    /// # Errors
    ///
    /// [`AuthError::Refused`] if the user or Creatio said no; [`AuthError::ForeignRedirect`] if the
    /// address does not answer this sign-in, as when somebody else made it up.
    pub fn finish(self, redirected_to: &str) -> Result<UserTokens, AuthError> {
        let foreign = || AuthError::ForeignRedirect;
        let url = Url::parse(redirected_to).map_err(|_| foreign())?;
        let answer = |name: &str| {
            let mut pairs = url.query_pairs();
            pairs.find_map(|(key, value)| (key == name).then(|| value.into_owned()))
        };
        if answer("state").as_ref() != Some(self.state.secret()) {
            return Err(foreign());
        }
        if let Some(code) = answer("error") {
            return Err(AuthError::Refused {
                endpoint: address::without_secrets(&self.url),
                code,
                description: answer("error_description"),
            });
        }
        let code = answer("code").ok_or_else(foreign)?;
        let grant = Grant::Code {
            code: code.into(),
            verifier: SecretString::from(self.verifier.into_secret()),
        };
        Ok(UserTokens::new(self.registration, grant))
    }
}

impl fmt::Debug for AuthorizationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizationCode")
            .field("id", &self.id)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignIn").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
