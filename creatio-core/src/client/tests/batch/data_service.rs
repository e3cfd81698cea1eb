//! Batches over the DataService.

use serde_json::{Value, json};

use super::*;
use crate::client::test_server::Received;
use crate::count;

const DONE: &str = r#""rowsAffected":1,"nextPrcElReady":false,"success":true"#;
const DUPLICATE: &str = r#""responseStatus":{"ErrorCode":"DbOperationException","Message":"Violation of PRIMARY KEY constraint.","Errors":[]},"rowsAffected":-1,"success":false"#;

fn body(request: &Received) -> Value {
    serde_json::from_str(&request.body).unwrap()
}

/// The reply with these members for the queries, by the queries' order; `None` leaves one out.
fn results(request: &Received, members: &[Option<&str>]) -> Answer {
    let body = body(request);
    let queries = body["items"].as_array().unwrap().iter().zip(members);
    let results = queries.filter_map(|(query, members)| {
        Some(format!(
            "{{\"queryId\":{},{}}}",
            query["queryId"],
            (*members)?
        ))
    });
    // Answers come in another order than queries.
    let results: Vec<_> = results.collect::<Vec<_>>().into_iter().rev().collect();
    let failed = members.contains(&Some(DUPLICATE));
    Answer::json(format!(
        r#"{{"responseStatus":null,"queryResults":[{}],"hasErrors":{failed}}}"#,
        results.join(",")
    ))
}

/// Whether a request looks for rows only.
fn is_look(request: &Received) -> bool {
    !request.body.contains("columnValues") && !request.body.contains("DeleteQuery")
}

