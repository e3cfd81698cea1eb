//! The path below the service root: which resource is meant.

use uuid::Uuid;

use super::refusal::Refusal;
use crate::{
    catalog::{Catalog, EntityId},
    raw,
};

/// What a path names.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Resource {
    /// The list of entity sets.
    Service,
    /// The CSDL document.
    Metadata,
    /// A whole set.
    Set(EntityId),
    /// The number of rows of a set.
    Count(EntityId),
    /// One row.
    Row(Row),
    /// A member of one row, and what of it.
    Member(Row, String, Aspect),
}

/// One row, which may or may not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row {
    /// Its entity.
    pub(super) entity: EntityId,
    /// Its key.
    pub(super) key: Uuid,
}

/// What of a member is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aspect {
    /// The member itself.
    Itself,
    /// `$value`: the raw text of a column.
    Value,
    /// `$count`: the number of rows of a detail.
    Count,
}

/// Reads a path, percent-encoded as it came, without a leading slash.
pub(super) fn parse(catalog: &Catalog, path: &str, url: &str) -> Result<Resource, Refusal> {
    let segments: Vec<_> = path.split('/').map(raw::segment).collect();
    let segments: Vec<_> = segments.iter().map(String::as_str).collect();
    let (first, rest) = match segments.as_slice() {
        [] | [""] => return Ok(Resource::Service),
        ["$metadata"] => return Ok(Resource::Metadata),
        [first, rest @ ..] => (*first, rest),
    };
    let (set, key) = match first.split_once('(') {
        Some((set, key)) => (set, Some(key)),
        None => (first, None),
    };
    let entity = catalog
        .by_set(set)
        .ok_or_else(|| Refusal::unknown_set(url, set))?;
    let Some(key) = key else {
        return match rest {
            [] => Ok(Resource::Set(entity)),
            ["$count"] => Ok(Resource::Count(entity)),
            _ => Err(Refusal::no_action(url, set)),
        };
    };
    let row = Row {
        entity,
        key: read_key(key).ok_or_else(|| bad_key(first))?,
    };
    let member = |name: &str, aspect| Ok(Resource::Member(row, name.to_owned(), aspect));
    match rest {
        [] => Ok(Resource::Row(row)),
        [name] if !name.starts_with('$') => member(name, Aspect::Itself),
        [name, "$value"] => member(name, Aspect::Value),
        [name, "$count"] => member(name, Aspect::Count),
        _ => Err(Refusal::no_action(url, set)),
    }
}

/// `8ecab4a1-…)`, `Id=8ecab4a1-…)`: bare, with hyphens, nothing after the parenthesis.
fn read_key(text: &str) -> Option<Uuid> {
    let inner = text.strip_suffix(')')?;
    let inner = inner.strip_prefix("Id=").unwrap_or(inner);
    if inner.len() == 36 {
        inner.parse().ok()
    } else {
        None
    }
}

fn bad_key(segment: &str) -> Refusal {
    Refusal::Query(format!("Bad Request - Error in query syntax: '{segment}'."))
}
