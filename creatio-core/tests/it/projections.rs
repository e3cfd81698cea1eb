//! Structs of a program's own as rows: `#[derive(Projection)]`.

use crate::models;

use creatio_core::capability::clause::{Aggregation, ComputedColumn, NestedRows};
use creatio_core::capability::{DataServiceOnly, OData4Only, ODataOnly, Portable};
use creatio_core::prelude::*;
use creatio_core::{EnumType, Projected};
use models::{Account, City, Contact, Order, account, city, contact, order};

#[derive(Debug, Clone, PartialEq, Projection)]
#[creatio(entity = Contact)]
struct Person {
    name: String,
    #[creatio(path = "city.name")]
    town: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Projection)]
#[creatio(entity = models::Account)]
struct Summary {
    id: Id<Account>,
    #[creatio(column = "name")]
    title: String,
    #[creatio(path = "primary_contact.city.name")]
    town: Option<String>,
    #[creatio(path = "primary_contact.account_id")]
    employer: Option<Id<Account>>,
    #[creatio(path = "primary_contact")]
    contact: Option<Person>,
    #[creatio(column = account::primary_contact.then(contact::city))]
    city: Option<City>,
}

fn url<R, C: creatio_core::capability::OverOData4>(query: &Query<Account, R, C>) -> String {
    query
        .odata4()
        .map_or_else(|error| error.to_string(), |url| url.to_string())
}

#[test]
fn fields_are_columns_paths_and_rows_behind_lookups() {
    let query: Query<Account, Summary, Portable> = Account::query().select_as::<Summary>();
    assert_eq!(
        url(&query),
        "Account?$select=Id,Name&$expand=PrimaryContact($select=AccountId,Name;\
         $expand=City($select=Name,Id))"
    );
    let id = "76929f8c-7e15-4c64-bdb0-adc62d383727";
    let reply = format!(
        r#"{{"value":[
            {{"Id":"{id}","Name":"Acme","PrimaryContact":{{"AccountId":"{id}","Name":"Ann",
              "City":{{"Name":"Oslo","Id":"{id}"}}}}}},
            {{"Id":"{id}","Name":"Lone","PrimaryContact":null}}]}}"#
    );
    let page = query
        .prepare_odata4()
        .unwrap()
        .read_page(reply.as_bytes(), 1);
    let id = Uuid::try_parse(id).unwrap();
    let oslo = Some("Oslo".to_owned());
    let expected = [
        Summary {
            id: id.into(),
            title: "Acme".to_owned(),
            town: oslo.clone(),
            employer: Some(id.into()),
            contact: Some(Person {
                name: "Ann".to_owned(),
                town: oslo,
            }),
            city: Some(City {
                id: id.into(),
                name: "Oslo".to_owned(),
            }),
        },
        Summary {
            id: id.into(),
            title: "Lone".to_owned(),
            town: None,
            employer: None,
            contact: None,
            city: None,
        },
    ];
    assert_eq!(page.unwrap().rows, expected);
}

#[derive(Debug, Clone, PartialEq, Projection)]
#[creatio(entity = Contact)]
struct Customer {
    name: String,
    order_collection_by_contact: Vec<Order>,
}

#[derive(Debug, Clone, PartialEq, Projection)]
#[creatio(entity = Account)]
struct Team {
    contact_collection_by_account: Vec<Customer>,
    #[creatio(
        column = account::primary_contact.then(contact::order_collection_by_contact),
    )]
    orders: Vec<Number>,
}

#[derive(Debug, Clone, PartialEq, Projection)]
#[creatio(entity = Order)]
struct Number {
    number: String,
}

#[derive(Debug, Clone, PartialEq, Projection)]
#[creatio(entity = Account)]
struct Best {
    #[creatio(
        column = "contact_collection_by_account",
        query = Contact::query()
            .select_as()
            .filter(contact::age.gt(30))
            .order_by(contact::name.asc())
            .top(2)
    )]
    people: Vec<Person>,
}

#[test]
fn lists_are_rows_of_collections_whole_or_as_a_query_finds_them() {
    let query: Query<Account, Team, ODataOnly<NestedRows>> = Account::query().select_as::<Team>();
    assert_eq!(
        query.odata3().unwrap().to_string(),
        "AccountCollection?$select=PrimaryContact/OrderCollectionByContact/Number,\
         ContactCollectionByAccount/Name,\
         ContactCollectionByAccount/OrderCollectionByContact/Id,\
         ContactCollectionByAccount/OrderCollectionByContact/Number,\
         ContactCollectionByAccount/OrderCollectionByContact/Amount,\
         ContactCollectionByAccount/OrderCollectionByContact/Paid,\
         ContactCollectionByAccount/OrderCollectionByContact/ExternalId,\
         ContactCollectionByAccount/OrderCollectionByContact/DueDate,\
         ContactCollectionByAccount/OrderCollectionByContact/Reminder,\
         ContactCollectionByAccount/OrderCollectionByContact/Weight,\
         ContactCollectionByAccount/OrderCollectionByContact/AccountId\
         &$expand=PrimaryContact/OrderCollectionByContact,\
         ContactCollectionByAccount/OrderCollectionByContact"
    );
    let query: Query<Account, Best, OData4Only<NestedRows>> = Account::query().select_as::<Best>();
    assert_eq!(
        url(&query),
        "Account?$select=Id&$expand=ContactCollectionByAccount($select=Name;\
         $expand=City($select=Name);$filter=Age%20gt%2030;$orderby=Name%20asc;$top=2)"
    );
    let reply = br#"{"value":[{"ContactCollectionByAccount":[
        {"Name":"Ann","City":{"Name":"Oslo"}},{"City":null,"Name":"Bo"}]}]}"#;
    let page = query.prepare_odata4().unwrap().read_page(reply, 1).unwrap();
    let person = |name: &str, town: Option<&str>| Person {
        name: name.to_owned(),
        town: town.map(str::to_owned),
    };
    let people = vec![person("Ann", Some("Oslo")), person("Bo", None)];
    assert_eq!(page.rows, [Best { people }]);
}

