//! Conditions joined by `and`, `or` and `not`.

use creatio_tests::models::{Contact, contact};
use creatio_tests::world;

use super::{Row, compare, finds};

#[tokio::test]
async fn conditions_are_joined_as_they_are_grouped() {
    let young = || contact::age.lt(30);
    let called = || contact::do_not_use_call.eq(false);
    let known = || contact::confirmed.eq(true);
    let tests = |row: Row| {
        (
            row.int("Age") < 30,
            !row.flag("DoNotUseCall"),
            row.flag("Confirmed"),
        )
    };
    finds(young().and(called().or(known())), |row| {
        let (young, called, known) = tests(row);
        young && (called || known)
    })
    .await;
    finds(young().and(called()).or(known()), |row| {
        let (young, called, known) = tests(row);
        young && called || known
    })
    .await;
    finds((young() | known()) & !called(), |row| {
        let (young, called, known) = tests(row);
        (young || known) && !called
    })
    .await;
    finds(young().or(known()).not(), |row| {
        let (young, _, known) = tests(row);
        !(young || known)
    })
    .await;
    finds(contact::age.between(20, 60).not().and(known()), |row| {
        !(20..=60).contains(&row.int("Age")) && row.flag("Confirmed")
    })
    .await;
}

#[tokio::test]
async fn two_filters_narrow_and_do_not_replace_each_other() {
    let query = Contact::query()
        .select(contact::id)
        .filter(contact::age.lt(30).or(contact::age.gt(60)))
        .filter(contact::confirmed.eq(true));
    let found = world::demo().client().fetch(query).await.unwrap();
    compare("both", found, "Contact", |row| {
        (row.int("Age") < 30 || row.int("Age") > 60) && row.flag("Confirmed")
    });
}
