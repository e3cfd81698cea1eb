//! The client against an HTTP server in the same process.

mod attachments;
mod batch;
mod data_service;
mod downloads;
mod hostile;
mod keyset;
mod limits;
mod log;
mod long_addresses;
mod paging;
mod pieces;
mod prefetch;
mod processes;
mod reads;
mod retries;
mod secrets;
mod services;
mod sessions;
mod sign_out;
mod sys_settings;
mod untyped;
mod uploads;
mod writes;

use super::test_server::{Answer, TestServer};
use super::{
    AuthorizationCode, BearerToken, Client, ClientBuilder, ClientCredentials, FormsLogin,
    RetryPolicy,
};
use crate::{Entity, Id};

#[derive(Debug, Clone, PartialEq, Entity)]
#[creatio(crate = "crate")]
struct Account {
    #[creatio(key)]
    id: Id<Account>,
    name: String,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[creatio(crate = "crate", stream(data = "Data"))]
struct Photo {
    #[creatio(key)]
    id: Id<Photo>,
    #[creatio(lookup = "Account")]
    account_id: Option<Id<Account>>,
}

/// A builder for this server, with a fixed token and without retries.
fn builder(server: &TestServer) -> ClientBuilder {
    let builder = Client::builder(server.url()).auth(BearerToken::new("fixed-token"));
    builder.retries(RetryPolicy::never())
}

fn client(server: &TestServer) -> Client {
    builder(server).build().unwrap()
}

/// A client that gets its tokens from the same server, at `/token`; without retries.
fn client_with_credentials(server: &TestServer) -> Client {
    let credentials = ClientCredentials::new("client-id", "cl1ent-s3cret");
    Client::builder(server.url())
        .auth(credentials.token_endpoint(format!("{}/token", server.url())))
        .retries(RetryPolicy::never())
        .build()
        .unwrap()
}

/// The requests for data, without those for tokens.
fn data_targets(server: &TestServer) -> Vec<String> {
    let targets = server.targets().into_iter();
    targets
        .filter(|target| !target.ends_with("/token"))
        .collect()
}

fn is_token_request(target: &str) -> bool {
    target == "/token"
}

/// These answers one after the other, and then one that no test expects.
fn in_turn(answers: Vec<Answer>) -> impl Fn() -> Answer + Send + Sync {
    let answers = std::sync::Mutex::new(answers.into_iter());
    move || {
        let next = answers.lock().unwrap().next();
        next.unwrap_or_else(|| Answer::new(500, "text/plain", "more requests than answers"))
    }
}
