//! Countries, cities, types, products and users.

use super::{
    hostile, words,
    world::{Draft, SUPERVISOR, World, moment, sometimes_hostile},
};
use crate::{rng::Rng, value::Value};

/// A picture for stream columns: one pixel.
pub(super) const PIXEL: &[u8] = include_bytes!("pixel.png");

const ACCOUNT_TYPES: &[&str] = &[
    "Customer",
    "Partner",
    "Supplier",
    "Competitor",
    "Contractor",
    "Our company",
    "",
];
const CONTACT_TYPES: &[&str] = &[
    "Employee",
    "Customer",
    "Contact person",
    "Supplier",
    "Partner's",
    "",
];

pub(super) fn country(_: &World<'_>, rng: &mut Rng, at: usize, row: Draft) -> Draft {
    // Codes that ISO 3166 leaves to users: XA, XB, …
    let letter = char::from(b'A' + u8::try_from(at % 26).unwrap_or_default());
    let row = row
        .text("Name", format!("{}land", words::place(rng)))
        .text("Description", sometimes_hostile(rng, at, String::new()))
        .text("Code", format!("{:03}", 900 + at))
        .text("Alpha2Code", format!("X{letter}"));
    if at.is_multiple_of(3) {
        row
    } else {
        row.bytes("Image", PIXEL)
    }
}

pub(super) fn city(world: &World<'_>, rng: &mut Rng, at: usize, row: Draft) -> Draft {
    let name = words::place(rng);
    row.text("Name", sometimes_hostile(rng, at, name))
        .text("Description", words::sentence(rng))
        .cell("CountryId", world.reference(rng, "Country"))
}

pub(super) fn account_type(_: &World<'_>, _: &mut Rng, at: usize, row: Draft) -> Draft {
    row.text("Name", ACCOUNT_TYPES[at % ACCOUNT_TYPES.len()])
}

pub(super) fn contact_type(_: &World<'_>, _: &mut Rng, at: usize, row: Draft) -> Draft {
    row.text("Name", CONTACT_TYPES[at % CONTACT_TYPES.len()])
}

pub(super) fn product(world: &World<'_>, rng: &mut Rng, at: usize, row: Draft) -> Draft {
    let name = words::product(rng);
    // Free, smallest, largest and ordinary prices.
    let price = match at % 25 {
        0 => 0,
        1 => 1,
        2 => 999_999_999_999_999_999,
        _ => rng.between(1, 90_000_000),
    };
    row.text("Name", sometimes_hostile(rng, at, name))
        .text("Code", format!("P-{at:05}"))
        .text("URL", format!("https://example.com/p/{at}?a=1&b=2#c"))
        .decimal("Price", price)
        .flag("Active", rng.percent(80))
        .flag("IsArchive", rng.percent(10))
        .text("Description", words::sentence(rng))
        .text(
            "Notes",
            if at % 50 == 7 {
                hostile::long_text()
            } else {
                String::new()
            },
        )
        .cell("OwnerId", world.reference(rng, "Contact"))
}

pub(super) fn user(world: &World<'_>, rng: &mut Rng, at: usize, row: Draft) -> Draft {
    let units = world.keys("SysAdminUnit");
    let is_role = at < 8;
    // Roles form a tree; the first is its root.
    let parent = match at {
        0 => Value::Null,
        _ => Value::Guid(units[at.min(8) / 2]),
    };
    let name = words::given_name(rng);
    row.text(
        "Name",
        if at == SUPERVISOR {
            "Supervisor".to_owned()
        } else {
            name.clone()
        },
    )
    .int("SysAdminUnitTypeValue", if is_role { 0 } else { 4 })
    .cell("ParentRoleId", parent)
    .cell(
        "ContactId",
        if is_role {
            Value::Null
        } else {
            // Drawn for the Supervisor, too, so that the rows behind do not depend on it.
            let drawn = world.reference(rng, "Contact");
            match at {
                SUPERVISOR => Value::Guid(world.keys("Contact")[0]),
                _ => drawn,
            }
        },
    )
    .cell("AccountId", world.reference(rng, "Account"))
    .cell(
        "PortalAccountId",
        if at.is_multiple_of(5) {
            world.reference(rng, "Account")
        } else {
            Value::Null
        },
    )
    .text(
        "TimeZoneId",
        if at.is_multiple_of(2) {
            "Europe/Berlin"
        } else {
            ""
        },
    )
    .text("Email", words::email(rng, &name))
    .flag("Active", rng.percent(85))
    .int("LoginAttemptCount", rng.between(0, 3))
    .cell("PasswordExpireDate", moment(rng))
}
