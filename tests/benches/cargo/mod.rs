//! Compiles crates that a benchmark writes, and says what that took.
#![allow(dead_code, reason = "each benchmark uses a part")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use wait4::Wait4 as _;

/// How often each crate is compiled; the best counts.
const ROUNDS: usize = 2;

/// What compiling a crate took.
#[derive(Clone, Copy)]
pub(crate) struct Cost {
    pub(crate) user: Duration,
    pub(crate) memory: u64,
}

impl Cost {
    fn best(self, other: Cost) -> Cost {
        Cost {
            user: self.user.min(other.user),
            memory: self.memory.min(other.memory),
        }
    }

    pub(crate) fn print(self, name: &str) {
        let megabytes = self.memory as f64 / 1e6;
        println!(
            "  {name:<34} {:>6.2} s {megabytes:>6.0} MB",
            self.user.as_secs_f64()
        );
    }
}

/// A crate that is compiled again and again.
pub(crate) struct Subject {
    directory: PathBuf,
}

impl Subject {
    pub(crate) fn new(name: &str, dependencies: &str) -> Self {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("compile")
            .join(name);
        let _ = fs::remove_dir_all(directory.join("src"));
        fs::create_dir_all(directory.join("src")).unwrap();
        let manifest = format!(
            "[workspace]\n[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
             [dependencies]\n{dependencies}\n\
             [profile.dev]\nincremental = false\n[profile.dev.build-override]\nopt-level = 2\n"
        );
        fs::write(directory.join("Cargo.toml"), manifest).unwrap();
        Subject { directory }
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.directory.join("src").join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Compiles everything once, so that dependencies are there, and then the crate itself.
    pub(crate) fn cost(&self, command: &str) -> Cost {
        self.run(command);
        let costs = (0..ROUNDS).map(|_| {
            let library = self.directory.join("src/lib.rs");
            let text = fs::read_to_string(&library).unwrap();
            fs::write(&library, text).unwrap();
            self.run(command)
        });
        costs.reduce(Cost::best).unwrap()
    }

    fn run(&self, command: &str) -> Cost {
        let mut cargo = Command::new(env!("CARGO"))
            .args([command, "--quiet", "--manifest-path"])
            .arg(self.directory.join("Cargo.toml"))
            .arg("--target-dir")
            .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile/target"))
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let usage = cargo.wait4().unwrap();
        assert!(
            usage.status.success(),
            "{} does not compile",
            self.directory.display()
        );
        Cost {
            user: usage.rusage.utime,
            memory: usage.rusage.maxrss,
        }
    }
}
