//! Authorizations that Creatio does not accept.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use reqwest::header::HeaderMap;

use super::*;
use crate::client::{AuthContext, AuthFuture, Authenticator, Authorization, Renewal};
use crate::{AuthError, Error};

/// Gives the tokens `t1`, `t2`, … and answers data requests by their number.
fn numbered(
    data: impl Fn(&str) -> Answer + Send + Sync + 'static,
) -> impl Fn(&super::super::test_server::Received) -> Answer + Send + Sync + 'static {
    let tokens = AtomicU64::new(0);
    move |request| {
        if is_token_request(&request.target) {
            let number = tokens.fetch_add(1, Ordering::SeqCst) + 1;
            return Answer::token(&format!("t{number}"), 3600);
        }
        data(request.header("authorization").unwrap_or_default())
    }
}

fn token_requests(server: &TestServer) -> usize {
    server
        .requests()
        .iter()
        .filter(|r| is_token_request(&r.target))
        .count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_storm_of_rejections_makes_one_token_request() {
    let server = TestServer::start(numbered(|authorization| match authorization {
        "Bearer t1" => Answer::new(401, "text/html", ""),
        _ => Answer::names(&["Acme"]),
    }))
    .await;
    let client = client_with_credentials(&server);
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.fetch(Account::query().select(account::name)).await })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap().unwrap(), ["Acme"]);
    }
    assert_eq!(
        token_requests(&server),
        2,
        "the first token, and one for all who lost it"
    );
    assert!(
        data_targets(&server).len() <= 100,
        "nobody asked more than twice"
    );
}

#[tokio::test]
async fn a_request_is_repeated_once_and_not_more() {
    let server = TestServer::start(numbered(|authorization| match authorization {
        "Bearer t1" | "Bearer t2" => Answer::new(401, "text/html", ""),
        _ => Answer::names(&[]),
    }))
    .await;
    let error = client_with_credentials(&server)
        .fetch(Account::query())
        .await
        .unwrap_err();
    let source = match &error {
        Error::Auth { source, .. } => source,
        other => panic!("{other:?}"),
    };
    assert!(matches!(source, AuthError::NotAccepted), "{source:?}");
    assert_eq!(error.status(), Some(401));
    assert_eq!(
        (data_targets(&server).len(), token_requests(&server)),
        (2, 2)
    );
}

#[tokio::test]
async fn a_login_page_with_status_200_is_a_lost_session() {
    let server = TestServer::start(numbered(|_| Answer::login_page())).await;
    let error = client_with_credentials(&server)
        .fetch(Account::query())
        .await
        .unwrap_err();
    assert!(matches!(error, Error::SessionLost { .. }), "{error:?}");
    assert_eq!(
        (data_targets(&server).len(), token_requests(&server)),
        (2, 2)
    );
}

#[tokio::test]
async fn a_login_page_is_answered_with_another_token() {
    let server = TestServer::start(numbered(|authorization| match authorization {
        "Bearer t1" => Answer::login_page(),
        _ => Answer::names(&["Acme"]),
    }))
    .await;
    let query = Account::query().select(account::name);
    assert_eq!(
        client_with_credentials(&server).fetch(query).await.unwrap(),
        ["Acme"]
    );
}

