//! URLs of queries in both versions of OData, as golden text: `cargo insta review`, or
//! `INSTA_UPDATE=always`, renews it.

#![expect(clippy::too_many_lines, reason = "each test is a table of queries")]

use crate::models;

use creatio_core::Prepared;
use creatio_core::prelude::*;
use models::{
    Account, City, Clicks, Contact, Order, Rate, Size, account, city, clicks, contact, order, rate,
    size,
};

/// Each query as it stands in the source, its URL in OData 4, and in OData 3 or why it has none there.
macro_rules! urls {
    ($($query:expr),+ $(,)?) => {
        [$((
            stringify!($query),
            $query.odata4().unwrap().to_string(),
            $query.odata3().map_or_else(|error| error.to_string(), |url| url.to_string()),
        )),+]
            .map(|(query, four, three)| {
                let query = query.split_whitespace().collect::<Vec<_>>().join(" ");
                format!("{query}\n    {four}\n    {three}\n")
            })
            .join("\n")
    };
}

fn id<E>(digit: u8) -> Id<E> {
    Id::new(Uuid::from_bytes([digit; 16]))
}

#[test]
fn selections() {
    insta::assert_snapshot!(urls![
        City::query(),
        Account::query().select(account::name),
        Account::query().select((account::name, account::completeness, account::name)),
        Account::query().select(account::primary_contact_id),
        Account::query().select(account::primary_contact.then(contact::name)),
        Account::query().select((
            account::name,
            account::primary_contact.then(contact::name),
            account::primary_contact.then(contact::account_id),
            account::primary_contact
                .then(contact::city)
                .then(city::name),
        )),
        Account::query().select(account::primary_contact.then(contact::city.then(city::name))),
        Account::query().select((account::name, account::primary_contact.row(Contact::all()))),
        Account::query()
            .select(account::primary_contact.row((contact::name, contact::city.row(City::all()),))),
        Account::query().select((
            account::id,
            account::contact_collection_by_account
                .rows(Contact::query().select(contact::name).top(5)),
        )),
        Account::query().select((
            account::name,
            account::contact_collection_by_account.rows(Contact::query().select((
                contact::city.then(city::name),
                contact::order_collection_by_contact.rows(Order::query().select(order::number)),
            ))),
        )),
        Account::query().select((
            Account::all(),
            account::contact_collection_by_account.rows(
                Contact::query()
                    .select((
                        contact::name,
                        contact::order_collection_by_contact
                            .rows(Order::query().select(order::number),)
                    ))
                    .filter(contact::name.contains("a;b)"))
                    .order_by(contact::name.desc())
                    .skip(1),
            )
        )),
        Account::query().select(
            account::primary_contact
                .then(contact::order_collection_by_contact)
                .rows(Order::query().select(order::number)),
        ),
        Rate::query().select(rate::value),
    ]);
}

#[test]
fn comparisons() {
    let instant: Timestamp = "2024-02-29T23:59:59.1234567Z".parse().unwrap();
    insta::assert_snapshot!(urls![
        Account::query()
            .select(account::id)
            .filter(account::name.eq("Acme")),
        Account::query()
            .select(account::id)
            .filter(account::name.ne(String::from("Acme"))),
        Account::query()
            .select(account::id)
            .filter(account::completeness.gt(-1)),
        Account::query()
            .select(account::id)
            .filter(account::created_on.ge(instant)),
        Account::query()
            .select(account::id)
            .filter(account::id.eq(id(0xab))),
        Account::query()
            .select(account::id)
            .filter(account::primary_contact_id.eq(id(1))),
        Account::query()
            .select(account::id)
            .filter(account::primary_contact.then(contact::id).lt(id(1))),
        Account::query()
            .select(account::id)
            .filter(account::primary_contact.then(contact::account_id).le(id(1)),),
        Account::query()
            .select(account::id)
            .filter(account::name.eq_column(account::code)),
        Account::query().select(account::id).filter(
            account::parent
                .then(account::completeness)
                .lt_column(account::completeness),
        ),
        Account::query()
            .select(account::id)
            .filter(account::completeness.between(1, 9)),
        Account::query()
            .select(account::id)
            .filter(account::code.is_null()),
        Account::query()
            .select(account::id)
            .filter(account::parent_id.is_not_null()),
        Account::query()
            .select(account::id)
            .filter(account::name.is_in(["a", "b"])),
        Account::query()
            .select(account::id)
            .filter(account::name.is_in(["a"])),
        Account::query()
            .select(account::id)
            .filter(account::name.is_in([""; 0])),
        Account::query()
            .select(account::id)
            .filter(account::name.not_in([""; 0])),
        Account::query()
            .select(account::id)
            .filter(account::name.not_in(["a", "b"])),
        Rate::query()
            .select(rate::value)
            .filter(rate::currency.is_in([""; 0])),
        Account::query()
            .select(account::id)
            .filter(account::name.starts_with("A")),
        Account::query()
            .select(account::id)
            .filter(account::name.not_contains("A")),
        Account::query()
            .select(account::id)
            .filter(account::parent.then(account::code).ends_with("A")),
        Order::query()
            .select(order::id)
            .filter(order::amount.ge(Decimal::new(-12500, 4))),
        Order::query()
            .select(order::id)
            .filter(order::amount.lt(100)),
        Order::query()
            .select(order::id)
            .filter(order::paid.eq(true)),
        Order::query()
            .select(order::id)
            .filter(order::external_id.eq(Uuid::nil())),
        Order::query()
            .select(order::id)
            .filter(order::due_date.eq(Date::constant(2024, 2, 29))),
        Order::query()
            .select(order::id)
            .filter(order::reminder.eq(Time::constant(8, 30, 0, 0))),
        Order::query()
            .select(order::id)
            .filter(order::weight.gt(1.5e300)),
        Order::query()
            .select(order::id)
            .filter(order::weight.lt(f64::INFINITY)),
    ]);
}

