//! Authorization code with PKCE: what is checked between consent and token.

use creatio_sandbox::{Sandbox, Seed};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use serde_json::Value;
use url::Url;

/// A verifier and its challenge (RFC 7636, appendix B).
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const REDIRECT: &str = "http://127.0.0.1:1/done";

async fn sandbox() -> Sandbox {
    let builder = Sandbox::builder().seed(Seed::empty());
    builder.client("me", "unused").start().await.unwrap()
}

/// Where the browser is sent with these changes of an address that is in order.
async fn consent(sandbox: &Sandbox, changes: &[(&str, &str)]) -> Response {
    let mut url = Url::parse(&format!("{}/0/connect/authorize", sandbox.url())).unwrap();
    let pairs = [
        ("client_id", "me"),
        ("redirect_uri", REDIRECT),
        ("response_type", "code"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
        ("state", "st"),
    ];
    url.query_pairs_mut().extend_pairs(changed(&pairs, changes));
    let http = Client::builder().redirect(Policy::none()).build().unwrap();
    http.get(url).send().await.unwrap()
}

fn changed<'a>(
    pairs: &[(&'a str, &'a str)],
    changes: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let change = |name| changes.iter().find(|(changed, _)| *changed == name);
    let pairs = pairs.iter();
    pairs
        .map(|(name, value)| (*name, change(*name).map_or(*value, |(_, other)| *other)))
        .collect()
}

fn sent_back(reply: &Response, name: &str) -> Option<String> {
    let url = Url::parse(reply.headers()["location"].to_str().unwrap()).unwrap();
    assert!(url.as_str().starts_with(REDIRECT));
    let mut pairs = url.query_pairs();
    pairs.find_map(|(key, value)| (key == name).then(|| value.into_owned()))
}

async fn code(sandbox: &Sandbox) -> String {
    sent_back(&consent(sandbox, &[]).await, "code").unwrap()
}

async fn ask(sandbox: &Sandbox, form: &[(&str, &str)]) -> (u16, Value) {
    let url = format!("{}/0/connect/token", sandbox.url());
    let reply = Client::new().post(url).form(form).send().await.unwrap();
    (reply.status().as_u16(), reply.json().await.unwrap())
}

async fn exchange(sandbox: &Sandbox, code: &str, changes: &[(&str, &str)]) -> (u16, Value) {
    let pairs = [
        ("grant_type", "authorization_code"),
        ("client_id", "me"),
        ("code", code),
        ("code_verifier", VERIFIER),
        ("redirect_uri", REDIRECT),
    ];
    ask(sandbox, &changed(&pairs, changes)).await
}

#[tokio::test]
async fn a_code_and_its_verifier_give_tokens_that_open_the_service() {
    let sandbox = sandbox().await;
    let back = consent(&sandbox, &[]).await;
    assert_eq!(sent_back(&back, "state").as_deref(), Some("st"));
    let code = sent_back(&back, "code").unwrap();
    let (status, tokens) = exchange(&sandbox, &code, &[]).await;
    assert_eq!(status, 200, "{tokens}");
    let url = format!("{}/0/odata/Account", sandbox.url());
    let request = Client::new().get(url);
    let reply = request.bearer_auth(tokens["access_token"].as_str().unwrap());
    assert_eq!(reply.send().await.unwrap().status(), 200);
    let (status, again) = exchange(&sandbox, &code, &[]).await;
    assert_eq!((status, &again["error"]), (400, &"invalid_grant".into()));
}

#[tokio::test]
async fn a_refresh_token_is_good_for_one_use() {
    let sandbox = sandbox().await;
    let (_, tokens) = exchange(&sandbox, &code(&sandbox).await, &[]).await;
    let refresh = async |token: &Value| {
        let token = token.as_str().unwrap();
        let form = [
            ("grant_type", "refresh_token"),
            ("client_id", "me"),
            ("refresh_token", token),
        ];
        ask(&sandbox, &form).await
    };
    let (status, next) = refresh(&tokens["refresh_token"]).await;
    assert_eq!(status, 200);
    assert_eq!(
        refresh(&tokens["refresh_token"]).await.1["error"],
        "invalid_grant"
    );
    assert_eq!(refresh(&next["refresh_token"]).await.0, 200);
}

#[tokio::test]
async fn a_refresh_token_that_was_revoked_is_good_for_nothing() {
    let sandbox = sandbox().await;
    let (_, tokens) = exchange(&sandbox, &code(&sandbox).await, &[]).await;
    let token = tokens["refresh_token"].as_str().unwrap();
    let revoke = async |client: &str| {
        let url = format!("{}/0/connect/revocation", sandbox.url());
        let form = [("token", token), ("client_id", client)];
        let request = Client::new().post(url).form(&form);
        request.send().await.unwrap().status()
    };
    assert_eq!(revoke("you").await, 400);
    assert_eq!(revoke("me").await, 200);
    assert_eq!(revoke("me").await, 200, "as good as revoked");
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", "me"),
        ("refresh_token", token),
    ];
    assert_eq!(ask(&sandbox, &form).await.1["error"], "invalid_grant");
}

#[tokio::test]
async fn what_does_not_fit_the_consent_gives_no_token() {
    let sandbox = sandbox().await;
    for (change, error) in [
        (("code_verifier", "another"), "invalid_grant"),
        (("redirect_uri", "http://127.0.0.1:2/"), "invalid_grant"),
        (("code", "unknown"), "invalid_grant"),
        (("client_id", "you"), "invalid_client"),
        (("grant_type", "password"), "unsupported_grant_type"),
    ] {
        let code = code(&sandbox).await;
        let (status, refused) = exchange(&sandbox, &code, &[change]).await;
        assert_eq!(
            (status, &refused["error"]),
            (400, &error.into()),
            "{change:?}"
        );
    }
}

#[tokio::test]
async fn without_a_challenge_the_browser_goes_back_with_an_error() {
    let sandbox = sandbox().await;
    for change in [
        ("code_challenge_method", "plain"),
        ("response_type", "token"),
    ] {
        let back = consent(&sandbox, &[change]).await;
        assert_eq!(
            sent_back(&back, "error").as_deref(),
            Some("invalid_request")
        );
        assert_eq!(sent_back(&back, "code"), None);
    }
    let stranger = consent(&sandbox, &[("client_id", "you")]).await;
    assert_eq!(
        stranger.status(),
        400,
        "nobody is sent to a stranger's address"
    );
}
