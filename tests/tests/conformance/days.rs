//! Columns of days, in models that know them as such: the same days over every protocol, whatever
//! the user's clock shows.

use creatio_core::jiff::ToSpan as _;
use creatio_core::jiff::civil::{Date, date};
use creatio_core::jiff::tz::TimeZone;
use creatio_core::{Column, Id};
use creatio_tests::records::Record;
use models::{Person, Prospect, person, prospect};

use crate::harness::{Asked, Root, cases, finds, finds_asked, id, in_order, rows};

mod models {
    use creatio_core::prelude::*;

    /// A contact, with its birthday as a day.
    #[derive(Debug, Clone, PartialEq, Entity)]
    #[creatio(entity = "Contact")]
    pub(crate) struct Person {
        #[creatio(key)]
        pub(crate) id: Id<Person>,
        pub(crate) age: i32,
        #[creatio(edm = "DateTimeOffset")]
        pub(crate) birth_date: Option<Date>,
    }

    /// A lead, with the day on which it is decided.
    #[derive(Debug, Clone, PartialEq, Entity)]
    #[creatio(entity = "Lead")]
    pub(crate) struct Prospect {
        #[creatio(key)]
        pub(crate) id: Id<Prospect>,
        #[creatio(lookup = "QualifiedContact")]
        pub(crate) qualified_contact_id: Option<Id<Person>>,
    }
}

impl Root for Person {
    const ID: Column<Self, Id<Self>> = person::id;
}

impl Root for Prospect {
    const ID: Column<Self, Id<Self>> = prospect::id;
}

const DAY: Date = date(2020, 6, 15);

fn born(row: Record<'_>) -> Option<Date> {
    let midnight = row.instant("BirthDate")?;
    Some(TimeZone::UTC.to_datetime(midnight).date())
}

/// The birthday of a young contact: of all there are too many for pages of 40 rows.
fn young(row: Record<'_>) -> Option<Date> {
    born(row).filter(|_| row.int("Age") < 25)
}

fn qualified(row: Record<'_>) -> Option<Date> {
    born(row.follow("QualifiedContact")?)
}

fn some_days() -> Vec<Date> {
    (0..200)
        .map(|step| date(2016, 1, 1) + (step * 17).days())
        .collect()
}

fn young_people<'w>(asked: &Asked<'w>) -> impl Iterator<Item = Record<'w>> {
    asked
        .all("Contact")
        .into_iter()
        .filter(|row| row.int("Age") < 25)
}

cases! {
    eq: finds(person::birth_date.eq(date(2023, 9, 18)), |row| {
        born(row).map(|day| day == date(2023, 9, 18))
    });
    lt: finds(person::birth_date.lt(DAY) & person::age.lt(25), |row| {
        young(row).map(|day| day < DAY)
    });
    ge: finds(person::birth_date.ge(DAY) & person::age.lt(25), |row| {
        young(row).map(|day| day >= DAY)
    });
    between: finds(person::birth_date.between(date(2020, 2, 29), DAY), |row| {
        born(row).map(|day| (date(2020, 2, 29)..=DAY).contains(&day))
    });
    in_a_list: finds(person::birth_date.is_in(some_days()), |row| {
        born(row).map(|day| some_days().contains(&day))
    });
    missing: finds(person::birth_date.is_null() & person::age.lt(25), |row| {
        born(row).is_none() && row.int("Age") < 25
    });
    not_before: finds(!person::birth_date.lt(DAY) & person::age.lt(25), |row| {
        young(row).map(|day| day >= DAY)
    });
    behind_a_lookup: finds(
        prospect::qualified_contact.then(person::birth_date).le(DAY),
        |row| qualified(row).map(|day| day <= DAY),
    );
    year: finds(
        person::birth_date.year().eq(2021) & person::age.lt(25),
        |row| young(row).map(|day| day.year() == 2021),
    );
    day_of_the_month: finds(person::birth_date.day().eq(1) & person::age.lt(40), |row| {
        born(row).map(|day| day.day() == 1 && row.int("Age") < 40)
    });
    weekday: finds(
        person::birth_date.weekday().eq(1) & person::age.lt(25),
        |row| young(row).map(|day| day.weekday().to_sunday_one_offset() == 1),
    );
    this_month: finds_asked(person::birth_date.current_month(), |asked, row| {
        let first = asked.today().first_of_month();
        born(row).map(|day| day.first_of_month() == first)
    });
    previous_days: finds_asked(person::birth_date.previous_days(30), |asked, row| {
        let span = asked.today() - 30.days()..asked.today();
        born(row).map(|day| span.contains(&day))
    });
    selected: rows(
        Person::query()
            .select((person::id, person::birth_date))
            .filter(person::age.lt(25)),
        |asked| {
            young_people(asked)
                .map(|row| (id(row), born(row)))
                .collect()
        },
    );
    selected_behind_a_lookup: rows(
        Prospect::query().select((
            prospect::id,
            prospect::qualified_contact.then(person::birth_date),
        )),
        |asked| {
            let leads = asked.all("Lead").into_iter();
            leads.map(|row| (id(row), qualified(row))).collect()
        },
    );
    ordered: in_order(
        Person::query()
            .select((person::birth_date, person::id))
            .filter(person::age.lt(25))
            .order_by((person::birth_date.desc(), person::id.asc())),
        |asked| {
            let mut people: Vec<_> = young_people(asked)
                .map(|row| (born(row), id(row)))
                .collect();
            people.sort_by_key(|row| std::cmp::Reverse(row.0));
            people
        },
    );
    first_and_last: rows(
        Person::query().select((person::birth_date.min(), person::birth_date.max())),
        |asked| {
            let contacts = asked.all("Contact");
            let days = || contacts.iter().filter_map(|row| born(*row));
            vec![(days().min(), days().max())]
        },
    );
}
