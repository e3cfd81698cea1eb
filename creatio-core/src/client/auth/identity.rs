//! The identity service on the wire: discovery and token exchange.
//!
//! The `oauth2` crate writes the token request and reads its reply; this module carries it over
//! the client's HTTP client and turns what can go wrong into [`AuthError`]. The replies hold
//! tokens, so neither they nor errors that quote them leave this module.

use std::time::Duration;

use futures_util::future::BoxFuture;
use oauth2::basic::{BasicClient, BasicErrorResponse, BasicTokenResponse};
use oauth2::{
    AsyncHttpClient, AuthType, AuthorizationCode, ClientId, ClientSecret, HttpRequest,
    HttpResponse, PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError, TokenResponse,
    TokenUrl,
};
use reqwest::StatusCode;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

use super::cache::Fresh;
use super::grant::{Grant, Registration};
use super::{AuthContext, Authorization, exchange};
use crate::client::address;
use crate::client::reply::RawReply;
use crate::error::{AuthError, BuildError};

/// The lifetime that Creatio gives its tokens unless an administrator changes it; used if a reply
/// names none. Should it be too long, the 401 that follows renews the token.
const USUAL_LIFETIME: Duration = Duration::from_secs(3600);

/// The identity service of a site in Creatio's cloud: `https://{name}-is.creatio.com`.
pub(super) fn beside(base_url: &Url) -> Result<Url, BuildError> {
    let host = base_url.host_str().unwrap_or_default();
    let unknown = || BuildError::IdentityServiceUnknown {
        host: host.to_owned(),
    };
    let name = host
        .strip_suffix(".creatio.com")
        .filter(|name| !name.contains('.'));
    let name = name.ok_or_else(unknown)?;
    Url::parse(&format!("https://{name}-is.creatio.com/")).map_err(|_| unknown())
}

/// Reads the token endpoint from the discovery document of `service`.
pub(super) async fn discover(context: &AuthContext, service: &Url) -> Result<Url, AuthError> {
    #[derive(Deserialize)]
    struct Discovery {
        token_endpoint: Url,
    }
    let document = address::below(service, ".well-known/openid-configuration");
    let request = reqwest::Request::new(reqwest::Method::GET, document.clone());
    let reply = call(context, request).await?;
    let odd = |what: String| AuthError::NotIdentityService {
        endpoint: document.to_string(),
        reply: what,
    };
    if reply.status != StatusCode::OK {
        return Err(odd(reply.describe()));
    }
    let Discovery { token_endpoint } = serde_json::from_slice(&reply.body)
        .map_err(|_| odd("a discovery document without a usable `token_endpoint`".to_owned()))?;
    if token_endpoint.origin() != service.origin() {
        return Err(AuthError::ForeignTokenEndpoint {
            identity_service: service.to_string(),
            token_endpoint: address::without_secrets(&token_endpoint),
        });
    }
    tracing::debug!(%token_endpoint, "discovered the token endpoint");
    Ok(token_endpoint)
}

/// Exchanges the client's credentials for a token.
pub(super) async fn token(
    context: &AuthContext,
    endpoint: &Url,
    id: &str,
    secret: &SecretString,
) -> Result<Fresh<Authorization>, AuthError> {
    let client = BasicClient::new(ClientId::new(id.to_owned()))
        .set_client_secret(ClientSecret::new(secret.expose_secret().to_owned()))
        .set_auth_type(AuthType::RequestBody)
        .set_token_uri(TokenUrl::from_url(endpoint.clone()));
    let carrier = Carrier { context };
    let reply = client
        .exchange_client_credentials()
        .request_async(&carrier)
        .await;
    let token = reply.map_err(|error| explain(endpoint, [secret], error))?;
    tracing::debug!(%endpoint, lifetime = ?token.expires_in(), "a new token has arrived");
    fresh(&token)
}

/// What a grant of a user brought.
pub(super) struct Tokens {
    pub(super) authorization: Authorization,
    pub(super) lifetime: Option<Duration>,
    pub(super) refresh: Option<SecretString>,
}

