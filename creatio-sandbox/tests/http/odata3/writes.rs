//! Writes, in both formats of bodies and of answers.

use reqwest::{
    Client, Method, Response,
    header::{ACCEPT, CONTENT_TYPE},
};
use serde_json::{Value, json};

use super::{VERBOSE, url};
use crate::support::{Server, guid};

const ATOM: &str = "application/atom+xml;type=entry";

/// Sends a body of a media type, to be answered in it.
async fn send(
    server: &Server,
    method: &str,
    path: &str,
    media_type: &str,
    body: impl Into<String>,
) -> Response {
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let request = Client::new().request(method, url(server, path));
    let request = request
        .header(CONTENT_TYPE, media_type)
        .header(ACCEPT, media_type)
        .bearer_auth(server.sandbox.issue_token());
    request.body(body.into()).send().await.unwrap()
}

/// The status and the message of the refusal of a write in verbose JSON.
async fn refused(server: &Server, method: &str, path: &str, body: &Value) -> (u16, String) {
    let reply = send(server, method, path, VERBOSE, body.to_string()).await;
    let status = reply.status().as_u16();
    let reply: Value = reply.json().await.unwrap();
    let message = reply["error"]["message"]["value"].as_str().unwrap();
    (status, message.to_owned())
}

/// An entry with these properties, as clients without a library write it.
fn entry(properties: &str) -> String {
    format!(
        "<entry xmlns=\"http://www.w3.org/2005/Atom\" \
         xmlns:d=\"http://schemas.microsoft.com/ado/2007/08/dataservices\" \
         xmlns:m=\"http://schemas.microsoft.com/ado/2007/08/dataservices/metadata\">\
         <content type=\"application/xml\"><m:properties>{properties}</m:properties></content></entry>"
    )
}

fn contact(number: u32) -> String {
    format!("ContactCollection(guid'{}')", guid(number))
}

async fn stored(server: &Server, number: u32) -> Option<Value> {
    let rows = server.sandbox.rows("Contact").await.unwrap();
    let row = rows.into_iter().find(|row| row["Id"] == guid(number));
    row.map(Value::Object)
}

#[tokio::test]
async fn an_entry_is_inserted_and_comes_back_with_its_address() {
    let server = Server::with_known_rows().await;
    let properties = format!(
        "<d:Id m:type=\"Edm.Guid\">{}</d:Id><d:Name>Dot &amp; Co</d:Name>\
         <d:Age m:type=\"Edm.Int32\">33</d:Age><d:Confirmed m:type=\"Edm.Boolean\">true</d:Confirmed>\
         <d:CreatedOn m:type=\"Edm.DateTime\">2017-03-30T14:50:30</d:CreatedOn>\
         <d:AccountId m:type=\"Edm.Guid\">{}</d:AccountId><d:Email m:null=\"true\"/>",
        guid(14),
        guid(1)
    );
    let reply = send(
        &server,
        "POST",
        "ContactCollection",
        ATOM,
        entry(&properties),
    )
    .await;
    assert_eq!(reply.status(), 201);
    let headers = reply.headers();
    let location = headers["location"].to_str().unwrap().to_owned();
    assert_eq!(location, url(&server, &contact(14)));
    assert_eq!(
        headers["content-type"],
        "application/atom+xml;type=entry;charset=utf-8"
    );
    let text = reply.text().await.unwrap();
    assert!(text.contains("<d:Name>Dot &amp; Co</d:Name>"), "{text}");
    let row = stored(&server, 14).await.unwrap();
    let told = (&row["Name"], &row["Age"], &row["Confirmed"], &row["Email"]);
    assert_eq!(
        told,
        (&json!("Dot & Co"), &json!(33), &json!(true), &json!(""))
    );
    assert_eq!(row["CreatedOn"], "2017-03-30T14:50:30Z");
    assert_eq!(row["AccountId"], guid(1));
    assert_eq!(
        row["CreatedById"],
        server.sandbox.current_user_contact().to_string()
    );
}

