//! `docs/protocols.md` is true: each cell of its table is compiled.

use crate::models;

use creatio_core::capability::{Capability, Verdict};
use creatio_core::prelude::*;
use creatio_core::{Execute, Expr, primary_display};
use models::{Account, Contact, Order, account, contact, order};

/// What the type of a query says, and what its compilation says, for the three protocols.
fn carried<E, R, C: Capability>(query: &Query<E, R, C>) -> [bool; 3] {
    let explain = query.explain();
    let compiled = [
        explain.odata4().is_ok(),
        explain.odata3().is_ok(),
        explain.data_service().is_ok(),
    ];
    let typed = [
        <C::OData4 as Verdict>::CAN,
        <C::OData3 as Verdict>::CAN,
        <C::DataService as Verdict>::CAN,
    ];
    assert_eq!(typed, compiled, "type and compilation disagree: {explain}");
    typed
}

/// What the type of a write says for the three protocols.
fn carried_write<W: Execute>(_write: &W) -> [bool; 3] {
    [
        <<W::On as Capability>::OData4 as Verdict>::CAN,
        <<W::On as Capability>::OData3 as Verdict>::CAN,
        <<W::On as Capability>::DataService as Verdict>::CAN,
    ]
}

/// The rows of the table, by their first cell.
#[expect(clippy::unwrap_used, reason = "a helper of tests")]
fn documented() -> Vec<(String, [bool; 3])> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/protocols.md");
    let text = std::fs::read_to_string(path).unwrap();
    let rows = text.lines().filter_map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [clause, verdicts @ ..] = cells.as_slice() else {
            return None;
        };
        let verdicts: Vec<bool> = verdicts
            .iter()
            .filter_map(|cell| match *cell {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            })
            .collect();
        Some(((*clause).to_owned(), <[bool; 3]>::try_from(verdicts).ok()?))
    });
    rows.collect()
}

/// Checks a row of the table with one query or more.
macro_rules! table {
    ($($clause:literal: $($query:expr),+;)+) => {
        vec![$(($clause.to_owned(), vec![$(carried(&$query)),+])),+]
    };
}

fn accounts() -> Query<Account, String> {
    Account::query().select(account::name)
}

fn comparisons() -> Vec<(String, Vec<[bool; 3]>)> {
    let contacts = account::contact_collection_by_account;
    table! {
        "columns, paths through lookups, whole entities":
            accounts(), Account::query(),
            Account::query().select(account::primary_contact.then(contact::name));
        "rows of lookups: `lookup.row(…)`":
            Account::query().select(account::primary_contact.row(Contact::all()));
        "rows of collections: `collection.rows(…)`":
            Account::query().select(contacts.rows(Contact::query().select(contact::name)));
        "`eq ne gt ge lt le`, `between`, `is_in`, `not_in`":
            accounts().filter(account::name.eq("a") & account::completeness.lt(5)),
            accounts().filter(account::completeness.between(1, 5)),
            accounts().filter(account::name.is_in(["a"]) | account::name.not_in(["b"]));
        "`is_null`, `is_not_null`":
            accounts().filter(account::created_on.is_null() | account::parent_id.is_not_null());
        "`contains starts_with ends_with` and their `not_` forms":
            accounts().filter(account::name.contains("a") & account::name.not_ends_with("b"));
        "`eq_column` and its like":
            accounts().filter(account::name.eq_column(account::code));
        "`length()` compared": accounts().filter(account::name.length().gt(5));
        "`year month day hour` compared":
            accounts().filter(account::created_on.year().eq(2024)),
            accounts().filter(account::created_on.month().eq(2)),
            accounts().filter(account::created_on.day().is_in([1, 2])),
            accounts().filter(account::created_on.hour().lt(12));
        "`minute` compared": accounts().filter(account::created_on.minute().eq(0));
        "`weekday` compared": accounts().filter(account::created_on.weekday().eq(2));
        "date macros: `today()`, `previous_days(n)`, …":
            accounts().filter(account::created_on.today()),
            accounts().filter(account::created_on.previous_days(7)),
            accounts().filter(account::created_on.current_half_year().not());
        "`is_current_user()`, `is_current_user_contact()`":
            accounts().filter(account::primary_contact_id.is_current_user_contact()),
            accounts().filter(account::primary_contact_id.is_current_user());
        "`primary_display()`":
            accounts().filter(primary_display().contains("a")),
            Account::query().select(primary_display());
    }
}