#[test]
fn no_value_is_asked_for_by_the_key_s_own_path() {
    let nobody: [Id<City>; 0] = [];
    let query = Clicks::query().filter(clicks::email_id.is_in(nobody));
    let url = query.odata4().unwrap().to_string();
    assert_eq!(url, "Clicks?$select=EmailId&$filter=Email/Id%20eq%20null");
    let url = query.odata3().unwrap().to_string();
    let expected = "ClicksCollection?$select=EmailId&$filter=Email/Id%20eq%20null";
    assert_eq!(url, expected);
}

#[test]
fn letters_of_names_beyond_ascii_are_encoded_once() {
    let query = Size::query()
        .select(size::height)
        .filter(size::height.gt(5));
    let url = query.odata4().unwrap().to_string();
    let expected = "Gr%C3%B6%C3%9Fe?$select=H%C3%B6he&$filter=H%C3%B6he%20gt%205";
    assert_eq!(url, expected);
}

#[test]
fn parentheses_stand_where_they_are_needed_and_nowhere_else() {
    let a = || account::name.eq("a");
    let b = || account::code.contains("b");
    let c = || account::parent_id.is_null();
    let list = || account::name.is_in(["x", "y"]);
    let range = || account::completeness.between(1, 9);
    let query = |filter: Expr<Account>| Account::query().select(account::id).filter(filter);
    insta::assert_snapshot!(urls![
        query(a().and(b()).and(c())),
        query(a().or(b()).or(c())),
        query(a().and(b().and(c()))),
        query(a().and(b().or(c()))),
        query(a().or(b()).and(c())),
        query(a().and(b()).or(c())),
        query(a().or(b().and(c()))),
        query(a().not()),
        query(b().not()),
        query(c().not()),
        query(a().not().not()),
        query(a().and(b()).not()),
        query(!(a() | b()) & !c()),
        query(list().and(a())),
        query(list().or(a())),
        query(list().not()),
        query(range().or(a())),
        query(range().and(a())),
        query(range().not()),
        query(a()).filter(b().or(c())),
    ]);
}

#[test]
fn any_text_survives() {
    let query = |text: &str| {
        Account::query()
            .select(account::id)
            .filter(account::name.eq(text))
    };
    insta::assert_snapshot!(urls![
        query("O'Brien & Söhne"),
        query("''"),
        query("50% + #1 / \\ ? = ; , ( ) \" < >"),
        query("  leading and trailing "),
        query("line\r\nbreak\ttab \u{0} \u{1f}"),
        query("😀 שלום"),
        query("$filter=Id eq null"),
        query("%27"),
        query(""),
    ]);
}

#[test]
fn orders_and_limits() {
    insta::assert_snapshot!(urls![
        Account::query()
            .select(account::id)
            .order_by(account::name.asc()),
        Account::query()
            .select(account::id)
            .order_by((account::name.desc(), account::id.asc())),
        Account::query()
            .select(account::id)
            .order_by(vec![account::primary_contact_id.asc()]),
        Account::query()
            .select(account::id)
            .order_by(
                account::primary_contact
                    .then(contact::city)
                    .then(city::name)
                    .desc()
            )
            .order_by([account::created_on.asc()]),
        Account::query().select(account::id).top(10).skip(20),
        Account::query().select(account::id).top(10).top(0),
    ]);
}

