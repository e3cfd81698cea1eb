//! Comparisons with values, null tests and lists of values.

use creatio_core::jiff::tz::TimeZone;
use creatio_core::{Decimal, Id, Timestamp};
use creatio_tests::models::{Account, Contact, account, contact, order};
use creatio_tests::records::Record;
use creatio_tests::world;

use super::{Row, finds, finds_orders};

#[tokio::test]
async fn numbers_compare() {
    finds(contact::age.eq(40), |row| row.int("Age") == 40).await;
    finds(contact::age.ne(40), |row| row.int("Age") != 40).await;
    finds(contact::age.gt(40), |row| row.int("Age") > 40).await;
    finds(contact::age.ge(40), |row| row.int("Age") >= 40).await;
    finds(contact::age.lt(40), |row| row.int("Age") < 40).await;
    finds(contact::age.le(40), |row| row.int("Age") <= 40).await;
    finds(contact::age.between(30, 35), |row| {
        (30..=35).contains(&row.int("Age"))
    })
    .await;
}

#[tokio::test]
async fn decimals_compare_exactly() {
    let amount: Decimal = "99999999999999.9999".parse().unwrap();
    finds_orders(order::amount.eq(amount), |row| {
        row.decimal("Amount") == amount
    })
    .await;
    finds_orders(order::amount.lt(amount), |row| {
        row.decimal("Amount") < amount
    })
    .await;
    finds_orders(order::amount.ge(amount), |row| {
        row.decimal("Amount") >= amount
    })
    .await;
    finds_orders(order::amount.gt(1), |row| {
        row.decimal("Amount") > Decimal::ONE
    })
    .await;
    let (low, high) = (Decimal::new(-1, 4), Decimal::new(1, 4));
    finds_orders(order::amount.between(low, high), |row| {
        row.decimal("Amount") >= low && row.decimal("Amount") <= high
    })
    .await;
}

#[tokio::test]
async fn instants_compare_and_absent_ones_are_neither_before_nor_after() {
    let day = "2020-06-01T00:00:00Z".parse::<Timestamp>().unwrap();
    let born = |row: Row| row.instant("BirthDate");
    finds(contact::birth_date.lt(day), |row| {
        born(row).is_some_and(|at| at < day)
    })
    .await;
    finds(contact::birth_date.ge(day), |row| {
        born(row).is_some_and(|at| at >= day)
    })
    .await;
    finds(!contact::birth_date.ge(day), |row| {
        born(row).is_some_and(|at| at < day)
    })
    .await;
    let some_day = world::demo()
        .records
        .all("Contact")
        .into_iter()
        .find_map(born)
        .unwrap();
    finds(contact::birth_date.eq(some_day), |row| {
        born(row) == Some(some_day)
    })
    .await;
    // To the last digit that Creatio keeps.
    let exact = world::demo().records.all("Contact")[7]
        .instant("CreatedOn")
        .unwrap();
    finds(contact::created_on.eq(exact), |row| {
        row.instant("CreatedOn") == Some(exact)
    })
    .await;
    let zoned = exact.to_zoned_datetime(TimeZone::UTC);
    finds(contact::created_on.gt(&zoned), |row| {
        row.instant("CreatedOn") > Some(exact)
    })
    .await;
}

#[tokio::test]
async fn flags_compare() {
    finds(contact::confirmed.eq(true), |row| row.flag("Confirmed")).await;
    finds(contact::confirmed.ne(true), |row| !row.flag("Confirmed")).await;
    finds(contact::do_not_use_call.eq(false), |row| {
        !row.flag("DoNotUseCall")
    })
    .await;
}

