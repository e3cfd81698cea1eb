//! Sign-in with a form: who gets in, which cookies, and what each request has to show.

use creatio_sandbox::{CsrfCookie, Fault, Sandbox, SandboxBuilder, Seed};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use serde_json::{Value, json};

const SCHEMA: &str = "/0/DataService/json/SyncReply/RuntimeEntitySchemaRequest";

fn builder() -> SandboxBuilder {
    let builder = Sandbox::builder().seed(Seed::empty());
    builder.login("Bob", "pa\"ss")
}

fn http() -> Client {
    Client::builder().redirect(Policy::none()).build().unwrap()
}

async fn sign_in(sandbox: &Sandbox, user: &str, password: &str) -> Response {
    let url = format!("{}/ServiceModel/AuthService.svc/Login", sandbox.url());
    let form = json!({"UserName": user, "UserPassword": password});
    http().post(url).json(&form).send().await.unwrap()
}

/// The cookies of a reply, as the header that sends them back.
fn cookies(reply: &Response) -> Vec<String> {
    let lines = reply.headers().get_all("set-cookie").into_iter();
    let pair = |line: &str| line.split(';').next().unwrap().to_owned();
    lines.map(|line| pair(line.to_str().unwrap())).collect()
}

fn value(cookies: &[String], name: &str) -> String {
    let value = cookies
        .iter()
        .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    value.unwrap().to_owned()
}

