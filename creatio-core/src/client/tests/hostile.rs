//! Replies that nobody meant well: whatever comes, a call ends with a value or an error.

use serde_json::Value as Json;

use super::*;

/// What a broken or a malicious host may send.
fn bodies() -> Vec<Vec<u8>> {
    let deep = |open: &str, close: &str| open.repeat(10_000) + &close.repeat(10_000);
    let texts = [
        String::new(),
        "\u{feff}".to_owned(),
        "\0".to_owned(),
        "null".to_owned(),
        "[]".to_owned(),
        "{}".to_owned(),
        "\"".to_owned(),
        deep("[", "]"),
        deep("{\"value\":", "}"),
        deep("{\"error\":", "}"),
        deep("{\"value\":[", "]}"),
        deep("<a>", "</a>"),
        deep("<a>", ""),
        "<!DOCTYPE a [<!ENTITY b \"b\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>".to_owned(),
        format!("{{\"value\":[{{\"Id\":1{}}}]}}", "0".repeat(10_000)),
        r#"{"@odata.count":99999999999999999999999,"value":[]}"#.to_owned(),
        r#"{"@odata.count":-1,"value":[]}"#.to_owned(),
        r#"{"@odata.nextLink":"\\u0000","value":[]}"#.to_owned(),
        r#"{"@odata.nextLink":{},"value":[]}"#.to_owned(),
        r#"{"value":[{"Id":"00000000-0000-0000-0000-000000000001","Name":"\ud800"}]}"#.to_owned(),
        r#"{"value":null,"value":[],"value":{}}"#.to_owned(),
        r#"{"success":true,"rowsAffected":1e999,"rows":[null],"queryResults":[[]]}"#.to_owned(),
        r#"{"success":{},"responseStatus":[],"errorInfo":7,"rows":7}"#.to_owned(),
        r#"{"success":true,"values":{"MaxFileSize":[]},"processStatus":"x"}"#.to_owned(),
        r#"{"responses":[{"id":"18446744073709551616","status":99999},{"id":0,"status":200}]}"#
            .to_owned(),
        r#"{"responses":[{"id":"1","status":200,"body":"\ud800"},{"id":"1","status":500}]}"#
            .to_owned(),
        "--b\r\n\r\n--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b--".to_owned(),
    ];
    let texts = texts.map(String::into_bytes);
    texts
        .into_iter()
        .chain([vec![0xff, 0xfe, b'{'], vec![b'{', 0x80, b'}']])
        .collect()
}

/// Makes every kind of call.
async fn every_call(client: &Client) {
    let (id, names) = (Id::from_u128(1), || Account::query().select(account::name));
    let _ = client.fetch(names()).await;
    let _ = client.fetch(Account::query()).await;
    let _ = client.odata3().fetch(names().top(2)).await;
    let _ = client.data_service().fetch(names()).await;
    let _ = client.fetch_by_id::<Account>(id).await;
    let _ = client.odata3().fetch_by_id::<Account>(id).await;
    let _ = client.count(names()).await;
    let _ = client.data_service().count(names()).await;
    let _ = client.metadata().await;
    let insert = Account::insert().set(account::name, "a");
    let _ = client.execute(insert.clone()).await;
    let _ = client.data_service().execute(insert.clone()).await;
    let _ = client.execute(Account::delete(id)).await;
    let batch = client.batch().with(insert.clone()).with(names());
    let _ = batch.send().await;
    let _ = client
        .data_service()
        .batch()
        .with(insert)
        .with(names())
        .send()
        .await;
    let _ = client.service("UsrService").call::<Json>("Run", &()).await;
    let _ = client.service("UsrService").get::<Json>("Read", &()).await;
    let _ = client
        .process("UsrProcess")
        .result::<Json>("Out")
        .run()
        .await;
    let _ = client
        .process("UsrProcess")
        .result::<Json>("Out")
        .execute()
        .await;
    let _ = client.sys_setting::<i32>("MaxFileSize").await;
    let _ = client
        .upload(photo::data, Id::from_u128(1), "text/plain", "x")
        .await;
    if let Ok(bytes) = client.download(photo::data, Id::from_u128(1)).await {
        let _ = bytes.bytes().await;
    }
}

#[tokio::test]
async fn no_reply_makes_a_call_panic_or_hang() {
    let json = "application/json";
    for body in bodies() {
        let other = match body.first() {
            Some(b'<') => "text/xml",
            Some(b'-') => "multipart/mixed; boundary=b",
            _ => json,
        };
        let status = if other == json { 500 } else { 200 };
        for (status, content_type) in [(200, json), (status, other)] {
            let answer = Answer::new(status, content_type, body.clone());
            let server = TestServer::start(move |_| answer.clone()).await;
            every_call(&client(&server)).await;
        }
    }
}
