//! The soak test as a program: exit status 1 if the database differs from what outcomes said, or if
//! memory grew.
//!
//! `cargo run --release -p creatio-tests --bin soak -- --minutes 3`
//!
//! The sandbox runs in a process of its own, so that memory is the client's alone.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::Duration;

use clap::Parser;
use creatio_sandbox::{Sandbox, Seed};
use creatio_tests::soak::{Meter, Place, Plan, Soak, Trouble};

/// How much more memory there may be at the end than after the warm-up.
const GROWTH: f64 = 1.2;

/// Lets tasks read, write and batch against a sandbox with faults, and compares the database with
/// what their outcomes said.
#[derive(Debug, Parser)]
#[command(name = "soak")]
struct Arguments {
    /// How long it runs
    #[arg(long, default_value_t = 3.0)]
    minutes: f64,
    /// What steps and faults follow from
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many tasks run at once
    #[arg(long, default_value_t = 32)]
    tasks: usize,
    /// How many steps each task makes between two comparisons
    #[arg(long, default_value_t = 40)]
    steps: usize,
    /// Be the sandbox, until the standard input ends
    #[arg(long, hide = true)]
    serve: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = if arguments.serve {
        serve().await.map(|()| true)
    } else {
        soak(arguments).await
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(trouble) => {
            complain(&trouble);
            ExitCode::from(2)
        }
    }
}

/// Whether all was well.
async fn soak(arguments: Arguments) -> Result<bool, Trouble> {
    let meter = Meter::install()?;
    let (mut child, place) = start_server()?;
    let plan = Plan {
        seed: arguments.seed,
        tasks: arguments.tasks,
        steps: arguments.steps,
        acts_every: 100,
        timeout: Duration::from_secs(5),
    };
    let minutes = Duration::try_from_secs_f64(arguments.minutes * 60.0)?;
    let mut soak = Soak::begin(plan, place, meter)?;
    while soak.report().elapsed() < minutes && soak.report().differences().is_empty() {
        soak.leg().await?;
    }
    // The end of its input ends it.
    drop(child.stdin.take());
    child.wait()?;
    let report = soak.report();
    print(&report.to_string());
    let is_flat = report.memory_ratio().is_none_or(|ratio| ratio <= GROWTH);
    if !is_flat {
        print(&format!("memory grew by more than a factor of {GROWTH}"));
    }
    Ok(is_flat && report.differences().is_empty())
}

/// Starts this program as the sandbox.
fn start_server() -> Result<(Child, Place), Trouble> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg("--serve")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let output = child.stdout.take().ok_or("the sandbox has no output")?;
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line)?;
    let place = serde_json::from_str(&line)?;
    Ok((child, place))
}

async fn serve() -> Result<(), Trouble> {
    let builder = Sandbox::builder().seed(Seed::empty()).admin();
    let sandbox = builder
        .token_lifetime(Duration::from_secs(2))
        .start()
        .await?;
    print(&serde_json::to_string(&Place::of(&sandbox))?);
    let owner = tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new()));
    owner.await??;
    Ok(())
}

#[expect(clippy::print_stdout, reason = "what a program was started for")]
fn print(text: &str) {
    println!("{text}");
}

#[expect(clippy::print_stderr, reason = "a program's last words")]
fn complain(trouble: &Trouble) {
    eprintln!("the soak test could not go on: {trouble}");
}
