//! The soak test in short. The long form: `cargo run --release -p creatio-tests --bin soak`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail the test by panicking"
)]

use std::time::Duration;

use creatio_sandbox::{Sandbox, Seed};
use creatio_tests::soak::{Meter, Place, Plan, Soak};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_bad_days_the_database_is_what_the_outcomes_said() {
    let builder = Sandbox::builder().seed(Seed::empty()).admin();
    let sandbox = builder
        .token_lifetime(Duration::from_secs(2))
        .start()
        .await
        .unwrap();
    let plan = Plan {
        seed: 20_240_229,
        tasks: 32,
        steps: 8,
        acts_every: 40,
        timeout: Duration::from_secs(3),
    };
    let meter = Meter::install().unwrap();
    let mut soak = Soak::begin(plan, Place::of(&sandbox), meter).unwrap();
    for _ in 0..3 {
        soak.leg().await.unwrap();
    }
    let report = soak.report();
    assert!(report.differences().is_empty(), "{report}");
    // The days were bad, and everything was tried.
    assert!(report.faults() > 20 && report.settled() > 0, "{report}");
    assert!(report.acts("restart") > 0, "{report}");
    for kind in [
        "insert over OData 4",
        "update over DataService",
        "batch over OData 4, JSON",
        "batch over OData 4, MIME",
        "batch over DataService",
        "stream over OData 4",
    ] {
        assert!(report.calls(kind) > 0, "{kind}\n{report}");
    }
}
