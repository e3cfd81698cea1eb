//! Bodies that Creatio's own browser client writes, and the typed queries that mean the same.
//!
//! Each file of `data_service_samples/` is such a body, named after the call that made it. It is
//! either paired with a query or listed with the reason why there is none; a file that is neither
//! fails the test.

#![expect(clippy::expect_used, reason = "helpers of tests")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use creatio_core::jiff::civil::time;
use creatio_core::prelude::*;
use creatio_core::{CompileError, primary_display};
use models::{Account, Contact, Opportunity, account, contact, opportunity};
use serde_json::{Value, json};

/// What the samples ask for.
#[expect(
    unreachable_pub,
    reason = "models are public where they are at home, in a library"
)]
mod models {
    use creatio_core::prelude::*;

    /// A customer.
    #[derive(Debug, Clone, PartialEq, Entity)]
    #[creatio(collection(contacts: Contact = "ContactCollectionByAccount"))]
    pub struct Account {
        #[creatio(key)]
        pub id: Id<Account>,
        pub name: String,
    }

    /// A person.
    #[derive(Debug, Clone, PartialEq, Entity)]
    pub struct Contact {
        #[creatio(key)]
        pub id: Id<Contact>,
        pub name: String,
        pub age: i32,
        pub email: Option<String>,
        pub birth_date: Option<Date>,
        pub do_not_use_email: bool,
        pub created_on: Option<Timestamp>,
        pub start_time: Option<Time>,
        #[creatio(lookup = "Account")]
        pub account_id: Option<Id<Account>>,
        #[creatio(lookup = "Owner")]
        pub owner_id: Option<Id<Contact>>,
    }

    /// A sale to be.
    #[derive(Debug, Clone, PartialEq, Entity)]
    pub struct Opportunity {
        #[creatio(key)]
        pub id: Id<Opportunity>,
        pub amount: Decimal,
    }
}

type Body = Result<Value, CompileError>;

/// The ids of the contacts that meet a condition.
macro_rules! contacts {
    ($condition:expr) => {
        Contact::query()
            .select(contact::id)
            .filter($condition)
            .data_service()
    };
}

/// The ids of the accounts that meet a condition.
macro_rules! accounts {
    ($condition:expr) => {
        Account::query()
            .select(account::id)
            .filter($condition)
            .data_service()
    };
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

fn contact_id() -> Id<Contact> {
    Id::from_u128(0xc4ed336c_3e9b_40fe_8b82_5632476472b4)
}

fn insert() -> Body {
    Contact::insert()
        .set_id(contact_id())
        .set(contact::name, "New")
        .set(contact::age, 33)
        .set(contact::do_not_use_email, true)
        .set(contact::birth_date, Date::constant(1990, 5, 6))
        .set(contact::account_id, Id::new(contact_id().uuid()))
        .clear(contact::email)
        .data_service()
}

/// The queries and writes that mean what a sample says.
#[expect(clippy::too_many_lines, reason = "a table, a pair per sample")]
fn pairs() -> BTreeMap<&'static str, Body> {
    let account: Id<Account> = Id::new(Uuid::from_u128(0xc4ed336c_3e9b_40fe_8b82_5632476472b4));
    BTreeMap::from([
        (
            "01-select-min",
            Contact::query()
                .select((contact::id, contact::name))
                .data_service(),
        ),
        (
            "03-select-order-page",
            Contact::query()
                .select(contact::name)
                .order_by(contact::name.desc())
                .top(15)
                .skip(30)
                .data_service(),
        ),
        (
            "05-select-sum",
            Opportunity::query()
                .select(opportunity::amount.sum())
                .data_service(),
        ),
        (
            "07-select-macros",
            Contact::query()
                .select(primary_display::<Contact>())
                .data_service(),
        ),
        (
            "09-select-backward-count",
            Account::query()
                .select(account::contacts.count())
                .data_service(),
        ),
        ("11-filter-equal", contacts!(contact::age.eq(18))),
        ("13-filter-less", contacts!(contact::age.lt(18))),
        ("15-filter-greater", contacts!(contact::age.gt(18))),
        (
            "17-filter-start_with",
            contacts!(contact::name.starts_with("oh")),
        ),
        ("19-filter-contain", contacts!(contact::name.contains("oh"))),
        (
            "21-filter-end_with",
            contacts!(contact::name.ends_with("oh")),
        ),
        ("23-filter-null", contacts!(contact::email.is_null())),
        ("25-filter-guid", contacts!(contact::account_id.eq(account))),
        (
            "27-filter-bool",
            contacts!(contact::do_not_use_email.eq(true)),
        ),
        (
            "29-filter-datetime",
            contacts!(contact::created_on.gt(at("2024-01-15T13:45:30.123Z"))),
        ),
        (
            "31-filter-time",
            contacts!(contact::start_time.eq(time(9, 30, 0, 0))),
        ),
        (
            "33-filter-between-dates",
            contacts!(
                contact::created_on.between(at("2024-01-01T00:00:00Z"), at("2024-02-01T00:00:00Z"))
            ),
        ),
        (
            "35-filter-in-guid",
            contacts!(contact::account_id.is_in([account])),
        ),
        (
            "37-filter-exists",
            accounts!(account::contacts.is_not_empty()),
        ),
        (
            "39-filter-not-exists",
            accounts!(account::contacts.is_empty()),
        ),
        (
            "41-filter-or-group",
            contacts!(contact::age.eq(1).or(contact::age.eq(2))),
        ),
        (
            "43-filter-macros-today",
            contacts!(contact::created_on.today()),
        ),
        (
            "45-filter-current-user-contact",
            contacts!(contact::owner_id.is_current_user_contact()),
        ),
        (
            "47-filter-primary-display",
            contacts!(primary_display().starts_with("A")),
        ),
        (
            "49-filter-aggregate-subquery",
            accounts!(account::contacts.count().gt(3)),
        ),
        ("51-insert", insert()),
        ("53-delete", Contact::delete(contact_id()).data_service()),
    ])
}

