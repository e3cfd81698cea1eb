//! What all parts of the seed share: keys by entity, and rows under construction.

use std::collections::HashMap;

use rust_decimal::Decimal;
use uuid::Uuid;

use super::hostile;
use crate::{
    catalog::{Catalog, Member},
    instant::Instant,
    rng::Rng,
    store::Rows,
    value::{Value, default_of},
};

/// The entities the seed knows, and how many rows it gives each.
const COUNTS: &[(&str, usize)] = &[
    ("Country", 30),
    ("City", 90),
    ("AccountType", 7),
    ("ContactType", 6),
    ("SysAdminUnit", 45),
    ("Product", 150),
    ("Account", 300),
    ("Contact", 3_000),
    ("AccountFile", 200),
    ("Order", 1_500),
    ("Lead", 500),
    ("Activity", 4_000),
];

/// Seconds from the Unix epoch to 2016, the year the data begins.
const FIRST_YEAR: i64 = 1_451_606_400;
const DAY: i64 = 86_400;
const DAYS: i64 = 3_600;

/// The keys of every row, known before any row is written, so that rows can refer both ways.
#[derive(Debug)]
pub(super) struct World<'a> {
    catalog: &'a Catalog,
    seed: u64,
    keys: HashMap<&'static str, Vec<Uuid>>,
}

/// The position of the user Supervisor among the users; its contact is the first.
pub(super) const SUPERVISOR: usize = 8;

/// The keys of the user Supervisor and of its contact.
pub(super) fn supervisor(seed: u64) -> (Uuid, Uuid) {
    let nth = |entity: &str, position: usize| {
        let mut rng = keys_of(seed, entity);
        (0..=position).fold(Uuid::nil(), |_, _| rng.guid())
    };
    (nth("SysAdminUnit", SUPERVISOR), nth("Contact", 0))
}

/// Where the keys of an entity come from.
fn keys_of(seed: u64, entity: &str) -> Rng {
    Rng::new(seed, &format!("{entity}.Id"))
}

/// Cells of one row by column name. Columns that the snapshot lacks, or has with
/// another type, are left out.
#[derive(Debug, Default)]
pub(super) struct Draft(Vec<(&'static str, Value)>);

impl<'a> World<'a> {
    pub(super) fn new(catalog: &'a Catalog, seed: u64) -> Self {
        let keys = COUNTS.iter().map(|(entity, count)| {
            let mut rng = keys_of(seed, entity);
            (*entity, (0..*count).map(|_| rng.guid()).collect())
        });
        Self {
            catalog,
            seed,
            keys: keys.collect(),
        }
    }

    /// All keys of an entity of the seed.
    pub(super) fn keys(&self, entity: &str) -> &[Uuid] {
        self.keys.get(entity).map_or(&[], Vec::as_slice)
    }

    /// A reference to some row, empty once in eight.
    pub(super) fn reference(&self, rng: &mut Rng, entity: &str) -> Value {
        if rng.percent(12) {
            return Value::Null;
        }
        Value::Guid(*rng.pick(self.keys(entity)))
    }

    /// The rows of one entity, if the snapshot has it: `row` is called for each with its position.
    pub(super) fn rows(
        &self,
        entity: &'static str,
        mut row: impl FnMut(&mut Rng, usize, Draft) -> Draft,
    ) -> Option<Rows> {
        let id = self.catalog.by_name(entity)?;
        let columns = &self.catalog.entity(id).columns;
        let mut rng = Rng::new(self.seed, entity);
        let rows = self.keys(entity).iter().enumerate().map(|(position, key)| {
            let start = self.common(&mut rng, position, *key);
            let draft = row(&mut rng, position, start);
            let mut cells: Vec<_> = columns.iter().map(|column| default_of(column.ty)).collect();
            for (name, value) in draft.0 {
                if let Some(Member::Column(column)) = self.catalog.entity(id).member(name)
                    && value.fits(columns[column].ty)
                {
                    cells[column] = value;
                }
            }
            cells
        });
        Some((id, rows.collect()))
    }

    /// The columns that nearly every entity of Creatio has.
    fn common(&self, rng: &mut Rng, position: usize, key: Uuid) -> Draft {
        let created = some_day(rng) * DAY + rng.between(0, DAY - 1);
        let modified = created + rng.between(0, 90 * DAY);
        let contacts = self.keys("Contact");
        let authors = &contacts[..contacts.len().min(12)];
        let digits = u32::try_from(position % 8).unwrap_or_default();
        Draft::default()
            .guid("Id", key)
            .cell("CreatedOn", with_fraction(rng, created, digits))
            .cell("ModifiedOn", with_fraction(rng, modified, 7 - digits))
            .guid("CreatedById", *rng.pick(authors))
            .guid("ModifiedById", *rng.pick(authors))
    }
}

impl Draft {
    pub(super) fn cell(mut self, column: &'static str, value: Value) -> Self {
        self.0.push((column, value));
        self
    }

    pub(super) fn text(self, column: &'static str, text: impl Into<String>) -> Self {
        self.cell(column, Value::Text(text.into()))
    }

    pub(super) fn int(self, column: &'static str, value: i64) -> Self {
        self.cell(column, Value::Int(value))
    }

    pub(super) fn flag(self, column: &'static str, value: bool) -> Self {
        self.cell(column, Value::Bool(value))
    }

    pub(super) fn guid(self, column: &'static str, value: Uuid) -> Self {
        self.cell(column, Value::Guid(value))
    }

    /// Units of 0.0001.
    pub(super) fn decimal(self, column: &'static str, units: i64) -> Self {
        self.cell(column, Value::Decimal(Decimal::new(units, 4)))
    }

    pub(super) fn bytes(self, column: &'static str, bytes: &[u8]) -> Self {
        self.cell(column, Value::Bytes(bytes.to_vec()))
    }
}

/// The usual text, or a hostile one in every ninth row.
pub(super) fn sometimes_hostile(rng: &mut Rng, position: usize, usual: String) -> String {
    if position % 9 == 4 {
        hostile::text(rng)
    } else {
        usual
    }
}

/// A date at midnight, absent once in five.
pub(super) fn date(rng: &mut Rng) -> Value {
    if rng.percent(20) {
        Value::Null
    } else {
        at_second(some_day(rng) * DAY)
    }
}

/// A time of day on some day, to the minute, absent once in five.
pub(super) fn moment(rng: &mut Rng) -> Value {
    if rng.percent(20) {
        return Value::Null;
    }
    at_second(some_day(rng) * DAY + rng.between(0, 24 * 60 - 1) * 60)
}

/// Days from 2016 on.
fn some_day(rng: &mut Rng) -> i64 {
    FIRST_YEAR / DAY + rng.between(0, DAYS)
}

/// An instant on a whole second from the Unix epoch.
pub(super) fn at_second(second: i64) -> Value {
    Value::Instant(Instant::from_ticks(second * 10_000_000))
}

/// An instant whose fraction of a second has up to so many digits.
fn with_fraction(rng: &mut Rng, second: i64, digits: u32) -> Value {
    let unit = 10_i64.pow(7 - digits.min(7));
    let fraction = rng.between(0, 9_999_999) / unit * unit;
    Value::Instant(Instant::from_ticks(second * 10_000_000 + fraction))
}
