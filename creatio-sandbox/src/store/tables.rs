//! Tables from the schema, rows into them and out again.
//!
//! One table per entity, one column per property. Guids are lower-case text, instants are ticks,
//! decimals are text with their scale, booleans are 0 and 1, streams are blobs, and absent text
//! is the empty text, because Creatio does not tell the two apart.

use std::fmt::Write as _;

use creatio_codegen::schema::PropertyType;
use rusqlite::{Connection, params_from_iter};

use super::functions::{DECIMAL_COLLATION, TEXT_COLLATION};
use crate::{
    catalog::{Catalog, Column, Entity},
    value::Value,
};

/// The statements that make all tables.
pub(super) fn definitions(catalog: &Catalog) -> Vec<String> {
    catalog.entities().map(create_table).collect()
}

fn create_table(entity: &Entity) -> String {
    let mut sql = format!("CREATE TABLE {} (", entity.table);
    for (position, column) in entity.columns.iter().enumerate() {
        let separator = if position == 0 { "" } else { ", " };
        let primary = if entity.key == Some(position) {
            " NOT NULL PRIMARY KEY"
        } else {
            ""
        };
        // Writing to a String cannot fail.
        let _ = write!(
            sql,
            "{separator}{} {}{primary}",
            column.sql,
            sql_type(column)
        );
    }
    sql.push(')');
    sql
}

fn sql_type(column: &Column) -> String {
    match column.ty {
        PropertyType::String => format!("TEXT NOT NULL DEFAULT '' COLLATE {TEXT_COLLATION}"),
        PropertyType::Decimal => format!("TEXT COLLATE {DECIMAL_COLLATION}"),
        PropertyType::Single | PropertyType::Double => "REAL".to_owned(),
        PropertyType::Stream => "BLOB".to_owned(),
        PropertyType::Guid
        | PropertyType::Date
        | PropertyType::TimeOfDay
        | PropertyType::Duration
        | PropertyType::Binary
        | PropertyType::Enum
        | PropertyType::Complex => "TEXT".to_owned(),
        PropertyType::Boolean
        | PropertyType::Byte
        | PropertyType::SByte
        | PropertyType::Int16
        | PropertyType::Int32
        | PropertyType::Int64
        | PropertyType::DateTimeOffset => "INTEGER".to_owned(),
    }
}

/// Inserts rows, each with one value per column of the entity.
pub(super) fn insert(
    connection: &Connection,
    entity: &Entity,
    rows: &[Vec<Value>],
) -> rusqlite::Result<()> {
    let marks = vec!["?"; entity.columns.len()].join(", ");
    let sql = format!("INSERT INTO {} VALUES ({marks})", entity.table);
    let mut statement = connection.prepare(&sql)?;
    for row in rows {
        statement.execute(params_from_iter(row.iter().map(Value::to_sql)))?;
    }
    Ok(())
}

/// Indexes the columns that lead from rows to others, so that details of many rows are found
/// quickly.
pub(super) fn index(connection: &Connection, entity: &Entity) -> rusqlite::Result<()> {
    let table = &entity.table;
    let name = &table[1..table.len() - 1];
    for (position, column) in entity.columns.iter().enumerate() {
        if column.is_lookup_key {
            let column = &column.sql;
            // A position, because names of columns may differ by case only.
            connection.execute_batch(&format!(
                "CREATE INDEX \"{name} by column {position}\" ON {table} ({column})"
            ))?;
        }
    }
    Ok(())
}

/// All rows of an entity in the order they were inserted.
pub(super) fn all(connection: &Connection, entity: &Entity) -> rusqlite::Result<Vec<Vec<Value>>> {
    let columns: Vec<_> = entity
        .columns
        .iter()
        .map(|column| column.sql.as_str())
        .collect();
    let sql = format!(
        "SELECT {} FROM {} ORDER BY rowid",
        columns.join(", "),
        entity.table
    );
    let mut statement = connection.prepare(&sql)?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let values = entity.columns.iter().enumerate();
        let values = values.map(|(at, column)| Ok(Value::from_sql(column.ty, row.get_ref(at)?)));
        all.push(values.collect::<rusqlite::Result<_>>()?);
    }
    Ok(all)
}
