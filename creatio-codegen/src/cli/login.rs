//! Who asks the instance: an OAuth client with its secret, or a user with a password.

use creatio_core::client::secrecy::SecretString;

use super::args::InstanceFlags;
use super::config::Config;
use super::environment::{SettingError, variable};
use super::secret::SecretSource;

const PASSWORD: &str = "CREATIO_PASSWORD";

/// One of the two ways to be let in.
#[derive(Debug)]
pub(super) enum Login {
    Client {
        id: String,
        secret: SecretSource,
        identity_service: Option<String>,
    },
    User {
        name: String,
        password: SecretString,
    },
}

/// Why it is not known who asks.
#[derive(Debug, thiserror::Error)]
pub(super) enum LoginError {
    #[error(transparent)]
    Setting(#[from] SettingError),
    #[error(
        "it is not said who asks: name an OAuth client or a user. Give --client-id or --user, set \
         CREATIO_CLIENT_ID or CREATIO_USER in the environment, or write `instance.client-id` or \
         `instance.user` into creatio.toml"
    )]
    Nobody,
    #[error(
        "{client} names an OAuth client and {user} a user, but only one of them can ask: leave one \
         out"
    )]
    Both {
        client: &'static str,
        user: &'static str,
    },
    #[error(
        "{flag} is for an OAuth client, but {user} names a user, who signs in with {PASSWORD}: leave \
         one of them out"
    )]
    OfClient {
        flag: &'static str,
        user: &'static str,
    },
    #[error(
        "the password of the user is missing: set {PASSWORD} in the environment. It is no flag, since \
         everybody can see those, and has no place in a file"
    )]
    NoPassword,
}

/// A name, and the place that gives it.
struct Given {
    name: String,
    place: &'static str,
}

impl Login {
    /// The way that flags, environment and file give together; what the environment and the file
    /// have for the other one does not count.
    pub(super) fn find(flags: InstanceFlags, config: &Config) -> Result<Self, LoginError> {
        let file = &config.instance;
        let of_client = flags.first_of_client();
        let client = given(
            (flags.client_id, "--client-id"),
            "CREATIO_CLIENT_ID",
            (&file.client_id, "`instance.client-id` in creatio.toml"),
        )?;
        let user = given(
            (flags.user, "--user"),
            "CREATIO_USER",
            (&file.user, "`instance.user` in creatio.toml"),
        )?;
        match (client, user) {
            (None, None) => Err(LoginError::Nobody),
            (Some(client), Some(user)) => Err(LoginError::Both {
                client: client.place,
                user: user.place,
            }),
            (None, Some(user)) => {
                if let Some(flag) = of_client {
                    let user = user.place;
                    return Err(LoginError::OfClient { flag, user });
                }
                Ok(Self::User {
                    name: user.name,
                    password: variable(PASSWORD)?.ok_or(LoginError::NoPassword)?.into(),
                })
            }
            (Some(client), None) => {
                let service = match flags.identity_service {
                    Some(service) => Some(service),
                    None => variable("CREATIO_IDENTITY_SERVICE")?,
                };
                Ok(Self::Client {
                    id: client.name,
                    secret: SecretSource::find(
                        flags.client_secret_stdin,
                        flags.client_secret_file,
                        file.client_secret_file.as_deref().map(|it| config.path(it)),
                    )?,
                    identity_service: service.or_else(|| file.identity_service.clone()),
                })
            }
        }
    }
}

/// The name, from the first place that gives it.
fn given(
    (flag, flag_name): (Option<String>, &'static str),
    variable_name: &'static str,
    (file, key): (&Option<String>, &'static str),
) -> Result<Option<Given>, SettingError> {
    let (name, place) = if flag.is_some() {
        (flag, flag_name)
    } else if let Some(name) = variable(variable_name)? {
        (Some(name), variable_name)
    } else {
        (file.clone(), key)
    };
    Ok(name.map(|name| Given { name, place }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_does_not_show_the_password() {
        let login = Login::User {
            name: "Integration".to_owned(),
            password: "s3cret".into(),
        };
        let shown = format!("{login:?} {login:#?}");
        assert!(!shown.contains("s3cret"), "{shown}");
    }
}
