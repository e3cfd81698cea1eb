//! Structs as rows: `#[derive(Projection)]` over every protocol.

use creatio_core::{Id, Projection, count};
use creatio_tests::models::{Account, City, Contact, account, contact};
use creatio_tests::records::Record;

use crate::harness::{cases, id, in_order, key, path_text, rows};

/// An account with columns from up to three lookups away.
#[derive(Debug, Clone, PartialEq, Projection)]
#[creatio(entity = Account)]
struct Summary {
    id: Id<Account>,
    name: String,
    #[creatio(column = "completeness")]
    complete: i32,
    city_id: Option<Id<City>>,
    #[creatio(path = "primary_contact.age")]
    contact_age: Option<i32>,
    #[creatio(path = "primary_contact.city.name")]
    contact_city: Option<String>,
    #[creatio(path = "owner")]
    owner: Option<Person>,
}

#[derive(Debug, Clone, PartialEq, Projection)]
#[creatio(entity = Contact)]
struct Person {
    id: Id<Contact>,
    confirmed: bool,
    #[creatio(path = "account.completeness")]
    account_complete: Option<i32>,
}

/// How many contacts there are of an age.
#[derive(Debug, Clone, PartialEq, Projection)]
#[creatio(entity = Contact)]
struct Age {
    age: i32,
    #[creatio(aggregate = count())]
    contacts: i64,
}

fn person(row: Record<'_>) -> Person {
    let account = row.follow("Account");
    Person {
        id: id(row),
        confirmed: row.flag("Confirmed"),
        account_complete: account.map(|account| account.int("Completeness")),
    }
}

fn summary(row: Record<'_>) -> Summary {
    let contact = row.follow("PrimaryContact");
    Summary {
        id: id(row),
        name: row.text("Name").to_owned(),
        complete: row.int("Completeness"),
        city_id: key(row, "CityId"),
        contact_age: contact.map(|contact| contact.int("Age")),
        contact_city: path_text(contact.and_then(|contact| contact.follow("City")), "Name"),
        owner: row.follow("Owner").map(person),
    }
}

cases! {
    paths_and_a_row_behind_a_lookup: rows(Account::query().select_as::<Summary>(), |asked| {
        asked.all("Account").into_iter().map(summary).collect()
    });
    of_what_a_filter_finds: in_order(
        Account::query()
            .select_as::<Summary>()
            .filter(account::completeness.gt(60) & account::owner_id.is_not_null())
            .order_by(account::id.desc())
            .top(50),
        |asked| {
            let accounts = asked.all("Account").into_iter().rev();
            let found = accounts
                .filter(|row| row.int("Completeness") > 60 && row.guid("OwnerId").is_some());
            found.take(50).map(summary).collect()
        },
    );
    groups: in_order(
        Contact::query()
            .select_as::<Age>()
            .order_by(contact::age.asc()),
        |asked| {
            let mut ages = std::collections::BTreeMap::new();
            for row in asked.all("Contact") {
                *ages.entry(row.int("Age")).or_insert(0) += 1;
            }
            ages.into_iter()
                .map(|(age, contacts)| Age { age, contacts })
                .collect()
        },
    );
}
