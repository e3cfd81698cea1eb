//! Fetching: `$metadata` of a live instance and what belongs to it, and their files on the disk.
//!
//! An instance lets in OAuth clients and users; [`connect`] is the one place that chooses.

mod enrich;
mod error;
mod rows;
mod store;

use std::path::{Path, PathBuf};

use creatio_core::{Client, ClientCredentials, FormsLogin, Platform as CorePlatform};

pub(super) use self::enrich::{Enriched, Failure};
pub(super) use self::error::FetchError;
pub(super) use self::rows::Lookup;
pub(super) use self::store::{StoreError, store};

use self::error::Asker;
use super::args::{OData, Platform};
use super::login::Login;
use super::output::Output;
use super::settings::Instance;

/// Requests under way at once: Creatio's own tools ask for schemas four at a time.
const AT_ONCE: usize = 4;

/// A version of OData, as far as its `$metadata` goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    V3,
    V4,
}

impl Version {
    pub(super) fn number(self) -> u8 {
        match self {
            Self::V3 => 3,
            Self::V4 => 4,
        }
    }
}

/// The documents to fetch, and the file of each.
///
/// With both, the OData 3 document has the name of the other with `.odata3` before its extension.
pub(super) fn documents(odata: OData, metadata: &Path) -> Vec<(Version, PathBuf)> {
    match odata {
        OData::V3 => vec![(Version::V3, metadata.to_owned())],
        OData::V4 => vec![(Version::V4, metadata.to_owned())],
        OData::Both => {
            let extension = metadata.extension().unwrap_or_default().to_string_lossy();
            let beside = metadata.with_extension(format!("odata3.{extension}"));
            vec![(Version::V4, metadata.to_owned()), (Version::V3, beside)]
        }
    }
}

/// An instance that can be asked.
#[derive(Debug)]
pub(super) struct Connection {
    client: Client,
    url: String,
    asker: Asker,
    runtime: tokio::runtime::Runtime,
}

/// A document of a live instance.
#[derive(Debug)]
pub(super) struct Document {
    /// Its text, as it came.
    pub(super) text: String,
    /// What it is, for messages.
    pub(super) origin: String,
}

/// Prepares to ask; nothing is sent.
pub(super) fn connect(instance: Instance) -> Result<Connection, FetchError> {
    let builder = Client::builder(&instance.url);
    let (builder, asker) = match instance.login {
        Login::Client {
            id,
            secret,
            identity_service,
        } => {
            let mut credentials = ClientCredentials::new(id, secret.read()?);
            if let Some(service) = identity_service {
                credentials = credentials.identity_service(service);
            }
            (builder.auth(credentials), Asker::Client)
        }
        Login::User { name, password } => {
            (builder.auth(FormsLogin::new(name, password)), Asker::User)
        }
    };
    let platform = match instance.platform {
        Platform::NetFramework => CorePlatform::NetFramework,
        Platform::Net => CorePlatform::Net,
    };
    let mut builder = builder
        .platform(platform)
        .user_agent(concat!("creatio/", env!("CARGO_PKG_VERSION")));
    if let Some(timeout) = instance.timeout {
        builder = builder.timeout(timeout);
    }
    let client = builder.build().map_err(FetchError::Settings)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(FetchError::Runtime)?;
    Ok(Connection {
        client,
        url: instance.url,
        asker,
        runtime,
    })
}

impl Connection {
    /// Fetches one document.
    pub(super) fn metadata(
        &self,
        version: Version,
        output: Output,
    ) -> Result<Document, FetchError> {
        let number = version.number();
        let origin = format!("$metadata (OData {number}) of {}", self.url);
        let _progress = output.progress(format!("fetching {origin}"));
        let fetched = self.runtime.block_on(async {
            match version {
                Version::V4 => self.client.metadata().await,
                Version::V3 => self.client.metadata_odata3().await,
            }
        });
        match fetched {
            Ok(text) => Ok(Document { text, origin }),
            Err(error) => Err(FetchError::call(origin, version, self.asker, &error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_both_versions_the_second_file_stands_beside_the_first() {
        let files = |odata, metadata| -> Vec<_> {
            let documents = documents(odata, Path::new(metadata)).into_iter();
            documents
                .map(|(version, path)| (version.number(), path))
                .collect()
        };
        assert_eq!(files(OData::V3, "a/m.xml"), [(3, "a/m.xml".into())]);
        assert_eq!(
            files(OData::Both, "a/m.xml"),
            [(4, "a/m.xml".into()), (3, "a/m.odata3.xml".into())]
        );
    }
}
