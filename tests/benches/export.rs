//! Reading many pages over HTTP: a stream with and without prefetch against a loop of requests and
//! `serde_json`, one after the other and with the decoding on another thread.
//!
//! `cargo bench -p creatio-tests --bench export`. The server is a process of its own that answers at
//! once, with pages that were made before. At last a program exports 1,000,000 rows, is killed twice
//! in between, and tells how much memory it needed.
#![allow(
    missing_docs,
    clippy::cast_precision_loss,
    clippy::print_stdout,
    clippy::unwrap_used
)]

mod support;

use std::time::{Duration, Instant};

use creatio_core::{BearerToken, Client};
use creatio_tests::models::Account;
use creatio_tests::stopped;
use support::accounts::SerdePage;
use support::pages::{Server, serve_if_asked};
use tokio::runtime::Runtime;

const ROWS: u64 = 100_000;
const PAGE: u64 = 1_000;

/// How often each way is measured. They take turns, so that all see the same machine.
const ROUNDS: usize = 7;

/// The rows of an export that is killed.
const EXPORTED: u64 = 1_000_000;

/// One after the other: a request, its reply in full, its rows.
async fn sequential(http: &reqwest::Client, url: &str) -> u64 {
    let mut rows = 0;
    loop {
        let page: SerdePage = serde_json::from_slice(&receive(http, url, rows).await).unwrap();
        if page.value.is_empty() {
            return rows;
        }
        rows += page.value.len() as u64;
    }
}

/// The control: the same with rows made on another thread.
async fn on_another_thread(http: &reqwest::Client, url: &str) -> u64 {
    let (bodies, arriving) = std::sync::mpsc::sync_channel::<Vec<u8>>(1);
    let decoding = std::thread::spawn(move || {
        let pages = arriving.iter();
        let pages = pages.map(|body| serde_json::from_slice::<SerdePage>(&body).unwrap());
        pages.map(|page| page.value.len() as u64).sum()
    });
    for page in 0..=ROWS / PAGE {
        bodies.send(receive(http, url, page * PAGE).await).unwrap();
    }
    drop(bodies);
    decoding.join().unwrap()
}

async fn receive(http: &reqwest::Client, url: &str, skip: u64) -> Vec<u8> {
    let url = format!("{url}/0/odata/Account?$top={PAGE}&$skip={skip}");
    let reply = http.get(url).send().await.unwrap();
    reply.bytes().await.unwrap().into()
}

/// What this workspace offers.
async fn stream(client: &Client, prefetch: usize) -> u64 {
    let rows = client.stream(Account::query());
    let mut rows = rows.page_size(PAGE).prefetch(prefetch);
    let mut number = 0;
    while rows.try_next().await.unwrap().is_some() {
        number += 1;
    }
    number
}

fn compare_ways(runtime: &Runtime) {
    let server = Server::start(ROWS, PAGE);
    let http = reqwest::Client::new();
    let client = Client::builder(&*server.url).auth(BearerToken::new("t"));
    let client = client.build().unwrap();
    let names = [
        "requests and serde_json, one after the other",
        "the same, rows made on another thread",
        "a stream without prefetch",
        "a stream",
    ];
    let mut best = [Duration::MAX; 4];
    for _ in 0..ROUNDS {
        for (way, best) in best.iter_mut().enumerate() {
            let start = Instant::now();
            let rows = runtime.block_on(async {
                match way {
                    0 => sequential(&http, &server.url).await,
                    1 => on_another_thread(&http, &server.url).await,
                    2 => stream(&client, 0).await,
                    _ => stream(&client, 1).await,
                }
            });
            *best = start.elapsed().min(*best);
            assert_eq!(rows, ROWS, "{}", names[way]);
        }
    }
    println!("{ROWS} accounts of 37 columns in pages of {PAGE}");
    for (name, time) in names.iter().zip(best) {
        println!(
            "  {name:<46} {:>7.1} ms, ratio {:.2}",
            time.as_secs_f64() * 1e3,
            time.as_secs_f64() / best[0].as_secs_f64()
        );
    }
}

fn export_and_kill() {
    let server = Server::start(EXPORTED, PAGE);
    let directory = std::env::temp_dir().join(format!("export-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let file = directory.join("accounts");
    let run = |until| {
        let program = env!("CARGO_BIN_EXE_export-child");
        stopped::run(program, &server.url, "t", &file, until)
    };
    for until in [EXPORTED / 3, EXPORTED * 2 / 3] {
        println!("  killed after {}", run(Some(until)));
    }
    let last = run(None);
    let (rows, all_different) = stopped::rows(&file);
    std::fs::remove_dir_all(&directory).unwrap();
    assert!(all_different && rows as u64 == EXPORTED, "{rows} rows");
    println!("  {rows} rows, every one once; peak {last}");
}

fn main() {
    serve_if_asked();
    compare_ways(&Runtime::new().unwrap());
    println!("\nAn export of {EXPORTED} rows");
    export_and_kill();
}
