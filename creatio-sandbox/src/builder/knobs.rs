//! The plain settings of a sandbox: what it serves, as what, to whom.

use std::{path::PathBuf, time::Duration};

use jiff::Timestamp;
use uuid::Uuid;

use super::{Metadata, SandboxBuilder};
use crate::{
    files::Downloads,
    seed::Seed,
    server::{Credentials, CsrfCookie, Runtime},
    user::Clock,
};

impl SandboxBuilder {
    /// The `$metadata` document to serve, as a file. Without one, a bundled document with twelve
    /// of Creatio's entities is served.
    pub fn metadata(self, path: impl Into<PathBuf>) -> Self {
        Self {
            metadata: Metadata::File(path.into()),
            ..self
        }
    }

    /// The `$metadata` document to serve, as text.
    pub fn metadata_text(self, document: impl Into<String>) -> Self {
        Self {
            metadata: Metadata::Text(document.into()),
            ..self
        }
    }

    /// The rows to begin with; [`Seed::demo`] if not set. A database file that has tables
    /// already is left as it is.
    pub fn seed(self, seed: impl Into<Seed>) -> Self {
        Self {
            seed: seed.into(),
            ..self
        }
    }

    /// A file to keep the rows in; without one they live in memory and end with the sandbox.
    pub fn database(self, path: impl Into<PathBuf>) -> Self {
        Self {
            database: Some(path.into()),
            ..self
        }
    }

    /// The port of the CRM on 127.0.0.1; 0, the default, means any free one.
    pub fn port(self, port: u16) -> Self {
        Self { port, ..self }
    }

    /// The port of the Identity Service on 127.0.0.1; 0, the default, means any free one.
    pub fn identity_port(self, identity_port: u16) -> Self {
        Self {
            identity_port,
            ..self
        }
    }

    /// The only user who can sign in with a form, and the password; `Supervisor` twice if not set.
    pub fn login(mut self, user: impl Into<String>, password: impl Into<String>) -> Self {
        self.login.user = user.into();
        self.login.password = password.into();
        self
    }

    /// Lets the password be right, but expired: nobody gets in with it.
    pub fn password_expired(mut self) -> Self {
        self.login.password_expired = true;
        self
    }

    /// The cookie with the token against forged requests; `BPMCSRF` if not set.
    pub fn csrf_cookie(mut self, cookie: CsrfCookie) -> Self {
        self.login.csrf = cookie;
        self
    }

    /// The only OAuth client that gets tokens; `sandbox-client` with `sandbox-secret` if not set.
    pub fn client(self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self {
            credentials: Credentials {
                id: id.into(),
                secret: secret.into(),
            },
            ..self
        }
    }

    /// How long a token is valid; one hour, Creatio's default, if not set. Clients are told
    /// whole seconds, rounded down.
    pub fn token_lifetime(self, token_lifetime: Duration) -> Self {
        Self {
            token_lifetime,
            ..self
        }
    }

    /// Which kind of instance to play; [`Runtime::NetFramework`] if not set.
    pub fn runtime(self, runtime: Runtime) -> Self {
        Self { runtime, ..self }
    }

    /// Lets faults be switched on over HTTP, under `/sandbox/` on the CRM's port; see the
    /// [crate](crate#the-admin-endpoint). It is off if not set.
    pub fn admin(self) -> Self {
        Self {
            has_admin: true,
            ..self
        }
    }

    /// The path of the application on its host, as in `https://host/MyApp`; none if not set.
    pub fn base_path(self, path: impl Into<String>) -> Self {
        Self {
            base_path: path.into(),
            ..self
        }
    }

    /// The most rows in one answer; 20,000, Creatio's default, if not set. More are cut off
    /// without a word.
    pub fn max_rows(mut self, rows: u64) -> Self {
        self.limits.max_rows = rows;
        self
    }

    /// The most levels of `$expand`; 2, Creatio's default, if not set.
    pub fn max_expansion_depth(mut self, levels: usize) -> Self {
        self.limits.max_expansion_depth = levels;
        self
    }

    /// Makes the server page by itself, with `@odata.nextLink` after so many rows. Creatio does
    /// not, and neither does a sandbox without this setting.
    pub fn server_page_size(mut self, rows: u64) -> Self {
        self.limits.page_size = Some(rows.max(1));
        self
    }

    /// Refuses the parts of OData 4's `$filter` that OData 4.0 defines, but that neither Creatio's
    /// documentation uses nor anybody has reported to work: `any`, `all`, `$count` of a detail,
    /// and all functions but `contains`, `startswith`, `endswith`, `length` and `day`.
    ///
    /// Without this setting they are answered as OData 4.0 and SQL say. What OData 4.01 added is
    /// refused either way.
    pub fn documented_filters_only(mut self) -> Self {
        self.limits.documented_filters_only = true;
        self
    }

    /// Whether OData 4 answers a `PATCH` with an unknown property with 204 and writes nothing, as
    /// observed on 10.0, instead of refusing it. It refuses if not set.
    pub fn ignore_unknown_in_patch(mut self, ignores: bool) -> Self {
        self.limits.ignore_unknown_in_patch = ignores;
        self
    }

    /// What the answers to downloads say and give beside the bytes; [`Downloads::Whole`] if not set.
    pub fn downloads(self, downloads: Downloads) -> Self {
        Self { downloads, ..self }
    }

    /// The time zone in the profile of the user behind every request, by its IANA name; `UTC` if
    /// not set. The DataService sends and takes what this user's wall clock shows; OData does not
    /// care.
    pub fn time_zone(self, name: impl Into<String>) -> Self {
        Self {
            time_zone: name.into(),
            ..self
        }
    }

    /// The user behind every request: the key of a `SysAdminUnit`, for the macro "current user".
    /// The seed's Supervisor if not set.
    pub fn current_user(self, id: Uuid) -> Self {
        Self {
            current_user: Some(id),
            ..self
        }
    }

    /// The user's contact, for the macro "current user's contact". The seed's Supervisor if not
    /// set.
    pub fn current_user_contact(self, id: Uuid) -> Self {
        Self {
            current_user_contact: Some(id),
            ..self
        }
    }

    /// What time it is, always: makes "today" and other relative dates the same in every run. The
    /// system's clock if not set.
    pub fn now(self, now: Timestamp) -> Self {
        Self {
            clock: Clock::Stopped(now),
            ..self
        }
    }
}
