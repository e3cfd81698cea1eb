//! The DataService: JSON in, JSON out, one operation per address.
//!
//! Served are `SelectQuery`, `InsertQuery`, `UpdateQuery`, `DeleteQuery`, `BatchQuery` of these, and the
//! two that tell what `$metadata` lacks, the list of entity schemas and one schema with captions, requiredness and data value types.

mod envelope;
mod facts;
mod plausible;
mod recorded;
mod schemas;
mod select;
pub(crate) mod settings;

use rusqlite::Connection;
use serde_json::{Map, Value as Json};

pub(crate) use envelope::{failure, success};
pub(crate) use schemas::Schemas;
use settings::SysSettings;

use crate::{catalog::Catalog, change::Writer, reply::Reply, user::User};

/// The operation that gives one schema.
pub(crate) const ENTITY_SCHEMA: &str = "RuntimeEntitySchemaRequest";
const ENTITY_SCHEMAS: &str = "EntitySchemaManagerRequest";
const SELECT: &str = "SelectQuery";
const BATCH: &str = "BatchQuery";

/// Whether an operation reads rows.
pub(crate) fn is_select(operation: &str) -> bool {
    operation.eq_ignore_ascii_case(SELECT)
}

/// Answers a POST to the operation that reads rows, with at most so many of them.
pub(crate) fn select(
    body: &[u8],
    user: &User,
    max_rows: u64,
    catalog: &Catalog,
    connection: &Connection,
) -> Reply {
    // A tree of JSON is not deeper than 128 levels; what reads the text below relies on that.
    match (members(body), std::str::from_utf8(body)) {
        (Some(_), Ok(body)) => select::answer(body, user, max_rows, catalog, connection),
        _ => envelope::malformed(),
    }
}

/// Answers a POST to an operation that may write rows, at most so many of them; `None` if it is
/// another.
pub(crate) fn change(
    operation: &str,
    body: &[u8],
    max_rows: u64,
    writer: Writer<'_>,
) -> Option<Reply> {
    if !is_change(operation) {
        return None;
    }
    Some(match (members(body), std::str::from_utf8(body)) {
        (Some(_), Ok(body)) => match select::Verb::of(operation) {
            Some(verb) => select::answer_change(verb, body, max_rows, writer),
            None => select::answer_batch(body, max_rows, writer),
        },
        _ => envelope::malformed(),
    })
}

/// Whether an operation may write rows.
pub(crate) fn is_change(operation: &str) -> bool {
    operation.eq_ignore_ascii_case(BATCH) || select::Verb::of(operation).is_some()
}

/// Answers a POST to an operation on schemas or settings; `None` if there is no such operation.
pub(crate) fn answer(
    operation: &str,
    body: &[u8],
    schemas: &Schemas,
    settings: &SysSettings,
) -> Option<Reply> {
    let is = |name: &str| operation.eq_ignore_ascii_case(name);
    if is(settings::QUERY) {
        return Some(settings::query(body, settings));
    }
    if is(settings::SAVE) {
        return Some(settings::save(body, settings));
    }
    let reply = if is(ENTITY_SCHEMAS) {
        members(body).map(|_| success([("collection", schemas.list())]))
    } else if is(ENTITY_SCHEMA) {
        members(body).map(|members| one_schema(&members, schemas))
    } else {
        return None;
    };
    Some(reply.unwrap_or_else(envelope::malformed))
}

/// The name of the schema that a request for one asks for.
pub(crate) fn asked_schema(operation: &str, body: &[u8]) -> Option<String> {
    if !operation.eq_ignore_ascii_case(ENTITY_SCHEMA) {
        return None;
    }
    text(&members(body)?, "name").map(str::to_owned)
}

fn one_schema(members: &Map<String, Json>, schemas: &Schemas) -> Reply {
    let found = match (text(members, "name"), text(members, "uId")) {
        (Some(name), _) => schemas.by_name(name).ok_or(name),
        (None, Some(id)) => schemas.by_id(id).ok_or(id),
        (None, None) => Err(""),
    };
    match found {
        Ok(schema) => success([("errorInfo", Json::Null), ("schema", schema.clone())]),
        Err(sought) => failure(
            "ItemNotFoundException",
            &format!("Entity schema \"{sought}\" not found."),
        ),
    }
}

fn members(body: &[u8]) -> Option<Map<String, Json>> {
    match serde_json::from_slice(body) {
        Ok(Json::Object(members)) => Some(members),
        _ => None,
    }
}

/// A member that is text. Creatio compares the names of members without case.
fn text<'j>(members: &'j Map<String, Json>, name: &str) -> Option<&'j str> {
    let member = members
        .iter()
        .find(|(member, _)| member.eq_ignore_ascii_case(name));
    member.and_then(|(_, value)| value.as_str())
}