/// A request with these cookies and headers; a POST to the DataService, or a GET of OData.
async fn ask(
    sandbox: &Sandbox,
    path: &str,
    cookies: &[String],
    headers: &[(&str, &str)],
) -> Response {
    let url = format!("{}{path}", sandbox.url());
    let request = if path == SCHEMA {
        http().post(url).body(r#"{"Name":"Account"}"#)
    } else {
        http().get(url)
    };
    let request = request.header("cookie", cookies.join("; "));
    let request = headers.iter().fold(request, |request, (name, value)| {
        request.header(*name, *value)
    });
    request.send().await.unwrap()
}

#[tokio::test]
async fn the_right_name_and_password_open_every_service() {
    let sandbox = builder().start().await.unwrap();
    let welcome = sign_in(&sandbox, "Bob", "pa\"ss").await;
    let cookies = cookies(&welcome);
    assert_eq!(value(&cookies, "UserName"), "66|111|98");
    let csrf = value(&cookies, "BPMCSRF");
    assert_eq!(welcome.json::<Value>().await.unwrap()["Code"], 0);
    for path in [
        "/0/odata/Account",
        "/0/ServiceModel/EntityDataService.svc/AccountCollection",
        SCHEMA,
    ] {
        let reply = ask(&sandbox, path, &cookies, &[("bpmcsrf", &csrf)]).await;
        assert_eq!(reply.status(), 200, "{path}");
        let set = super::sessions::cookies(&reply);
        assert!(set[0].starts_with("BPMSESSIONID="), "{set:?}");
    }
}

#[tokio::test]
async fn a_session_id_is_given_once() {
    let sandbox = builder().start().await.unwrap();
    let mut cookies = cookies(&sign_in(&sandbox, "Bob", "pa\"ss").await);
    cookies.push("BPMSESSIONID=kept".to_owned());
    let reply = ask(&sandbox, "/0/odata/Account", &cookies, &[]).await;
    assert_eq!(super::sessions::cookies(&reply), [""; 0]);
}

#[tokio::test]
async fn wrong_credentials_are_refused_with_status_200() {
    let sandbox = builder().start().await.unwrap();
    for (user, password) in [("Bob", "wrong"), ("Eve", "pa\"ss"), ("", "")] {
        let refused = sign_in(&sandbox, user, password).await;
        assert_eq!(refused.status(), 200);
        assert!(cookies(&refused).is_empty());
        let said: Value = refused.json().await.unwrap();
        assert_eq!(said["Code"], 1);
        assert_eq!(
            said["Exception"]["Type"],
            "System.Security.SecurityException"
        );
    }
}

#[tokio::test]
async fn an_expired_password_opens_nothing() {
    let sandbox = builder().password_expired().start().await.unwrap();
    let reply = sign_in(&sandbox, "Bob", "pa\"ss").await;
    assert!(cookies(&reply).is_empty());
    let said: Value = reply.json().await.unwrap();
    assert_eq!(
        (&said["Code"], &said["PasswordChangeUrl"]),
        (&json!(5), &json!("/Login/ChangePassword.aspx"))
    );
}

#[tokio::test]
async fn a_post_has_to_repeat_the_csrf_token() {
    for (kind, name) in [(CsrfCookie::Bpm, "BPMCSRF"), (CsrfCookie::Crt, "CRT_CSRF")] {
        let sandbox = builder().csrf_cookie(kind).start().await.unwrap();
        let cookies = cookies(&sign_in(&sandbox, "Bob", "pa\"ss").await);
        let token = value(&cookies, name);
        let status = async |headers: &[(&str, &str)]| {
            ask(&sandbox, SCHEMA, &cookies, headers).await.status()
        };
        assert_eq!(status(&[]).await, 403, "{name}");
        assert_eq!(status(&[(name, "wrong")]).await, 403, "{name}");
        assert_eq!(status(&[(name, &token)]).await, 200, "{name}");
        let read = ask(&sandbox, "/0/odata/Account", &cookies, &[]).await;
        assert_eq!(read.status(), 200, "reads do not need it");
    }
}

#[tokio::test]
async fn an_ended_session_answers_as_it_was_asked_to() {
    let sandbox = builder().start().await.unwrap();
    let cookies = cookies(&sign_in(&sandbox, "Bob", "pa\"ss").await);
    sandbox.revoke_sessions();
    let path = "/0/odata/Account";
    let forced = ask(&sandbox, path, &cookies, &[("ForceUseSession", "true")]).await;
    assert_eq!(forced.status(), 401);
    let unforced = ask(&sandbox, path, &cookies, &[]).await;
    assert_eq!(unforced.status(), 302);
    let location = unforced.headers()["location"].to_str().unwrap();
    assert!(location.starts_with("/Login/NuiLogin.aspx"), "{location}");
}

#[tokio::test]
async fn a_session_ends_with_its_cookies_and_no_other_does() {
    for path in [
        "/ServiceModel/AuthService.svc/Logout",
        "/0/rest/MainMenuService/Logout",
    ] {
        let sandbox = builder().start().await.unwrap();
        let first = cookies(&sign_in(&sandbox, "Bob", "pa\"ss").await);
        let second = cookies(&sign_in(&sandbox, "Bob", "pa\"ss").await);
        let leave = async |session: &[String], csrf: &str| {
            let request = http().post(format!("{}{path}", sandbox.url()));
            let request = request
                .header("cookie", session.join("; "))
                .header("bpmcsrf", csrf)
                .header("forceusesession", "true");
            request.send().await.unwrap()
        };
        let csrf = value(&first, "BPMCSRF");
        assert_eq!(leave(&first, "forged").await.status(), 403);
        let goodbye = leave(&first, &csrf).await;
        assert_eq!(goodbye.status(), 200);
        assert!(cookies(&goodbye).contains(&".ASPXAUTH=".to_owned()));
        assert_eq!(leave(&first, &csrf).await.status(), 401);
        let forced = [("ForceUseSession", "true")];
        let read = async |session: &[String]| {
            ask(&sandbox, "/0/odata/Account", session, &forced)
                .await
                .status()
        };
        assert_eq!(read(&first).await, 401, "{path}");
        assert_eq!(read(&second).await, 200, "{path}");
        assert_eq!(leave(&[], "").await.status(), 401, "nobody is signed in");
    }
}

#[tokio::test]
async fn the_service_is_never_below_0() {
    let sandbox = builder().start().await.unwrap();
    let url = format!("{}/0/ServiceModel/AuthService.svc/Login", sandbox.url());
    assert_eq!(http().post(url).send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn every_sign_of_a_lost_session_can_be_had() {
    let sandbox = builder().start().await.unwrap();
    let ask = async |fault: Fault| {
        sandbox.inject(fault);
        let reply = ask(&sandbox, "/0/odata/Account", &[], &[]).await;
        (reply.status().as_u16(), reply.text().await.unwrap())
    };
    assert_eq!(ask(Fault::LoginRedirect).await, (302, String::new()));
    let (status, said) = ask(Fault::AuthenticationFailed).await;
    assert!(
        status == 401 && said.contains("\"Authentication failed.\""),
        "{said}"
    );
    let (status, said) = ask(Fault::HalfSession).await;
    assert!(
        status == 200 && said.contains("\\\"userConnection\\\""),
        "{said}"
    );
}
