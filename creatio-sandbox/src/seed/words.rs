//! Invented names: nobody and nothing real.

use crate::rng::Rng;

const STARTS: &[&str] = &[
    "Al", "Bren", "Cor", "Dal", "El", "Fen", "Gar", "Hol", "Is", "Jor", "Kel", "Lor", "Mar", "Nor",
    "Or", "Pel", "Quin", "Ros", "Sel", "Tor", "Ul", "Vel", "Wex", "Yar", "Zel",
];
const MIDDLES: &[&str] = &[
    "a", "e", "i", "o", "u", "an", "en", "in", "or", "ar", "el", "ist",
];
const PLACE_ENDS: &[&str] = &[
    "burg", "dale", "ford", "haven", "mere", "port", "stead", "ton", "vik", "wick",
];
const PERSON_ENDS: &[&str] = &["a", "as", "ek", "el", "en", "ia", "is", "o", "or", "us"];
const FAMILY_ENDS: &[&str] = &[
    "berg", "ev", "ick", "mann", "ova", "sen", "ski", "son", "to", "well",
];
const TRADES: &[&str] = &[
    "Analytics",
    "Bakery",
    "Bearings",
    "Energy",
    "Foods",
    "Freight",
    "Glass",
    "Instruments",
    "Logistics",
    "Optics",
    "Paper",
    "Pumps",
    "Systems",
    "Textiles",
    "Trading",
    "Works",
];
const FORMS: &[&str] = &["Ltd", "Inc", "GmbH", "AG", "& Co", "Group", "SA"];
const THINGS: &[&str] = &[
    "Adapter",
    "Bracket",
    "Cable",
    "Cabinet",
    "Controller",
    "Filter",
    "Gauge",
    "Lamp",
    "Licence",
    "Motor",
    "Panel",
    "Pump",
    "Sensor",
    "Switch",
    "Valve",
    "Workstation",
];
const TASKS: &[&str] = &[
    "Call back",
    "Confirm delivery",
    "Discuss renewal",
    "Follow up",
    "Plan a visit",
    "Prepare an offer",
    "Review contract",
    "Send price list",
    "Status meeting",
    "Write summary",
];
const JOBS: &[&str] = &[
    "Accountant",
    "Buyer",
    "CEO",
    "CTO",
    "Developer",
    "Engineer",
    "Head of sales",
    "Office manager",
    "Sales manager",
    "Specialist",
];

fn stem(rng: &mut Rng) -> String {
    format!("{}{}", rng.pick(STARTS), rng.pick(MIDDLES))
}

pub(super) fn place(rng: &mut Rng) -> String {
    format!("{}{}", stem(rng), rng.pick(PLACE_ENDS))
}

pub(super) fn given_name(rng: &mut Rng) -> String {
    format!("{}{}", stem(rng), rng.pick(PERSON_ENDS))
}

pub(super) fn family_name(rng: &mut Rng) -> String {
    format!("{}{}", stem(rng), rng.pick(FAMILY_ENDS))
}

pub(super) fn company(rng: &mut Rng) -> String {
    format!(
        "{}{} {} {}",
        stem(rng),
        rng.pick(PERSON_ENDS),
        rng.pick(TRADES),
        rng.pick(FORMS)
    )
}

pub(super) fn product(rng: &mut Rng) -> String {
    format!(
        "{} {} {}",
        stem(rng),
        rng.pick(THINGS),
        rng.between(10, 990)
    )
}

pub(super) fn task(rng: &mut Rng) -> String {
    format!("{} {}", rng.pick(TASKS), rng.between(1, 99))
}

pub(super) fn job(rng: &mut Rng) -> String {
    (*rng.pick(JOBS)).to_owned()
}

pub(super) fn phone(rng: &mut Rng) -> String {
    format!(
        "+99 {:03} {:03} {:04}",
        rng.below(1000),
        rng.below(1000),
        rng.below(10_000)
    )
}

/// An address under a domain reserved for documentation.
pub(super) fn email(rng: &mut Rng, name: &str) -> String {
    let local: String = name
        .to_lowercase()
        .chars()
        .map(|c| if c == ' ' { '.' } else { c })
        .collect();
    format!("{local}{}@example.com", rng.below(100))
}

pub(super) fn street(rng: &mut Rng) -> String {
    format!("{} {} Street", rng.between(1, 240), place(rng))
}

pub(super) fn sentence(rng: &mut Rng) -> String {
    format!(
        "{} asked about {}; {}.",
        given_name(rng),
        product(rng),
        task(rng).to_lowercase()
    )
}
