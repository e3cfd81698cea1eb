//! Why a document could not be fetched, in the words of the command line.

use std::io;

use creatio_core::{AuthError, BuildError, Chain, Error};

use super::Version;
use super::rows::RowsError;
use crate::cli::secret::SecretError;

/// Who asks, since the ways out are not the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asker {
    Client,
    User,
}

/// Why a document could not be fetched.
#[derive(Debug, thiserror::Error)]
pub(in crate::cli) enum FetchError {
    #[error(transparent)]
    Secret(#[from] SecretError),
    #[error("{}", settings(.0))]
    Settings(BuildError),
    #[error("the asynchronous runtime cannot be started: {0}. Check the limits of the process")]
    Runtime(io::Error),
    #[error("{origin} cannot be fetched: {reason}. {way_out}")]
    Call {
        origin: String,
        reason: String,
        way_out: &'static str,
    },
    #[error("{origin} cannot be fetched: {reason}. Try again later, or do without --enrich")]
    Enrichment { origin: String, reason: String },
    #[error(transparent)]
    Rows(#[from] RowsError),
}

impl FetchError {
    pub(super) fn call(origin: String, version: Version, asker: Asker, error: &Error) -> Self {
        Self::Call {
            origin,
            reason: reason(error),
            way_out: way_out(error, version, asker),
        }
    }
}

const IDENTITY: &str = "Check --identity-service: it is a host of its own, named in Creatio's \
    system setting OAuth20IdentityServerUrl";
const ADDRESS: &str = "Check --url: it is the address of the instance alone, without /0 and /odata";
const NETWORK: &str = "Check --url and the network, or try again later";

/// What is wrong with the settings, where the client speaks of its own API.
fn settings(error: &BuildError) -> String {
    match error {
        BuildError::IdentityServiceUnknown { host } => {
            format!("the Identity Service of {host} is not known. {IDENTITY}")
        }
        other => format!("the settings make no sense: {}", other.chain()),
    }
}

/// What went wrong, where the client speaks of its own API.
fn reason(error: &Error) -> String {
    match error {
        Error::Auth { source, .. } => match source {
            AuthError::NotIdentityService { endpoint, reply } => {
                format!("{endpoint} does not answer as an Identity Service: {reply}")
            }
            AuthError::ForeignTokenEndpoint {
                identity_service,
                token_endpoint,
            } => format!(
                "the Identity Service at {identity_service} names a token endpoint of another \
                 origin, {token_endpoint}"
            ),
            AuthError::NotSignIn { endpoint, reply } => {
                format!("{endpoint} does not answer as Creatio's sign-in: {reply}")
            }
            other => Chain::new(other).to_string(),
        },
        Error::NotServed { call, .. } => format!("there is nothing at {}", call.path()),
        other => other.chain().to_string(),
    }
}

fn way_out(error: &Error, version: Version, asker: Asker) -> &'static str {
    match error {
        Error::Auth { source, .. } => match source {
            AuthError::SignInRefused { .. } => {
                "Check --user and CREATIO_PASSWORD before you try again: Creatio locks a user after a \
                 few refusals"
            }
            AuthError::PasswordExpired { .. } => "Then set CREATIO_PASSWORD to it",
            AuthError::Unreachable { .. } if asker == Asker::User => NETWORK,
            AuthError::NotSignIn { .. } => ADDRESS,
            AuthError::Refused { .. } => {
                "Check --client-id and the secret: both are on the OAuth client's page in Creatio"
            }
            AuthError::Unreachable { .. }
            | AuthError::NotIdentityService { .. }
            | AuthError::ForeignTokenEndpoint { .. } => IDENTITY,
            AuthError::Unavailable { .. } => "Try again later",
            _ if asker == Asker::User => "Check --url, --platform and --user",
            _ => "Check --url, --identity-service and --client-id: do they belong together?",
        },
        Error::SessionLost { .. } if asker == Asker::User => "Check --url and --platform",
        Error::SessionLost { .. } => {
            "Check --url and --platform, and that the OAuth client belongs to this instance"
        }
        Error::Forbidden { .. } if asker == Asker::User => {
            "Give the user the operation \"Access to OData\" (CanUseODataService)"
        }
        Error::Forbidden { .. } => {
            "Give the OAuth client's user the operation \"Access to OData\" (CanUseODataService)"
        }
        Error::NotServed { .. } if version == Version::V3 => {
            "Hosts on .NET have no OData 3 service: leave it out with --odata v4"
        }
        Error::NotServed { .. } => "Check --url, and try the other --platform",
        Error::Connect { .. } | Error::Timeout { .. } | Error::Interrupted { .. } => NETWORK,
        Error::Unavailable { .. } => "The instance may be restarting: try again later",
        _ => ADDRESS,
    }
}
