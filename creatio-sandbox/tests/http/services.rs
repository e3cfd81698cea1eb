//! Services of the configuration: those of every instance, and a user's own.

use creatio_sandbox::{Runtime, Sandbox, SandboxBuilder, Seed, ServiceReply};
use reqwest::Method;
use serde_json::json;

use crate::support::Server;

fn builder() -> SandboxBuilder {
    Sandbox::builder().seed(Seed::empty())
}

#[tokio::test]
async fn a_password_is_converted_the_same_way_each_time() {
    let server = Server::start(builder()).await;
    let path = "/0/rest/CryptographicService/GetConvertedPasswordValue";
    let convert = async |password| {
        let answer = server.posted(path, &json!({ "password": password })).await;
        let converted = answer["GetConvertedPasswordValueResult"].as_str();
        converted.unwrap().to_owned()
    };
    let converted = convert("some_string").await;
    assert_eq!(converted, convert("some_string").await);
    assert_ne!(converted, convert("another").await);
    assert!(!converted.contains("some_string"));
}

#[tokio::test]
async fn operations_and_features_are_what_the_builder_says() {
    let builder = builder().operation("CanManageUsers", true);
    let builder = builder.operation("CanManageSolution", false);
    let server = Server::start(builder.feature("UsrNew", true).feature("UsrOld", false)).await;
    for (operation, expected) in [
        ("CanManageUsers", true),
        ("CanManageSolution", false),
        ("CanUseODataService", true),
        ("CanFly", false),
    ] {
        let path = "/0/rest/RightsService/GetCanExecuteOperation";
        let answer = server
            .posted(path, &json!({ "operation": operation }))
            .await;
        assert_eq!(
            answer,
            json!({ "GetCanExecuteOperationResult": expected }),
            "{operation}"
        );
    }
    for (code, expected) in [("UsrNew", 1), ("UsrOld", 0), ("UsrUnknown", 0)] {
        let path = "/0/rest/FeatureService/GetFeatureState";
        let answer = server.posted(path, &json!({ "code": code })).await;
        assert_eq!(answer, json!({ "FeatureState": expected }), "{code}");
    }
}

#[tokio::test]
async fn the_user_behind_the_requests_is_told() {
    let server = Server::start(builder().login("Ann", "secret")).await;
    let path = "/0/ServiceModel/UserInfoService.svc/GetCurrentUserInfo";
    let user = server.posted(path, &json!({})).await;
    assert_eq!(user["userName"], "Ann");
    assert_eq!(
        user["contactId"],
        server.sandbox.current_user_contact().to_string()
    );
}

#[tokio::test]
async fn a_service_of_ones_own_takes_get_and_post_and_answers_in_every_style() {
    let builder = builder()
        .service("UsrAmountService", "GetAmount", |request| {
            let number = |name| {
                let text = request.text(name);
                text.and_then(|text| text.parse::<i64>().ok())
                    .unwrap_or_default()
            };
            let sum = number("value1") + number("value2");
            ServiceReply::wrapped(format!("{}: {sum}", request.verb()))
        })
        .service("UsrAmountService", "Bare", |request| {
            ServiceReply::bare(json!({ "got": String::from_utf8_lossy(request.body()) }))
        })
        .service("UsrAmountService", "Text", |_| {
            ServiceReply::wrapped_text(&json!({"a": 1}))
        })
        .service("UsrAmountService", "Fail", |_| {
            ServiceReply::failure("Code", "No.")
        })
        .service("UsrAmountService", "Raw", |_| {
            ServiceReply::raw(202, "text/csv", "a;b")
        });
    let server = Server::start(builder).await;
    let path = |method| format!("/0/rest/UsrAmountService/{method}");
    let get = server
        .request(&path("getamount?value1=25&value2=125"))
        .send()
        .await;
    assert_eq!(
        get.unwrap().text().await.unwrap(),
        r#"{"getamountResult":"GET: 150"}"#
    );
    let post = server
        .posted(&path("GetAmount"), &json!({"value1": "1", "value2": "2"}))
        .await;
    assert_eq!(post, json!({"GetAmountResult": "POST: 3"}));
    let bare = server.posted(&path("Bare"), &json!([1])).await;
    assert_eq!(bare, json!({"got": "[1]"}));
    assert_eq!(
        server.posted(&path("Text"), &json!({})).await["TextResult"],
        r#"{"a":1}"#
    );
    let failure = server.posted(&path("Fail"), &json!({})).await;
    assert_eq!(failure["FailResult"]["success"], false);
    assert_eq!(failure["FailResult"]["errorInfo"]["message"], "No.");
    let raw = server.request(&path("Raw")).send().await.unwrap();
    assert_eq!(
        (raw.status().as_u16(), &raw.headers()["content-type"]),
        (202, &"text/csv".parse().unwrap())
    );
    assert_eq!(
        server
            .to(Method::PUT, &path("Raw"))
            .send()
            .await
            .unwrap()
            .status(),
        405
    );
}

#[tokio::test]
async fn a_service_replaces_one_that_every_instance_has() {
    let builder = builder().service("FeatureService", "GetFeatureState", |_| {
        ServiceReply::bare(7)
    });
    let server = Server::start(builder).await;
    let path = "/0/rest/FeatureService/GetFeatureState";
    assert_eq!(server.posted(path, &json!({})).await, 7);
}

#[tokio::test]
async fn an_unknown_method_and_an_exception_are_told_as_the_runtime_tells_them() {
    for (runtime, type_, words, exception) in [
        (
            Runtime::NetFramework,
            "text/html",
            "<title>Request Error</title>",
            400,
        ),
        (
            Runtime::Net,
            "application/json",
            r#"{"error":"An error has occured."}"#,
            500,
        ),
    ] {
        let builder = builder().runtime(runtime);
        let builder = builder.service("UsrService", "Fail", |_| ServiceReply::exception());
        let server = Server::start(builder).await;
        for (path, status) in [
            ("/0/rest/UsrService/Fail", exception),
            ("/0/rest/UsrService/Other", 404),
            ("/0/rest/Other/Fail", 404),
            ("/0/rest/RightsService/GetCanExecuteOperation", exception),
        ] {
            let reply = server.post(path, &json!({})).send().await.unwrap();
            assert_eq!(reply.status(), status, "{path}");
            let given = reply.headers()["content-type"].to_str().unwrap().to_owned();
            assert!(given.starts_with(type_), "{given}");
            assert!(reply.text().await.unwrap().contains(words));
        }
    }
}

#[tokio::test]
async fn services_are_below_the_workspace_and_for_those_who_signed_in() {
    let server = Server::start(builder()).await;
    let path = "rest/FeatureService/GetFeatureState";
    let url = format!("{}/0/{path}", server.sandbox.url());
    let reply = reqwest::Client::new().post(url).body("{}").send().await;
    assert_eq!(reply.unwrap().status(), 401);
    let page = server
        .post(&format!("/{path}"), &json!({"code": "A"}))
        .send()
        .await;
    assert!(
        page.unwrap()
            .text()
            .await
            .unwrap()
            .contains("bootstrap.login")
    );
}
