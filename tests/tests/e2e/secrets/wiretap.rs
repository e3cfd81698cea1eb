//! A relay in front of a host that hears all of it: the secrets that were really used.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use creatio_core::client::url::form_urlencoded;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// Values in cookies and headers that are too short are no secrets, but words such as `General`.
const SHORTEST: usize = 12;

/// A relay and what it heard.
pub(super) struct Wiretap {
    url: String,
    heard: Arc<Mutex<Vec<u8>>>,
}

impl Wiretap {
    /// A relay to the host at this address, on the current runtime.
    pub(super) async fn on(url: &str) -> Self {
        let host = url.strip_prefix("http://").unwrap().to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let heard = Arc::default();
        let ear = Arc::clone(&heard);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if let Ok(server) = TcpStream::connect(&host).await {
                    tokio::spawn(relay(client, server, Arc::clone(&ear)));
                }
            }
        });
        Self { url, heard }
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// The secrets that passed so far.
    pub(super) fn secrets(&self) -> BTreeSet<String> {
        let heard = self.heard.lock().unwrap();
        secrets_in(&String::from_utf8_lossy(&heard))
    }
}

/// Passes bytes on in both directions until either side is done.
async fn relay(client: TcpStream, server: TcpStream, heard: Arc<Mutex<Vec<u8>>>) {
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    tokio::select! {
        () = pass(from_client, to_server, &heard) => {}
        () = pass(from_server, to_client, &heard) => {}
    }
}

async fn pass(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    heard: &Mutex<Vec<u8>>,
) {
    let mut buffer = [0; 8 << 10];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        heard.lock().unwrap().extend(&buffer[..length]);
        if to.write_all(&buffer[..length]).await.is_err() {
            return;
        }
    }
}

fn secrets_in(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut add = |secret: &str| {
        if secret.len() >= SHORTEST {
            found.insert(secret.to_owned());
        }
    };
    for line in text.lines() {
        let Some((name, value)) = line.split_once(": ") else {
            continue;
        };
        let pair = |pair: &str| pair.split_once('=').map(|(_, value)| value.to_owned());
        match name.to_ascii_lowercase().as_str() {
            "authorization" => add(value.trim_start_matches("Bearer ")),
            "bpmcsrf" | "crt_csrf" => add(value),
            "cookie" => value.split("; ").filter_map(pair).for_each(|it| add(&it)),
            "set-cookie" => value
                .split(';')
                .take(1)
                .filter_map(pair)
                .for_each(|it| add(&it)),
            _ => {}
        }
    }
    for member in ["\"access_token\":\"", "\"refresh_token\":\""] {
        for (start, _) in text.match_indices(member) {
            add(text[start + member.len()..].split('"').next().unwrap());
        }
    }
    for form in text.lines().filter(|line| line.contains("grant_type=")) {
        // What follows the form on its connection is the next reply.
        let form = form.split("HTTP/1.1").next().unwrap();
        for (name, value) in form_urlencoded::parse(form.as_bytes()) {
            if ["code", "code_verifier", "refresh_token", "client_secret"].contains(&&*name) {
                add(&value);
            }
        }
    }
    found
}

#[test]
fn every_secret_on_the_wire_is_heard() {
    let text = "POST /connect/token HTTP/1.1\r\n\r\n\
                grant_type=authorization_code&code=code-12345678&client_secret=secret%2B12345\
                HTTP/1.1 200 OK\r\nset-cookie: .ASPXAUTH=ticket-123456; path=/\r\n\
                Set-Cookie: UserType=General; path=/\r\n\r\n\
                {\"access_token\":\"access-123456\",\"refresh_token\":\"refresh-12345\"}\
                GET / HTTP/1.1\r\nAuthorization: Bearer access-654321\r\n\
                cookie: .ASPXAUTH=ticket-123456; BPMCSRF=csrf-12345678\r\nBPMCSRF: csrf-87654321\r\n\r\n";
    let expected = [
        "access-123456",
        "access-654321",
        "code-12345678",
        "csrf-12345678",
        "csrf-87654321",
        "refresh-12345",
        "secret+12345",
        "ticket-123456",
    ];
    assert_eq!(Vec::from_iter(secrets_in(text)), expected);
}
