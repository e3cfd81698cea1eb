//! Sandboxes and clients for tests.
#![allow(
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    reason = "a sandbox that does not start fails the test by panicking"
)]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};

use creatio_core::client::{ClientBuilder, RetryPolicy};
use creatio_core::{Client, ClientCredentials, Uuid};
use creatio_sandbox::{ProcessOutcome, Sandbox, SandboxBuilder, Seed, ServiceReply};
use serde_json::{Value as Json, json};
use tokio::runtime::Runtime;

use crate::records::Records;

/// A sandbox with the demonstration data, and that data in memory.
#[derive(Debug)]
pub struct World {
    /// The sandbox.
    pub sandbox: Sandbox,
    /// What it holds.
    pub records: Records,
    /// What the sandbox runs on: each test has a runtime of its own, which ends with it.
    _runtime: Runtime,
}

/// The one sandbox that all tests of a program read from: nobody adds rows, faults or settings.
pub fn demo() -> &'static World {
    static WORLD: LazyLock<World> = LazyLock::new(|| {
        // The caller may be on a runtime's thread, where no other may be waited for.
        std::thread::spawn(|| {
            let runtime = Runtime::new().unwrap();
            let (sandbox, records) = runtime.block_on(async {
                let sandbox = Sandbox::builder().start().await.unwrap();
                let records = Records::read(&sandbox).await;
                (sandbox, records)
            });
            World {
                sandbox,
                records,
                _runtime: runtime,
            }
        })
        .join()
        .unwrap()
    });
    &WORLD
}

impl World {
    /// A client of the sandbox.
    pub fn client(&self) -> Client {
        client(&self.sandbox)
    }
}

/// A sandbox that holds these rows of an entity and nothing else.
pub async fn with_rows(
    builder: SandboxBuilder,
    entity: &str,
    rows: impl IntoIterator<Item = Json>,
) -> Sandbox {
    let sandbox = builder.seed(Seed::empty()).start().await.unwrap();
    let rows = rows.into_iter().map(|row| row.as_object().unwrap().clone());
    sandbox.insert_rows(entity, rows).await.unwrap();
    sandbox
}

/// A sandbox that holds so many contacts, several of each age, and nothing else.
pub async fn with_contacts(builder: SandboxBuilder, number: u32) -> Sandbox {
    let contacts = (0..number).map(|position| {
        // Scattered, so that neither age nor name grows with the key.
        let scattered = position.wrapping_mul(2_654_435_761);
        let id = Uuid::from_u128(u128::from(position) + 1);
        json!({
            "Id": id.to_string(),
            "Name": format!("Contact {scattered}"),
            "Age": scattered % 40 + 20,
        })
    });
    with_rows(builder, "Contact", contacts).await
}

/// A sandbox that holds nothing, and a client of it.
pub async fn empty() -> (Sandbox, Client) {
    let builder = Sandbox::builder().seed(Seed::empty());
    let sandbox = builder.start().await.unwrap();
    let client = client(&sandbox);
    (sandbox, client)
}

/// A sandbox that counts what no row tells of: calls of the method `Enter` of the service `UsrLedger`,
/// and runs of the process `UsrEnter`, whose `Result` is 7.
pub fn counting_deeds(builder: SandboxBuilder) -> (SandboxBuilder, Arc<AtomicUsize>) {
    let deeds = Arc::new(AtomicUsize::new(0));
    let (by_service, by_process) = (deeds.clone(), deeds.clone());
    let builder = builder
        .service("UsrLedger", "Enter", move |_| {
            by_service.fetch_add(1, Ordering::Relaxed);
            ServiceReply::wrapped("done")
        })
        .process("UsrEnter", move |_| {
            by_process.fetch_add(1, Ordering::Relaxed);
            ProcessOutcome::completed([("Result", 7)])
        });
    (builder, deeds)
}

/// A client of a sandbox, with its settings still open. Without retries, so that each fault shows.
pub fn client_builder(sandbox: &Sandbox) -> ClientBuilder {
    let builder = Client::builder(sandbox.url()).auth(credentials(sandbox));
    builder.retries(RetryPolicy::never())
}

/// A client of a sandbox.
pub fn client(sandbox: &Sandbox) -> Client {
    client_builder(sandbox).build().unwrap()
}

/// The credentials that a sandbox accepts.
pub fn credentials(sandbox: &Sandbox) -> ClientCredentials {
    ClientCredentials::new(sandbox.client_id(), sandbox.client_secret())
        .identity_service(sandbox.identity_url())
}
