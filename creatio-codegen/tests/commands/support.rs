//! A project directory, the command in it, and an instance to talk to.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use creatio_sandbox::{Runtime, Sandbox, Seed};
use tempfile::TempDir;

/// A file of the fixtures.
pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}

/// A directory of its own for one test.
pub(crate) struct Project {
    dir: TempDir,
}

impl Project {
    pub(crate) fn new() -> Self {
        let dir = TempDir::new().unwrap();
        Self { dir }
    }

    /// A project with the snapshot `metadata.xml` of twelve entities.
    pub(crate) fn with_snapshot() -> Self {
        let project = Self::new();
        fs::copy(fixture("small.odata4.xml"), project.path("metadata.xml")).unwrap();
        project
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub(crate) fn exists(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    /// The command in this directory, without any environment.
    pub(crate) fn creatio(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_creatio"));
        command.current_dir(self.dir.path()).env_clear();
        command.args(arguments.split_whitespace());
        command
    }

    pub(crate) fn run(&self, arguments: &str) -> Ran {
        ran(&mut self.creatio(arguments))
    }
}

/// What a command did.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

pub(crate) fn ran(command: &mut Command) -> Ran {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    Ran {
        code: status.code().unwrap(),
        stdout: String::from_utf8(stdout).unwrap(),
        stderr: String::from_utf8(stderr).unwrap(),
    }
}

impl Ran {
    /// The output of a command that ended with this code and had no complaints.
    pub(crate) fn stdout(self, code: i32) -> String {
        assert_eq!(
            (self.code, self.stderr.as_str()),
            (code, ""),
            "{}",
            self.stdout
        );
        self.stdout
    }

    /// The complaint of a command that failed and gave no results.
    pub(crate) fn failure(self) -> String {
        assert_eq!(
            (self.code, self.stdout.as_str()),
            (1, ""),
            "{}",
            self.stderr
        );
        self.stderr
    }
}

/// A live instance.
pub(crate) struct Live {
    pub(crate) sandbox: Sandbox,
    // After the sandbox: it needs the runtime to its end.
    _runtime: tokio::runtime::Runtime,
}

impl Live {
    /// An instance with the twelve entities of the fixture, changed by `edit`.
    pub(crate) fn new(edit: impl Fn(String) -> String) -> Self {
        Self::start(edit, Seed::empty(), Runtime::default())
    }

    /// An instance on a host on .NET, which has no OData 3.
    pub(crate) fn on_net() -> Self {
        Self::start(|document| document, Seed::empty(), Runtime::Net)
    }

    /// An instance with the twelve entities of the fixture, and with rows.
    pub(crate) fn seeded(seed: Seed) -> Self {
        Self::start(|document| document, seed, Runtime::default())
    }

    fn start(edit: impl Fn(String) -> String, seed: Seed, host: Runtime) -> Self {
        let document = fs::read_to_string(fixture("small.odata4.xml")).unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let starting = Sandbox::builder()
            .metadata_text(edit(document))
            .seed(seed)
            .runtime(host)
            // Not the usual name, which stands in the data, too.
            .login("Integrator", "pa55-w0rd")
            .start();
        let sandbox = runtime.block_on(starting).unwrap();
        Self {
            sandbox,
            _runtime: runtime,
        }
    }

    /// Lets the command talk to this instance, by environment.
    pub(crate) fn known_to<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command
            .env("CREATIO_URL", self.sandbox.url())
            .env("CREATIO_IDENTITY_SERVICE", self.sandbox.identity_url())
            .env("CREATIO_CLIENT_ID", self.sandbox.client_id())
            .env("CREATIO_CLIENT_SECRET", self.sandbox.client_secret())
    }

    /// Lets the command sign in at this instance as its user, by environment.
    pub(crate) fn known_as_user<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command
            .env("CREATIO_URL", self.sandbox.url())
            .env("CREATIO_USER", self.sandbox.user_name())
            .env("CREATIO_PASSWORD", self.sandbox.user_password())
    }

    /// Runs the command against this instance.
    pub(crate) fn run(&self, project: &Project, arguments: &str) -> Ran {
        ran(self.known_to(&mut project.creatio(arguments)))
    }

    /// Runs the command against this instance, as its user.
    pub(crate) fn run_as_user(&self, project: &Project, arguments: &str) -> Ran {
        ran(self.known_as_user(&mut project.creatio(arguments)))
    }

    /// A text with the addresses of this instance, which differ from run to run, replaced.
    pub(crate) fn stable(&self, text: &str) -> String {
        text.replace(self.sandbox.identity_url(), "[identity]")
            .replace(self.sandbox.url(), "[url]")
    }
}
