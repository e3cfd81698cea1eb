//! An HTTP server for this crate's tests: it answers with exactly the bytes a test wants, and
//! remembers what it was asked.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

/// A request as it came off the wire.
#[derive(Debug, Clone)]
pub(super) struct Received {
    pub(super) method: String,
    pub(super) target: String,
    head: String,
    pub(super) body: String,
}

impl Received {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let headers = self.head.lines().skip(1);
        let mut headers = headers.filter_map(|line| line.split_once(':'));
        headers
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
    }
}

/// What to answer.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    /// The body ends after so many bytes, and the connection with it.
    cut_after: Option<usize>,
    /// Whether its head tells how long the body is; if not, the connection ends with it.
    has_length: bool,
    /// Waits for a permit before it answers, or where the body is cut.
    gate: Option<Arc<Semaphore>>,
}

impl Answer {
    pub(super) fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let answer = Self {
            status,
            headers: Vec::new(),
            body: body.into(),
            cut_after: None,
            has_length: true,
            gate: None,
        };
        answer.header("Content-Type", content_type)
    }

    pub(super) fn json(body: impl Into<Vec<u8>>) -> Self {
        Self::new(200, "application/json; odata.metadata=minimal", body)
    }

    /// A page of accounts with these names.
    pub(super) fn names(names: &[&str]) -> Self {
        Self::names_with("", names)
    }

    /// The same, with further members of the envelope, such as `"@odata.count":3,`.
    pub(super) fn names_with(members: &str, names: &[&str]) -> Self {
        let rows: Vec<_> = names
            .iter()
            .map(|name| format!("{{\"Name\":\"{name}\"}}"))
            .collect();
        let rows = rows.join(",");
        Self::json(format!(
            "{{\"@odata.context\":\"$metadata#Account\",{members}\"value\":[{rows}]}}"
        ))
    }

    pub(super) fn token(token: &str, expires_in: u64) -> Self {
        let body = format!(
            "{{\"access_token\":\"{token}\",\"expires_in\":{expires_in},\"token_type\":\"Bearer\"}}"
        );
        Self::new(200, "application/json", body)
    }

    pub(super) fn login_page() -> Self {
        let page = "<!DOCTYPE html><html><head><title>Creatio</title></head>\
                    <body><a href=\"/Login/NuiLogin.aspx\">Sign in</a></body></html>";
        Self::new(200, "text/html; charset=utf-8", page)
    }

    pub(super) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(super) fn cut_after(mut self, bytes: usize) -> Self {
        self.cut_after = Some(bytes);
        self
    }

    pub(super) fn without_length(mut self) -> Self {
        self.has_length = false;
        self
    }

    pub(super) fn behind(mut self, gate: &Arc<Semaphore>) -> Self {
        self.gate = Some(Arc::clone(gate));
        self
    }

    async fn pass_gate(&self) {
        if let Some(gate) = &self.gate {
            gate.acquire().await.unwrap().forget();
        }
    }

    fn bytes(&self) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} Reply\r\n", self.status);
        if self.has_length {
            write!(head, "Content-Length: {}\r\n", self.body.len()).unwrap();
        }
        for (name, value) in &self.headers {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        head.push_str("Connection: close\r\n\r\n");
        let body = &self.body[..self.cut_after.unwrap_or(self.body.len())];
        [head.as_bytes(), body].concat()
    }
}

type Handler = dyn Fn(&Received) -> Answer + Send + Sync;

/// A server on a free port of this machine, until it is dropped.
pub(super) struct TestServer {
    url: String,
    requests: Arc<Mutex<Vec<Received>>>,
    accepting: JoinHandle<()>,
}

impl TestServer {
    pub(super) async fn start(
        handler: impl Fn(&Received) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let handler: Arc<Handler> = Arc::new(handler);
        let log = Arc::clone(&requests);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&handler), Arc::clone(&log)));
            }
        });
        Self {
            url,
            requests,
            accepting,
        }
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// All requests so far.
    pub(super) fn requests(&self) -> Vec<Received> {
        self.requests.lock().unwrap().clone()
    }

    /// Method and address of all requests so far.
    pub(super) fn targets(&self) -> Vec<String> {
        self.requests()
            .iter()
            .map(|r| format!("{} {}", r.method, r.target))
            .collect()
    }

    /// Waits until so many requests have arrived.
    pub(super) async fn arrived(&self, count: usize) {
        let enough = async {
            while self.requests.lock().unwrap().len() < count {
                tokio::task::yield_now().await;
            }
        };
        let in_time = tokio::time::timeout(Duration::from_secs(30), enough).await;
        in_time.expect("the requests do not arrive");
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn serve(mut stream: TcpStream, handler: Arc<Handler>, log: Arc<Mutex<Vec<Received>>>) {
    let Some(request) = receive(&mut stream).await else {
        return;
    };
    log.lock().unwrap().push(request.clone());
    let answer = handler(&request);
    if answer.cut_after.is_none() {
        answer.pass_gate().await;
    }
    // A client that has gone away is what some tests are about.
    let _ = stream.write_all(&answer.bytes()).await;
    if answer.cut_after.is_some() {
        answer.pass_gate().await;
    }
    let _ = stream.shutdown().await;
}

async fn receive(stream: &mut TcpStream) -> Option<Received> {
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(end) = memchr::memmem::find(&bytes, b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..head_end].to_vec()).ok()?;
    let mut words = head.split_whitespace().map(str::to_owned);
    let (method, target) = (words.next()?, words.next()?);
    let mut request = Received {
        method,
        target,
        head,
        body: String::new(),
    };
    let length = request
        .header("content-length")
        .map_or(0, |length| length.parse().unwrap());
    while bytes.len() < head_end + 4 + length {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    request.body = String::from_utf8(bytes[head_end + 4..].to_vec()).ok()?;
    Some(request)
}