#[derive(Debug, Clone, PartialEq, Projection)]
#[creatio(entity = Account)]
struct Totals {
    code: Option<String>,
    #[creatio(aggregate = count())]
    rows: i64,
    #[creatio(aggregate = account::completeness.avg())]
    completeness: Option<Decimal>,
}

#[derive(Debug, Clone, PartialEq, Projection)]
#[creatio(entity = Account)]
struct Age {
    #[creatio(computed = account::created_on.year())]
    year: i32,
    #[creatio(computed = account::contact_collection_by_account.count())]
    contacts: i64,
}

#[test]
fn folds_and_computed_values_are_fields_that_only_data_service_carries() {
    let totals: Query<Account, Totals, DataServiceOnly<Aggregation>> =
        Account::query().select_as::<Totals>();
    let selected = Account::query().select((account::code, count(), account::completeness.avg()));
    let body = totals.data_service().unwrap();
    assert_eq!(body, selected.data_service().unwrap());
    assert_eq!(body["rootSchemaName"], "Account");
    let age: Query<Account, Age, DataServiceOnly<ComputedColumn>> =
        Account::query().select_as::<Age>();
    let selected = Account::query().select((
        account::created_on.year(),
        account::contact_collection_by_account.count(),
    ));
    assert_eq!(
        age.data_service().unwrap(),
        selected.data_service().unwrap()
    );
}

#[test]
fn projections_stand_beside_other_selections() {
    let query: Query<Account, (Summary, Option<String>, Option<Person>)> =
        Account::query().select((
            Projected::<Summary>::new(),
            account::code,
            account::primary_contact.row_as::<Person>(),
        ));
    assert!(url(&query).starts_with("Account?$select=Id,Name,Code&"));
    let rows = Contact::query().select_as::<Person>().top(1);
    let nested: Query<Account, Vec<Person>, ODataOnly<NestedRows>> =
        Account::query().select(account::contact_collection_by_account.rows(rows));
    assert_eq!(
        url(&nested),
        "Account?$select=Id&$expand=ContactCollectionByAccount($select=Name;\
         $expand=City($select=Name);$top=1)"
    );
    let whole = Account::query().select_as::<Account>();
    assert_eq!(url(&whole), url(&Account::query()));
}

#[derive(Debug, Clone, PartialEq, EnumType)]
#[creatio(enumeration = "Demo.Colour")]
enum Colour {
    Red,
    Other(String),
}

#[derive(Debug, Clone, PartialEq, Entity)]
struct Paint {
    #[creatio(key)]
    id: Id<Paint>,
    colour: Option<Colour>,
    tags: Vec<String>,
    bytes: Vec<u8>,
    r#type: String,
}

#[derive(Debug, Clone, PartialEq, Projection)]
#[creatio(entity = Paint)]
struct Coat {
    colour: Option<Colour>,
    tags: Vec<String>,
    bytes: Vec<u8>,
    r#type: String,
}

#[test]
fn values_that_are_lists_or_enums_are_columns_and_not_nested_rows() {
    let query: Query<Paint, Coat, Portable> = Paint::query().select_as::<Coat>();
    let url = query.odata4().unwrap().to_string();
    assert_eq!(url, "Paint?$select=Colour,Tags,Bytes,Type");
    let reply = br#"{"value":[{"Colour":"Red","Tags":["a"],"Bytes":"AQ==","Type":"x"}]}"#;
    let page = query.prepare_odata4().unwrap().read_page(reply, 1).unwrap();
    let expected = Coat {
        colour: Some(Colour::Red),
        tags: vec!["a".to_owned()],
        bytes: vec![1],
        r#type: "x".to_owned(),
    };
    assert_eq!(page.rows, [expected]);
}

mod elsewhere {
    //! A struct that finds entity and constants by other paths.

    #[derive(Debug, creatio_core::Projection)]
    #[creatio(entity = crate::models::City, module = super::city, crate = "creatio_core")]
    pub(crate) struct Name {
        pub(crate) name: String,
    }
}

#[test]
fn the_module_of_constants_can_be_named() {
    let _ = city::name;
    let query = City::query()
        .select_as::<elsewhere::Name>()
        .prepare_odata4()
        .unwrap();
    let page = query
        .read_page(br#"{"value":[{"Name":"Oslo"}]}"#, 1)
        .unwrap();
    assert_eq!(page.rows[0].name, "Oslo");
    let _ = order::number;
}
