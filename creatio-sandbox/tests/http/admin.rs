//! The admin endpoint: faults for owners in other languages.

use creatio_sandbox::{Sandbox, Seed};
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};

use crate::support::Server;

async fn server() -> Server {
    let builder = Sandbox::builder().seed(Seed::empty()).admin();
    Server::start(builder.base_path("/app")).await
}

/// Sends a command without a token, to the port itself and not to the application.
async fn command(server: &Server, method: Method, path: &str, body: &Value) -> Response {
    let host = server.sandbox.url().trim_end_matches("/app");
    let request = Client::new().request(method, format!("{host}/sandbox/{path}"));
    request.json(body).send().await.unwrap()
}

async fn done(server: &Server, method: Method, path: &str, body: Value) {
    let reply = command(server, method, path, &body).await;
    let status = reply.status();
    assert_eq!(status, 204, "{path}: {}", reply.text().await.unwrap());
}

#[tokio::test]
async fn faults_are_switched_on_and_off() {
    let server = server().await;
    let busy = json!({"fault": {"status": {"status": 503, "retryAfter": 7}}, "times": 2});
    done(&server, Method::POST, "faults", busy).await;
    let reply = server.get("Account").await;
    assert_eq!(
        (reply.status().as_u16(), &reply.headers()["retry-after"]),
        (503, &"7".parse().unwrap())
    );
    done(&server, Method::DELETE, "faults", json!(null)).await;
    assert_eq!(server.get("Account").await.status(), 200);
    let lottery = json!({"seed": 1, "rate": 1.0, "faults": ["htmlNotFound"]});
    done(&server, Method::POST, "faults/random", lottery).await;
    assert_eq!(server.get("Account").await.status(), 404);
}

#[tokio::test]
async fn restarts_tokens_and_sessions_obey() {
    let server = server().await;
    done(&server, Method::POST, "restart", json!({"requests": 1})).await;
    assert_eq!(server.get("Account").await.status(), 503);
    done(&server, Method::POST, "restart", json!({"seconds": 3600})).await;
    assert_eq!(server.get("Account").await.status(), 503);
    done(&server, Method::POST, "restart", json!({"seconds": 0})).await;
    assert_eq!(server.get("Account").await.status(), 200);
    done(&server, Method::POST, "tokens/expire", json!(null)).await;
    assert_eq!(server.get("Account").await.status(), 401);

    let form = json!({"UserName": "Supervisor", "UserPassword": "Supervisor"});
    let login = server.post("/ServiceModel/AuthService.svc/Login", &form);
    let reply = login.send().await.unwrap();
    let cookies = reply.headers().get_all("set-cookie").iter();
    let ticket = cookies
        .map(|it| it.to_str().unwrap())
        .find(|it| it.starts_with(".ASPXAUTH"));
    let ticket = ticket.unwrap().split(';').next().unwrap().to_owned();
    let status = async || {
        let request = server
            .request("/0/odata/Account")
            .header("forceusesession", "true");
        request
            .header("cookie", &ticket)
            .send()
            .await
            .unwrap()
            .status()
    };
    assert_eq!(status().await, 200);
    done(&server, Method::POST, "sessions/revoke", json!(null)).await;
    assert_eq!(status().await, 401);
}

#[tokio::test]
async fn requests_are_told_without_the_commands() {
    let server = server().await;
    server.get("Account?$top=1").await;
    let told = command(&server, Method::GET, "requests", &json!(null)).await;
    let expected = json!([
        {"host": "crm", "method": "GET", "target": "/app/0/odata/Account?$top=1", "status": 200},
    ]);
    assert_eq!(told.json::<Value>().await.unwrap(), expected);
    done(&server, Method::DELETE, "requests", json!(null)).await;
    assert!(server.sandbox.requests().is_empty());
}

#[tokio::test]
async fn mistakes_are_explained_and_change_nothing() {
    let server = server().await;
    for (path, body, status, words) in [
        (
            "faults",
            json!({"fault": "unheardOf"}),
            400,
            "unknown variant `unheardOf`",
        ),
        (
            "faults",
            json!({"fault": "hang", "to": 1}),
            400,
            "unknown field `to`",
        ),
        (
            "restart",
            json!({"requests": 1, "seconds": 1}),
            400,
            "either",
        ),
        ("restart", json!({"seconds": -1}), 400, "negative"),
        ("fault", json!({}), 404, "there is no POST /sandbox/fault"),
    ] {
        let reply = command(&server, Method::POST, path, &body).await;
        assert_eq!(reply.status(), status, "{path} {body}");
        let error: Value = reply.json().await.unwrap();
        assert!(error["error"].as_str().unwrap().contains(words), "{error}");
    }
    assert_eq!(server.get("Account").await.status(), 200);
}

#[tokio::test]
async fn without_being_asked_for_there_is_no_endpoint() {
    let server = Server::start(Sandbox::builder().seed(Seed::empty())).await;
    let body = json!({"fault": "hang"});
    let reply = command(&server, Method::POST, "faults", &body).await;
    assert_ne!(reply.status(), 204);
    assert_eq!(server.get("Account").await.status(), 200);
}
