//! The OData 3 service, over the wire.

mod atom;
mod filters;
mod paging;
mod refusals;
mod rows;
mod writes;

use reqwest::{Response, header::ACCEPT};
use serde_json::Value;

use crate::support::{Server, encoded};

/// The only media type that is answered with JSON.
pub(crate) const VERBOSE: &str = "application/json;odata=verbose";

/// Sends a GET for verbose JSON to a path below the service, which must be encoded already.
async fn get(server: &Server, path: &str) -> Response {
    let request = server.request(&address(path));
    request.header(ACCEPT, VERBOSE).send().await.unwrap()
}

fn address(path: &str) -> String {
    format!("/0/ServiceModel/EntityDataService.svc/{path}")
}

/// The absolute address of a path below the service.
fn url(server: &Server, path: &str) -> String {
    format!("{}{}", server.sandbox.url(), address(path))
}

/// The content of `d` of an answer that must be 200.
async fn data(server: &Server, path: &str) -> Value {
    let reply = get(server, path).await;
    let status = reply.status();
    let text = reply.text().await.unwrap();
    assert_eq!(status, 200, "{path}: {text}");
    let mut json: Value = serde_json::from_str(&text).unwrap();
    json["d"].take()
}

/// The status and the message of a refusal.
async fn refusal(server: &Server, path: &str) -> (u16, String) {
    let reply = get(server, path).await;
    let status = reply.status().as_u16();
    let json: Value = reply.json().await.unwrap();
    let error = &json["error"];
    assert_eq!(error["code"], "", "{path}: {json}");
    assert_eq!(error["message"]["lang"], "en-US");
    (
        status,
        error["message"]["value"].as_str().unwrap().to_owned(),
    )
}

/// One column of all rows that a filter matches, in the order of the column itself.
pub(crate) async fn matches(
    server: &Server,
    entity: &str,
    column: &str,
    filter: &str,
) -> Vec<String> {
    let filter = encoded(filter);
    let path = format!("{entity}Collection?$select={column}&$filter={filter}&$orderby={column}");
    texts(&data(server, &path).await, column)
}

/// One column of the rows of a feed.
fn texts(feed: &Value, column: &str) -> Vec<String> {
    let rows = feed["results"].as_array().unwrap().iter();
    rows.map(|row| row[column].as_str().unwrap().to_owned())
        .collect()
}
