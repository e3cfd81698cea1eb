//! Downloads whose connection breaks, from every kind of server: none gives the bytes of two files.

use std::time::Duration;

use creatio_core::Error;
use creatio_core::client::{Download, RetryPolicy};
use creatio_core::prelude::*;
use creatio_sandbox::{Downloads, Fault, Injection, Sandbox};
use creatio_tests::models::{Account, AccountFile, account_file};
use creatio_tests::world;
use futures::TryStreamExt;
use serde_json::json;

const PARENT: Id<Account> = Id::from_u128(1);
const ALL: [Downloads; 4] = [
    Downloads::Whole,
    Downloads::Tagged,
    Downloads::InParts,
    Downloads::Resumable,
];

/// Both addresses of the same bytes.
#[derive(Debug, Clone, Copy)]
enum Address {
    StreamColumn,
    FileService,
}

/// A file on a server, and a client that tries again.
struct Shelf {
    sandbox: Sandbox,
    client: Client,
    file: Id<AccountFile>,
}

impl Shelf {
    async fn on(downloads: Downloads) -> Self {
        let builder = Sandbox::builder().downloads(downloads);
        let parent = json!({ "Id": PARENT, "Name": "Parent" });
        let sandbox = world::with_rows(builder, "Account", [parent]).await;
        let retries = RetryPolicy::default().first_pause(Duration::from_millis(1));
        let client = world::client_builder(&sandbox).retries(retries);
        let client = client.build().unwrap();
        let attachment = client.attach(account_file::account, PARENT, "a.bin", old());
        let file = attachment.send().await.unwrap();
        Self {
            sandbox,
            client,
            file,
        }
    }

    async fn open(&self, address: Address) -> Download {
        self.sandbox.clear_requests();
        let opened = match address {
            Address::StreamColumn => self.client.download(account_file::data, self.file).await,
            Address::FileService => self.client.download_file(self.file).await,
        };
        opened.unwrap()
    }

    /// Lets so many answers end in the middle.
    fn cut(&self, times: usize) {
        let cut = Injection::from(Fault::TruncatedBody);
        self.sandbox.inject(cut.times(times));
    }

    /// Puts another file of the same length in the place of this one.
    async fn replace(&self) {
        let client = world::client(&self.sandbox);
        let upload = client.upload(account_file::data, self.file, "text/plain", new());
        upload.await.unwrap();
    }

    fn statuses(&self) -> Vec<Option<u16>> {
        let requests = self.sandbox.requests().into_iter();
        requests.map(|request| request.status).collect()
    }
}

fn old() -> Vec<u8> {
    (0..=u8::MAX).cycle().take(300_001).collect()
}

fn new() -> Vec<u8> {
    vec![7; old().len()]
}

/// All that a stream gives, or its error.
async fn streamed(download: Download) -> Result<Vec<u8>, Error> {
    let pieces: Vec<_> = download.try_collect().await?;
    Ok(pieces.concat())
}

#[tokio::test]
async fn a_stream_goes_on_where_the_server_says_which_file_it_gives() {
    for address in [Address::StreamColumn, Address::FileService] {
        for downloads in ALL {
            let shelf = Shelf::on(downloads).await;
            shelf.cut(1);
            let outcome = streamed(shelf.open(address).await).await;
            let statuses = shelf.statuses();
            match downloads {
                // All bytes, or the rest of them.
                Downloads::Tagged | Downloads::Resumable => {
                    assert_eq!(outcome.unwrap(), old(), "{address:?}, {downloads:?}");
                    let is_tagged = downloads == Downloads::Tagged;
                    let then = if is_tagged { 200 } else { 206 };
                    assert_eq!(statuses, [Some(200), Some(then)]);
                }
                _ => {
                    let error = outcome.unwrap_err();
                    assert!(matches!(error, Error::Interrupted { .. }), "{error:?}");
                    assert!(error.is_retryable());
                    assert_eq!(statuses, [Some(200)], "{address:?}, {downloads:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_stream_goes_on_as_often_as_it_gets_further() {
    let shelf = Shelf::on(Downloads::Resumable).await;
    shelf.cut(3);
    let bytes = streamed(shelf.open(Address::FileService).await).await;
    assert_eq!(bytes.unwrap(), old());
    assert_eq!(
        shelf.statuses(),
        [Some(200), Some(206), Some(206), Some(206)]
    );
}

#[tokio::test]
async fn a_stream_does_not_go_on_with_another_file() {
    for downloads in ALL {
        let shelf = Shelf::on(downloads).await;
        shelf.cut(1);
        let download = shelf.open(Address::StreamColumn).await;
        shelf.replace().await;
        let error = streamed(download).await.unwrap_err();
        assert!(
            matches!(error, Error::Interrupted { .. }),
            "{downloads:?}: {error:?}"
        );
    }
}

#[tokio::test]
async fn all_bytes_at_once_are_those_of_one_file_from_every_server() {
    for address in [Address::StreamColumn, Address::FileService] {
        for downloads in ALL {
            let shelf = Shelf::on(downloads).await;
            shelf.cut(1);
            let bytes = shelf.open(address).await.bytes().await.unwrap();
            assert_eq!(bytes, old(), "{address:?}, {downloads:?}");
            shelf.cut(1);
            let download = shelf.open(address).await;
            shelf.replace().await;
            let bytes = download.bytes().await.unwrap();
            assert_eq!(bytes, new(), "{address:?}, {downloads:?}");
        }
    }
}
