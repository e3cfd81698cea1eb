//! Each condition finds the rows that it is for, computed here from the stored rows.

use std::collections::BTreeSet;

use creatio_core::jiff::tz::TimeZone;
use creatio_core::{Decimal, Expr, Id, Timestamp, Uuid};
use creatio_tests::models::{Account, Contact, Order, account, city, contact, order};
use creatio_tests::records::{Record, fold};
use creatio_tests::world;

/// A stored row of the demonstration data.
type Row = Record<'static>;

/// Asserts that the condition finds the contacts that pass the test: some, but not all.
async fn finds(condition: Expr<Contact>, test: impl Fn(Row) -> bool) {
    let said = format!("{condition:?}");
    let query = Contact::query().select(contact::id).filter(condition);
    compare(
        &said,
        world::demo().client().fetch(query).await.unwrap(),
        "Contact",
        test,
    );
}

/// The same for orders.
async fn finds_orders(condition: Expr<Order>, test: impl Fn(Row) -> bool) {
    let said = format!("{condition:?}");
    let query = Order::query().select(order::id).filter(condition);
    compare(
        &said,
        world::demo().client().fetch(query).await.unwrap(),
        "Order",
        test,
    );
}

fn compare<E>(said: &str, found: Vec<Id<E>>, entity: &str, test: impl Fn(Row) -> bool) {
    let all = world::demo().records.all(entity);
    let passing = all.iter().filter(|row| test(**row));
    let expected: BTreeSet<Uuid> = passing.map(Record::id).collect();
    assert!(
        !expected.is_empty() && expected.len() < all.len(),
        "{said} tells no rows apart"
    );
    let rows = found.len();
    let found: BTreeSet<Uuid> = found.into_iter().map(Uuid::from).collect();
    assert_eq!(found, expected, "{said}");
    assert_eq!(found.len(), rows, "{said} gives each row once");
}

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

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
    let day = instant("2020-06-01T00:00:00Z");
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
async fn text_compares_without_regard_to_case() {
    let name = world::demo().records.all("Contact")[3]
        .text("Name")
        .to_uppercase();
    let name = &*name;
    let compared = |row: Row| fold(row.text("Name")).cmp(&fold(name));
    finds(contact::name.eq(name), |row| compared(row).is_eq()).await;
    finds(contact::name.ne(name.to_owned()), |row| {
        compared(row).is_ne()
    })
    .await;
    finds(contact::name.gt(name), |row| compared(row).is_gt()).await;
    finds(contact::name.ge(name), |row| compared(row).is_ge()).await;
    finds(contact::name.lt(name), |row| compared(row).is_lt()).await;
    finds(contact::name.le(name), |row| compared(row).is_le()).await;
    finds(contact::name.between("d", "m"), |row| {
        ("d".."m").contains(&&*fold(row.text("Name"))) || fold(row.text("Name")) == "m"
    })
    .await;
    finds(contact::email.eq(""), |row| row.text("Email").is_empty()).await;
    finds(contact::email.ne(""), |row| !row.text("Email").is_empty()).await;
}

#[tokio::test]
async fn text_operators_and_their_opposites_part_the_rows() {
    let name = |row: Row| fold(row.text("Name"));
    finds(contact::name.contains("AN"), |row| name(row).contains("an")).await;
    finds(contact::name.not_contains("an"), |row| {
        !name(row).contains("an")
    })
    .await;
    finds(contact::name.starts_with("m"), |row| {
        name(row).starts_with('m')
    })
    .await;
    finds(contact::name.not_starts_with("M"), |row| {
        !name(row).starts_with('m')
    })
    .await;
    finds(contact::name.ends_with("r"), |row| name(row).ends_with('r')).await;
    finds(contact::name.not_ends_with("R"), |row| {
        !name(row).ends_with('r')
    })
    .await;
}

#[tokio::test]
async fn text_operators_do_not_apply_behind_an_empty_lookup() {
    let city = |row: Row| row.follow("City").map(|city| fold(city.text("Name")));
    let name = contact::city.then(city::name);
    finds(name.contains("a"), |row| {
        city(row).is_some_and(|name| name.contains('a'))
    })
    .await;
    finds(name.not_contains("a"), |row| {
        city(row).is_some_and(|name| !name.contains('a'))
    })
    .await;
    finds(name.not_ends_with("o"), |row| {
        city(row).is_some_and(|name| !name.ends_with('o'))
    })
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
    // Whether an absent key is among them is unknown, so the row is in neither list.
    finds(contact::account_id.not_in(keys), |row| {
        row.guid("AccountId")
            .is_some_and(|key| !some.contains(&key))
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

#[tokio::test]
async fn columns_compare_with_columns() {
    let amounts = |row: Row| row.decimal("Amount").cmp(&row.decimal("PaymentAmount"));
    finds_orders(order::amount.eq_column(order::payment_amount), |row| {
        amounts(row).is_eq()
    })
    .await;
    finds_orders(order::amount.ne_column(order::payment_amount), |row| {
        amounts(row).is_ne()
    })
    .await;
    finds_orders(order::amount.gt_column(order::payment_amount), |row| {
        amounts(row).is_gt()
    })
    .await;
    finds_orders(order::amount.ge_column(order::payment_amount), |row| {
        amounts(row).is_ge()
    })
    .await;
    finds_orders(order::amount.lt_column(order::payment_amount), |row| {
        amounts(row).is_lt()
    })
    .await;
    finds_orders(order::amount.le_column(order::payment_amount), |row| {
        amounts(row).is_le()
    })
    .await;
}

#[tokio::test]
async fn columns_compare_with_columns_behind_lookups() {
    let created = |row: Row| {
        Some(
            row.instant("CreatedOn")?
                .cmp(&row.follow("Contact")?.instant("CreatedOn")?),
        )
    };
    let path = order::contact.then(contact::created_on);
    finds_orders(order::created_on.gt_column(path), |row| {
        created(row).is_some_and(std::cmp::Ordering::is_gt)
    })
    .await;
    finds_orders(path.ge_column(order::created_on), |row| {
        created(row).is_some_and(std::cmp::Ordering::is_le)
    })
    .await;
    let authors = |row: Row| (row.guid("CreatedById"), row.guid("ModifiedById"));
    finds(
        contact::created_by_id.eq_column(contact::modified_by_id),
        |row| authors(row).0 == authors(row).1,
    )
    .await;
    finds(
        contact::created_by_id.ne_column(contact::modified_by_id),
        |row| authors(row).0 != authors(row).1,
    )
    .await;
}

#[tokio::test]
async fn a_filter_reaches_through_three_lookups() {
    let name = order::account
        .then(account::primary_contact)
        .then(contact::city)
        .then(city::name);
    let city = |row: Row| {
        let contact = row.follow("Account")?.follow("PrimaryContact")?;
        Some(fold(contact.follow("City")?.text("Name")))
    };
    finds_orders(name.starts_with("b"), |row| {
        city(row).is_some_and(|name| name.starts_with('b'))
    })
    .await;
    finds_orders(name.is_null(), |row| {
        city(row).is_none_or(|name| name.is_empty())
    })
    .await;
}
