//! The sandbox as a program: starts it, prints what a client needs, runs until Ctrl-C.

use std::{error::Error, path::PathBuf, process::ExitCode, time::Duration};

use clap::Parser;
use creatio_sandbox::{Runtime, Sandbox, SandboxError, Seed};

/// An offline Creatio: Identity Service, OData 4 and DataService over a $metadata snapshot.
#[derive(Debug, Parser)]
#[command(name = "creatio-sandbox", version)]
struct Arguments {
    /// The $metadata document to serve; a bundled one with twelve entities if not given
    #[arg(long, value_name = "FILE")]
    metadata: Option<PathBuf>,
    /// Port of the CRM; any free one if not given
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Port of the Identity Service; any free one if not given
    #[arg(long, default_value_t = 0)]
    identity_port: u16,
    /// SQLite file to keep the rows in; memory if not given
    #[arg(long, value_name = "FILE")]
    database: Option<PathBuf>,
    /// Data to begin with: "demo", "empty", or a number for other data of the same size
    #[arg(long, default_value = "demo", value_parser = seed)]
    seed: Seed,
    /// Seconds a token is valid
    #[arg(long, default_value_t = 3600, value_name = "SECONDS")]
    token_lifetime: u64,
    /// Time zone of the user's wall clock, as an IANA name; matters to the DataService only
    #[arg(long, default_value = "UTC", value_name = "ZONE")]
    time_zone: String,
    /// Play a .NET instance, whose services also answer without /0/
    #[arg(long)]
    net: bool,
    /// Let faults be switched on over HTTP, under /sandbox/ on the port of the CRM
    #[arg(long)]
    admin: bool,
}

fn seed(text: &str) -> Result<Seed, String> {
    match text {
        "demo" => Ok(Seed::demo()),
        "empty" => Ok(Seed::empty()),
        number => number
            .parse::<u64>()
            .map(Seed::from)
            .map_err(|_| "expected \"demo\", \"empty\" or a number".to_owned()),
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .init();
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report(&error);
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), SandboxError> {
    let runtime = if arguments.net {
        Runtime::Net
    } else {
        Runtime::NetFramework
    };
    let mut builder = Sandbox::builder()
        .seed(arguments.seed)
        .port(arguments.port)
        .identity_port(arguments.identity_port)
        .token_lifetime(Duration::from_secs(arguments.token_lifetime))
        .time_zone(arguments.time_zone)
        .runtime(runtime);
    if arguments.admin {
        builder = builder.admin();
    }
    if let Some(path) = arguments.metadata {
        builder = builder.metadata(path);
    }
    if let Some(path) = arguments.database {
        builder = builder.database(path);
    }
    let sandbox = builder.start().await?;
    announce(&sandbox);
    if let Err(error) = tokio::signal::ctrl_c().await {
        tracing::error!(%error, "cannot listen for Ctrl-C; stopping");
    }
    sandbox.shutdown().await;
    Ok(())
}

#[expect(
    clippy::print_stdout,
    reason = "what a program was started for goes to its output"
)]
fn announce(sandbox: &Sandbox) {
    println!("CRM               {}", sandbox.url());
    println!("Identity Service  {}", sandbox.identity_url());
    println!("Client id         {}", sandbox.client_id());
    println!("Client secret     {}", sandbox.client_secret());
    println!("User name         {}", sandbox.user_name());
    println!("Password          {}", sandbox.user_password());
    // Scripts wait for this line.
    println!("\nCtrl-C stops it.");
}

#[expect(
    clippy::print_stderr,
    reason = "a program's last words go to its error output"
)]
fn report(error: &SandboxError) {
    eprintln!("error: {error}");
    let mut cause = error.source();
    while let Some(inner) = cause {
        eprintln!("  because: {inner}");
        cause = inner.source();
    }
}
