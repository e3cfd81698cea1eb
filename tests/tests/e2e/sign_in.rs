//! Signing in with user name and password, or with the browser: all protocols in one session, and its
//! end.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use creatio_core::client::secrecy::ExposeSecret;
use creatio_core::{AuthError, AuthorizationCode, Client, Error, FormsLogin, UserTokens};
use creatio_sandbox::{CsrfCookie, Fault, Host, Injection, Sandbox};
use creatio_tests::models::{Contact, contact};
use creatio_tests::world;
use futures::future::join_all;

const LOGIN: &str = "/ServiceModel/AuthService.svc/Login";

fn client(sandbox: &Sandbox) -> Client {
    let login = FormsLogin::new(sandbox.user_name(), sandbox.user_password());
    Client::builder(sandbox.url()).auth(login).build().unwrap()
}

fn one_name() -> creatio_core::Query<Contact, String> {
    Contact::query().select(contact::name).top(1)
}

fn sign_ins(sandbox: &Sandbox) -> usize {
    let requests = sandbox.requests();
    let is_sign_in = |record: &&creatio_sandbox::RequestRecord| record.target == LOGIN;
    requests.iter().filter(is_sign_in).count()
}

#[tokio::test]
async fn one_session_serves_all_protocols() {
    for cookie in [CsrfCookie::Bpm, CsrfCookie::Crt] {
        let builder = Sandbox::builder()
            .csrf_cookie(cookie)
            .login("Bob", "pa\"s\\s");
        let sandbox = world::with_contacts(builder, 3).await;
        let client = client(&sandbox);
        let rows = [
            client.odata4().fetch(one_name()).await.unwrap(),
            client.odata3().fetch(one_name()).await.unwrap(),
            client.data_service().fetch(one_name()).await.unwrap(),
        ];
        assert!(rows.iter().all(|rows| rows.len() == 1), "{cookie:?}");
        assert_eq!(sign_ins(&sandbox), 1);
        assert_eq!(sandbox.token_requests(), 0);
    }
}

#[tokio::test]
async fn fifty_tasks_that_lose_their_session_sign_in_once() {
    let sandbox = world::with_contacts(Sandbox::builder(), 3).await;
    let client = client(&sandbox);
    client.fetch(one_name()).await.unwrap();
    sandbox.revoke_sessions();
    let tasks = (0..50).map(|_| client.fetch(one_name()));
    assert!(join_all(tasks).await.iter().all(Result::is_ok));
    assert_eq!(sign_ins(&sandbox), 2);
}

#[tokio::test]
async fn every_sign_of_a_lost_session_is_healed_unseen() {
    let sandbox = world::with_contacts(Sandbox::builder(), 3).await;
    let client = client(&sandbox);
    let signs = [
        Fault::status(401),
        Fault::HtmlLogin,
        Fault::LoginRedirect,
        Fault::AuthenticationFailed,
        Fault::HalfSession,
    ];
    client.data_service().fetch(one_name()).await.unwrap();
    for (number, sign) in signs.into_iter().enumerate() {
        sandbox.inject(sign.clone());
        let rows = client.data_service().fetch(one_name()).await;
        assert_eq!(rows.unwrap().len(), 1, "{sign:?}");
        assert_eq!(sign_ins(&sandbox), number + 2, "{sign:?}");
    }
}

#[tokio::test]
async fn a_failed_sign_in_leaves_the_next_call_to_try_again() {
    let sandbox = world::with_contacts(Sandbox::builder(), 3).await;
    let client = client(&sandbox);
    sandbox.inject(Injection::from(Fault::status(404)).on(Host::Crm));
    let error = client.fetch(one_name()).await.unwrap_err();
    let Error::Auth { source, .. } = &error else {
        panic!("{error:?}");
    };
    assert!(matches!(source, AuthError::NotSignIn { .. }), "{source:?}");
    client.fetch(one_name()).await.unwrap();
}

#[tokio::test]
async fn a_wrong_password_is_tried_once() {
    let sandbox = world::with_contacts(Sandbox::builder(), 3).await;
    let login = FormsLogin::new(sandbox.user_name(), "wrong");
    let client = Client::builder(sandbox.url()).auth(login).build().unwrap();
    let error = client.fetch(one_name()).await.unwrap_err();
    let Error::Auth { source, .. } = &error else {
        panic!("{error:?}");
    };
    assert!(
        matches!(source, AuthError::SignInRefused { code: 1, .. }),
        "{source:?}"
    );
    assert_eq!(sandbox.requests().len(), 1);
}

/// What a browser does: opens the address, and is sent back.
async fn browse(url: &str) -> String {
    let no_redirects = reqwest::redirect::Policy::none();
    let browser = reqwest::Client::builder().redirect(no_redirects);
    let reply = browser.build().unwrap().get(url).send().await.unwrap();
    assert_eq!(reply.status(), 302);
    let location = reply.headers()["location"].to_str().unwrap();
    location.to_owned()
}