#[tokio::test]
async fn results_are_found_by_the_id_of_the_query() {
    let server = TestServer::start(|request| {
        let rows = r#""rowConfig":{},"rows":[{"Name":"x"}],"rowsAffected":1,"success":true"#;
        let five = r#""rowsAffected":5,"success":true"#;
        let inserted = format!(r#""id":"{}",{DONE}"#, id(1));
        let counted = r#""rows":[{"Count":3}],"success":true"#;
        results(
            request,
            &[
                Some(&inserted),
                Some(rows),
                Some(five),
                Some(DONE),
                Some(counted),
            ],
        )
    })
    .await;
    let mut batch = client(&server).data_service().batch();
    let inserted = batch.add(insert(1));
    let read = batch.add(names());
    let many = batch.add(Account::update_where(account::name.eq("x")).set(account::name, "y"));
    let deleted = batch.add(Account::delete(id(4)));
    let counted = batch.add(Account::query().select(count()));
    let mut outcomes = batch.send().await.unwrap();
    assert_eq!(outcomes.take(inserted).into_result().unwrap(), id(1));
    assert_eq!(outcomes.take(read).into_result().unwrap(), ["x"]);
    assert_eq!(outcomes.take(many).into_result().unwrap(), 5);
    outcomes.take(deleted).into_result().unwrap();
    assert_eq!(outcomes.take(counted).into_result().unwrap(), [3]);
    assert_eq!(body(&server.requests()[0])["continueIfError"], json!(false));
}

#[tokio::test]
async fn without_ids_results_come_in_order() {
    let reply = format!(r#"{{"queryResults":[{{{DONE}}},{{{DUPLICATE}}}],"hasErrors":true}}"#);
    let server = TestServer::start(move |_| Answer::json(reply.clone())).await;
    let mut batch = client(&server).data_service().batch().continue_on_error();
    let (one, two) = (batch.add(insert(1)), batch.add(insert(2)));
    let outcomes = batch.send().await.unwrap();
    assert!(outcomes[one].is_done());
    insta::assert_snapshot!(told(&outcomes[two]), @"Rejected: Creatio rejected the request: Violation of PRIMARY KEY constraint. (code DbOperationException) [DataService: POST /0/DataService/json/SyncReply/InsertQuery, item 2 of a batch, status 200]");
}

#[tokio::test]
async fn a_batch_that_stops_may_be_one_transaction() {
    let server = TestServer::start(|request| {
        if is_look(request) {
            let found = r#""rows":[{"Id":"00000000-0000-0000-0000-000000000001"}],"success":true"#;
            let nothing = r#""rows":[],"success":true"#;
            return results(request, &[Some(found), Some(nothing)]);
        }
        results(
            request,
            &[Some(DONE), Some(DONE), Some(DONE), Some(DUPLICATE), None],
        )
    })
    .await;
    let mut batch = client(&server).data_service().batch();
    let kept = batch.add(insert(1));
    let undone = batch.add(insert(2));
    let open = batch.add(update(3));
    let failing = batch.add(insert(4));
    let behind = batch.add(insert(5));
    let outcomes = batch.send().await.unwrap();
    assert!(outcomes[kept].is_done());
    assert!(matches!(outcomes[undone], Outcome::RolledBack(_)));
    assert!(matches!(outcomes[open], Outcome::Unknown(_)));
    assert!(matches!(outcomes[failing], Outcome::Rejected(_)));
    assert!(matches!(outcomes[behind], Outcome::NeverRan(_)));
}

#[tokio::test]
async fn a_group_is_a_request_that_stops_though_the_batch_continues() {
    let server = TestServer::start(|request| {
        let items = body(request)["items"].as_array().unwrap().len();
        if is_look(request) {
            return results(request, &[Some(r#""rows":[],"success":true"#)]);
        }
        match items {
            3 => results(request, &[Some(DONE), Some(DUPLICATE), None]),
            _ => results(request, &[Some(DONE)]),
        }
    })
    .await;
    let mut batch = client(&server).data_service().batch().continue_on_error();
    let before = batch.add(update(1));
    let mut group = batch.group();
    let undone = group.add(insert(2));
    let failing = group.add(insert(3));
    let behind = group.add(insert(4));
    let after = batch.add(update(5));
    let outcomes = batch.send().await.unwrap();
    assert!(outcomes[before].is_done() && outcomes[after].is_done());
    assert!(matches!(outcomes[undone], Outcome::RolledBack(_)));
    assert!(matches!(outcomes[failing], Outcome::Rejected(_)));
    assert!(matches!(outcomes[behind], Outcome::RolledBack(_)));
    let requests = server.requests();
    let writes = requests.iter().filter(|request| !is_look(request));
    let goes_on: Vec<_> = writes
        .map(|request| body(request)["continueIfError"].clone())
        .collect();
    assert_eq!(goes_on, [json!(true), json!(false), json!(true)]);
}

#[tokio::test]
async fn a_refusal_of_the_whole_says_nothing_about_its_queries() {
    let server = TestServer::start(|request| {
        if is_look(request) {
            let found = r#""rows":[{"Id":"00000000-0000-0000-0000-000000000001"}],"success":true"#;
            return results(request, &[Some(found), Some(r#""rows":[],"success":true"#)]);
        }
        Answer::json(r#"{"responseStatus":{"ErrorCode":"GeneralError","Message":"It broke."}}"#)
    })
    .await;
    let mut batch = client(&server).data_service().batch();
    let there = batch.add(insert(1));
    let update = batch.add(update(2));
    let not_there = batch.add(insert(3));
    let outcomes = batch.send().await.unwrap();
    assert!(outcomes[there].is_done());
    assert!(matches!(outcomes[update], Outcome::Unknown(_)));
    let Outcome::Rejected(error) = &outcomes[not_there] else {
        panic!("{}", told(&outcomes[not_there]))
    };
    let cause = std::error::Error::source(error).unwrap();
    insta::assert_snapshot!(cause, @"Creatio rejected the request: It broke. (code GeneralError) [DataService: POST /0/DataService/json/SyncReply/BatchQuery, status 200]");
}

#[tokio::test]
async fn a_write_that_met_no_row_is_an_outcome() {
    let server = TestServer::start(|request| {
        let nothing = r#""rowsAffected":0,"success":true"#;
        results(request, &[Some(nothing), Some(DONE)])
    })
    .await;
    let mut batch = client(&server).data_service().batch();
    let missed = batch.add(update(1));
    let other = batch.add(update(2));
    let outcomes = batch.send().await.unwrap();
    assert!(outcomes[missed].error().unwrap().is_not_found());
    assert!(outcomes[other].is_done());
}

#[tokio::test]
async fn a_lost_session_is_told_in_place_of_results() {
    let half = r#"{"responseStatus":{"ErrorCode":"ArgumentNullOrEmptyException","Message":"Value for argument \"userConnection\" must be specified."},"queryResults":[],"hasErrors":true}"#;
    let tokens = std::sync::atomic::AtomicUsize::new(0);
    let server = TestServer::start(move |request| {
        if request.target == "/token" {
            let number = tokens.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            return Answer::token(&format!("t{number}"), 3600);
        }
        match request.header("authorization") {
            Some("Bearer t0") => Answer::json(half),
            _ => results(request, &[Some(DONE)]),
        }
    })
    .await;
    let client = client_with_credentials(&server);
    let batch = client.data_service().batch().with(update(1));
    batch.send().await.unwrap().ensure_done().unwrap();
    assert_eq!(data_targets(&server).len(), 2);
}
