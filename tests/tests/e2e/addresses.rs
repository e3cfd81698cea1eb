//! Where the services are: both kinds of host, with and without a path.

use creatio_core::client::ClientBuilder;
use creatio_core::{Client, Error, Platform};
use creatio_sandbox::{Host, Runtime, Sandbox, SandboxBuilder, Seed};
use creatio_tests::models::{AccountType, account_type};
use creatio_tests::records::bundled_metadata;
use creatio_tests::world;
use serde_json::json;

/// A sandbox with one account type, and a client of it.
async fn hosted(
    builder: SandboxBuilder,
    settings: impl Fn(ClientBuilder) -> ClientBuilder,
) -> (Sandbox, Client) {
    let row = json!({ "Id": "e308b781-3c5b-4ecb-89ef-5c1ed4da488e", "Name": "Customer" });
    let sandbox = world::with_rows(builder, "AccountType", [row]).await;
    let client = settings(world::client_builder(&sandbox)).build().unwrap();
    (sandbox, client)
}

/// The paths of the application that were asked for, without their queries.
fn paths(sandbox: &Sandbox) -> Vec<String> {
    let requests = sandbox.requests().into_iter();
    let of_crm = requests.filter(|request| request.host == Host::Crm);
    of_crm
        .map(|request| request.target.split('?').next().unwrap().to_owned())
        .collect()
}

async fn reads_below(sandbox: &Sandbox, client: &Client, root: &str) {
    let names = AccountType::query().select(account_type::name);
    assert_eq!(client.fetch(names).await.unwrap(), ["Customer"]);
    assert_eq!(client.metadata().await.unwrap(), bundled_metadata());
    let expected = [format!("{root}/AccountType"), format!("{root}/$metadata")];
    assert_eq!(paths(sandbox), expected);
}

#[tokio::test]
async fn on_net_framework_the_services_are_below_0() {
    let (sandbox, client) = hosted(Sandbox::builder(), |builder| builder).await;
    reads_below(&sandbox, &client, "/0/odata").await;
}

#[tokio::test]
async fn on_net_the_services_are_at_the_root() {
    let builder = Sandbox::builder().runtime(Runtime::Net);
    let (sandbox, client) = hosted(builder, |builder| builder.platform(Platform::Net)).await;
    reads_below(&sandbox, &client, "/odata").await;
}

#[tokio::test]
async fn an_application_below_a_path_is_found_there() {
    let builder = Sandbox::builder().base_path("/crm/sales");
    let (sandbox, client) = hosted(builder, |builder| builder).await;
    reads_below(&sandbox, &client, "/crm/sales/0/odata").await;
}

#[tokio::test]
async fn a_slash_at_the_end_of_the_address_does_not_matter() {
    let sandbox = Sandbox::builder()
        .base_path("/crm")
        .seed(Seed::empty())
        .start()
        .await
        .unwrap();
    let client = Client::builder(format!("{}/", sandbox.url()))
        .auth(world::credentials(&sandbox))
        .build()
        .unwrap();
    assert_eq!(client.count(AccountType::query()).await.unwrap(), 0);
    assert_eq!(paths(&sandbox), ["/crm/0/odata/AccountType"]);
}

#[tokio::test]
async fn the_wrong_platform_is_an_error_that_mentions_it() {
    let (_sandbox, client) = hosted(Sandbox::builder(), |builder| {
        builder.platform(Platform::Net)
    })
    .await;
    let error = client.count(AccountType::query()).await.unwrap_err();
    assert!(matches!(error, Error::NotServed { .. }), "{error:?}");
    assert!(error.to_string().contains("`Platform`"), "{error}");
}

#[tokio::test]
async fn the_token_endpoint_may_be_given_instead_of_discovered() {
    let sandbox = Sandbox::builder()
        .seed(Seed::empty())
        .start()
        .await
        .unwrap();
    let endpoint = format!("{}/connect/token", sandbox.identity_url());
    let client = Client::builder(sandbox.url())
        .auth(world::credentials(&sandbox).token_endpoint(endpoint))
        .build()
        .unwrap();
    assert_eq!(client.count(AccountType::query()).await.unwrap(), 0);
    let requests = sandbox.requests().into_iter();
    let of_identity = requests.filter(|request| request.host == Host::Identity);
    let targets: Vec<_> = of_identity.map(|request| request.target).collect();
    assert_eq!(targets, ["/connect/token"]);
}