#[test]
fn the_vendor_documentation_s_example_reads_as_it_does_there() {
    let query = Contact::query()
        .select((
            contact::id,
            contact::name,
            contact::account_id,
            contact::account.then(account::name),
        ))
        .filter(contact::name.contains("And"))
        .order_by(contact::name.asc())
        .top(20)
        .skip(40);
    assert_eq!(
        query.odata4().unwrap().to_string().replace("%20", " "),
        "Contact?$select=Id,Name,AccountId&$expand=Account($select=Name)\
         &$filter=contains(Name,'And')&$orderby=Name asc&$top=20&$skip=40"
    );
}

#[test]
fn a_collection_selected_twice_with_different_queries_is_refused() {
    let contacts = || account::contact_collection_by_account;
    let names = contacts().rows(Contact::query().select(contact::name));
    let two_names = contacts().rows(Contact::query().select(contact::name).top(2));
    let error = Account::query()
        .select((names.clone(), two_names))
        .odata4()
        .unwrap_err();
    insta::assert_snapshot!(error);
    assert!(
        Account::query()
            .select((names.clone(), names))
            .odata4()
            .is_ok()
    );
}

#[test]
fn odata_3_expands_a_collection_as_a_whole_or_refuses() {
    let nested = |rows| {
        let contacts = account::contact_collection_by_account.rows(rows);
        let query = Account::query().select((account::id, contacts));
        query.odata3().map(|url| url.to_string())
    };
    let contacts = || Contact::query().select(contact::name);
    let whole = "AccountCollection?$select=Id,ContactCollectionByAccount/Name\
                 &$expand=ContactCollectionByAccount";
    assert_eq!(nested(contacts()).as_deref(), Ok(whole));
    let clauses = [
        contacts().filter(contact::age.gt(1)),
        contacts().order_by(contact::age.asc()),
        contacts().top(1),
        contacts().skip(1),
    ];
    let refusals = clauses.map(|rows| nested(rows).unwrap_err().to_string());
    insta::assert_snapshot!(refusals.join("\n"));
}

#[test]
fn keys_are_written_as_each_version_writes_values() {
    let key = id(1);
    let four = Prepared::<Clicks>::by_key_odata4(&key);
    let three = Prepared::<Clicks>::by_key_odata3(&key);
    let urls = [four, three].map(|prepared| prepared.unwrap().request().to_string());
    let guid = "01010101-0101-0101-0101-010101010101";
    let expected = [
        format!("Clicks({guid})?$select=EmailId"),
        format!("ClicksCollection(guid'{guid}')?$select=EmailId"),
    ];
    assert_eq!(urls, expected);
    let key = ("EUR".to_owned(), 2024);
    let composite = Prepared::<Rate>::by_key_odata3(&key).unwrap();
    let expected = "Rates(Currency='EUR',Year=2024)?$select=Currency,Year,Value";
    assert_eq!(composite.request().to_string(), expected);
}

#[test]
fn a_count_asks_for_no_rows() {
    let query = Account::query()
        .filter(account::completeness.gt(50))
        .order_by(account::name.asc())
        .top(3);
    let four = query.prepare_count_odata4().unwrap();
    let three = query.prepare_count_odata3().unwrap();
    assert_eq!(
        [four.request().as_str(), three.request().as_str()],
        [
            "Account?$filter=Completeness%20gt%2050&$top=0&$count=true",
            "AccountCollection?$filter=Completeness%20gt%2050&$top=0&$inlinecount=allpages",
        ]
    );
}

#[test]
fn an_instant_that_creatio_cannot_store_is_refused() {
    let query = |instant: &str| {
        Account::query().filter(account::created_on.lt(instant.parse::<Timestamp>().unwrap()))
    };
    let refused = query("-000001-12-31T00:00:00Z").odata4().unwrap_err();
    insta::assert_snapshot!(refused);
    for (instant, stored) in [
        ("0000-12-31T23:59:59Z", false),
        ("0001-01-01T00:00:00Z", true),
        ("9999-12-30T22:00:00Z", true),
    ] {
        let query = query(instant);
        assert_eq!(query.odata4().is_ok(), stored, "{instant}");
        assert_eq!(query.odata3().is_ok(), stored, "{instant}");
    }
}
