//! Signing in with user name and password: all protocols in one session, and its end.

use creatio_core::{AuthError, Client, Error, FormsLogin};
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
