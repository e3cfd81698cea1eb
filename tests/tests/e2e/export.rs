//! An export that is killed and goes on.

use creatio_core::Uuid;
use creatio_sandbox::Sandbox;
use creatio_tests::{stopped, world};
use serde_json::json;

const ROWS: u32 = 20_000;

#[tokio::test(flavor = "multi_thread")]
async fn an_export_that_is_killed_twice_has_every_row_once() {
    let accounts = (0..ROWS).map(|number| {
        // Scattered, so that no row is found by its number.
        let scattered = number.wrapping_mul(2_654_435_761);
        let id = Uuid::from_u64_pair(u64::from(scattered) + 1, u64::from(number));
        json!({"Id": id.to_string(), "Name": format!("Account {number}")})
    });
    let sandbox = world::with_rows(Sandbox::builder(), "Account", accounts).await;
    let directory = std::env::temp_dir().join(format!("export-{}", Uuid::new_v4()));
    std::fs::create_dir_all(&directory).unwrap();
    let file = directory.join("accounts");
    for until in [Some(6_000), Some(13_000), None] {
        // Each run is a process of its own, with a token of its own.
        let (url, token) = (sandbox.url().to_owned(), sandbox.issue_token());
        let file = file.clone();
        let run = move || {
            let program = env!("CARGO_BIN_EXE_export-child");
            stopped::run(program, &url, &token, &file, until)
        };
        tokio::task::spawn_blocking(run).await.unwrap();
        sandbox.expire_tokens();
    }
    let (rows, all_different) = stopped::rows(&file);
    std::fs::remove_dir_all(&directory).unwrap();
    assert_eq!((rows, all_different), (20_000, true));
    let pages = sandbox.requests().into_iter();
    let pages = pages.filter(|request| request.target.contains("/Account?"));
    assert!(pages.count() < 30, "what was exported is not read again");
}
