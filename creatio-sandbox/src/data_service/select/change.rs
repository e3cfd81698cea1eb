//! `InsertQuery`, `UpdateQuery` and `DeleteQuery`.

use rusqlite::Connection;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::{
    exception::Exception,
    plan::{self, World},
    wire::{self, Change, Verb},
};
use crate::{
    catalog::EntityId,
    change::{Assignment, Refused, Writer},
    query::run::{Scope, Source},
    reply::{JSON, Reply},
    savepoint::Savepoint,
};

impl From<Refused> for Exception {
    fn from(refused: Refused) -> Self {
        Self::database(refused.0)
    }
}

/// Answers a body, which must be valid JSON: at most so many rows are changed, all or none of them.
pub(in super::super) fn answer(verb: Verb, body: &str, max_rows: u64, writer: Writer<'_>) -> Reply {
    written(writer, verb, body, max_rows).unwrap_or_else(Exception::into_reply)
}

/// The answer to a query that was made.
pub(super) fn written(
    writer: Writer<'_>,
    verb: Verb,
    body: &str,
    max_rows: u64,
) -> Result<Reply, Exception> {
    let change = wire::read_change(verb, body)?;
    let world = World {
        catalog: writer.catalog,
        user: writer.user,
        now: writer.user.clock.now(),
    };
    let entity = plan::entity(world, &change.schema)?;
    let values = plan::assignments(world, entity, &change.values)?;
    let savepoint = Savepoint::begin(writer.connection)?;
    let mut members = match verb {
        Verb::Insert => inserted(writer, entity, values)?,
        Verb::Update | Verb::Delete => {
            let keys = keys(world, writer.connection, entity, &change, max_rows)?;
            match verb {
                Verb::Delete => affected(writer.delete(entity, &keys)?),
                _ if keys.is_empty() && change.is_upsert => inserted(writer, entity, values)?,
                _ => affected(writer.update(entity, &keys, &values)?),
            }
        }
    };
    savepoint.keep()?;
    if let Some(id) = change.query_id {
        members["queryId"] = id;
    }
    Ok(Reply::new(200, JSON, members.to_string()))
}

fn inserted(
    writer: Writer<'_>,
    entity: EntityId,
    values: Vec<Assignment>,
) -> Result<Json, Exception> {
    let id = writer.insert(entity, values)?;
    let mut members = affected(1);
    members["id"] = json!(id.to_string());
    Ok(members)
}

fn affected(rows: usize) -> Json {
    json!({ "rowsAffected": rows, "nextPrcElReady": false, "success": true })
}

/// The keys of the rows that the filters find. Filters that find whatever there is are refused.
fn keys(
    world: World<'_>,
    connection: &Connection,
    entity: EntityId,
    change: &Change,
    max_rows: u64,
) -> Result<Vec<Uuid>, Exception> {
    let plan = plan::rows(world, entity, change.filter.as_ref())?
        .ok_or_else(|| Exception::database("Changing data with an empty filter is not allowed."))?;
    let source = Source {
        connection,
        catalog: world.catalog,
    };
    let rows = source.rows(&plan, Scope::All)?;
    if rows.len() as u64 > max_rows {
        return Err(Exception::too_many_rows(max_rows));
    }
    Ok(rows.into_iter().filter_map(|row| row.key).collect())
}
