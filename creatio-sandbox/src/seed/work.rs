//! Orders, leads and activities.

use super::{
    hostile, words,
    world::{Draft, World, date, moment, sometimes_hostile},
};
use crate::rng::Rng;

/// Amounts that ordinary ones do not test: nothing, the smallest, the largest, negative ones.
const ODD_AMOUNTS: &[i64] = &[
    0,
    1,
    -1,
    10_000,
    999_999_999_999_999_999,
    -999_999_999_999_999_999,
    900_719_925_474_099_301,
];

pub(super) fn order(world: &World<'_>, rng: &mut Rng, at: usize, row: Draft) -> Draft {
    let amount = match ODD_AMOUNTS.get(at % 40) {
        Some(odd) => *odd,
        None => rng.between(1, 5_000_000_000),
    };
    row.text("Number", format!("ORD-{at}"))
        .cell("Date", date(rng))
        .cell("DueDate", date(rng))
        .cell("ActualDate", moment(rng))
        .decimal("CurrencyRate", 10_000)
        .decimal("Amount", amount)
        .decimal("PrimaryAmount", amount)
        .decimal(
            "PaymentAmount",
            if at.is_multiple_of(3) { 0 } else { amount },
        )
        .text("DeliveryAddress", words::street(rng))
        .text("ReceiverName", words::given_name(rng))
        .text("Comment", sometimes_hostile(rng, at, String::new()))
        .text(
            "Notes",
            if at.is_multiple_of(5) {
                words::sentence(rng)
            } else {
                String::new()
            },
        )
        .cell("AccountId", world.reference(rng, "Account"))
        .cell("ContactId", world.reference(rng, "Contact"))
        .cell("OwnerId", world.reference(rng, "Contact"))
}

pub(super) fn lead(world: &World<'_>, rng: &mut Rng, at: usize, row: Draft) -> Draft {
    let name = words::company(rng);
    row.text(
        "LeadName",
        sometimes_hostile(rng, at, format!("Need for {name}")),
    )
    .text("Account", name)
    .text("Contact", words::given_name(rng))
    .text("Email", words::email(rng, "lead"))
    .text("Website", "https://example.com/?q=a%20b&c=d")
    .text("Commentary", words::sentence(rng))
    .decimal("Budget", rng.between(0, 900_000_000))
    .decimal("Score", rng.between(-1_000_000, 1_000_000))
    .decimal("SalePercent", rng.between(0, 100) * 10_000)
    .int("PredictiveScore", rng.between(0, 100))
    .flag("DoNotUseEmail", rng.percent(20))
    .cell("MeetingDate", moment(rng))
    .cell("DecisionDate", date(rng))
    .cell("CountryId", world.reference(rng, "Country"))
    .cell("CityId", world.reference(rng, "City"))
    .cell("QualifiedContactId", world.reference(rng, "Contact"))
    .cell("QualifiedAccountId", world.reference(rng, "Account"))
    .cell("OwnerId", world.reference(rng, "Contact"))
    .cell("SalesOwnerId", world.reference(rng, "Contact"))
    .cell("PartnerId", world.reference(rng, "Account"))
    .cell("GroupId", world.reference(rng, "SysAdminUnit"))
    .cell("OrderId", world.reference(rng, "Order"))
}

pub(super) fn activity(world: &World<'_>, rng: &mut Rng, at: usize, row: Draft) -> Draft {
    let title = words::task(rng);
    row.text("Title", sometimes_hostile(rng, at, title))
        .cell("StartDate", moment(rng))
        .cell("DueDate", moment(rng))
        .cell("SendDate", moment(rng))
        .int("DurationInMinutes", rng.between(0, 48) * 15)
        .text("Sender", words::email(rng, "sender"))
        .text(
            "Body",
            if at % 100 == 3 {
                hostile::long_text()
            } else {
                words::sentence(rng)
            },
        )
        .text(
            "Location",
            if at.is_multiple_of(3) {
                words::place(rng)
            } else {
                String::new()
            },
        )
        .flag("ShowInScheduler", rng.percent(50))
        .flag("IsHtmlBody", at.is_multiple_of(2))
        .flag("RemindToOwner", rng.percent(30))
        .cell("OwnerId", world.reference(rng, "Contact"))
        .cell("AuthorId", world.reference(rng, "Contact"))
        .cell("AccountId", world.reference(rng, "Account"))
        .cell("ContactId", world.reference(rng, "Contact"))
        .cell("LeadId", world.reference(rng, "Lead"))
        .cell("OrderId", world.reference(rng, "Order"))
        .cell("ActivityConnectionId", world.reference(rng, "Activity"))
        .cell("OrganizerId", world.reference(rng, "Contact"))
        .cell("SenderContactId", world.reference(rng, "Contact"))
}