/// The samples that no query means, and why.
const UNPAIRED: [(&str, &str); 5] = [
    ("55-batch", "a batch"),
    (
        "57-select-sub-query-column",
        "some value of some row of a collection: without an aggregate or an order it is chance \
         which one",
    ),
    (
        "59-select-arithmetic",
        "arithmetic between columns, which has not been seen in anybody's requests",
    ),
    (
        "61-select-cache",
        "the server may answer with rows of a cache: a reader of rows cannot mean that",
    ),
    (
        "63-filter-null-value",
        "a comparison with null that the client dropped, so that all rows are found: here it does \
         not compile, and nothing that was asked for is dropped",
    ),
];

/// What a member has when it is left out, or has no say in which rows are read.
fn says_nothing(name: &str, value: &Value) -> bool {
    let no_filters =
        json!({"items": [], "logicalOperation": 0, "isEnabled": true, "filterType": 6});
    match name {
        "caption" => value == "",
        "isVisible" | "isEnabled" => *value == json!(true),
        "orderDirection" | "adminUnitRoleSources" | "querySource" | "aggregationType" => {
            *value == json!(0)
        }
        "orderPosition" => *value == json!(-1),
        "trimDateTimeParameterToDate"
        | "useRecordDeactivation"
        | "queryOptimize"
        | "useMetrics"
        | "isHierarchical" => *value == json!(false),
        "conditionalValues" => value.is_null(),
        "subFilters" | "filters" => value.is_null() || *value == without_defaults(no_filters),
        "serverESQCacheParameters" => {
            *value == json!({"cacheLevel": 0, "cacheGroup": "", "cacheItemName": ""})
        }
        // How the lookups of a row are written, with their names or without.
        "ignoreDisplayValues" => true,
        _ => false,
    }
}

fn without_defaults(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.into_iter().map(|(name, value)| match value {
                // Aliases and the keys of filters are free; neither kind of items has an order.
                Value::Object(items) if name == "items" => {
                    let mut items: Vec<Value> = items.into_values().map(without_defaults).collect();
                    items.sort_by_key(Value::to_string);
                    (name, Value::Array(items))
                }
                value => (name, without_defaults(value)),
            });
            let members = members.filter(|(name, value)| !says_nothing(name, value));
            Value::Object(members.collect())
        }
        Value::Array(items) => items.into_iter().map(without_defaults).collect(),
        other => other,
    }
}

/// Of a time of day the day is any.
fn without_the_day_of_times(value: &mut Value) {
    match value {
        Value::Object(members) if members.get("dataValueType") == Some(&json!(9)) => {
            let text = members["value"].as_str().expect("a time is a text");
            let (_, time) = text.split_once('T').expect("a time has a day");
            members["value"] = json!(time);
        }
        Value::Object(members) => members.values_mut().for_each(without_the_day_of_times),
        Value::Array(items) => items.iter_mut().for_each(without_the_day_of_times),
        _ => {}
    }
}

fn normal(body: Value) -> Value {
    let mut body = without_defaults(body);
    without_the_day_of_times(&mut body);
    body
}

fn samples() -> BTreeMap<String, Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/data_service_samples");
    let files = fs::read_dir(folder).expect("the samples are there");
    files
        .map(|file| {
            let path = file.expect("a file").path();
            let name = path.file_stem().expect("a name").to_string_lossy();
            let text = fs::read_to_string(&path).expect("a text");
            (
                name.into_owned(),
                serde_json::from_str(&text).expect("JSON"),
            )
        })
        .collect()
}

#[test]
fn every_sample_has_a_query_that_means_it_or_a_reason_why_not() {
    let samples = samples();
    let pairs = pairs();
    for name in samples.keys() {
        let paired = pairs.contains_key(&**name);
        let listed = UNPAIRED.iter().any(|(unpaired, _)| unpaired == name);
        assert!(paired != listed, "{name} is in both lists or in neither");
    }
    for name in pairs.keys() {
        assert!(samples.contains_key(*name), "{name} is no sample");
    }
}

#[test]
fn a_query_s_body_says_what_the_sample_says() {
    let samples = samples();
    for (name, body) in pairs() {
        let body = body.expect(name);
        let (ours, theirs) = (normal(body), normal(samples[name].clone()));
        assert_eq!(
            ours,
            theirs,
            "{name}:\n{}",
            serde_json::to_string_pretty(&ours).expect("JSON")
        );
    }
}

#[test]
fn the_writes_in_the_sample_of_a_batch_are_what_is_sent_alone() {
    let batch = &samples()["55-batch"];
    let update = Contact::update(contact_id()).set(contact::name, "Changed");
    let bodies = [
        insert(),
        update.data_service(),
        Contact::delete(contact_id()).data_service(),
    ];
    for (position, body) in bodies.into_iter().enumerate() {
        let mut theirs = batch["items"][position + 1].clone();
        theirs.as_object_mut().expect("an object").remove("__type");
        assert_eq!(normal(body.expect("a body")), normal(theirs));
    }
}

#[test]
fn samples_that_differ_stay_different_when_defaults_are_dropped() {
    let mut seen = BTreeMap::new();
    for (name, body) in samples() {
        let text = normal(body).to_string();
        if let Some(other) = seen.insert(text, name.clone()) {
            panic!("{name} and {other} look alike");
        }
    }
}
