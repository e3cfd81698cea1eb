//! A sandbox with a few rows whose every value is known, and short ways to ask it.

use creatio_sandbox::{Row, Sandbox, SandboxBuilder, Seed};
use percent_encoding_of::encode;
use reqwest::{Method, Response};
use serde_json::{Value, json};

/// A guid that ends with this number.
pub(crate) fn guid(number: u32) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

/// A sandbox, a token for it, and a client.
pub(crate) struct Server {
    pub(crate) sandbox: Sandbox,
    token: String,
    http: reqwest::Client,
}

impl Server {
    pub(crate) async fn start(builder: SandboxBuilder) -> Self {
        let sandbox = builder.start().await.unwrap();
        let token = sandbox.issue_token();
        Self {
            sandbox,
            token,
            http: reqwest::Client::new(),
        }
    }

    /// Accounts 1 to 4, contacts 11 to 13, orders 21 to 24; see the source for what they hold.
    pub(crate) async fn with_known_rows() -> Self {
        Self::of_known_rows(Sandbox::builder()).await
    }

    /// The same with settings.
    pub(crate) async fn of_known_rows(builder: SandboxBuilder) -> Self {
        let server = Self::start(builder.seed(Seed::empty())).await;
        for (entity, rows) in known_rows() {
            let rows = rows.into_iter().map(row);
            server.sandbox.insert_rows(entity, rows).await.unwrap();
        }
        server
    }

    /// Sends a GET with a token to a path below `/0/odata/`, which must be encoded already.
    pub(crate) async fn get(&self, path: &str) -> Response {
        let url = format!("{}/0/odata/{path}", self.sandbox.url());
        self.http
            .get(url)
            .bearer_auth(&self.token)
            .send()
            .await
            .unwrap()
    }

    /// A GET with a token to a path below the application's URL, to be sent.
    pub(crate) fn request(&self, path: &str) -> reqwest::RequestBuilder {
        let url = format!("{}{path}", self.sandbox.url());
        self.http.get(url).bearer_auth(&self.token)
    }

    /// A request with a token to a path below the application's URL, to be sent.
    pub(crate) fn to(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let url = format!("{}{path}", self.sandbox.url());
        self.http.request(method, url).bearer_auth(&self.token)
    }

    /// A POST with a token and this JSON to a path below the application's URL.
    pub(crate) fn post(&self, path: &str, body: &Value) -> reqwest::RequestBuilder {
        let url = format!("{}{path}", self.sandbox.url());
        self.http.post(url).bearer_auth(&self.token).json(body)
    }

    /// The JSON that a POST of this JSON is answered with; the status must be 200.
    pub(crate) async fn posted(&self, path: &str, body: &Value) -> Value {
        let reply = self.post(path, body).send().await.unwrap();
        let status = reply.status();
        let text = reply.text().await.unwrap();
        assert_eq!(status, 200, "{path}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// The JSON of an answer that must be 200.
    pub(crate) async fn json(&self, path: &str) -> Value {
        let reply = self.get(path).await;
        let status = reply.status();
        let text = reply.text().await.unwrap();
        assert_eq!(status, 200, "{path}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// The status and the JSON of an answer.
    pub(crate) async fn refusal(&self, path: &str) -> (u16, Value) {
        let reply = self.get(path).await;
        (reply.status().as_u16(), reply.json().await.unwrap())
    }

    /// One column of all rows that a filter matches, in the order of the column itself.
    pub(crate) async fn matches(&self, set: &str, column: &str, filter: &str) -> Vec<String> {
        let filter = encode(filter);
        let path = format!("{set}?$select={column}&$filter={filter}&$orderby={column}");
        texts(&self.json(&path).await, column)
    }
}

/// Asks OData 4 for one column of the known rows that each filter matches.
pub(crate) async fn check(set: &str, column: &str, cases: &[(&str, &[&str])]) {
    let server = Server::with_known_rows().await;
    for (filter, expected) in cases {
        let found = server.matches(set, column, filter).await;
        assert_eq!(found, *expected, "{filter}");
    }
}

/// One column of the rows of a collection.
pub(crate) fn texts(reply: &Value, column: &str) -> Vec<String> {
    let rows = reply["value"].as_array().unwrap();
    rows.iter()
        .map(|row| row[column].as_str().unwrap().to_owned())
        .collect()
}

/// Percent-encodes a value for a query string.
pub(crate) fn encoded(text: &str) -> String {
    encode(text)
}

/// A constant of the DataService.
pub(crate) fn parameter(ty: u8, value: impl Into<Value>) -> Value {
    json!({ "expressionType": 2, "parameter": { "dataValueType": ty, "value": value.into() } })
}

/// A filter of the DataService that keeps the row of a key.
pub(crate) fn by_id(number: u32) -> Value {
    json!({ "filterType": 6, "logicalOperation": 0, "isEnabled": true, "items": { "id": {
        "filterType": 1, "comparisonType": 3, "isEnabled": true,
        "leftExpression": { "expressionType": 0, "columnPath": "Id" },
        "rightExpression": parameter(0, guid(number)),
    }}})
}

/// A row from a JSON object.
pub(crate) fn row(json: Value) -> Row {
    match json {
        Value::Object(row) => row,
        other => panic!("not an object: {other}"),
    }
}

fn known_rows() -> [(&'static str, Vec<Value>); 4] {
    [
        (
            "AccountType",
            vec![json!({"Id": guid(91), "Name": "Customer"})],
        ),
        ("Account", accounts()),
        ("Contact", contacts()),
        ("Order", orders()),
    ]
}

fn accounts() -> Vec<Value> {
    vec![
        json!({"Id": guid(1), "Name": "Alpha", "Completeness": 10, "TypeId": guid(91),
            "CreatedOn": "2024-02-29T12:30:45.1234567Z", "OwnerId": guid(11), "Phone": "1",
            "Logo": "picture"}),
        json!({"Id": guid(2), "Name": "Ärger & Söhne", "Completeness": 20,
            "CreatedOn": "2024-12-31T23:59:59Z", "OwnerId": guid(12), "ParentId": guid(1)}),
        json!({"Id": guid(3), "Name": "O'Brien 100%", "Completeness": -5, "ParentId": guid(2)}),
        json!({"Id": guid(4), "Name": "", "ParentId": guid(4)}),
    ]
}

fn contacts() -> Vec<Value> {
    vec![
        json!({"Id": guid(11), "Name": "Ann", "AccountId": guid(1), "Confirmed": true}),
        json!({"Id": guid(12), "Name": "Bob", "AccountId": guid(1), "OwnerId": guid(11)}),
        json!({"Id": guid(13), "Name": "Cid", "Email": "cid@example.com"}),
    ]
}

fn orders() -> Vec<Value> {
    vec![
        json!({"Id": guid(21), "Number": "A", "Amount": "12.5000", "AccountId": guid(1)}),
        json!({"Id": guid(22), "Number": "B", "Amount": "9007199254740993.0001"}),
        json!({"Id": guid(23), "Number": "C", "Amount": "9007199254740993.0002"}),
        json!({"Id": guid(24), "Number": "D", "Amount": "-3.1", "AccountId": guid(2)}),
    ]
}

/// Percent-encoding by the letter of RFC 3986, written out so that no library's notion of it
/// stands between a test and the wire.
mod percent_encoding_of {
    pub(super) fn encode(text: &str) -> String {
        let encoded = text.bytes().map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        });
        encoded.collect()
    }
}
