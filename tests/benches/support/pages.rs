//! A server in a process of its own that answers at once: with pages of accounts that were made before,
//! or are made of one.
#![allow(dead_code, reason = "each benchmark uses a part")]

use std::borrow::Cow;
use std::io::{BufRead, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use creatio_core::Uuid;

use super::accounts::{id, page};

/// The word that makes a benchmark's program this server.
const WORD: &str = "serve-pages";

/// A server with so many rows in pages of so many; it ends when this is dropped.
pub(crate) struct Server {
    process: Child,
    pub(crate) url: String,
}

impl Server {
    pub(crate) fn start(rows: u64, page: u64) -> Self {
        let program = std::env::current_exe().unwrap();
        let mut process = Command::new(program)
            .args([WORD, &rows.to_string(), &page.to_string()])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        let said = process.stdout.take().unwrap();
        BufReader::new(said).read_line(&mut url).unwrap();
        Self {
            process,
            url: url.trim().to_owned(),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Becomes the server if the program was started as one.
pub(crate) fn serve_if_asked() {
    let arguments: Vec<String> = std::env::args().collect();
    let Some(at) = arguments.iter().position(|argument| argument == WORD) else {
        return;
    };
    let number = |at: usize| arguments[at].parse().unwrap();
    let pages = Arc::new(Pages::new(number(at + 1), number(at + 2)));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    println!("http://{}", listener.local_addr().unwrap());
    for stream in listener.incoming() {
        let (stream, pages) = (stream.unwrap(), Arc::clone(&pages));
        std::thread::spawn(move || serve(stream, &pages));
    }
}

/// More bytes than this are not kept, but made of the first page.
const KEPT: u64 = 200_000_000;

struct Pages {
    rows: u64,
    size: u64,
    kept: Vec<Vec<u8>>,
    /// Where the keys stand in the first page.
    keys: Vec<usize>,
}

impl Pages {
    fn new(rows: u64, size: u64) -> Self {
        let first = page(0..size);
        let number = rows.div_ceil(size);
        let number = if number * first.len() as u64 > KEPT {
            1
        } else {
            number
        };
        let kept = (0..number).map(|number| page(number * size..((number + 1) * size).min(rows)));
        let key = "{\"Id\":\"";
        let keys = first.match_indices(key).map(|(at, _)| at + key.len());
        Self {
            rows,
            size,
            keys: keys.collect(),
            kept: kept.map(String::into_bytes).collect(),
        }
    }

    /// The reply's body for the rows behind so many.
    fn behind(&self, skip: u64) -> Cow<'_, [u8]> {
        if skip >= self.rows {
            return Cow::Borrowed(b"{\"value\":[]}");
        }
        let number = usize::try_from(skip / self.size).unwrap();
        if let Some(page) = self.kept.get(number) {
            return Cow::Borrowed(page);
        }
        // The first page with other keys.
        let mut page = self.kept[0].clone();
        for (&at, number) in self.keys.iter().zip(skip..) {
            id(number).hyphenated().encode_lower(&mut page[at..]);
        }
        Cow::Owned(page)
    }
}

fn serve(stream: TcpStream, pages: &Pages) {
    let mut requests = BufReader::new(stream.try_clone().unwrap());
    let mut replies = stream;
    loop {
        let mut target = String::new();
        if requests.read_line(&mut target).unwrap_or(0) == 0 {
            return;
        }
        let mut header = String::new();
        while header != "\r\n" {
            header.clear();
            if requests.read_line(&mut header).unwrap_or(0) == 0 {
                return;
            }
        }
        let body = pages.behind(skip(&target));
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json; odata.metadata=minimal\r\n\
             Content-Length: {}\r\n\r\n",
            body.len()
        );
        let sent = replies.write_all(head.as_bytes());
        if sent.and_then(|()| replies.write_all(&body)).is_err() {
            return;
        }
    }
}

/// The number of rows in front of the page that a request asks for.
fn skip(target: &str) -> u64 {
    let rest = |name| target.split_once(name).map(|(_, rest)| rest);
    if let Some(key) = rest("Id%20gt%20") {
        let (_, number) = key[..36].parse::<Uuid>().unwrap().as_u64_pair();
        return number;
    }
    let number = rest("$skip=").map_or("0", |rest| rest.split([' ', '&']).next().unwrap());
    number.parse().unwrap()
}
