//! A soak test: tasks read, write and batch against a server that has a bad day, and keep books.
//!
//! Each task owns rows that nobody else touches, and notes in a ledger what the outcomes of its
//! calls said of them: made, not made, or unknown. An unknown is settled by reading the row or by
//! sending the same write again, as the client's documentation says. The run goes in legs: so many
//! steps of each task under faults, then calm, and the whole database, read without the client, has
//! to equal the ledgers: no row lost, none twice, none that should not be.
//!
//! The same seed gives each task the same steps; which faults they meet depends on who comes first.

mod batches;
mod change;
mod compare;
mod files;
mod ledger;
mod meter;
mod reads;
mod report;
mod server;
mod storm;
mod tally;
mod task;
mod whole;

use std::sync::Arc;
use std::time::Duration;

use creatio_core::{Client, ClientCredentials, FormsLogin, RetryPolicy};
use futures::future::join_all;

use self::storm::Storm;
use self::task::Task;

pub use self::meter::Meter;
pub use self::report::Report;
pub use self::server::{Place, Server};

/// Why a soak test could not go on, which is no verdict on the client.
pub type Trouble = Box<dyn std::error::Error + Send + Sync>;

/// How a soak test goes.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What the steps of the tasks and the faults follow from.
    pub seed: u64,
    /// How many tasks run at once: half of them over a session, half with tokens.
    pub tasks: usize,
    /// How many steps each task makes per leg.
    pub steps: usize,
    /// After how many steps of all tasks something happens to the whole server.
    pub acts_every: u64,
    /// How long a client waits for a reply.
    pub timeout: Duration,
}

/// A soak test under way.
#[derive(Debug)]
pub struct Soak {
    plan: Plan,
    server: Server,
    storm: Arc<Storm>,
    tasks: Vec<Task>,
    report: Report,
}

impl Soak {
    /// Prepares a soak test of the server at a place, whose database holds no contacts.
    ///
    /// # Errors
    ///
    /// If a client cannot be made.
    pub fn begin(plan: Plan, place: Place, meter: Meter) -> Result<Self, Trouble> {
        let clients = clients(&plan, &place)?;
        let server = Server::new(place);
        let storm = Arc::new(Storm::new(server.clone(), plan.seed, plan.acts_every));
        let tasks = (0..plan.tasks).map(|number| {
            let client = clients[number % clients.len()].clone();
            Task::new(plan.seed, number, client, Arc::clone(&storm))
        });
        Ok(Self {
            tasks: tasks.collect(),
            report: Report::new(plan.seed, plan.tasks, meter),
            plan,
            server,
            storm,
        })
    }

    /// One leg: a storm, calm, and the comparison. What differs is in the report.
    ///
    /// # Errors
    ///
    /// If the server cannot be reached.
    pub async fn leg(&mut self) -> Result<(), Trouble> {
        self.storm.rise(self.report.legs()).await?;
        let steps = self.plan.steps;
        let outcomes = join_all(self.tasks.drain(..).map(|mut task| {
            tokio::spawn(async move {
                let outcome = task.run(steps).await;
                (task, outcome)
            })
        }))
        .await;
        for joined in outcomes {
            let (task, outcome) = joined?;
            outcome?;
            self.tasks.push(task);
        }
        self.server.calm().await?;
        for task in &mut self.tasks {
            task.close().await;
        }
        let rows = self.server.rows().await?;
        let met = self.server.take_requests().await?;
        self.report.add_leg(met, &self.storm.take_acts());
        let ledgers = self.tasks.iter().map(Task::ledger);
        self.report
            .add_differences(compare::differences(ledgers, &rows));
        for task in &mut self.tasks {
            self.report.add_tally(task.take_tally());
        }
        Ok(())
    }

    /// What has been found so far.
    pub fn report(&self) -> &Report {
        &self.report
    }
}

/// One client that signs in with a form, and one with credentials of its own.
fn clients(plan: &Plan, place: &Place) -> Result<[Client; 2], Trouble> {
    // Short pauses, since the sandbox comes back after so many requests and not after so long.
    let policy = RetryPolicy::default().first_pause(Duration::from_millis(10));
    let builder = || {
        Client::builder(&place.url)
            .retries(policy)
            .timeout(plan.timeout)
            .page_size(7)
    };
    let login = FormsLogin::new(&*place.user, &*place.password);
    let credentials = ClientCredentials::new(&*place.client_id, &*place.client_secret)
        .identity_service(&*place.identity_url);
    Ok([
        builder().auth(login).build()?,
        builder().auth(credentials).build()?,
    ])
}