#[tokio::test]
async fn a_user_signs_in_with_the_browser_once_for_many_runs() {
    let builder = Sandbox::builder().token_lifetime(Duration::from_secs(60));
    let sandbox = world::with_contacts(builder, 3).await;
    let redirect = "http://127.0.0.1:8400/done?from=creatio";
    let program = AuthorizationCode::new(sandbox.url(), sandbox.client_id(), redirect);
    let kept = Arc::new(Mutex::new(String::new()));
    let keep = |user: UserTokens| {
        let kept = Arc::clone(&kept);
        user.on_refresh_token(move |token| {
            token.expose_secret().clone_into(&mut kept.lock().unwrap());
        })
    };
    let client = |user| Client::builder(sandbox.url()).auth(user).build().unwrap();
    let sign_in = program.begin().unwrap();
    let back = browse(sign_in.url().as_str()).await;
    let first = client(keep(sign_in.finish(&back).unwrap()));
    first.fetch(one_name()).await.unwrap();
    sandbox.expire_tokens();
    first.fetch(one_name()).await.unwrap();
    let token = kept.lock().unwrap().clone();
    let second = client(keep(program.resume(token.as_str()).unwrap()));
    second.fetch(one_name()).await.unwrap();
    assert_ne!(*kept.lock().unwrap(), token, "each is good for one use");
    sandbox.revoke_refresh_tokens();
    sandbox.expire_tokens();
    let Error::Auth { source, .. } = second.fetch(one_name()).await.unwrap_err() else {
        panic!("another error");
    };
    assert!(
        matches!(&source, AuthError::Refused { code, .. } if code == "invalid_grant"),
        "{source:?}"
    );
}

#[tokio::test]
async fn who_signs_out_has_no_session_left_at_the_server() {
    let sandbox = world::with_contacts(Sandbox::builder(), 3).await;
    let client = client(&sandbox);
    client.sign_out().await.unwrap();
    assert!(sandbox.requests().is_empty(), "nobody was signed in");
    client.fetch(one_name()).await.unwrap();
    client.sign_out().await.unwrap();
    let requests = sandbox.requests();
    let last = requests.last().unwrap();
    assert_eq!(
        (&*last.target, last.status),
        ("/ServiceModel/AuthService.svc/Logout", Some(200))
    );
    client.fetch(one_name()).await.unwrap();
    assert_eq!(sign_ins(&sandbox), 2);
    // A session that ended without the client's doing is as good as ended.
    sandbox.revoke_sessions();
    client.sign_out().await.unwrap();
    client.fetch(one_name()).await.unwrap();
    assert_eq!(sign_ins(&sandbox), 3);
}

#[tokio::test]
async fn tasks_go_on_with_one_new_session_when_another_signs_out() {
    let sandbox = world::with_contacts(Sandbox::builder(), 3).await;
    let client = client(&sandbox);
    client.fetch(one_name()).await.unwrap();
    let reads = (0..20).map(|_| client.fetch(one_name()));
    let (out, rows) = futures::join!(client.sign_out(), join_all(reads));
    out.unwrap();
    assert!(rows.iter().all(Result::is_ok), "{rows:?}");
    client.fetch(one_name()).await.unwrap();
    assert_eq!(sign_ins(&sandbox), 2);
}

#[tokio::test]
async fn a_user_who_signs_out_has_to_sign_in_with_the_browser_again() {
    let sandbox = world::with_contacts(Sandbox::builder(), 3).await;
    let redirect = "http://127.0.0.1:8400/done";
    let program = AuthorizationCode::new(sandbox.url(), sandbox.client_id(), redirect);
    let kept = Arc::new(Mutex::new(String::new()));
    let sign_in = program.begin().unwrap();
    let back = browse(sign_in.url().as_str()).await;
    let note = Arc::clone(&kept);
    let user = sign_in.finish(&back).unwrap().on_refresh_token(move |it| {
        it.expose_secret().clone_into(&mut note.lock().unwrap());
    });
    let client = Client::builder(sandbox.url()).auth(user).build().unwrap();
    client.fetch(one_name()).await.unwrap();
    client.sign_out().await.unwrap();
    let Error::Auth { source, .. } = client.fetch(one_name()).await.unwrap_err() else {
        panic!("another error");
    };
    assert!(matches!(source, AuthError::SignInOver), "{source:?}");
    // Nor does whoever kept the token get in with it.
    let token = kept.lock().unwrap().clone();
    let user = program.resume(token).unwrap();
    let thief = Client::builder(sandbox.url()).auth(user).build().unwrap();
    thief.fetch(one_name()).await.unwrap_err();
}
