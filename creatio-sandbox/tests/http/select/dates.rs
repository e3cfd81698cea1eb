//! Dates: the user's wall clock on the wire, UTC in the database.

use creatio_sandbox::{Sandbox, Seed};
use serde_json::{Value, json};

use super::{column, compare, date, macros, names, parameter, path, query};
use crate::support::{Server, guid, row};

/// A sandbox of a user in Kyiv, two or three hours ahead of UTC. It is half past one on a Thursday
/// night, the 29th of February 2024; in UTC it still is Wednesday.
async fn kyiv() -> Server {
    let builder = Sandbox::builder()
        .seed(Seed::empty())
        .time_zone("Europe/Kyiv")
        .now("2024-02-28T23:30:15Z".parse().unwrap());
    let server = Server::start(builder).await;
    let contacts = [
        (
            "late",
            json!("2024-02-28T21:59:59.999Z"),
            json!("2024-02-28T00:00:00Z"),
        ),
        (
            "midnight",
            json!("2024-02-28T22:00:00Z"),
            json!("2024-02-29T00:00:00Z"),
        ),
        (
            "noon",
            json!("2024-02-29T10:00:00Z"),
            json!("1990-05-06T00:00:00Z"),
        ),
        (
            "tomorrow",
            json!("2024-02-29T22:00:00Z"),
            json!("2024-03-01T00:00:00Z"),
        ),
        ("summer", json!("2024-07-01T09:15:00Z"), Value::Null),
        ("never", Value::Null, Value::Null),
    ];
    let contacts = (11..).zip(contacts).map(|(number, (name, created, born))| {
        row(json!({ "Id": guid(number), "Name": name, "CreatedOn": created, "BirthDate": born }))
    });
    server
        .sandbox
        .insert_rows("Contact", contacts)
        .await
        .unwrap();
    server
}

async fn found(filter: Value) -> Vec<Value> {
    names(&kyiv().await, "Contact", filter).await
}

#[tokio::test]
async fn rows_show_the_users_wall_clock_across_summer_time() {
    let body = query(
        "Contact",
        [("On", path("CreatedOn")), ("Born", path("BirthDate"))],
    );
    let server = kyiv().await;
    let expected = [
        json!("2024-02-28T23:59:59.999"),
        json!("2024-02-29T00:00:00.000"),
        json!("2024-02-29T12:00:00.000"),
        json!("2024-03-01T00:00:00.000"),
        json!("2024-07-01T12:15:00.000"),
        Value::Null,
    ];
    assert_eq!(column(&server, &body, "On").await, expected);
    let born = column(&server, &body, "Born").await;
    assert_eq!(born[2], "1990-05-06T00:00:00.000");
}

#[tokio::test]
async fn parameters_are_the_users_wall_clock() {
    let at = |text: &str| compare(3, path("CreatedOn"), date(text));
    assert_eq!(found(at("2024-02-29T12:00:00.000")).await, ["noon"]);
    assert_eq!(found(at("2024-07-01T12:15:00")).await, ["summer"]);
    let from = compare(8, path("CreatedOn"), date("2024-02-29T00:00:00.000"));
    assert_eq!(
        found(from).await,
        ["midnight", "noon", "tomorrow", "summer"]
    );
}

#[tokio::test]
async fn days_without_a_time_are_the_same_in_every_zone() {
    let born = compare(
        3,
        path("BirthDate"),
        parameter(8, "\"1990-05-06T00:00:00.000\""),
    );
    assert_eq!(found(born).await, ["noon"]);
    let today = compare(3, path("BirthDate"), macros(4));
    assert_eq!(found(today).await, ["midnight"]);
}

#[tokio::test]
async fn trimmed_dates_compare_by_the_users_days() {
    let trimmed = |comparison: u8| {
        let mut filter = compare(
            comparison,
            path("CreatedOn"),
            date("2024-02-29T18:45:00.000"),
        );
        filter["trimDateTimeParameterToDate"] = json!(true);
        filter
    };
    assert_eq!(found(trimmed(3)).await, ["midnight", "noon"]);
    assert_eq!(found(trimmed(7)).await, ["tomorrow", "summer"]);
    assert_eq!(found(trimmed(5)).await, ["late"]);
}

#[tokio::test]
async fn relative_dates_are_half_open_spans() {
    let is = |comparison: u8, number: u8| compare(comparison, path("CreatedOn"), macros(number));
    assert_eq!(found(is(3, 4)).await, ["midnight", "noon"]);
    assert_eq!(found(is(4, 4)).await, ["late", "tomorrow", "summer"]);
    assert_eq!(found(is(5, 4)).await, ["late"]);
    assert_eq!(found(is(6, 4)).await, ["late", "midnight", "noon"]);
    assert_eq!(found(is(7, 4)).await, ["tomorrow", "summer"]);
    assert_eq!(
        found(is(8, 4)).await,
        ["midnight", "noon", "tomorrow", "summer"]
    );
    assert_eq!(found(is(3, 3)).await, ["late"]);
    assert_eq!(found(is(3, 5)).await, ["tomorrow"]);
    assert_eq!(found(is(3, 14)).await, [] as [Value; 0]);
    assert_eq!(found(is(3, 17)).await, ["summer"]);
    assert_eq!(found(is(3, 20)).await, ["midnight"]);
}

#[tokio::test]
async fn spans_of_a_number_of_days_take_it_as_their_argument() {
    let mut previous = macros(25);
    previous["functionArgument"] = parameter(4, 1);
    assert_eq!(
        found(compare(3, path("CreatedOn"), previous)).await,
        ["late"]
    );
    let mut next = macros(24);
    next["functionArgument"] = parameter(4, 200);
    assert_eq!(
        found(compare(3, path("CreatedOn"), next)).await,
        ["tomorrow", "summer"]
    );
}

#[tokio::test]
async fn parts_of_a_date_are_those_of_the_users_clock() {
    let part = |number: u8, comparison: u8, right: Value| {
        let part = json!({ "expressionType": 1, "functionType": 3, "datePartType": number,
            "functionArgument": path("CreatedOn") });
        compare(comparison, part, right)
    };
    assert_eq!(
        found(part(1, 3, parameter(4, 29))).await,
        ["midnight", "noon"]
    );
    assert_eq!(found(part(3, 3, parameter(4, 3))).await, ["tomorrow"]);
    assert_eq!(found(part(4, 3, parameter(4, 2024))).await.len(), 5);
    assert_eq!(found(part(5, 3, parameter(4, 6))).await, ["tomorrow"]);
    assert_eq!(
        found(part(6, 3, parameter(4, 12))).await,
        ["noon", "summer"]
    );
    let quarter = parameter(9, "\"1990-01-01T12:15:00.000\"");
    assert_eq!(found(part(7, 3, quarter)).await, ["summer"]);
}

#[tokio::test]
async fn a_time_that_the_users_clock_leaves_out_is_refused() {
    let server = kyiv().await;
    let filter = compare(3, path("CreatedOn"), date("2024-03-31T03:30:00.000"));
    let body = super::with(
        query("Contact", [("Name", path("Name"))]),
        "filters",
        json!({ "filterType": 6, "items": { "f": filter } }),
    );
    let (status, code, _) = super::refusal(&server, &body).await;
    assert_eq!((status, &*code), (500, "ArgumentException"));
}

#[tokio::test]
async fn an_unknown_time_zone_does_not_start() {
    let error = Sandbox::builder()
        .time_zone("Kyiv/Europe")
        .start()
        .await
        .unwrap_err();
    assert!(error.to_string().contains("\"Kyiv/Europe\""), "{error}");
}
