//! Processes on the wire, in both forms.

use serde::Deserialize;

use super::super::test_server::{Answer, TestServer};
use super::{Account, client};
use crate::client::ProcessStatus;
use crate::{Decimal, Error, Id, Timestamp};

const DONE: &str = r#"{"success":true,"errorInfo":null,"processId":"0c9e1ac7-5e8d-4b5a-8f39-2d5f4c1a6f10","processStatus":2,"resultParameterValues":{"Total":12.5,"Rows":"[{\"Name\":\"Acme\"}]","Note":"[not json"},"executionData":null}"#;

#[derive(Debug, PartialEq, Deserialize)]
struct Row {
    #[serde(rename = "Name")]
    name: String,
}

fn rows() -> Vec<Row> {
    vec![Row {
        name: "Acme".to_owned(),
    }]
}

#[tokio::test]
async fn parameters_travel_as_text_and_results_keep_their_types() {
    let server = TestServer::start(|_| Answer::json(DONE)).await;
    let run = client(&server)
        .process("UsrProcess")
        .param("Text", "a \"b\"")
        .param("Flag", true)
        .param("Number", 12)
        .param("Exact", "1.50".parse::<Decimal>().unwrap())
        .param("Account", Id::<Account>::from_u128(7))
        .param("At", "2024-01-31T08:15:00Z".parse::<Timestamp>().unwrap())
        .param("List", [1, 2])
        .param("Nothing", None::<i32>)
        .result::<f64>("Total")
        .result::<Vec<Row>>("Rows")
        .result::<String>("Note")
        .result::<Option<String>>("Missing")
        .run()
        .await
        .unwrap();
    assert_eq!(run.status(), ProcessStatus::Completed);
    assert_eq!(
        run.id().unwrap().to_string(),
        "0c9e1ac7-5e8d-4b5a-8f39-2d5f4c1a6f10"
    );
    assert_eq!(run.results(), (12.5, rows(), "[not json".to_owned(), None));
    let [request] = server.requests().try_into().unwrap();
    assert_eq!(
        request.target,
        "/0/ServiceModel/ProcessEngineService.svc/RunProcess"
    );
    // As it was sent: the order of members is a part of it.
    insta::assert_snapshot!(request.body);
}

#[tokio::test]
async fn a_result_without_a_value_is_told_as_that() {
    let server = TestServer::start(|_| Answer::json(DONE)).await;
    let run = client(&server)
        .process("UsrProcess")
        .result::<i32>("Totl")
        .run();
    let Err(Error::Decode { source, .. }) = run.await else {
        panic!("a result that is not there was read")
    };
    insta::assert_snapshot!(source, @"what the process UsrProcess, result Totl gave does not fit: it has no value: the process has no such result, or has not set it, for which an `Option` has room");
}

#[tokio::test]
async fn one_result_comes_alone_and_none_is_nothing() {
    let server = TestServer::start(|_| Answer::json(DONE)).await;
    let client = client(&server);
    let one = client
        .process("P")
        .result::<Decimal>("Total")
        .run()
        .await
        .unwrap();
    assert_eq!(one.results(), Decimal::new(125, 1));
    let () = client.process("P").run().await.unwrap().results();
}

