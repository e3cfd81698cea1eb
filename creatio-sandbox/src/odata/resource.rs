//! The path below the service root: which resource is meant.

use uuid::Uuid;

use crate::{
    catalog::{Catalog, EntityId},
    raw,
};

/// What a path names.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Resource {
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
pub(crate) struct Row {
    /// Its entity.
    pub(crate) entity: EntityId,
    /// Its key.
    pub(crate) key: Uuid,
}

/// What of a member is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aspect {
    /// The member itself.
    Itself,
    /// `$value`: the raw text of a column.
    Value,
    /// `$count`: the number of rows of a detail.
    Count,
}

/// How a version spells addresses.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spelling {
    /// The entity of a set of this name.
    pub(crate) entity: fn(&Catalog, &str) -> Option<EntityId>,
    /// The 36 characters of a key within its constant.
    pub(crate) key: fn(&str) -> Option<&str>,
}

/// Why a path names nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wrong<'p> {
    /// There is no such set.
    Set(&'p str),
    /// The key in this segment is none.
    Key(&'p str),
    /// Nothing has this name, below this set.
    Beyond {
        /// The set.
        set: &'p str,
        /// The segment.
        segment: &'p str,
    },
}

/// Reads a path, percent-encoded as it came, without a leading slash. What the service refuses it
/// with is `refuse`'s.
pub(crate) fn parse<E>(
    spelling: Spelling,
    catalog: &Catalog,
    path: &str,
    refuse: impl Fn(Wrong<'_>) -> E,
) -> Result<Resource, E> {
    let segments: Vec<_> = path.split('/').map(raw::segment).collect();
    let segments: Vec<_> = segments.iter().map(String::as_str).collect();
    named(spelling, catalog, &segments).map_err(refuse)
}

fn named<'p>(
    spelling: Spelling,
    catalog: &Catalog,
    segments: &[&'p str],
) -> Result<Resource, Wrong<'p>> {
    let (first, rest) = match segments {
        [] | [""] => return Ok(Resource::Service),
        ["$metadata"] => return Ok(Resource::Metadata),
        [first, rest @ ..] => (*first, rest),
    };
    let (set, key) = match first.split_once('(') {
        Some((set, key)) => (set, Some(key)),
        None => (first, None),
    };
    let entity = (spelling.entity)(catalog, set).ok_or(Wrong::Set(set))?;
    let Some(key) = key else {
        return match rest {
            [] => Ok(Resource::Set(entity)),
            ["$count"] => Ok(Resource::Count(entity)),
            [segment, ..] => Err(Wrong::Beyond { set, segment }),
        };
    };
    let key = read_key(spelling, key).ok_or(Wrong::Key(first))?;
    let row = Row { entity, key };
    let member = |name: &str, aspect| Ok(Resource::Member(row, name.to_owned(), aspect));
    match rest {
        [] => Ok(Resource::Row(row)),
        [name] if !name.starts_with('$') => member(name, Aspect::Itself),
        [name, "$value"] => member(name, Aspect::Value),
        [name, "$count"] => member(name, Aspect::Count),
        [segment] | [_, segment, ..] => Err(Wrong::Beyond { set, segment }),
    }
}

/// `8ecab4a1-…)`, `Id=8ecab4a1-…)`: with hyphens, nothing after the parenthesis.
fn read_key(spelling: Spelling, text: &str) -> Option<Uuid> {
    let inner = text.strip_suffix(')')?;
    let inner = inner.strip_prefix("Id=").unwrap_or(inner);
    let digits = (spelling.key)(inner).filter(|digits| digits.len() == 36)?;
    digits.parse().ok()
}
