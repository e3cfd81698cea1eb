//! Calls that read: over three protocols, by query, by key, in pages, and documents.

use creatio_core::Error;
use creatio_core::prelude::*;
use creatio_tests::models::{Contact, contact};
use futures::{StreamExt, TryFutureExt};
use serde_json::json;

use super::{Call, name_of, run, told};
use crate::model::{Api, Facts, Nature};
use crate::scene::{PAGE, ROWS, Scene};

const ODATA: Facts = Facts::new(Api::OData, Nature::Reads);
const DATA_SERVICE: Facts = Facts::new(Api::DataService, Nature::Reads);

pub(crate) fn all() -> Vec<Call> {
    let odata = |name, run| Call::new(name, ODATA, run);
    let data_service = |name, run| Call::new(name, DATA_SERVICE, run);
    vec![
        odata(
            "fetch, OData 4",
            run!(|scene| scene.client.fetch(ages(scene)) => all_ages()),
        ),
        // Pages of five, two and one.
        odata(
            "fetch, OData 3",
            run!(|scene| scene.client.odata3().fetch(ages(scene).top(5)) => all_ages()),
        )
        .in_smaller_pages(2, 3),
        data_service(
            "fetch, DataService",
            run!(|scene| scene.client.data_service().fetch(ages(scene)) => all_ages()),
        ),
        odata(
            "by id, OData 4",
            run!(|scene| age(scene.client.fetch_by_id(scene.id(3))) => 3),
        ),
        odata(
            "by id, OData 3",
            run!(|scene| age(scene.client.odata3().fetch_by_id(scene.id(3))) => 3),
        ),
        data_service(
            "by id, DataService",
            run!(|scene| age(scene.client.data_service().fetch_by_id(scene.id(3))) => 3),
        ),
        odata(
            "count, OData 4",
            run!(|scene| scene.client.count(scene.query()) => 5),
        ),
        odata(
            "count, OData 3",
            run!(|scene| scene.client.odata3().count(scene.query()) => 5),
        ),
        data_service(
            "count, DataService",
            run!(|scene| scene.client.data_service().count(scene.query()) => 5),
        ),
        odata("metadata", run!(|scene| has_metadata(scene) => true)),
        data_service(
            "operation that reads",
            run!(|scene| schema_name(scene) => json!("Contact")),
        ),
        // Pages of two, of two, and the last row. Behind the first page, rows are sought by their
        // values, and if that is refused, by their number.
        odata("stream, page 1", |scene| Box::pin(streamed(scene)))
            .in_requests(3, 0)
            .in_smaller_pages(1, 4),
        odata("stream, page 2", |scene| Box::pin(streamed(scene)))
            .in_requests(3, 1)
            .in_smaller_pages(1, 3)
            .with_another_way(),
    ]
}

fn ages(scene: &Scene<'_>) -> Query<Contact, i32> {
    scene
        .query()
        .select(contact::age)
        .order_by(contact::age.asc())
}

fn all_ages() -> Vec<i32> {
    (1..=ROWS).collect()
}

fn age(
    row: impl Future<Output = Result<Contact, Error>>,
) -> impl Future<Output = Result<i32, Error>> {
    row.map_ok(|row| row.age)
}

async fn has_metadata(scene: &Scene<'_>) -> Result<bool, Error> {
    let text = scene.client.metadata().await?;
    Ok(text.contains("</edmx:Edmx>"))
}

async fn schema_name(scene: &Scene<'_>) -> Result<serde_json::Value, Error> {
    let body = json!({ "Name": "Contact" });
    let client = &scene.client;
    let mut reply = client
        .data_service_request("RuntimeEntitySchemaRequest", &body)
        .await?;
    Ok(reply["schema"]["name"].take())
}

/// Reads page by page. A stream that breaks has given all rows of the pages before, each once and in
/// order, then the error, and then nothing.
async fn streamed(scene: &Scene<'_>) -> String {
    let items: Vec<_> = scene.client.stream(ages(scene)).collect().await;
    let number = items.len();
    let mut rows = Vec::new();
    for (position, item) in items.into_iter().enumerate() {
        match item {
            Ok(age) => rows.push(age),
            Err(error) => {
                let is_whole = rows == all_ages()[..scene.passing * PAGE];
                return if is_whole && position + 1 == number {
                    name_of(&error)
                } else {
                    format!("{rows:?}, {error}, and {} more", number - position - 1)
                };
            }
        }
    }
    told(Ok(rows), &all_ages())
}
