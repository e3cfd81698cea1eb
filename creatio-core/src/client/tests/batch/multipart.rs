//! Batches in MIME parts.

use super::*;

const TYPE: &str = "multipart/mixed; boundary=batchresponse_1f2e";

fn response(id: Option<usize>, status: &str, content: &str) -> String {
    let id = id.map_or_else(String::new, |id| format!("Content-ID: {id}\r\n"));
    let content_type = match content {
        "" => "",
        _ => "Content-Type: application/json; odata.metadata=minimal\r\n",
    };
    format!(
        "Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n{id}\r\n\
         HTTP/1.1 {status}\r\n{content_type}OData-Version: 4.0\r\n\r\n{content}\r\n"
    )
}

/// The parts between lines of a boundary.
fn parts(boundary: &str, parts: &[String]) -> String {
    let line = format!("--{boundary}\r\n");
    format!("{line}{}--{boundary}--\r\n", parts.join(&line))
}

fn change_set(responses: &[String]) -> String {
    // The name begins as that of the batch does.
    let boundary = "batchresponse_1f2e_changeset";
    format!(
        "Content-Type: multipart/mixed; boundary=\"{boundary}\"\r\n\r\n{}",
        parts(boundary, responses)
    )
}

fn reply(units: &[String]) -> Answer {
    Answer::new(200, TYPE, parts("batchresponse_1f2e", units))
}

fn read() -> String {
    response(
        None,
        "200 OK",
        "{\"@odata.context\":\"x\",\"value\":[{\"Name\":\"--batchresponse_1f2e\"}]}",
    )
}

fn refusal(id: Option<usize>) -> String {
    response(
        id,
        "400 Bad Request",
        "{\"error\":{\"code\":\"\",\"message\":\"No such city.\"}}",
    )
}

fn changed(id: Option<usize>) -> String {
    response(id, "204 No Content", "")
}

/// The outcomes of a read, a group of two writes and another write.
async fn told_by(reply: Answer) -> [String; 4] {
    let server = server(vec![reply]).await;
    let mut batch = client(&server).batch().multipart();
    let read = batch.add(names());
    let mut group = batch.group();
    let (two, three) = (group.add(update(2)), group.add(update(3)));
    let four = batch.add(update(4));
    let outcomes = batch.send().await.unwrap();
    let name = |told: String| told.split(':').next().unwrap().to_owned();
    [
        name(told(&outcomes[read])),
        name(told(&outcomes[two])),
        name(told(&outcomes[three])),
        name(told(&outcomes[four])),
    ]
}

#[tokio::test]
async fn parts_are_found_by_order_and_by_number() {
    let in_order = [
        read(),
        change_set(&[changed(None), changed(None)]),
        change_set(&[changed(None)]),
    ];
    assert_eq!(told_by(reply(&in_order)).await, ["Done"; 4]);
    let by_number = [
        read(),
        change_set(&[changed(Some(4))]),
        change_set(&[refusal(Some(3)), changed(Some(2))]),
    ];
    // What is said to be done beside a refusal is open.
    assert_eq!(
        told_by(reply(&by_number)).await,
        ["Done", "Unknown", "Rejected", "Done"]
    );
}

#[tokio::test]
async fn rows_are_read_from_a_part() {
    let server = server(vec![reply(&[read()])]).await;
    let mut batch = client(&server).batch().multipart();
    let read = batch.add(names());
    let mut outcomes = batch.send().await.unwrap();
    let names = outcomes.take(read).into_result().unwrap();
    assert_eq!(names, ["--batchresponse_1f2e"]);
}

#[tokio::test]
async fn a_change_set_that_failed_is_one_part() {
    for refusal in [refusal(Some(3)), change_set(&[refusal(Some(3))])] {
        let told = told_by(reply(&[read(), refusal])).await;
        assert_eq!(told, ["Done", "RolledBack", "Rejected", "NeverRan"]);
    }
    // Without a number nobody knows which of the two was refused.
    for refusal in [refusal(None), change_set(&[refusal(None)])] {
        let told = told_by(reply(&[read(), refusal])).await;
        assert_eq!(told, ["Done", "RolledBack", "RolledBack", "NeverRan"]);
    }
}

#[tokio::test]
async fn lines_may_end_without_a_carriage_return() {
    let units = [
        read(),
        change_set(&[changed(None), changed(None)]),
        changed(Some(4)),
    ];
    let text = parts("batchresponse_1f2e", &units).replace('\r', "");
    let preamble = format!("This is a message in parts.\n\n{text}");
    assert_eq!(told_by(Answer::new(200, TYPE, preamble)).await, ["Done"; 4]);
}

#[tokio::test]
async fn a_part_that_is_cut_off_is_none() {
    let whole = parts(
        "batchresponse_1f2e",
        &[read(), change_set(&[changed(None), changed(None)])],
    );
    let cut = &whole[..whole.len() - 60];
    let told = told_by(Answer::new(200, TYPE, cut)).await;
    assert_eq!(told, ["Done", "Unknown", "Unknown", "Unknown"]);
    let nothing = told_by(Answer::new(200, TYPE, "")).await;
    assert_eq!(nothing, ["NeverRan", "Unknown", "Unknown", "Unknown"]);
}

#[tokio::test]
async fn a_reply_in_json_is_understood_as_well() {
    let json = responses(&[&rows(1, ""), &done(2), &done(3), &done(4)]);
    assert_eq!(told_by(json).await, ["Done"; 4]);
}

#[tokio::test]
async fn a_service_that_knows_no_json_gets_parts() {
    let words = r#"{"error":{"code":"","message":"The batch request must have 'multipart/mixed' as the media type."}}"#;
    for refusal in [
        Answer::new(415, "text/plain", ""),
        Answer::new(400, "application/json", words),
    ] {
        let server = server(vec![refusal, reply(&[change_set(&[changed(None)])])]).await;
        let mut batch = client(&server).batch();
        let update = batch.add(update(1));
        assert!(batch.send().await.unwrap()[update].is_done());
        let [json, multipart] = server.requests().try_into().unwrap();
        assert!(
            json.header("content-type")
                .unwrap()
                .starts_with("application/json")
        );
        assert!(
            multipart
                .header("content-type")
                .unwrap()
                .starts_with("multipart/mixed")
        );
    }
}

#[tokio::test]
async fn any_other_refusal_is_final() {
    let words = r#"{"error":{"code":"","message":"The request is invalid."}}"#;
    let server = server(vec![Answer::new(400, "application/json", words)]).await;
    let error = client(&server)
        .batch()
        .with(update(1))
        .send()
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Rejected { .. }), "{error:?}");
    assert_eq!(server.requests().len(), 1);
}
