//! What replies in JSON mean.

use super::*;

#[tokio::test]
async fn answers_are_found_by_number_whatever_their_order() {
    let inserted = r#"{"id":"1","status":201,"headers":{"Content-Type":"application/json","location":"x"},"body":{"@odata.context":"$metadata#Account/$entity","Id":"00000000-0000-0000-0000-000000000001","Name":"a1"}}"#;
    let server = server(vec![responses(&[
        &rows(3, r#"{"Name":"x"},{"Name":"y"}"#),
        &done(2),
        // A number is as good as a text, and what is said twice is said.
        &done(4).replace("\"4\"", "4"),
        &done(2),
        inserted,
    ])])
    .await;
    let mut batch = client(&server).batch();
    let inserted = batch.add(insert(1));
    let updated = batch.add(update(2));
    let read = batch.add(names());
    let deleted = batch.add(Account::delete(id(4)));
    let mut outcomes = batch.send().await.unwrap();
    assert_eq!(outcomes.take(inserted).into_result().unwrap(), id(1));
    outcomes.take(updated).into_result().unwrap();
    assert_eq!(outcomes.take(read).into_result().unwrap(), ["x", "y"]);
    outcomes.take(deleted).into_result().unwrap();
    assert_eq!(server.requests().len(), 1, "nothing is in doubt");
}

#[tokio::test]
async fn the_first_failure_keeps_the_rest_from_being_tried() {
    let server = server(vec![responses(&[&done(1), &refused(2, "No such city.")])]).await;
    let mut batch = client(&server).batch();
    let before = batch.add(update(1));
    let failing = batch.add(insert(2));
    let write = batch.add(insert(3));
    let read = batch.add(names());
    let outcomes = batch.send().await.unwrap();
    assert_eq!(told(&outcomes[before]), "Done");
    insta::assert_snapshot!(told(&outcomes[failing]), @"Rejected: Creatio rejected the request: No such city. [OData 4: POST /0/odata/Account, item 2 of a batch, status 400]");
    insta::assert_snapshot!(told(&outcomes[write]), @"NeverRan: not tried, since an item of the batch before it failed [OData 4: POST /0/odata/Account, item 3 of a batch]");
    insta::assert_snapshot!(told(&outcomes[read]), @"NeverRan: not tried, since an item of the batch before it failed [OData 4: GET /0/odata/Account, item 4 of a batch]");
    let error = outcomes[failing].error().unwrap();
    assert_eq!(error.call().unwrap().entity(), Some("Account"));
    assert_eq!(error.call().unwrap().batch_item(), Some(2));
}

#[tokio::test]
async fn a_batch_that_continues_loses_the_failing_item_alone() {
    let server = server(vec![responses(&[&refused(1, "No."), &done(2)])]).await;
    let mut batch = client(&server).batch().continue_on_error();
    let failing = batch.add(insert(1));
    let other = batch.add(update(2));
    let outcomes = batch.send().await.unwrap();
    assert!(matches!(outcomes[failing], Outcome::Rejected(_)));
    assert!(outcomes[other].is_done());
}

#[tokio::test]
async fn a_group_is_answered_by_its_failure_alone() {
    let server = server(vec![responses(&[&refused(3, "Duplicate name.")])]).await;
    let mut batch = client(&server).batch();
    let mut group = batch.group();
    let one = group.add(insert(1));
    let two = group.add(update(2));
    let failing = group.add(insert(3));
    let four = group.add(update(4));
    let later = batch.add(update(5));
    let outcomes = batch.send().await.unwrap();
    insta::assert_snapshot!(told(&outcomes[one]), @"RolledBack: undone or not tried, since a write of its group failed: Duplicate name. [OData 4: POST /0/odata/Account, item 1 of a batch]");
    for handle in [two, four] {
        assert!(matches!(outcomes[handle], Outcome::RolledBack(_)));
    }
    assert!(matches!(outcomes[failing], Outcome::Rejected(_)));
    assert!(matches!(outcomes[later], Outcome::NeverRan(_)));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_dependency_that_failed_is_no_failure_of_its_own() {
    let skipped = r#"{"id":"1","status":424,"headers":{}}"#;
    let server = server(vec![responses(&[skipped, &refused(2, "No."), &done(3)])]).await;
    let mut batch = client(&server).batch().continue_on_error();
    let mut group = batch.group();
    let one = group.add(update(1));
    let failing = group.add(update(2));
    let other = batch.add(update(3));
    let outcomes = batch.send().await.unwrap();
    assert!(matches!(outcomes[one], Outcome::RolledBack(_)));
    assert!(matches!(outcomes[failing], Outcome::Rejected(_)));
    assert!(outcomes[other].is_done());
}

#[tokio::test]
async fn rows_that_may_have_been_cut_are_an_error() {
    let two = rows(1, r#"{"Name":"x"},{"Name":"y"}"#);
    let linked = rows(3, r#"{"Name":"x"}"#).replace(
        "\"value\"",
        "\"@odata.nextLink\":\"https://h/0/odata/Account?$skip=1\",\"value\"",
    );
    let exact = two.replace("\"1\"", "\"2\"");
    let server = server(vec![responses(&[&two, &exact, &linked])]).await;
    let client = builder(&server).row_limit(2).build().unwrap();
    let mut batch = client.batch();
    let cut = batch.add(names());
    let all = batch.add(names().top(2));
    let linked = batch.add(names());
    let outcomes = batch.send().await.unwrap();
    let limit = |outcome: &Outcome<_>| match outcome.error() {
        Some(Error::RowLimit { limit, .. }) => Some(*limit),
        _ => None,
    };
    assert_eq!(limit(&outcomes[cut]), Some(2));
    assert_eq!(limit(&outcomes[linked]), Some(1));
    assert!(outcomes[all].is_done());
}

#[tokio::test]
async fn a_row_that_does_not_fit_is_named_with_its_item() {
    let server = server(vec![responses(&[&done(1), &rows(2, r#"{"Name":7}"#)])]).await;
    let mut batch = client(&server).batch();
    batch.add(update(1));
    let read = batch.add(names());
    let outcomes = batch.send().await.unwrap();
    insta::assert_snapshot!(told(&outcomes[read]), @"Rejected: the reply does not fit the model [OData 4: GET /0/odata/Account, item 2 of a batch, status 200]");
}

#[tokio::test]
async fn a_row_that_is_not_there_is_an_outcome() {
    let missing = r#"{"id":"1","status":404,"headers":{}}"#;
    let server = server(vec![responses(&[missing])]).await;
    let mut batch = client(&server).batch();
    let update = batch.add(update(1));
    let outcomes = batch.send().await.unwrap();
    let error = outcomes[update].error().unwrap();
    assert!(error.is_not_found(), "{error:?}");
    assert!(
        error
            .to_string()
            .contains("00000000-0000-0000-0000-000000000001")
    );
}

#[tokio::test]
async fn a_body_that_is_no_json_comes_as_text() {
    let page = r#"{"id":"1","status":503,"headers":{"content-type":"text/html"},"body":"<html><title>Service Unavailable</title></html>"}"#;
    let server = server(vec![responses(&[page])]).await;
    let mut batch = client(&server).batch();
    let read = batch.add(names());
    let outcomes = batch.send().await.unwrap();
    let error = outcomes[read].error().unwrap();
    assert!(matches!(error, Error::Unavailable { .. }), "{error:?}");
}