/// Exchanges what a user's sign-in, or the exchange before, gave for tokens.
pub(super) async fn redeem(
    context: &AuthContext,
    registration: &Registration,
    grant: &Grant,
) -> Result<Tokens, AuthError> {
    let Registration {
        id,
        secret,
        redirect_url,
        token_endpoint: endpoint,
        ..
    } = registration;
    let mut client = BasicClient::new(ClientId::new(id.clone()))
        .set_auth_type(AuthType::RequestBody)
        .set_redirect_uri(RedirectUrl::from_url(redirect_url.clone()))
        .set_token_uri(TokenUrl::from_url(endpoint.clone()));
    if let Some(secret) = secret {
        client = client.set_client_secret(ClientSecret::new(secret.expose_secret().to_owned()));
    }
    let carrier = Carrier { context };
    let (reply, shown) = match grant {
        Grant::Code { code, verifier } => {
            let verifier = PkceCodeVerifier::new(verifier.expose_secret().to_owned());
            let request = client
                .exchange_code(AuthorizationCode::new(code.expose_secret().to_owned()))
                .set_pkce_verifier(verifier);
            (request.request_async(&carrier).await, code)
        }
        Grant::Refresh(token) => {
            let refresh = RefreshToken::new(token.expose_secret().to_owned());
            let request = client.exchange_refresh_token(&refresh);
            (request.request_async(&carrier).await, token)
        }
        Grant::Nothing => return Err(AuthError::SignInOver),
    };
    let secrets = secret.iter().chain([shown]);
    let token = reply.map_err(|error| explain(endpoint, secrets, error))?;
    tracing::debug!(%endpoint, lifetime = ?token.expires_in(), "new tokens have arrived");
    let refresh = token.refresh_token();
    Ok(Tokens {
        authorization: Authorization::bearer(token.access_token().secret().as_str())?,
        lifetime: token.expires_in(),
        refresh: refresh.map(|token| SecretString::from(token.secret().as_str())),
    })
}

fn fresh(token: &BasicTokenResponse) -> Result<Fresh<Authorization>, AuthError> {
    Ok(Fresh {
        token: Authorization::bearer(token.access_token().secret().as_str())?,
        lifetime: token.expires_in().unwrap_or(USUAL_LIFETIME),
    })
}

/// Sends what the `oauth2` crate writes.
struct Carrier<'a> {
    context: &'a AuthContext,
}

impl<'c> AsyncHttpClient<'c> for Carrier<'_> {
    type Error = AuthError;
    type Future = BoxFuture<'c, Result<HttpResponse, AuthError>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.carry(request))
    }
}

impl Carrier<'_> {
    async fn carry(&self, request: HttpRequest) -> Result<HttpResponse, AuthError> {
        let request = reqwest::Request::try_from(request).map_err(AuthError::custom)?;
        let reply = call(self.context, request).await?;
        let mut response = HttpResponse::new(reply.body.to_vec());
        *response.status_mut() = reply.status;
        Ok(response)
    }
}

/// Sends a request to the identity service; what is no JSON of the service's own ends here.
async fn call(context: &AuthContext, request: reqwest::Request) -> Result<RawReply, AuthError> {
    let endpoint = request.url().to_string();
    let reply = exchange::send(context, request).await?;
    if reply.redirected_to.is_some() || !reply.is_json() {
        return Err(AuthError::NotIdentityService {
            endpoint,
            reply: reply.describe(),
        });
    }
    Ok(reply)
}

fn explain<'a>(
    endpoint: &Url,
    secrets: impl IntoIterator<Item = &'a SecretString>,
    error: RequestTokenError<AuthError, BasicErrorResponse>,
) -> AuthError {
    match error {
        RequestTokenError::Request(error) => error,
        RequestTokenError::ServerResponse(refusal) => AuthError::Refused {
            endpoint: endpoint.to_string(),
            code: refusal.error().as_ref().to_owned(),
            // The words are the server's: should they quote the request, they are left out.
            description: refusal
                .error_description()
                .filter(|text| {
                    let mut secrets = secrets.into_iter();
                    !secrets.any(|secret| text.contains(secret.expose_secret()))
                })
                .cloned(),
        },
        // The causes of these quote the reply, which may hold a token.
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
            AuthError::NotIdentityService {
                endpoint: endpoint.to_string(),
                reply: "JSON that is neither a token nor an error of OAuth 2.0".to_owned(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cloud_site_has_its_identity_service_beside_it() {
        let base = Url::parse("https://acme.creatio.com/").unwrap();
        assert_eq!(
            beside(&base).unwrap().as_str(),
            "https://acme-is.creatio.com/"
        );
    }

    #[test]
    fn no_other_host_gets_a_guessed_identity_service() {
        for host in [
            "crm.acme.example",
            "a.b.creatio.com",
            "creatio.com",
            "acme.creatio.com.evil.example",
        ] {
            let base = Url::parse(&format!("https://{host}/")).unwrap();
            let outcome = beside(&base);
            assert!(
                matches!(&outcome, Err(BuildError::IdentityServiceUnknown { host: named }) if named == host),
                "{host}: {outcome:?}"
            );
        }
    }
}
