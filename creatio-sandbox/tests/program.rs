//! The program: it prints what a client needs, serves, and stops on Ctrl-C.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests fail the test by panicking"
)]

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_creatio-sandbox");

/// Stops the program even if the test fails.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended by itself unless the test failed.
        let _ = self.0.kill();
    }
}

/// The values the program prints before the empty line: two URLs, a client id and its secret, a
/// user name and its password. Waits for the line behind it, as scripts do.
fn announced(child: &mut Child) -> Vec<String> {
    let output = BufReader::new(child.stdout.take().unwrap());
    let mut lines = output.lines().map(Result::unwrap);
    let values = lines.by_ref().take_while(|line| !line.is_empty());
    let values = values.map(|line| line.split_whitespace().last().unwrap().to_owned());
    let values = values.collect();
    assert_eq!(lines.next().as_deref(), Some("Ctrl-C stops it."));
    values
}

#[tokio::test]
async fn what_it_prints_is_enough_to_read_a_row() {
    let mut command = Command::new(PROGRAM);
    command
        .args(["--token-lifetime", "60", "--seed", "7", "--admin"])
        .stdout(Stdio::piped());
    let mut running = Running(command.spawn().unwrap());
    let printed = announced(&mut running.0);
    let [crm, identity, id, secret, user, password] = printed.as_slice() else {
        unreachable!("{printed:?}")
    };
    assert_eq!([user, password], ["Supervisor", "Supervisor"]);
    let http = reqwest::Client::new();
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", id.as_str()),
        ("client_secret", secret.as_str()),
    ];
    let token = http
        .post(format!("{identity}/connect/token"))
        .form(&form)
        .send()
        .await
        .unwrap();
    let token: Value = token.json().await.unwrap();
    assert_eq!(token["expires_in"], 60);
    let token = token["access_token"].as_str().unwrap();
    let url = format!("{crm}/0/odata/Account/$count");
    let count = http
        .get(url)
        .bearer_auth(token)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert_eq!(count, "300");
    let expire = http.post(format!("{crm}/sandbox/tokens/expire"));
    assert_eq!(expire.send().await.unwrap().status(), 204);

    let interrupt = Command::new("kill")
        .args(["-INT", &running.0.id().to_string()])
        .status();
    assert!(interrupt.unwrap().success());
    assert!(running.0.wait().unwrap().success());
}

#[test]
fn a_bad_snapshot_is_explained_and_fails() {
    let output = Command::new(PROGRAM)
        .args(["--metadata", "no/such/file.xml"])
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(output.stdout.is_empty());
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(
        message.contains("no/such/file.xml") && message.contains("because:"),
        "{message}"
    );
}
