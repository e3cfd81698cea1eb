//! Each way to sign in under each fault, to calls and to the sign-in itself.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use creatio_core::client::{
    AuthContext, AuthFuture, Authenticator, Authorization, Renewal, SignOutFuture,
};
use creatio_core::client::{reqwest, reqwest::header::HeaderMap, url::Url};
use creatio_core::prelude::*;
use creatio_core::{AuthorizationCode, BearerToken, BuildError, Error};
use creatio_sandbox::{Fault, Host, Injection, Sandbox, Seed};
use creatio_tests::models::{Contact, contact};
use serde_json::{Value as Json, json};

use super::disguises::Search;
use super::wiretap::Wiretap;
use super::{LOG, listen, shown};

pub(super) const CLIENT: &str = "client-1";
pub(super) const SECRET: &str = "cl1ent/s3cret+&=\"\u{fc}?";
pub(super) const USER: &str = "Zelda.Private.User";
pub(super) const PASSWORD: &str = "pa55 w0rd/+&\"\\\u{fc}";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Credentials,
    Forms,
    Browser,
    Bearer,
}

pub(super) const WAYS: [Way; 4] = [Way::Credentials, Way::Forms, Way::Browser, Way::Bearer];

/// How long a client waits for what will come.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// A sandbox behind wiretaps, and all that was shown.
pub(super) struct Scene {
    pub(super) sandbox: Sandbox,
    crm: Wiretap,
    identity: Wiretap,
    /// Secrets that are on the wire in parts only, or not at all.
    known: BTreeSet<String>,
    pub(super) shows: Arc<Mutex<Vec<String>>>,
}

impl Scene {
    pub(super) async fn new() -> Self {
        let builder = Sandbox::builder().seed(Seed::empty());
        let builder = builder.client(CLIENT, SECRET).login(USER, PASSWORD);
        let sandbox = builder.start().await.unwrap();
        Self {
            crm: Wiretap::on(sandbox.url()).await,
            identity: Wiretap::on(sandbox.identity_url()).await,
            sandbox,
            known: [SECRET, PASSWORD, USER].map(str::to_owned).into(),
            shows: Arc::default(),
        }
    }

    pub(super) fn show(&self, show: String) {
        self.shows.lock().unwrap().push(show);
    }

    /// A client that has not signed in yet.
    pub(super) async fn client(&mut self, way: Way, patience: Duration) -> Client {
        let builder = Client::builder(self.crm.url())
            .retries(RetryPolicy::never())
            .timeout(patience);
        let builder = match way {
            Way::Credentials => {
                let credentials = ClientCredentials::new(CLIENT, SECRET);
                // What the service says of itself leads past the wiretap.
                let endpoint = format!("{}/connect/token", self.identity.url());
                builder.auth(self.nosy(credentials.token_endpoint(endpoint)))
            }
            Way::Forms => builder.auth(self.nosy(FormsLogin::new(USER, PASSWORD))),
            Way::Browser => {
                let user = self.browser().await;
                builder.auth(self.nosy(user))
            }
            Way::Bearer => {
                let token = self.sandbox.issue_token();
                self.known.insert(token.clone());
                builder.auth(self.nosy(BearerToken::new(token)))
            }
        };
        self.show(format!("{builder:?} {builder:#?}"));
        let client = builder.build().unwrap();
        self.show(format!("{client:?} {client:#?}"));
        client
    }

    /// A user's sign-in in the browser.
    async fn browser(&mut self) -> creatio_core::UserTokens {
        let redirect = "http://127.0.0.1:8400/done";
        let program = AuthorizationCode::new(self.crm.url(), CLIENT, redirect);
        let program = program.client_secret(SECRET);
        let sign_in = program.begin().unwrap();
        self.show(format!("{program:?} {program:#?} {sign_in:?} {sign_in:#?}"));
        let no_redirects = reqwest::redirect::Policy::none();
        let browser = reqwest::Client::builder().redirect(no_redirects).build();
        // The browser is not the client's: what it logs is its own affair.
        let log = LOG.take();
        let reply = browser.unwrap().get(sign_in.url().as_str()).send().await;
        let reply = reply.unwrap();
        LOG.set(log);
        let back = reply.headers()["location"].to_str().unwrap();
        for (name, value) in Url::parse(back).unwrap().query_pairs() {
            if ["code", "state"].contains(&&*name) {
                self.known.insert(value.into_owned());
            }
        }
        let shows = Arc::clone(&self.shows);
        let user = sign_in
            .finish(back)
            .unwrap()
            .on_refresh_token(move |token| {
                shows.lock().unwrap().push(format!("{token:?}"));
            });
        self.show(format!("{user:?} {user:#?}"));
        user
    }

    fn nosy<A: std::fmt::Debug>(&self, authenticator: A) -> Nosy<A> {
        self.show(format!("{authenticator:?} {authenticator:#?}"));
        Nosy(authenticator, Arc::clone(&self.shows))
    }

    /// All secrets that were used.
    pub(super) fn secrets(&self) -> BTreeSet<String> {
        let mut secrets = self.known.clone();
        secrets.extend(self.crm.secrets());
        secrets.extend(self.identity.secrets());
        secrets.insert(format!("{CLIENT}:{SECRET}"));
        secrets
    }

    /// Looks for them in the log and in all that was shown.
    pub(super) fn is_discreet(&self) {
        let search = Search::new(self.secrets());
        for show in &*self.shows.lock().unwrap() {
            search.finds_nothing_in(show, "what is shown");
        }
        // What the sandbox logs is its own affair.
        let log = LOG.take().unwrap();
        let of_client = log
            .lines()
            .filter(|line| !line.contains("creatio_sandbox::"));
        let of_client: Vec<_> = of_client.collect();
        assert!(log.contains("creatio.request"));
        search.finds_nothing_in(&of_client.join("\n"), "the log");
    }
}

