//! What downloads come with, by the kind of server that the sandbox plays.

use creatio_sandbox::{Downloads, Sandbox};
use reqwest::Response;

use crate::support::{Server, guid};

const ALL: [Downloads; 4] = [
    Downloads::Whole,
    Downloads::Tagged,
    Downloads::InParts,
    Downloads::Resumable,
];

/// A server whose account 1 has the logo "picture", and the two addresses of that.
async fn server(downloads: Downloads) -> (Server, [String; 2]) {
    let server = Server::of_known_rows(Sandbox::builder().downloads(downloads)).await;
    let id = guid(1);
    let addresses = [
        format!("/0/odata/Account({id})/Logo"),
        format!("/0/rest/FileService/Download/Account/{id}"),
    ];
    (server, addresses)
}

async fn asked(server: &Server, address: &str, headers: &[(&str, &str)]) -> Response {
    let request = headers
        .iter()
        .fold(server.request(address), |request, (name, value)| {
            request.header(*name, *value)
        });
    request.send().await.unwrap()
}

fn header<'r>(reply: &'r Response, name: &str) -> Option<&'r str> {
    reply
        .headers()
        .get(name)
        .map(|value| value.to_str().unwrap())
}

#[tokio::test]
async fn parts_and_tags_are_there_if_they_are_set() {
    for downloads in ALL {
        let (server, addresses) = server(downloads).await;
        let has_parts = matches!(downloads, Downloads::InParts | Downloads::Resumable);
        let has_tags = matches!(downloads, Downloads::Tagged | Downloads::Resumable);
        for address in &addresses {
            let whole = asked(&server, address, &[]).await;
            assert_eq!(whole.status(), 200);
            assert_eq!(header(&whole, "etag").is_some(), has_tags, "{downloads:?}");
            let unit = has_parts.then_some("bytes");
            assert_eq!(header(&whole, "accept-ranges"), unit, "{downloads:?}");
            let part = asked(&server, address, &[("range", "bytes=3-")]).await;
            let place = has_parts.then_some("bytes 3-6/7");
            assert_eq!(header(&part, "content-range"), place, "{downloads:?}");
            assert_eq!(header(&part, "etag"), header(&whole, "etag"));
            let (status, text) = if has_parts {
                (206, "ture")
            } else {
                (200, "picture")
            };
            assert_eq!(part.status(), status, "{downloads:?}");
            assert_eq!(part.text().await.unwrap(), text);
        }
    }
}

#[tokio::test]
async fn a_part_of_another_state_is_the_whole() {
    let (server, addresses) = server(Downloads::Resumable).await;
    for address in &addresses {
        let whole = asked(&server, address, &[]).await;
        let tag = header(&whole, "etag").unwrap();
        for (tag, status) in [(tag, 206), ("\"other\"", 200)] {
            let part = [("range", "bytes=3-"), ("if-range", tag)];
            assert_eq!(asked(&server, address, &part).await.status(), status);
        }
    }
    let [logo, file] = &addresses;
    let before = asked(&server, file, &[]).await;
    let put = server.to(reqwest::Method::PUT, logo).body("another");
    put.send().await.unwrap();
    let after = asked(&server, file, &[]).await;
    assert_ne!(header(&before, "etag"), header(&after, "etag"));
}

#[tokio::test]
async fn a_part_that_is_not_there_is_refused_and_rows_have_none() {
    let (server, addresses) = server(Downloads::InParts).await;
    for address in &addresses {
        let beyond = asked(&server, address, &[("range", "bytes=7-")]).await;
        assert_eq!(beyond.status(), 416);
        assert_eq!(header(&beyond, "content-range"), Some("bytes */7"));
    }
    let rows = asked(&server, "/0/odata/Account", &[("range", "bytes=3-")]).await;
    assert_eq!(rows.status(), 200);
}
