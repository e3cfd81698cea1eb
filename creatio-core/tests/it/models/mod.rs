//! A few entities written by hand, as a program without generated models would write them.
#![allow(dead_code, reason = "each test uses some of the models")]
#![allow(
    unreachable_pub,
    reason = "models are public where they are at home, in a library"
)]

use creatio_core::prelude::*;

/// A customer.
#[derive(Debug, Clone, PartialEq, Entity)]
#[creatio(
    collection(contact_collection_by_account: Contact = "ContactCollectionByAccount"),
    collection(order_collection_by_account: Order = "OrderCollectionByAccount"),
    stream(logo = "Logo")
)]
pub struct Account {
    #[creatio(key)]
    pub id: Id<Account>,
    pub name: String,
    pub code: Option<String>,
    pub completeness: i32,
    pub created_on: Option<Timestamp>,
    #[creatio(lookup = "PrimaryContact")]
    pub primary_contact_id: Option<Id<Contact>>,
    #[creatio(lookup = "Parent")]
    pub parent_id: Option<Id<Account>>,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Entity)]
#[creatio(collection(order_collection_by_contact: Order = "OrderCollectionByContact"))]
pub struct Contact {
    #[creatio(key)]
    pub id: Id<Contact>,
    pub name: String,
    pub email: Option<String>,
    pub age: i32,
    #[creatio(lookup = "Account")]
    pub account_id: Option<Id<Account>>,
    #[creatio(lookup = "City")]
    pub city_id: Option<Id<City>>,
}

/// A town.
#[derive(Debug, Clone, PartialEq, Entity)]
pub struct City {
    #[creatio(key)]
    pub id: Id<City>,
    pub name: String,
}

/// A sale.
#[derive(Debug, Clone, PartialEq, Entity)]
pub struct Order {
    #[creatio(key)]
    pub id: Id<Order>,
    pub number: String,
    pub amount: Decimal,
    pub paid: bool,
    pub external_id: Option<Uuid>,
    pub due_date: Option<Date>,
    pub reminder: Option<Time>,
    pub weight: f64,
    #[creatio(lookup = "Account")]
    pub account_id: Option<Id<Account>>,
}

/// Days and times as Creatio serves them: as instants.
#[derive(Debug, Clone, PartialEq, Entity)]
pub struct Visit {
    #[creatio(key)]
    pub id: Id<Visit>,
    #[creatio(edm = "DateTimeOffset")]
    pub day: Option<Date>,
    #[creatio(edm = "DateTimeOffset")]
    pub start: Option<Time>,
    #[creatio(lookup = "FollowUp")]
    pub follow_up_id: Option<Id<Visit>>,
}

/// An entity whose key has two parts, neither of them a guid.
#[derive(Debug, Clone, PartialEq, Entity)]
#[creatio(set = "Rates")]
pub struct Rate {
    #[creatio(key)]
    pub currency: String,
    #[creatio(key)]
    pub year: i32,
    pub value: Decimal,
}

/// An entity whose key is itself a lookup.
#[derive(Debug, Clone, PartialEq, Entity)]
pub struct Clicks {
    #[creatio(key, lookup = "Email")]
    pub email_id: Id<City>,
}

/// An entity with names that are no ASCII.
#[derive(Debug, Clone, PartialEq, Entity)]
#[creatio(entity = "Größe")]
pub struct Size {
    #[creatio(key)]
    pub id: Id<Size>,
    #[creatio(name = "Höhe")]
    pub height: i32,
}

/// What the schemas of an instance tell besides `$metadata`.
#[derive(Debug, Clone, PartialEq, Entity)]
pub struct Ticket {
    #[creatio(key)]
    pub id: Id<Ticket>,
    #[creatio(required, max_length = 5)]
    pub subject: String,
    #[creatio(max_length = 3)]
    pub code: Option<String>,
    #[creatio(required, lookup = "City")]
    pub city_id: Option<Id<City>>,
}