#[tokio::test]
async fn a_fixed_token_is_not_tried_twice() {
    let server = TestServer::start(|_| Answer::new(401, "text/html", "")).await;
    let error = client(&server).fetch(Account::query()).await.unwrap_err();
    assert!(
        matches!(
            error,
            Error::Auth {
                source: AuthError::NotAccepted,
                ..
            }
        ),
        "{error:?}"
    );
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_renewal_that_fails_is_told_and_the_next_call_tries_again() {
    let tokens = in_turn(vec![
        Answer::token("t1", 3600),
        Answer::new(503, "text/html", "<html>"),
        Answer::token("t3", 3600),
    ]);
    let server = TestServer::start(move |request| {
        match (
            is_token_request(&request.target),
            request.header("authorization"),
        ) {
            (true, _) => tokens(),
            (_, Some("Bearer t1")) => Answer::new(401, "text/html", ""),
            _ => Answer::names(&["Acme"]),
        }
    })
    .await;
    let client = client_with_credentials(&server);
    let query = Account::query().select(account::name);
    let error = client.fetch(query.clone()).await.unwrap_err();
    assert!(
        matches!(error, Error::Auth { .. }) && error.is_retryable(),
        "{error:?}"
    );
    assert_eq!(client.fetch(query).await.unwrap(), ["Acme"]);
}

#[tokio::test]
async fn a_call_that_is_dropped_while_it_waits_for_a_token_holds_up_nobody() {
    let gate = Arc::new(tokio::sync::Semaphore::new(0));
    let waiting = Arc::clone(&gate);
    let server = TestServer::start(move |request| {
        if is_token_request(&request.target) {
            Answer::token("t", 3600).behind(&waiting)
        } else {
            Answer::names(&["Acme"])
        }
    })
    .await;
    let client = client_with_credentials(&server);
    let fetch =
        |client: Client| async move { client.fetch(Account::query().select(account::name)).await };
    let leader = tokio::spawn(fetch(client.clone()));
    server.arrived(1).await;
    let follower = tokio::spawn(fetch(client));
    leader.abort();
    assert!(leader.await.unwrap_err().is_cancelled());
    gate.add_permits(1);
    assert_eq!(follower.await.unwrap().unwrap(), ["Acme"]);
    assert_eq!(token_requests(&server), 1, "nobody begins anew");
}

#[tokio::test]
async fn calls_with_less_time_than_a_sign_in_takes_get_through_once_it_is_there() {
    let gate = Arc::new(tokio::sync::Semaphore::new(0));
    let waiting = Arc::clone(&gate);
    let server = TestServer::start(move |request| match &*request.target {
        "/token" => Answer::token("t", 3600).behind(&waiting),
        _ => Answer::names(&["Acme"]),
    })
    .await;
    let client = client_with_credentials(&server);
    for _ in 0..3 {
        let fetch = client.fetch(Account::query().select(account::name));
        tokio::select! {
            outcome = fetch => panic!("{outcome:?} without a token"),
            () = server.arrived(1) => {}
        }
    }
    gate.add_permits(1);
    let rows = client.fetch(Account::query().select(account::name));
    assert_eq!(rows.await.unwrap(), ["Acme"]);
    assert_eq!(token_requests(&server), 1);
}

#[tokio::test]
async fn clients_that_share_an_authenticator_share_its_token() {
    let server = TestServer::start(numbered(|_| Answer::names(&["Acme"]))).await;
    let credentials = ClientCredentials::new("client-id", "cl1ent-s3cret");
    let shared = Arc::new(credentials.token_endpoint(format!("{}/token", server.url())));
    for _ in 0..2 {
        let client = Client::builder(server.url())
            .auth(Arc::clone(&shared))
            .build()
            .unwrap();
        client
            .fetch(Account::query().select(account::name))
            .await
            .unwrap();
    }
    assert_eq!(token_requests(&server), 1);
}

/// An authenticator of a user's own, with a header for each login.
#[derive(Default)]
struct Cookies {
    logins: AtomicU64,
    rejected: Arc<Mutex<Vec<u64>>>,
}

impl Authenticator for Cookies {
    fn authorize<'a>(&'a self, context: &'a AuthContext) -> AuthFuture<'a> {
        Box::pin(async move {
            assert!(context.base_url().path().ends_with('/'));
            let number = self.logins.fetch_add(1, Ordering::SeqCst) + 1;
            let cookie = format!("session={number}")
                .parse()
                .map_err(AuthError::custom)?;
            let headers = HeaderMap::from_iter([(reqwest::header::COOKIE, cookie)]);
            Ok(Authorization::from_headers(headers).with_generation(number))
        })
    }

    fn reject(&self, authorization: &Authorization) -> Renewal {
        self.rejected
            .lock()
            .unwrap()
            .push(authorization.generation());
        Renewal::Possible
    }
}

#[tokio::test]
async fn an_authenticator_of_ones_own_is_asked_told_and_asked_again() {
    let server = TestServer::start(|request| match request.header("cookie") {
        Some("session=2") => Answer::names(&["Acme"]),
        _ => Answer::new(302, "text/html", "").header("Location", "/Login/NuiLogin.aspx"),
    })
    .await;
    let cookies = Cookies::default();
    let rejected = Arc::clone(&cookies.rejected);
    let client = Client::builder(server.url()).auth(cookies).build().unwrap();
    let query = Account::query().select(account::name);
    assert_eq!(client.fetch(query).await.unwrap(), ["Acme"]);
    assert_eq!(*rejected.lock().unwrap(), [1]);
}

#[tokio::test]
async fn words_of_a_lost_session_are_understood_whatever_the_status_and_the_service() {
    for (status, call) in [200, 401, 500]
        .into_iter()
        .flat_map(|it| [(it, 0), (it, 1), (it, 2)])
    {
        let server = TestServer::start(numbered(move |authorization| match authorization {
            "Bearer t1" => Answer::new(
                status,
                "application/json; charset=utf-8",
                r#"{"Message":"Authentication failed.","StackTrace":null,"ExceptionType":"X"}"#,
            ),
            _ => Answer::json(r#"{"success":true,"rowsAffected":1,"rows":[]}"#),
        }))
        .await;
        let client = client_with_credentials(&server);
        let outcome = match call {
            0 => client
                .data_service()
                .fetch(Account::query())
                .await
                .map(drop),
            1 => {
                client
                    .data_service()
                    .execute(Account::delete(Id::from_u128(1)))
                    .await
            }
            _ => client
                .service("UsrService")
                .call::<serde_json::Value>("Run", &())
                .await
                .map(drop),
        };
        outcome.unwrap();
        assert_eq!(data_targets(&server).len(), 2, "{status}, call {call}");
    }
}

#[tokio::test]
async fn a_method_may_speak_of_authentication_itself() {
    let said = r#"{"Message":"Authentication failed.","Code":7}"#;
    let server = TestServer::start(numbered(move |_| Answer::json(said))).await;
    let service = client_with_credentials(&server).service("UsrService");
    let returned: serde_json::Value = service.call("SignIn", &()).await.unwrap();
    assert_eq!(returned["Code"], 7);
    assert_eq!(data_targets(&server).len(), 1, "it is not called twice");
}

/// Gives whatever number it has at the moment.
struct Numbered(Arc<AtomicU64>);

impl Authenticator for Numbered {
    fn authorize<'a>(&'a self, _: &'a AuthContext) -> AuthFuture<'a> {
        let number = self.0.load(Ordering::SeqCst);
        Box::pin(async move { Authorization::bearer(format!("t{number}")) })
    }
}

#[tokio::test]
async fn who_waits_for_a_turn_leaves_with_the_token_of_that_moment() {
    let gate = Arc::new(tokio::sync::Semaphore::new(0));
    let behind = Arc::clone(&gate);
    let server = TestServer::start(move |_| Answer::names(&[]).behind(&behind)).await;
    let number = Arc::new(AtomicU64::new(1));
    let client = Client::builder(server.url())
        .auth(Numbered(Arc::clone(&number)))
        .concurrency(1)
        .build()
        .unwrap();
    let fetch = || {
        let client = client.clone();
        tokio::spawn(async move { client.fetch(Account::query().select(account::name)).await })
    };
    let first = fetch();
    server.arrived(1).await;
    let second = fetch();
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    number.store(2, Ordering::SeqCst);
    gate.add_permits(2);
    first.await.unwrap().unwrap();
    second.await.unwrap().unwrap();
    let [_, second] = server.requests().try_into().unwrap();
    assert_eq!(second.header("authorization"), Some("Bearer t2"));
}

#[tokio::test]
async fn tokens_that_are_over_at_once_serve_the_call_that_got_them() {
    let server = TestServer::start(|request| match &*request.target {
        "/token" => Answer::token("t", 0),
        _ => Answer::names(&[]),
    })
    .await;
    let client = client_with_credentials(&server);
    let calls = (0..5).map(|_| client.fetch(Account::query().select(account::name)));
    for outcome in futures_util::future::join_all(calls).await {
        outcome.unwrap();
    }
    assert_eq!(data_targets(&server).len(), 5);
    assert!((1..=5).contains(&token_requests(&server)));
}

#[test]
fn the_credentials_of_one_cloud_site_serve_no_other() {
    let credentials = Arc::new(ClientCredentials::new("client-id", "cl1ent-s3cret"));
    let build = |url: &str| Client::builder(url).auth(Arc::clone(&credentials)).build();
    build("https://acme.creatio.com").unwrap();
    build("https://acme.creatio.com/").unwrap();
    let refused = build("https://other.creatio.com").unwrap_err();
    assert!(
        matches!(refused, crate::BuildError::OtherInstance { .. }),
        "{refused:?}"
    );
}