#[tokio::test]
async fn an_object_is_inserted_and_comes_back_as_an_object() {
    let server = Server::with_known_rows().await;
    let body = json!({
        "__metadata": { "type": "Terrasoft.Configuration.Contact" },
        "Id": guid(14),
        "Name": "Dot",
        "CreatedOn": "/Date(1490885430000)/",
        "Account": { "__metadata": { "uri": url(&server, &format!("AccountCollection(guid'{}')", guid(2))) } },
    });
    let reply = send(
        &server,
        "POST",
        "ContactCollection",
        VERBOSE,
        body.to_string(),
    )
    .await;
    assert_eq!(reply.status(), 201);
    let row: Value = reply.json().await.unwrap();
    assert_eq!(row["d"]["AccountId"], guid(2));
    assert_eq!(row["d"]["__metadata"]["uri"], url(&server, &contact(14)));
    let row = stored(&server, 14).await.unwrap();
    assert_eq!(row["CreatedOn"], "2017-03-30T14:50:30Z");
}

#[tokio::test]
async fn an_entry_that_was_read_can_be_written_back() {
    let server = Server::with_known_rows().await;
    let request = server.request(&format!(
        "/0/ServiceModel/EntityDataService.svc/{}",
        contact(11)
    ));
    let text = request.send().await.unwrap().text().await.unwrap();
    let text = text.replace("<d:Name>Ann</d:Name>", "<d:Name>Anna</d:Name>");
    let reply = send(&server, "PUT", &contact(11), ATOM, text).await;
    assert_eq!(reply.status(), 204, "{}", reply.text().await.unwrap());
    let row = stored(&server, 11).await.unwrap();
    assert_eq!(
        (&row["Name"], &row["AccountId"]),
        (&json!("Anna"), &json!(guid(1)))
    );
}

#[tokio::test]
async fn a_row_is_updated_by_three_verbs_and_through_post() {
    let server = Server::with_known_rows().await;
    for method in ["MERGE", "PATCH", "PUT"] {
        let body = entry(&format!("<d:Name>{method}</d:Name>"));
        let reply = send(&server, method, &contact(11), ATOM, body).await;
        assert_eq!(reply.status(), 204, "{method}");
        assert!(reply.bytes().await.unwrap().is_empty());
        let row = stored(&server, 11).await.unwrap();
        assert_eq!(
            (&row["Name"], &row["AccountId"]),
            (&json!(method), &json!(guid(1)))
        );
    }
    for (method, body) in [("MERGE", "{\"Name\":\"Tunnel\"}"), ("DELETE", "")] {
        let request = Client::new().post(url(&server, &contact(13)));
        let request = request
            .header("X-HTTP-Method", method)
            .header(CONTENT_TYPE, VERBOSE)
            .bearer_auth(server.sandbox.issue_token());
        let reply = request.body(body).send().await.unwrap();
        assert_eq!(reply.status(), 204, "{method}");
        let name = stored(&server, 13).await.map(|row| row["Name"].clone());
        let left = (method == "MERGE").then(|| json!("Tunnel"));
        assert_eq!(name, left, "{method}");
    }
}

#[tokio::test]
async fn a_lookup_is_set_by_a_link_and_emptied_by_null() {
    let server = Server::with_known_rows().await;
    let link = format!(
        "<entry xmlns=\"http://www.w3.org/2005/Atom\"><link \
         rel=\"http://schemas.microsoft.com/ado/2007/08/dataservices/related/Account\" \
         href=\"AccountCollection(guid'{}')\"/><content type=\"application/xml\"/></entry>",
        guid(2)
    );
    let zero = entry("<d:AccountId>00000000-0000-0000-0000-000000000000</d:AccountId>");
    let null = entry("<d:AccountId m:null=\"true\"/>");
    for (body, left) in [
        (link, json!(guid(2))),
        (zero, json!(guid(2))),
        (null, Value::Null),
    ] {
        let reply = send(&server, "MERGE", &contact(11), ATOM, body).await;
        assert_eq!(reply.status(), 204);
        assert_eq!(stored(&server, 11).await.unwrap()["AccountId"], left);
    }
}

