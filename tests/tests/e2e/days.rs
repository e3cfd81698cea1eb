//! Columns of days, which Creatio serves as instants and does not compare with anything else.

use creatio_core::Error;
use creatio_core::prelude::*;
use creatio_sandbox::Sandbox;
use creatio_tests::world;
use models::{Naive, Person, naive, person};
use serde_json::json;

mod models {
    use creatio_core::prelude::*;

    #[derive(Debug, Clone, PartialEq, Entity)]
    #[creatio(entity = "Contact")]
    pub(crate) struct Person {
        #[creatio(key)]
        pub(crate) id: Id<Person>,
        pub(crate) name: String,
        #[creatio(edm = "DateTimeOffset")]
        pub(crate) birth_date: Option<Date>,
    }

    /// The same column, had it been taken for what its values look like.
    #[derive(Debug, Clone, PartialEq, Entity)]
    #[creatio(entity = "Contact")]
    pub(crate) struct Naive {
        #[creatio(key)]
        pub(crate) id: Id<Naive>,
        pub(crate) birth_date: Option<Date>,
    }
}

const DAY: Date = Date::constant(2019, 9, 8);

/// Four people, of whom Dee has no birthday.
async fn people() -> Sandbox {
    let people = [
        ("Ann", Some("2019-09-07T00:00:00Z")),
        ("Bob", Some("2019-09-08T00:00:00Z")),
        ("Cid", Some("2019-09-09T00:00:00Z")),
        ("Dee", None),
    ];
    let rows = people.into_iter().zip(1..).map(|((name, born), id)| {
        json!({ "Id": Uuid::from_u128(id).to_string(), "Name": name, "BirthDate": born })
    });
    world::with_rows(Sandbox::builder(), "Contact", rows).await
}

#[tokio::test]
async fn conditions_on_a_day_find_the_rows_of_that_day() {
    let sandbox = people().await;
    let client = world::client(&sandbox);
    for (condition, found) in [
        (person::birth_date.eq(DAY), vec!["Bob"]),
        (person::birth_date.gt(DAY), vec!["Cid"]),
        (person::birth_date.le(DAY), vec!["Ann", "Bob"]),
        (person::birth_date.between(DAY, DAY), vec!["Bob"]),
        (
            person::birth_date.is_in([DAY.tomorrow().unwrap(), DAY]),
            vec!["Bob", "Cid"],
        ),
        (person::birth_date.is_null(), vec!["Dee"]),
    ] {
        let query = Person::query().select(person::name).filter(condition);
        let names = client.fetch(query.order_by(person::name.asc())).await;
        assert_eq!(names.unwrap(), found);
    }
}

#[tokio::test]
async fn days_are_read_and_a_missing_one_is_none() {
    let sandbox = people().await;
    let query = Person::query().select(person::birth_date);
    let days = world::client(&sandbox)
        .fetch(query.order_by(person::birth_date.desc()).top(2))
        .await
        .unwrap();
    assert_eq!(days, [DAY.tomorrow().ok(), Some(DAY)]);
    let query = Person::query().filter(person::name.eq("Dee"));
    let dee = world::client(&sandbox).fetch_one(query).await.unwrap();
    assert_eq!(dee.birth_date, None);
}

#[tokio::test]
async fn without_the_attribute_the_service_refuses_the_comparison() {
    let sandbox = people().await;
    let query = Naive::query().filter(naive::birth_date.eq(DAY));
    let error = world::client(&sandbox).fetch(query).await.unwrap_err();
    assert!(matches!(error, Error::Rejected { .. }), "{error:?}");
    assert_eq!(error.status(), Some(400));
}
