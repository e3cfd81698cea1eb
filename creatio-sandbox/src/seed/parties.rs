//! Accounts, contacts and the files of accounts.

use super::{
    hostile,
    reference::PIXEL,
    words,
    world::{Draft, World, date, sometimes_hostile},
};
use crate::{rng::Rng, value::Value};

pub(super) fn account(world: &World<'_>, rng: &mut Rng, at: usize, row: Draft) -> Draft {
    let accounts = world.keys("Account");
    // Number 10 is its own parent, 20 and 21 are each other's.
    let parent = match at {
        10 => Value::Guid(accounts[10]),
        20 => Value::Guid(accounts[21]),
        21 => Value::Guid(accounts[20]),
        _ if at.is_multiple_of(4) => world.reference(rng, "Account"),
        _ => Value::Null,
    };
    let name = words::company(rng);
    let row = row
        .text("Name", sometimes_hostile(rng, at, name))
        .text(
            "AlternativeName",
            if at.is_multiple_of(7) {
                hostile::text(rng)
            } else {
                String::new()
            },
        )
        .text("Code", format!("{at:06}"))
        .text("Phone", words::phone(rng))
        .text(
            "Web",
            if at.is_multiple_of(3) {
                String::new()
            } else {
                format!("https://www.example.com/{at}")
            },
        )
        .text("Address", words::street(rng))
        .text("Zip", format!("{:05}", rng.below(100_000)))
        .text("Notes", notes(rng, at))
        .int("Completeness", rng.between(0, 20) * 5)
        .int("LeadConversionScore", rng.between(-50, 100))
        .cell("OwnerId", world.reference(rng, "Contact"))
        .cell("PrimaryContactId", world.reference(rng, "Contact"))
        .cell("ParentId", parent)
        .cell("TypeId", world.reference(rng, "AccountType"))
        .cell("CityId", world.reference(rng, "City"))
        .cell("CountryId", world.reference(rng, "Country"));
    if at.is_multiple_of(2) {
        row.bytes("Logo", PIXEL)
    } else {
        row
    }
}

pub(super) fn contact(world: &World<'_>, rng: &mut Rng, at: usize, row: Draft) -> Draft {
    let (given, family) = (words::given_name(rng), words::family_name(rng));
    let name = match at {
        0 => "Supervisor".to_owned(),
        _ => sometimes_hostile(rng, at, format!("{given} {family}")),
    };
    let email = if rng.percent(15) {
        String::new()
    } else {
        words::email(rng, &given)
    };
    let age = rng.between(18, 80);
    let row = row
        .text("Name", name)
        .text("GivenName", given)
        .text("Surname", family)
        .text("JobTitle", words::job(rng))
        .text("Email", email)
        .text("Phone", words::phone(rng))
        .text(
            "MobilePhone",
            if at.is_multiple_of(4) {
                String::new()
            } else {
                words::phone(rng)
            },
        )
        .text("Address", words::street(rng))
        .text("Notes", notes(rng, at))
        .cell("BirthDate", date(rng))
        .int("Age", age)
        .int("Completeness", rng.between(0, 20) * 5)
        .flag("DoNotUseEmail", rng.percent(20))
        .flag("DoNotUseCall", rng.percent(10))
        .flag("Confirmed", rng.percent(60))
        .cell("OwnerId", world.reference(rng, "Contact"))
        .cell("AccountId", world.reference(rng, "Account"))
        .cell("TypeId", world.reference(rng, "ContactType"))
        .cell("CityId", world.reference(rng, "City"))
        .cell("CountryId", world.reference(rng, "Country"));
    if at.is_multiple_of(10) {
        row.bytes("ContactPhoto", PIXEL)
    } else {
        row
    }
}

pub(super) fn account_file(world: &World<'_>, rng: &mut Rng, at: usize, row: Draft) -> Draft {
    // From nothing to some tens of kilobytes.
    let content: Vec<u8> = (0..at * at).map(|_| rng.next().to_le_bytes()[0]).collect();
    let name = format!("{}.bin", words::place(rng));
    let row = row
        .text("Name", sometimes_hostile(rng, at, name))
        .text("Notes", words::sentence(rng))
        .int("Version", rng.between(1, 9))
        .int("Size", i64::try_from(content.len()).unwrap_or(i64::MAX))
        .cell("AccountId", world.reference(rng, "Account"))
        .cell(
            "LockedById",
            if at.is_multiple_of(6) {
                world.reference(rng, "Contact")
            } else {
                Value::Null
            },
        )
        .cell(
            "LockedOn",
            if at.is_multiple_of(6) {
                date(rng)
            } else {
                Value::Null
            },
        );
    if content.is_empty() {
        row
    } else {
        row.bytes("Data", &content)
    }
}

fn notes(rng: &mut Rng, at: usize) -> String {
    match at % 60 {
        5 => hostile::long_text(),
        n if n % 6 == 1 => hostile::text(rng),
        n if n.is_multiple_of(2) => String::new(),
        _ => words::sentence(rng),
    }
}