#[tokio::test]
async fn a_process_that_ends_with_an_error_is_an_error() {
    let failed = DONE.replace("\"processStatus\":2", "\"processStatus\":3");
    let refused = r#"{"success":false,"errorInfo":{"errorCode":"ItemNotFoundException","message":"No process UsrX."},"processId":null,"processStatus":0}"#;
    for (reply, words) in [
        (
            failed.as_str(),
            "the process UsrX ended with an error, see 0c9e1ac7",
        ),
        (refused, "No process UsrX."),
    ] {
        let reply = reply.to_owned();
        let server = TestServer::start(move |_| Answer::json(reply.clone())).await;
        let error = client(&server).process("UsrX").run().await.unwrap_err();
        assert!(matches!(error, Error::Rejected { .. }), "{error:?}");
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[tokio::test]
async fn a_process_that_waits_has_no_results_yet() {
    let reply = r#"{"success":true,"processId":"00000000-0000-0000-0000-000000000000","processStatus":1,"resultParameterValues":null}"#;
    let server = TestServer::start(move |_| Answer::json(reply)).await;
    let process = client(&server).process("P").result::<Option<i32>>("Total");
    let run = process.run().await.unwrap();
    assert_eq!((run.status(), run.id()), (ProcessStatus::Running, None));
    assert_eq!(run.results(), None);
    let wanted = client(&server)
        .process("P")
        .result::<i32>("Total")
        .run()
        .await;
    let error = wanted.unwrap_err();
    let Error::Decode { source, .. } = error else {
        panic!("{error:?}")
    };
    assert!(
        source.to_string().contains("the process P, result Total"),
        "{source}"
    );
}

#[tokio::test]
async fn a_process_is_not_started_twice() {
    let server = TestServer::start(|_| Answer::json(DONE).cut_after(20)).await;
    let error = client(&server).process("P").run().await.unwrap_err();
    assert!(matches!(error, Error::OutcomeUnknown { .. }), "{error:?}");
    let error = client(&server).process("P").execute().await.unwrap_err();
    assert!(matches!(error, Error::OutcomeUnknown { .. }), "{error:?}");
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn the_old_form_has_its_value_as_text_in_xml() {
    let xml = "<string xmlns=\"http://schemas.microsoft.com/2003/10/Serialization/\">[{\"Name\":\"A &amp; B&#x2C; /Login/\"}]</string>";
    let server =
        TestServer::start(move |_| Answer::new(200, "application/xml; charset=utf-8", xml)).await;
    let rows = client(&server)
        .process("UsrGet Contacts")
        .param("City", "Nový & Jičín")
        .result::<Vec<Row>>("List")
        .execute()
        .await
        .unwrap();
    assert_eq!(
        rows,
        [Row {
            name: "A & B, /Login/".to_owned()
        }]
    );
    assert_eq!(
        server.targets(),
        [
            "GET /0/ServiceModel/ProcessEngineService.svc/UsrGet%20Contacts/Execute\
          ?ResultParameterName=List&City=Nov%C3%BD+%26+Ji%C4%8D%C3%ADn"
        ]
    );
}

#[tokio::test]
async fn the_text_may_be_in_quotes_as_the_documentation_shows_it() {
    let xml = r#"<string xmlns="http://schemas.microsoft.com/2003/10/Serialization/">"[{\"Name\":\"Acme\"}]"</string>"#;
    let server = TestServer::start(move |_| Answer::new(200, "application/xml", xml)).await;
    let process = || client(&server).process("P");
    let rows = process().result::<Vec<Row>>("List").execute().await;
    assert_eq!(rows.unwrap(), self::rows());
    let text = process().result::<String>("List").execute().await;
    assert_eq!(text.unwrap(), r#"[{"Name":"Acme"}]"#);
}

#[tokio::test]
async fn a_text_of_the_old_form_comes_without_the_quotes_of_json() {
    let (xml, json) = ("application/xml", "application/json");
    for (media_type, body, text) in [
        (xml, "<string>Acme</string>", "Acme"),
        (xml, r#"<string>"Acme"</string>"#, "Acme"),
        (xml, r#"<string>"a \"b\" \u00e9"</string>"#, "a \"b\" é"),
        (xml, r#"<string>"a" and "b"</string>"#, r#""a" and "b""#),
        (json, r#""Acme""#, "Acme"),
        (json, r#""\"Acme\"""#, "Acme"),
    ] {
        let server = TestServer::start(move |_| Answer::new(200, media_type, body)).await;
        let process = client(&server).process("P").result::<String>("Name");
        assert_eq!(process.execute().await.unwrap(), text, "{body}");
    }
}

#[tokio::test]
async fn a_json_reply_of_the_old_form_is_read_as_its_text_is() {
    for body in [r#"[{"Name":"Acme"}]"#, r#""[{\"Name\":\"Acme\"}]""#] {
        let server = TestServer::start(move |_| Answer::json(body)).await;
        let process = client(&server).process("P").result::<Vec<Row>>("List");
        assert_eq!(process.execute().await.unwrap(), rows(), "{body}");
    }
}

#[tokio::test]
async fn an_unknown_result_of_the_old_form_is_null() {
    for body in ["<string xmlns=\"x\">null</string>", "<string/>", ""] {
        let server = TestServer::start(move |_| Answer::new(200, "application/xml", body)).await;
        let process = client(&server)
            .process("P")
            .result::<Option<String>>("Nope");
        assert_eq!(process.execute().await.unwrap(), None, "{body}");
    }
}