/// Shows what goes through an authenticator.
struct Nosy<A>(A, Arc<Mutex<Vec<String>>>);

impl<A: Authenticator> Authenticator for Nosy<A> {
    fn authorize<'a>(&'a self, context: &'a AuthContext) -> AuthFuture<'a> {
        Box::pin(async move {
            let authorization = self.0.authorize(context).await;
            let show = format!("{context:?} {authorization:?} {authorization:#?}");
            self.1.lock().unwrap().push(show);
            authorization
        })
    }

    fn reject(&self, authorization: &Authorization) -> Renewal {
        self.0.reject(authorization)
    }

    fn replied(&self, authorization: &Authorization, headers: &HeaderMap) {
        self.0.replied(authorization, headers);
    }

    fn sign_out<'a>(&'a self, context: &'a AuthContext) -> SignOutFuture<'a> {
        self.0.sign_out(context)
    }

    fn check(&self, context: &AuthContext) -> Result<(), BuildError> {
        self.0.check(context)
    }
}

/// Every fault of the sandbox.
fn faults() -> Vec<Fault> {
    let refusal = |code: &str| Fault::Refusal {
        code: code.to_owned(),
        message: "No.".to_owned(),
    };
    vec![
        Fault::HtmlLogin,
        Fault::LoginRedirect,
        Fault::AuthenticationFailed,
        Fault::HalfSession,
        Fault::HtmlNotFound,
        Fault::status(401),
        Fault::status(403),
        Fault::status(404),
        Fault::status_after(429, Duration::from_secs(1)),
        Fault::status(500),
        Fault::status(503),
        Fault::TruncatedBody,
        Fault::slow_body(100, Duration::ZERO),
        Fault::AnsweredThenClosed,
        Fault::WrongContentType,
        Fault::DropConnection,
        Fault::AppliedThenDropped,
        Fault::AppliedThenFailed,
        Fault::Hang,
        refusal("AccessDenied"),
        refusal("SqlException"),
    ]
}

fn show_outcome<T>(scene: &Scene, outcome: Result<T, Error>) {
    if let Err(error) = outcome {
        scene.show(format!("{} {error:#?}", shown(&error)));
    }
}

/// Calls that meet a fault each, with the answer to a renewed authorization as well.
async fn calls_under(fault: &Fault, client: &Client, scene: &Scene) {
    let meet = || {
        scene.sandbox.clear_faults();
        scene
            .sandbox
            .inject(Injection::from(fault.clone()).times(3));
    };
    let ann = || Contact::insert().set(contact::name, "Ann");
    meet();
    show_outcome(scene, client.fetch(Contact::query()).await);
    meet();
    show_outcome(scene, client.execute(ann()).await);
    meet();
    show_outcome(scene, client.data_service().execute(ann()).await);
    meet();
    show_outcome(scene, client.odata3().execute(ann()).await);
    meet();
    let batch = client.batch().with(ann()).with(Contact::query());
    let outcomes = batch.send().await;
    if let Ok(outcomes) = &outcomes {
        scene.show(format!("{outcomes:?}"));
        for error in outcomes.errors() {
            scene.show(shown(error));
        }
    }
    show_outcome(scene, outcomes);
    meet();
    let service = client.service("CryptographicService");
    let body = json!({ "password": "x" });
    let reply = service
        .call::<Json>("GetConvertedPasswordValue", &body)
        .await;
    show_outcome(scene, reply);
    scene.sandbox.clear_faults();
}

/// A sign-out that meets a fault.
async fn sign_out_under(fault: &Fault, client: &Client, scene: &Scene) {
    show_outcome(scene, client.fetch(Contact::query()).await);
    scene.sandbox.inject(fault.clone());
    show_outcome(scene, client.sign_out().await);
    scene.sandbox.clear_faults();
}

/// A sign-in that meets a fault.
async fn sign_in_under(fault: Fault, client: &Client, way: Way, scene: &Scene) {
    let injection = Injection::from(fault);
    scene.sandbox.inject(match way {
        Way::Credentials => injection.on(Host::Identity),
        Way::Forms => injection.to_path("AuthService.svc/Login"),
        Way::Browser => injection.to_path("connect/token"),
        Way::Bearer => return,
    });
    show_outcome(scene, client.fetch(Contact::query()).await);
    scene.sandbox.clear_faults();
}

#[tokio::test]
async fn no_secret_gets_out_under_any_fault_however_a_program_signs_in() {
    listen();
    let mut scene = Scene::new().await;
    for way in WAYS {
        for fault in faults() {
            let patience = match fault {
                Fault::Hang => Duration::from_millis(50),
                _ => PATIENCE,
            };
            let client = scene.client(way, patience).await;
            sign_in_under(fault.clone(), &client, way, &scene).await;
            let client = scene.client(way, patience).await;
            calls_under(&fault, &client, &scene).await;
            sign_out_under(&fault, &client, &scene).await;
        }
        let client = scene.client(way, PATIENCE).await;
        client.fetch(Contact::query()).await.unwrap();
        scene.sandbox.expire_tokens();
        scene.sandbox.revoke_sessions();
        scene.sandbox.revoke_refresh_tokens();
        show_outcome(&scene, client.fetch(Contact::query()).await);
    }
    // The secrets were there to be leaked: tokens, tickets, codes, verifiers.
    let number = scene.secrets().len();
    assert!(number > 100, "{number}");
    assert!(scene.shows.lock().unwrap().len() > 500);
    scene.is_discreet();
}