#[tokio::test]
async fn keys_compare_near_and_behind_lookups() {
    let contacts = world::demo().records.all("Contact");
    let account = contacts
        .iter()
        .find_map(|row| row.guid("AccountId"))
        .unwrap();
    let key = Id::<Account>::new(account);
    let first = contacts[0].id();
    finds(contact::id.eq(Id::new(first)), |row| row.id() == first).await;
    finds(contact::account_id.eq(key), |row| {
        row.guid("AccountId") == Some(account)
    })
    .await;
    // An empty lookup leads to another account than this one, in Creatio's view.
    finds(contact::account_id.ne(key), |row| {
        row.guid("AccountId") != Some(account)
    })
    .await;
    finds(contact::account.then(account::id).eq(key), |row| {
        row.guid("AccountId") == Some(account)
    })
    .await;
    let owner = contacts
        .iter()
        .find_map(|row| row.follow("Account")?.guid("OwnerId"))
        .unwrap();
    finds(
        contact::account.then(account::owner_id).eq(Id::new(owner)),
        |row| row.follow("Account").and_then(|row| row.guid("OwnerId")) == Some(owner),
    )
    .await;
}

#[tokio::test]
async fn null_tests_find_absent_values() {
    finds(contact::birth_date.is_null(), |row| {
        row.instant("BirthDate").is_none()
    })
    .await;
    finds(contact::birth_date.is_not_null(), |row| {
        row.instant("BirthDate").is_some()
    })
    .await;
    finds(contact::account_id.is_null(), |row| {
        row.guid("AccountId").is_none()
    })
    .await;
    finds(contact::account_id.is_not_null(), |row| {
        row.guid("AccountId").is_some()
    })
    .await;
    let owner = |row: Row| row.follow("Account").and_then(|row| row.guid("OwnerId"));
    let owner_id = contact::account.then(account::owner_id);
    finds(owner_id.is_null(), |row| owner(row).is_none()).await;
    finds(!owner_id.is_null(), |row| owner(row).is_some()).await;
    let completeness = contact::account.then(account::completeness);
    finds(completeness.is_null(), |row| {
        row.guid("AccountId").is_none()
    })
    .await;
    // For Creatio an empty text is no text.
    let name = |row: Row| row.follow("Owner").map(|owner| owner.text("Name"));
    let owner_name = contact::owner.then(contact::name);
    finds(owner_name.is_null(), |row| {
        name(row).is_none_or(str::is_empty)
    })
    .await;
}

#[tokio::test]
async fn lists_of_values_find_any_and_none_of_them() {
    finds(contact::age.is_in([20, 30, 40]), |row| {
        [20, 30, 40].contains(&row.int("Age"))
    })
    .await;
    finds(contact::age.not_in([20, 30]), |row| {
        ![20, 30].contains(&row.int("Age"))
    })
    .await;
    finds(contact::age.is_in([20]), |row| row.int("Age") == 20).await;
    let accounts: Vec<_> = world::demo().records.all("Account");
    let some: Vec<_> = accounts.iter().take(100).map(Record::id).collect();
    let keys = some.iter().copied().map(Id::<Account>::new);
    finds(contact::account_id.is_in(keys.clone()), |row| {
        row.guid("AccountId").is_some_and(|key| some.contains(&key))
    })
    .await;
    // An empty lookup differs from every key.
    finds(contact::account_id.not_in(keys), |row| {
        row.guid("AccountId").is_none_or(|key| !some.contains(&key))
    })
    .await;
}

#[tokio::test]
async fn an_empty_list_finds_nothing_and_its_opposite_everything() {
    let client = world::demo().client();
    let none: [i32; 0] = [];
    let found = Contact::query()
        .select(contact::id)
        .filter(contact::age.is_in(none));
    assert_eq!(client.fetch(found).await.unwrap(), []);
    let rest = Contact::query()
        .select(contact::id)
        .filter(contact::age.not_in(none));
    assert_eq!(client.fetch(rest).await.unwrap().len(), 3_000);
    finds(contact::age.is_in(none).or(contact::age.eq(20)), |row| {
        row.int("Age") == 20
    })
    .await;
}