fn collections_and_shapes() -> Vec<(String, Vec<[bool; 3]>)> {
    let contacts = account::contact_collection_by_account;
    let orders = account::order_collection_by_account;
    table! {
        "`any all none is_empty is_not_empty` of a collection":
            accounts().filter(contacts.any(contact::age.gt(30))),
            accounts().filter(contacts.all(contact::age.gt(30))),
            accounts().filter(contacts.none(contact::age.gt(30))),
            accounts().filter(contacts.is_empty() | contacts.is_not_empty());
        "`count()` of a collection compared": accounts().filter(contacts.count().gt(3));
        "`filter(…).count()`, `sum avg min max` of a collection compared":
            accounts().filter(contacts.filter(contact::age.gt(30)).count().gt(3)),
            accounts().filter(orders.sum(order::amount).gt(100)),
            accounts().filter(orders.avg(order::amount).gt(100)),
            accounts().filter(orders.min(order::due_date).lt(Date::constant(2024, 1, 1))),
            accounts().filter(orders.filter(order::paid.eq(true)).max(order::amount).gt(1));
        "aggregates: `count() count_distinct() sum() avg() min() max()`":
            Account::query().select(count()),
            Account::query().select((account::parent_id, count())),
            Order::query().select(order::number.count_distinct()),
            Order::query().select((order::amount.sum(), order::amount.avg())),
            Order::query().select((order::due_date.min(), order::due_date.max()));
        "computed values as columns: `year()`, `length()`, `collection.count()`":
            Account::query().select(account::created_on.year()),
            Account::query().select(account::name.length()),
            Account::query().select((account::name, contacts.count()));
        "computed values as sort keys":
            accounts().order_by(account::name.length().desc()),
            Account::query().select((account::parent_id, count())).order_by(count().desc());
        "`distinct()`": accounts().distinct();
        "`order_by`, `top`, `skip`": accounts().order_by(account::name.asc()).top(5).skip(5);
        "`Expr::raw_odata4(…)`": accounts().filter(Expr::raw_odata4("Name eq 'a'"));
        "`Expr::raw_odata3(…)`": accounts().filter(Expr::raw_odata3("Name eq 'a'"));
        "`Expr::raw_data_service(…)`":
            accounts().filter(Expr::raw_data_service(serde_json::json!({"filterType": 1})));
    }
}

fn writes() -> Vec<(String, Vec<[bool; 3]>)> {
    let id = Id::from_u128(1);
    let some = account::name.eq("a");
    let by_key = vec![
        carried_write(&Account::insert()),
        carried_write(&Account::update(id)),
        carried_write(&Account::delete(id)),
    ];
    let by_condition = vec![
        carried_write(&Account::update_where(some.clone()).or_insert()),
        carried_write(&Account::delete_where(some)),
        carried_write(&Account::delete_where(account::created_on.today())),
    ];
    vec![
        ("`insert()`, `update(id)`, `delete(id)`".to_owned(), by_key),
        (
            "`update_where(…)` with `or_insert()`, `delete_where(…)`".to_owned(),
            by_condition,
        ),
    ]
}

#[test]
fn every_cell_of_the_table_is_what_compiles() {
    let mut compiled = comparisons();
    compiled.extend(collections_and_shapes());
    compiled.extend(writes());
    let documented = documented();
    for (clause, verdicts) in &documented {
        let row = compiled.iter().find(|(name, _)| name == clause);
        let (_, queries) = row.unwrap_or_else(|| panic!("no query for the row {clause:?}"));
        assert!(!queries.is_empty());
        for query in queries {
            assert_eq!(query, verdicts, "the row {clause:?}");
        }
    }
    assert_eq!(documented.len(), compiled.len(), "a row for every clause");
}
