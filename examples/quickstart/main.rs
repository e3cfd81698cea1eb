//! A first look, without an instance: start the offline Creatio, generate models from it, query it.
//!
//! ```text
//! cargo run --example quickstart
//! ```
//!
//! The queries are in `queries.rs`, the models in `models/`. Against your own instance nothing
//! changes but the client's address and credentials.
#![allow(clippy::print_stdout, reason = "this program talks to its reader")]
#![allow(
    unreachable_pub,
    reason = "its modules are those of a small program, not of a library"
)]

mod models;
mod queries;
mod show;

use std::error::Error;
use std::path::Path;

use creatio_codegen::{Generator, csdl};
use creatio_core::prelude::*;
use creatio_sandbox::Sandbox;
use models::{Account, Contact};
use queries::AccountWithOrders;
use show::{Cell, Columns, heading, show, show_rows, show_source};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    heading("An offline Creatio");
    let sandbox = Sandbox::builder().start().await?;
    println!("Creatio          {}", sandbox.url());
    println!("Identity Service {}", sandbox.identity_url());

    // The one place where an instance is named. With your own: its address, and the id and secret
    // of an OAuth client of it.
    let credentials = ClientCredentials::new(sandbox.client_id(), sandbox.client_secret())
        .identity_service(sandbox.identity_url());
    let client = Client::builder(sandbox.url()).auth(credentials).build()?;

    heading("Models from the live $metadata");
    compare_models(&client).await?;

    select_columns(&client).await?;
    select_related_rows(&client).await?;
    use_other_protocols(&client).await?;
    read_by_key_and_stream(&client).await?;

    println!("\nNext: the README's chapter on your own instance.");
    Ok(())
}

/// Generates the models anew and compares them with the committed ones.
async fn compare_models(client: &Client) -> Result<(), Box<dyn Error>> {
    let metadata = client.metadata().await?;
    let schema = csdl::read(metadata.as_bytes(), "the live $metadata")?;
    let models = Generator::new(&schema).generate()?;

    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("quickstart/models");
    for file in models.files() {
        let known = std::fs::read_to_string(committed.join(&file.name)).unwrap_or_default();
        if known != file.contents {
            return Err(format!("{} differs from what the instance has now", file.name).into());
        }
    }
    println!(
        "{} bytes of $metadata, {} entities: the {} files in quickstart/models are up to date.",
        metadata.len(),
        schema.entities.len(),
        models.files().len(),
    );
    Ok(())
}

async fn select_columns(client: &Client) -> Result<(), Box<dyn Error>> {
    let columns = Columns::new(["name"], |name| [Cell::new(name)]);
    let query = queries::account_names();
    show(client, "1. One column", ("account_names", query), columns).await?;

    let columns = Columns::new(
        ["name", "completeness", "since"],
        |(name, percent, since)| [Cell::new(name), Cell::new(percent), Cell::optional(since)],
    );
    let query = queries::well_kept_accounts();
    let title = "2. Columns, a filter, an order";
    show(client, title, ("well_kept_accounts", query), columns).await?;

    let columns = Columns::new(
        ["contact", "account", "country"],
        |(contact, account, country)| {
            [
                Cell::new(contact),
                Cell::optional(account),
                Cell::optional(country),
            ]
        },
    );
    let query = queries::contacts_by_country();
    show(
        client,
        "3. Through lookups",
        ("contacts_by_country", query),
        columns,
    )
    .await?;

    Ok(())
}

async fn select_related_rows(client: &Client) -> Result<(), Box<dyn Error>> {
    let columns = Columns::new(
        ["account", "contact", "orders"],
        |(account, contact, orders): AccountWithOrders| {
            let contact = contact.map(|(name, email)| format!("{name} <{email}>"));
            [
                Cell::new(account),
                Cell::optional(contact),
                Cell::pairs(orders),
            ]
        },
    );
    let query = queries::accounts_with_orders();
    let title = "4. Related rows, each with a query of its own";
    show(client, title, ("accounts_with_orders", query), columns).await?;

    let columns = Columns::new(["name"], |name: String| [Cell::quoted(&name)]);
    let query = queries::awkward_names();
    show(
        client,
        "5. Any text is a value",
        ("awkward_names", query),
        columns,
    )
    .await?;

    let columns = Columns::new(["name", "code", "owner"], |account: Account| {
        [
            Cell::new(account.name),
            Cell::new(account.code),
            Cell::optional(account.owner_id),
        ]
    });
    let query = queries::whole_accounts();
    show(
        client,
        "6. Whole entities",
        ("whole_accounts", query),
        columns,
    )
    .await
}

/// One query over all protocols, and one that OData has no words for.
async fn use_other_protocols(client: &Client) -> Result<(), Box<dyn Error>> {
    heading("7. Three protocols, one query");
    let query = queries::contacts_by_country();
    let rows = client.fetch(query.clone()).await?;
    let over_odata3 = client.odata3().fetch(query.clone()).await?;
    let over_data_service = client.data_service().fetch(query.clone()).await?;
    println!("client.fetch(query)                  {} rows", rows.len());
    println!(
        "client.odata3().fetch(query)         the same: {}",
        over_odata3 == rows
    );
    println!(
        "client.data_service().fetch(query)   the same: {}",
        over_data_service == rows
    );

    heading("8. Aggregates, over the DataService");
    show_source("accounts_per_type");
    let query = queries::accounts_per_type();
    let per_type = client.data_service().fetch(query).await?;
    let columns = Columns::new(
        ["type", "accounts"],
        |(name, number): (Option<String>, i64)| [Cell::optional(name), Cell::new(number)],
    );
    show_rows(per_type, &columns);
    Ok(())
}

/// What is not a list of rows: a count, one row by its key, and a stream of any number of rows.
async fn read_by_key_and_stream(client: &Client) -> Result<(), Box<dyn Error>> {
    heading("9. Counts, keys and streams");
    let query = queries::contacts_without_email();
    let count = client.count(query.clone()).await?;
    println!("client.count(query)                          {count}");

    let first = client.fetch_one(query.clone()).await?;
    let same = client.fetch_by_id::<Contact>(first.id).await?;
    println!(
        "client.fetch_by_id::<Contact>(first.id)      {:?}",
        same.name
    );

    let mut contacts = client.stream(query).page_size(200);
    while contacts.try_next().await?.is_some() {}
    println!(
        "client.stream(query).page_size(200)          {} rows",
        contacts.progress().rows()
    );
    Ok(())
}
