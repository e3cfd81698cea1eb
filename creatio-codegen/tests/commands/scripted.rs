//! A server that answers as a test says, for what the sandbox does not do.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

/// The answer to one request: content type and body; `None` leaves the client waiting.
pub(crate) type Answer = Option<(&'static str, String)>;

/// Serves on a free port until the process ends; gives the address.
///
/// `answer` gets the path of each request. Discovery and tokens are answered by the server.
pub(crate) fn serve(answer: impl Fn(&str) -> Answer + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (answer, own) = (Arc::new(answer), url.clone());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (answer, own) = (Arc::clone(&answer), own.clone());
            thread::spawn(move || exchange(&stream.unwrap(), &own, &*answer));
        }
    });
    url
}

fn exchange(stream: &TcpStream, own: &str, answer: &dyn Fn(&str) -> Answer) {
    let path = read_request(stream);
    let json = |body: String| Some(("application/json", body));
    let answer = match path.as_str() {
        "/.well-known/openid-configuration" => {
            json(format!("{{\"token_endpoint\":\"{own}/connect/token\"}}"))
        }
        "/connect/token" => json(
            "{\"access_token\":\"t\",\"expires_in\":3600,\"token_type\":\"Bearer\"}".to_owned(),
        ),
        path => answer(path),
    };
    match answer {
        Some((content_type, body)) => {
            let length = body.len();
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\n\
                 connection: close\r\n\r\n{body}"
            );
            let mut stream = stream;
            stream.write_all(head.as_bytes()).unwrap();
        }
        // Until the client goes away.
        None => {
            let _ = { stream }.read(&mut [0]);
        }
    }
}

/// Reads one request and gives its path.
fn read_request(stream: &TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).unwrap();
        if header.trim().is_empty() {
            break;
        }
        if let Some(value) = header.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    path
}