#[tokio::test]
async fn what_does_not_fit_the_model_is_refused_and_not_written() {
    let server = Server::with_known_rows().await;
    let account =
        |set: &str| json!({ "__metadata": { "uri": format!("{set}(guid'{}')", guid(1)) } });
    for (body, words) in [
        (
            json!({ "labNope": 1 }),
            "The property 'labNope' does not exist on type 'Terrasoft.Configuration.Contact'.",
        ),
        (json!({ "Age": "33" }), "The value of the property 'Age'"),
        (
            json!({ "Account": { "Name": "New" } }),
            "The property 'Account' holds rows",
        ),
        (
            json!({ "Account": account("ContactCollection") }),
            "The address 'ContactCollection(guid",
        ),
        (
            json!({ "Account": account("NopeCollection") }),
            "Resource not found",
        ),
    ] {
        for (method, path) in [
            ("POST", "ContactCollection".to_owned()),
            ("MERGE", contact(11)),
        ] {
            let mut body = body.clone();
            body["Name"] = json!("New");
            let (status, message) = refused(&server, method, &path, &body).await;
            assert!(matches!(status, 400 | 404), "{body}");
            assert!(message.starts_with(words), "{message}");
        }
    }
    assert_eq!(server.sandbox.rows("Contact").await.unwrap().len(), 3);
    assert_eq!(stored(&server, 11).await.unwrap()["Name"], "Ann");
}

#[tokio::test]
async fn the_database_and_missing_rows_refuse_in_the_words_of_the_service() {
    let server = Server::with_known_rows().await;
    let empty = json!({});
    for (method, path, status) in [
        ("MERGE", contact(99), 404),
        ("DELETE", contact(99), 404),
        (
            "DELETE",
            format!("AccountCollection(guid'{}')", guid(1)),
            500,
        ),
        ("POST", "NopeCollection".to_owned(), 404),
        ("POST", contact(11), 405),
        ("MERGE", "ContactCollection".to_owned(), 405),
        ("PATCH", format!("{}/Name", contact(11)), 405),
        ("DELETE", format!("{}?$top=1", contact(11)), 400),
    ] {
        let told = refused(&server, method, &path, &empty).await;
        assert_eq!(told.0, status, "{method} {path}: {}", told.1);
    }
    let taken = json!({ "Id": guid(11), "Name": "Ann" });
    let (status, _) = refused(&server, "POST", "ContactCollection", &taken).await;
    assert_eq!(status, 500);
    assert_eq!(server.sandbox.rows("Account").await.unwrap().len(), 4);
    let xml = send(&server, "DELETE", &contact(99), ATOM, "").await;
    let text = xml.text().await.unwrap();
    assert!(
        text.contains("<m:code/>") && text.contains("<m:message xml:lang=\"en-US\">"),
        "{text}"
    );
}

#[tokio::test]
async fn media_types_that_are_not_served_are_refused_before_anything_is_written() {
    let server = Server::with_known_rows().await;
    let plain = send(
        &server,
        "POST",
        "ContactCollection",
        "application/json",
        "{}",
    )
    .await;
    assert_eq!(plain.status(), 415);
    let request = Client::new().post(url(&server, "ContactCollection"));
    let request = request
        .header(CONTENT_TYPE, VERBOSE)
        .header(ACCEPT, "image/png")
        .bearer_auth(server.sandbox.issue_token());
    let reply = request.body("{\"Name\":\"New\"}").send().await.unwrap();
    assert_eq!(reply.status(), 415);
    assert_eq!(server.sandbox.rows("Contact").await.unwrap().len(), 3);
}
