//! The end of a session.

use reqwest::Method;

use super::Client;
use crate::error::{Call, Error, Protocol};

impl Client {
    /// Ends what the client is signed in with, at the server as far as it can be ended there, and
    /// forgets it: for all clones, and for all clients that share the authenticator.
    ///
    /// - Of [`FormsLogin`](crate::FormsLogin) the session is ended (`AuthService.svc/Logout`, as
    ///   Creatio's own pages do), which gives back its place among the user's sessions. The next call
    ///   signs in anew.
    /// - Of [`UserTokens`](crate::UserTokens) the refresh token is revoked (`connect/revocation`).
    ///   Calls fail from then on, with [`AuthError::SignInOver`](crate::AuthError::SignInOver), until
    ///   the user has signed in with the browser again.
    /// - Of [`ClientCredentials`](crate::ClientCredentials) the token is forgotten; the next call
    ///   fetches another one.
    /// - A [`BearerToken`](crate::BearerToken) is somebody else's, and stays.
    ///
    /// Calls of other tasks that are under way may lose their session. Such a call signs in anew, as
    /// ever: let them end first.
    ///
    /// ```no_run
    /// # async fn run(client: creatio_core::Client) -> Result<(), creatio_core::Error> {
    /// client.sign_out().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Auth`] with what kept the session from being ended. Nothing is forgotten then, so that
    /// it can be tried again. That a session was over already is no error.
    pub async fn sign_out(&self) -> Result<(), Error> {
        let transport = &self.inner.transport;
        let context = &transport.context;
        let outcome = transport.authenticator.sign_out(context).await;
        outcome.map_err(|source| Error::Auth {
            call: Box::new(Call::new(
                Protocol::WebService,
                Method::POST,
                context.base_url().path().to_owned(),
            )),
            source,
        })
    }
}
