//! Stream columns over OData 4: bytes in, bytes out.

use reqwest::Method;

use crate::support::{Server, guid};

fn logo(account: u32) -> String {
    format!("/0/odata/Account({})/Logo", guid(account))
}

#[tokio::test]
async fn bytes_come_back_as_they_were_put() {
    let server = Server::with_known_rows().await;
    let picture: Vec<u8> = (0..=255).cycle().take(3 << 20).collect();
    let put = server.to(Method::PUT, &logo(2)).body(picture.clone());
    let put = put.header("content-type", "application/octet-stream");
    assert_eq!(put.send().await.unwrap().status(), 200);
    let got = server.request(&logo(2)).send().await.unwrap();
    assert_eq!(got.status(), 200);
    assert_eq!(got.headers()["content-type"], "application/octet-stream");
    assert_eq!(got.bytes().await.unwrap(), picture);
    let rows = server.sandbox.rows("Account").await.unwrap();
    assert_eq!(rows[1]["Logo"], 3 << 20);
    assert_ne!(
        rows[1]["ModifiedOn"], rows[0]["ModifiedOn"],
        "a write is signed"
    );
}

#[tokio::test]
async fn an_emptied_column_has_no_content() {
    let server = Server::with_known_rows().await;
    assert_eq!(server.request(&logo(1)).send().await.unwrap().status(), 200);
    let deleted = server.to(Method::DELETE, &logo(1)).send().await.unwrap();
    assert_eq!(deleted.status(), 204);
    assert_eq!(server.request(&logo(1)).send().await.unwrap().status(), 204);
    assert_eq!(
        server.sandbox.rows("Account").await.unwrap().len(),
        4,
        "the row stays"
    );
    let empty = server.to(Method::PUT, &logo(1)).body("");
    assert_eq!(empty.send().await.unwrap().status(), 200);
    assert_eq!(server.request(&logo(1)).send().await.unwrap().status(), 204);
}

#[tokio::test]
async fn only_streams_of_rows_that_exist_take_bytes() {
    let server = Server::with_known_rows().await;
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        let reply = server.to(method.clone(), &logo(99)).body("x").send().await;
        assert_eq!(reply.unwrap().status(), 404, "{method}");
    }
    let name = format!("/0/odata/Account({})/Name", guid(1));
    let reply = server
        .to(Method::PUT, &name)
        .body("x")
        .send()
        .await
        .unwrap();
    assert_eq!(reply.status(), 405);
    let reply = server.to(Method::POST, &logo(1)).body("x").send().await;
    assert_eq!(reply.unwrap().status(), 405);
    assert_eq!(
        server.sandbox.rows("Account").await.unwrap()[0]["Name"],
        "Alpha"
    );
}
