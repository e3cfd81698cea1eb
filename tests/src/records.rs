//! Stored rows as plain Rust values, for computing what a query should have found.
//!
//! The values are those that [`Sandbox::rows`] shows: real nulls, exact decimals. Nothing here
//! knows SQL, OData or the client; lookups are followed by the names that the `$metadata` document
//! gives them.
#![allow(
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a wrong name in a test, or a broken sandbox, fails the test by panicking"
)]

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use creatio_codegen::csdl;
use creatio_codegen::schema::Schema;
use creatio_core::{Decimal, Timestamp, Uuid};
use creatio_sandbox::{Row, Sandbox};
use serde_json::Value as Json;

/// The rows of all entities of a sandbox with the bundled schema.
#[derive(Debug)]
pub struct Records {
    schema: Schema,
    tables: HashMap<String, Table>,
    /// Which rows of an entity hold a key in a column, found out when first asked for.
    details: Mutex<HashMap<(String, String), Arc<Details>>>,
}

/// Positions of rows by the key that they hold.
type Details = HashMap<Uuid, Vec<usize>>;

#[derive(Debug)]
struct Table {
    /// Sorted by their keys.
    rows: Vec<Row>,
    by_key: HashMap<Uuid, usize>,
}

/// One row, which knows where its lookups lead.
#[derive(Debug, Clone, Copy)]
pub struct Record<'r> {
    records: &'r Records,
    entity: &'r str,
    row: &'r Row,
}

/// The `$metadata` document that a sandbox serves unless it is given another.
pub fn bundled_metadata() -> String {
    let snapshot = "../creatio-sandbox/snapshots/twelve-entities.odata4.xml";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(snapshot);
    std::fs::read_to_string(path).expect("the sandbox's snapshot is in the repository")
}

impl Records {
    /// Reads everything that the sandbox holds now.
    pub async fn read(sandbox: &Sandbox) -> Records {
        let schema = csdl::read(bundled_metadata().as_bytes(), "the bundled snapshot").unwrap();
        let mut tables = HashMap::new();
        for entity in &schema.entities {
            let mut rows = sandbox.rows(&entity.name).await.unwrap();
            rows.sort_by_cached_key(|row| guid_in(row, "Id"));
            let key = |(position, row): (usize, &Row)| (guid_in(row, "Id").unwrap(), position);
            let by_key = rows.iter().enumerate().map(key).collect();
            tables.insert(entity.name.clone(), Table { rows, by_key });
        }
        Records {
            schema,
            tables,
            details: Mutex::default(),
        }
    }

    /// All rows of an entity, sorted by their keys, as a query without an order gives them.
    pub fn all(&self, entity: &str) -> Vec<Record<'_>> {
        let (entity, table) = self.table(entity);
        table.rows.iter().map(self.record(entity)).collect()
    }

    /// The row at a position in that order.
    pub fn nth(&self, entity: &str, position: usize) -> Record<'_> {
        let (entity, table) = self.table(entity);
        self.record(entity)(&table.rows[position])
    }

    fn table(&self, entity: &str) -> (&str, &Table) {
        let known = self.tables.get_key_value(entity);
        let (entity, table) = known.expect("an entity of the sandbox");
        (entity, table)
    }

    fn record<'r>(&'r self, entity: &'r str) -> impl Fn(&'r Row) -> Record<'r> {
        move |row| Record {
            records: self,
            entity,
            row,
        }
    }

    fn details(&self, entity: &str, column: &str) -> Arc<Details> {
        let mut known = self.details.lock().unwrap();
        let details = known.entry((entity.to_owned(), column.to_owned()));
        Arc::clone(details.or_insert_with(|| {
            let mut details = Details::new();
            for (position, row) in self.tables[entity].rows.iter().enumerate() {
                if let Some(key) = guid_in(row, column) {
                    details.entry(key).or_default().push(position);
                }
            }
            Arc::new(details)
        }))
    }
}

impl<'r> Record<'r> {
    /// The key.
    pub fn id(&self) -> Uuid {
        self.guid("Id").unwrap()
    }

    /// Text; empty where there is none.
    pub fn text(&self, column: &str) -> &'r str {
        self.cell(column).as_str().expect("a text column")
    }

    /// An integer.
    pub fn int(&self, column: &str) -> i32 {
        let value = self.cell(column).as_i64().expect("an integer column");
        value.try_into().unwrap()
    }

    /// A truth value.
    pub fn flag(&self, column: &str) -> bool {
        self.cell(column).as_bool().expect("a boolean column")
    }

    /// A decimal.
    pub fn decimal(&self, column: &str) -> Decimal {
        let text = self.cell(column).as_str().expect("a decimal column");
        text.parse().unwrap()
    }

    /// A guid, if there is one.
    pub fn guid(&self, column: &str) -> Option<Uuid> {
        guid_in(self.row, column)
    }

    /// An instant, if there is one.
    pub fn instant(&self, column: &str) -> Option<Timestamp> {
        let text = self.cell(column).as_str();
        text.map(|text| text.parse().unwrap())
    }

    /// The row behind a lookup, if there is one.
    pub fn follow(&self, lookup: &str) -> Option<Record<'r>> {
        let entity = self.records.schema.entity(self.entity).unwrap();
        let lookup = entity.lookups.iter().find(|known| known.name == lookup);
        let lookup = lookup.expect("a lookup of the entity");
        let column = lookup.column.as_deref().expect("a key column");
        let table = &self.records.tables[&lookup.target];
        let position = *table.by_key.get(&self.guid(column)?)?;
        Some(Record {
            records: self.records,
            entity: &lookup.target,
            row: &table.rows[position],
        })
    }

    /// The rows of an entity whose column holds this row's key, sorted by their keys.
    pub fn details(&self, entity: &str, column: &str) -> Vec<Record<'r>> {
        let (entity, table) = self.records.table(entity);
        let details = self.records.details(entity, column);
        let positions = details.get(&self.id()).into_iter().flatten();
        let rows = positions.map(|position| &table.rows[*position]);
        rows.map(self.records.record(entity)).collect()
    }

    fn cell(&self, column: &str) -> &'r Json {
        let cell = self.row.get(column);
        cell.unwrap_or_else(|| panic_about(self.entity, column))
    }
}

#[expect(clippy::panic, reason = "the test names a column that does not exist")]
fn panic_about(entity: &str, column: &str) -> ! {
    panic!("{entity} has no column {column}")
}

fn guid_in(row: &Row, column: &str) -> Option<Uuid> {
    let cell = row.get(column).expect("a column of the entity");
    cell.as_str().map(|text| text.parse().unwrap())
}

/// Text as Creatio compares it: without regard to case.
pub fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}
