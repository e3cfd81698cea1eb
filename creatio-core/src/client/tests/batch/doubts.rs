//! What a reply leaves open, and what the rows tell about it.

use super::*;

/// The names of outcomes of three writes that are in doubt in the same way: an insert, an update and
/// a delete.
async fn three(answers: Vec<Answer>) -> ([String; 3], usize) {
    let server = server(answers).await;
    let mut batch = client(&server).batch();
    let (inserted, updated) = (batch.add(insert(1)), batch.add(update(2)));
    let deleted = batch.add(Account::delete(id(3)));
    let outcomes = batch.send().await.unwrap();
    let name = |told: String| told.split(':').next().unwrap().to_owned();
    let names = [
        name(told(&outcomes[inserted])),
        name(told(&outcomes[updated])),
        name(told(&outcomes[deleted])),
    ];
    (names, server.requests().len())
}

fn lost() -> Answer {
    responses(&[&done(1), &done(2), &done(3)]).cut_after(20)
}

#[tokio::test]
async fn a_lost_reply_is_settled_by_one_look_at_the_rows() {
    let looks = responses(&[&rows(1, THERE), &rows(2, "")]);
    let (outcomes, requests) = three(vec![lost(), looks]).await;
    assert_eq!(outcomes, ["Done", "Unknown", "Done"]);
    assert_eq!(requests, 2);
}

#[tokio::test]
async fn without_a_reply_a_row_that_is_not_there_may_still_come() {
    let looks = responses(&[&rows(1, ""), &rows(2, THERE)]);
    let (outcomes, _) = three(vec![lost(), looks]).await;
    assert_eq!(outcomes, ["Unknown", "Unknown", "Unknown"]);
}

#[tokio::test]
async fn a_look_that_fails_leaves_everything_open() {
    let (outcomes, requests) = three(vec![lost()]).await;
    assert_eq!(outcomes, ["Unknown", "Unknown", "Unknown"]);
    assert_eq!(requests, 2);
}

#[tokio::test]
async fn a_failure_of_the_server_may_have_come_late() {
    let failure = Answer::new(
        500,
        "application/json",
        r#"{"error":{"message":"Deadlock."}}"#,
    );
    let looks = |one, three| responses(&[&rows(1, one), &rows(2, three)]);
    let (made, _) = three(vec![failure.clone(), looks(THERE, "")]).await;
    assert_eq!(made, ["Done", "Unknown", "Done"]);
    let (not_made, _) = three(vec![failure, looks("", THERE)]).await;
    assert_eq!(not_made, ["Rejected", "Unknown", "Rejected"]);
}

#[tokio::test]
async fn an_item_that_failed_late_is_looked_up_alone() {
    let server = server(vec![
        responses(&[&done(1), &failed(2, 500, "An error has occurred.")]),
        responses(&[&rows(1, THERE)]),
    ])
    .await;
    let mut batch = client(&server).batch();
    let before = batch.add(insert(1));
    let late = batch.add(insert(2));
    let behind = batch.add(insert(3));
    let mut outcomes = batch.send().await.unwrap();
    assert!(outcomes[before].is_done());
    assert_eq!(outcomes.take(late).into_result().unwrap(), id(2));
    assert!(
        matches!(outcomes[behind], Outcome::NeverRan(_)),
        "the server stopped all the same"
    );
    let look = &server.requests()[1].body;
    assert!(look.contains("0002") && !look.contains("0001"), "{look}");
}

#[tokio::test]
async fn a_success_beside_the_failure_of_its_group_is_looked_up() {
    let server = server(vec![
        responses(&[&done(1), &done(2), &done(3), &refused(4, "No.")]),
        responses(&[&rows(1, THERE), &rows(2, "")]),
    ])
    .await;
    let mut batch = client(&server).batch();
    let mut group = batch.group();
    let kept = group.add(insert(1));
    let undone = group.add(insert(2));
    let open = group.add(update(3));
    let failing = group.add(insert(4));
    let outcomes = batch.send().await.unwrap();
    assert!(outcomes[kept].is_done());
    assert!(matches!(outcomes[undone], Outcome::RolledBack(_)));
    assert!(matches!(outcomes[open], Outcome::Unknown(_)));
    assert!(matches!(outcomes[failing], Outcome::Rejected(_)));
}

#[tokio::test]
async fn an_item_without_an_answer_is_looked_up() {
    let (outcomes, requests) = three(vec![
        responses(&[&done(2)]),
        responses(&[&rows(1, ""), &rows(2, "")]),
    ])
    .await;
    assert_eq!(outcomes, ["NeverRan", "Done", "Done"]);
    assert_eq!(requests, 2);
}

#[tokio::test]
async fn answers_that_contradict_each_other_are_none() {
    let (outcomes, _) = three(vec![
        responses(&[
            &done(1),
            &refused(1, "No."),
            &done(2),
            &refused(2, "No."),
            &done(3),
        ]),
        responses(&[&rows(1, THERE)]),
    ])
    .await;
    assert_eq!(outcomes, ["Done", "Unknown", "Done"]);
}

#[tokio::test]
async fn a_page_instead_of_answers_leaves_everything_open() {
    let page = Answer::new(200, "text/html", "<html><title>Welcome</title></html>");
    let looks = responses(&[&rows(1, THERE), &rows(2, THERE)]);
    let (outcomes, _) = three(vec![page, looks]).await;
    assert_eq!(outcomes, ["Done", "Unknown", "Rejected"]);
}

#[tokio::test]
async fn an_unknown_outcome_says_which_row_to_read() {
    let server = server(vec![lost()]).await;
    let mut batch = client(&server).batch();
    let updated = batch.add(update(2));
    let outcomes = batch.send().await.unwrap();
    let error = outcomes[updated].error().unwrap();
    insta::assert_snapshot!(error, @"it is not known whether the write was made: send the same write again, or read the row of Account with the key 00000000-0000-0000-0000-000000000002 first [OData 4: PATCH /0/odata/Account/00000000-0000-0000-0000-000000000002, item 1 of a batch]");
    let source = std::error::Error::source(error).unwrap();
    insta::assert_snapshot!(source, @"the request that carried it in a batch failed [OData 4: PATCH /0/odata/Account/00000000-0000-0000-0000-000000000002, item 1 of a batch]");
    let cause = source.source().unwrap();
    insta::assert_snapshot!(cause, @"the connection broke before the reply was complete [OData 4: POST /0/odata/$batch]");
    assert!(error.is_retryable());
}

#[tokio::test]
async fn a_gateway_that_got_no_answer_says_nothing_of_what_is_still_done() {
    let late = Answer::new(
        504,
        "text/html",
        "<html><title>Gateway Timeout</title></html>",
    );
    let looks = responses(&[&rows(1, ""), &rows(2, THERE)]);
    let (outcomes, _) = three(vec![late, looks]).await;
    assert_eq!(outcomes, ["Unknown", "Unknown", "Unknown"]);
}
