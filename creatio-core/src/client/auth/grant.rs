//! What the tokens of a user are to be had for, and by whom.

use secrecy::SecretString;
use url::Url;

/// What the identity service knows a program by.
pub(super) struct Registration {
    pub(super) instance: Url,
    pub(super) id: String,
    pub(super) secret: Option<SecretString>,
    pub(super) redirect_url: Url,
    pub(super) token_endpoint: Url,
}

/// What the next token is to be had for.
pub(super) enum Grant {
    Code {
        code: SecretString,
        verifier: SecretString,
    },
    Refresh(SecretString),
    /// The code was used, and brought no refresh token.
    Nothing,
}
