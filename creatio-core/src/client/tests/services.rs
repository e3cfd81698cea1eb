//! Web services on the wire: where calls go, what is unwrapped, and what failures become.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::super::test_server::{Answer, TestServer};
use super::{builder, client, client_with_credentials, in_turn};
use crate::client::{JsonText, RetryPolicy};
use crate::{Error, Platform};

#[derive(Serialize)]
struct Arguments<'a> {
    password: &'a str,
}

/// What `UsrService.Run` gives when it is answered so.
async fn returned<T: serde::de::DeserializeOwned>(answer: Answer) -> Result<T, Error> {
    let server = TestServer::start(move |_| answer.clone()).await;
    client(&server).service("UsrService").call("Run", &()).await
}

#[tokio::test]
async fn the_call_of_the_documentation_is_a_wrapped_post_below_rest() {
    let reply = r#"{"GetConvertedPasswordValueResult":"qwerty=="}"#;
    let server = TestServer::start(move |_| Answer::json(reply)).await;
    let body = Arguments { password: "sömé" };
    let service = client(&server).service("CryptographicService");
    let converted: String = service
        .call("GetConvertedPasswordValue", &body)
        .await
        .unwrap();
    assert_eq!(converted, "qwerty==");
    let [request] = server.requests().try_into().unwrap();
    assert_eq!(
        (request.method.as_str(), request.target.as_str()),
        (
            "POST",
            "/0/rest/CryptographicService/GetConvertedPasswordValue"
        )
    );
    assert_eq!(request.body, r#"{"password":"sömé"}"#);
    assert_eq!(
        request.header("content-type"),
        Some("application/json; charset=utf-8")
    );
    assert_eq!(request.header("authorization"), Some("Bearer fixed-token"));
}

#[tokio::test]
async fn each_kind_of_service_has_its_address() {
    let server = TestServer::start(|_| Answer::json("7")).await;
    let framework = client(&server);
    let net = builder(&server).platform(Platform::Net).build().unwrap();
    let pairs = [("value1", 25), ("value2", 125)];
    let _: i32 = framework.service("A").get("Sum", &pairs).await.unwrap();
    let _: i32 = framework
        .service("A b")
        .svc()
        .call("Run/x", &json!({}))
        .await
        .unwrap();
    let _: i32 = net.service("A").bare().call("Sum", &[1, 2]).await.unwrap();
    let _: i32 = net.service("A").svc().get("Now", &()).await.unwrap();
    assert_eq!(
        server.targets(),
        [
            "GET /0/rest/A/Sum?value1=25&value2=125",
            "POST /0/ServiceModel/A%20b.svc/Run%2Fx",
            "POST /rest/A/Sum",
            "GET /ServiceModel/A.svc/Now",
        ]
    );
    assert_eq!(server.requests()[2].body, "[1,2]");
}

#[tokio::test]
async fn only_the_result_member_alone_is_unwrapped() {
    for (reply, expected) in [
        (r#"{"RunResult":[1,2]}"#, json!([1, 2])),
        (r#"{"RunResult":null}"#, json!(null)),
        (
            r#"{"RunResult":1,"count":2}"#,
            json!({"RunResult": 1, "count": 2}),
        ),
        (r#"{"OtherResult":1}"#, json!({"OtherResult": 1})),
        (r#"{"FeatureState":1}"#, json!({"FeatureState": 1})),
        (
            r#"{"success":true,"errorInfo":null,"rows":[]}"#,
            json!({"success": true, "errorInfo": null, "rows": []}),
        ),
        ("[1]", json!([1])),
        ("\"text\"", json!("text")),
        ("", json!(null)),
    ] {
        let value: Value = returned(Answer::json(reply)).await.unwrap();
        assert_eq!(value, expected, "{reply}");
    }
    let server = TestServer::start(|_| Answer::json(r#"{"RunResult":1}"#)).await;
    let bare = client(&server).service("UsrService").bare();
    let value: Value = bare.call("Run", &Value::Null).await.unwrap();
    assert_eq!(value, json!({"RunResult": 1}));
    assert_eq!(server.requests()[0].body, "null", "the parameter itself");
}

#[tokio::test]
async fn a_method_without_parameters_is_sent_an_empty_object() {
    let server = TestServer::start(|_| Answer::json("{}")).await;
    let _: Value = client(&server).service("A").call("Run", &()).await.unwrap();
    assert_eq!(server.requests()[0].body, "{}");
}

#[tokio::test]
async fn json_text_inside_json_is_read_where_it_is_asked_for() {
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Outcome {
        success: bool,
    }
    let reply = || Answer::json(r#"{"RunResult":"{\"Success\":true,\"ExMessage\":\"\"}"}"#);
    let JsonText(outcome): JsonText<Outcome> = returned(reply()).await.unwrap();
    assert!(outcome.success);
    let text: String = returned(reply()).await.unwrap();
    assert_eq!(text, r#"{"Success":true,"ExMessage":""}"#);
    let error = returned::<Outcome>(reply()).await.unwrap_err();
    assert!(matches!(error, Error::Decode { .. }), "{error:?}");
}

#[tokio::test]
async fn a_failure_inside_a_success_keeps_creatio_s_words() {
    for (body, denied, words) in [
        (
            r#"{"RunResult":{"success":false,"errorInfo":{"errorCode":"OperationRightsException","message":"No right.","stackTrace":"x"},"rowsAffected":0}}"#,
            true,
            "No right.",
        ),
        (
            r#"{"success":false,"errorInfo":{"errorCode":"GeneralError","message":"Broken."}}"#,
            false,
            "Broken.",
        ),
        (
            r#"{"error":"An error has occured."}"#,
            false,
            "An error has occured.",
        ),
        (r#"{"success":"false"}"#, false, "without giving a reason"),
    ] {
        let error = returned::<Value>(Answer::json(body)).await.unwrap_err();
        let is_right = match error {
            Error::Forbidden { .. } => denied,
            Error::Rejected { .. } => !denied,
            _ => false,
        };
        assert!(is_right && error.to_string().contains(words), "{error:?}");
        assert!(!error.is_retryable(), "{error:?}");
    }
}

#[tokio::test]
async fn failures_of_the_host_are_rejections_and_not_restarts() {
    let page = "<html><head><title>Request Error</title></head><body>see the log</body></html>";
    for answer in [
        Answer::new(
            500,
            "application/json",
            r#"{"error":"An error has occured."}"#,
        ),
        Answer::new(400, "text/html", page),
        Answer::new(500, "text/html", page),
    ] {
        let error = returned::<Value>(answer).await.unwrap_err();
        assert!(matches!(error, Error::Rejected { .. }), "{error:?}");
        assert!(error.to_string().contains("rror"), "{error}");
    }
    let missing = Answer::new(404, "text/html", "<html><title>Service</title></html>");
    let error = returned::<Value>(missing).await.unwrap_err();
    assert!(matches!(error, Error::NotServed { .. }), "{error:?}");
    assert!(
        error.to_string().contains("/0/rest/UsrService/Run"),
        "{error}"
    );
}

#[tokio::test]
async fn what_does_not_fit_names_the_method_and_the_place_and_no_value() {
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "it is never read in full")]
    struct Row {
        amount: u32,
    }
    let reply = Answer::json(r#"{"RunResult":[{"amount":1},{"amount":"s3cret"}]}"#);
    let error = returned::<Vec<Row>>(reply).await.unwrap_err();
    let Error::Decode { source, .. } = &error else {
        panic!("{error:?}")
    };
    insta::assert_snapshot!(source, @"what UsrService/Run gave does not fit: u32 was expected at `[1].amount` (line 1, column 32)");
    assert!(!format!("{error:?}").contains("s3cret"));
}

#[tokio::test]
async fn a_lost_session_is_renewed_once_for_services_too() {
    let answers = in_turn(vec![
        Answer::token("one", 3600),
        Answer::new(
            401,
            "application/json",
            r#"{"Message":"Authentication failed.","StackTrace":null,"ExceptionType":"X"}"#,
        ),
        Answer::token("two", 3600),
        Answer::json(r#"{"RunResult":true}"#),
    ]);
    let server = TestServer::start(move |_| answers()).await;
    let service = client_with_credentials(&server).service("A");
    assert!(service.call::<bool>("Run", &()).await.unwrap());
    assert_eq!(
        server.requests()[3].header("authorization"),
        Some("Bearer two")
    );
}

#[tokio::test]
async fn a_post_is_sent_once_unless_it_is_said_to_do_no_harm() {
    let retrying = |server: &TestServer| {
        let policy = RetryPolicy::default().first_pause(std::time::Duration::ZERO);
        builder(server).retries(policy).build().unwrap()
    };
    let busy = || {
        in_turn(vec![
            Answer::new(503, "text/html", "<html></html>"),
            Answer::json("1"),
        ])
    };
    let answers = busy();
    let server = TestServer::start(move |_| answers()).await;
    let service = retrying(&server).service("A");
    let error = service.call::<i32>("Run", &()).await.unwrap_err();
    assert!(matches!(error, Error::OutcomeUnknown { .. }), "{error:?}");
    assert!(
        !error.is_retryable(),
        "only the program knows whether it may be sent again"
    );
    assert!(
        error.to_string().contains("look for its effects"),
        "{error}"
    );
    assert_eq!(server.requests().len(), 1);

    let answers = busy();
    let server = TestServer::start(move |_| answers()).await;
    let repeatable = retrying(&server).service("A").repeatable();
    assert_eq!(repeatable.call::<i32>("Run", &()).await.unwrap(), 1);
    let answers = busy();
    let server = TestServer::start(move |_| answers()).await;
    let read = retrying(&server).service("A");
    assert_eq!(read.get::<i32>("Run", &()).await.unwrap(), 1);
}

#[tokio::test]
async fn arguments_that_are_no_json_are_refused_before_anything_is_sent() {
    let server = TestServer::start(|_| Answer::json("1")).await;
    let service = client(&server).service("A");
    let nested = json!({"a": {"b": 1}});
    let error = service.get::<i32>("Run", &nested).await.unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("the arguments of A/Run cannot be sent"),
        "{error}"
    );
    let map = std::collections::HashMap::from([((1, 2), 3)]);
    let error = service.call::<i32>("Run", &map).await.unwrap_err();
    assert!(matches!(error, Error::Compile(_)), "{error:?}");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn features_and_rights_are_truth_values() {
    let server = TestServer::start(|request| {
        Answer::json(match request.target.as_str() {
            "/0/rest/FeatureService/GetFeatureState" => format!(
                "{{\"FeatureState\":{}}}",
                i32::from(request.body == r#"{"code":"UsrOn"}"#)
            ),
            "/0/rest/RightsService/GetCanExecuteOperation" => format!(
                "{{\"GetCanExecuteOperationResult\":{}}}",
                request.body == r#"{"operation":"CanManageSolution"}"#
            ),
            other => panic!("{other}"),
        })
    })
    .await;
    let client = client(&server);
    assert!(client.feature("UsrOn").await.unwrap());
    assert!(!client.feature("UsrOff").await.unwrap());
    assert!(client.can_execute("CanManageSolution").await.unwrap());
    assert!(!client.can_execute("CanFly").await.unwrap());
}

#[tokio::test]
async fn futures_of_services_can_be_sent_to_other_tasks() {
    let server = TestServer::start(|_| Answer::json("1")).await;
    let client = client(&server);
    let task = tokio::spawn(async move {
        let body = json!({});
        let one: i32 = client.service("A").call("Run", &body).await?;
        let two = client.process("P").param("x", 1).execute().await;
        drop(two);
        Ok::<_, Error>(one)
    });
    assert_eq!(task.await.unwrap().unwrap(), 1);
}
