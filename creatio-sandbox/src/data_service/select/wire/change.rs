//! The queries that write, around their values and conditions.

use serde_json::Value as Json;

use super::{Expression, Filter, expression, filter, members::Members};
use crate::data_service::select::exception::Exception;

/// What a query does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super::super) enum Verb {
    /// `InsertQuery`
    Insert,
    /// `UpdateQuery`
    Update,
    /// `DeleteQuery`
    Delete,
}

/// A whole query.
#[derive(Debug)]
pub(in super::super) struct Change {
    /// The schema whose rows are written.
    pub(in super::super) schema: String,
    /// Columns by their schema names, and what is written to them.
    pub(in super::super) values: Vec<(String, Expression)>,
    /// Which rows; an insert has none.
    pub(in super::super) filter: Option<Filter>,
    /// Whether a row is inserted where none is found.
    pub(in super::super) is_upsert: bool,
    /// What the reply repeats.
    pub(in super::super) query_id: Option<Json>,
}

impl Verb {
    /// The verb of an operation, if it writes.
    pub(in super::super::super) fn of(operation: &str) -> Option<Self> {
        [Self::Insert, Self::Update, Self::Delete]
            .into_iter()
            .find(|verb| operation.eq_ignore_ascii_case(verb.name()))
    }

    fn name(self) -> &'static str {
        match self {
            Self::Insert => "InsertQuery",
            Self::Update => "UpdateQuery",
            Self::Delete => "DeleteQuery",
        }
    }
}

/// Reads a body. It must be valid JSON.
pub(in super::super) fn read_change(verb: Verb, json: &str) -> Result<Change, Exception> {
    let members = Members::read(verb.name(), json)?;
    let filter = match verb {
        Verb::Insert => None,
        Verb::Update | Verb::Delete => filter::optional(&members, "filters")?,
    };
    let values = match verb {
        Verb::Delete => Vec::new(),
        Verb::Insert | Verb::Update => values(&members)?,
    };
    Ok(Change {
        schema: members.required_text("rootSchemaName")?,
        values,
        filter,
        is_upsert: members.flag("isUpsert", false)?,
        query_id: members.any("queryId")?,
    })
}

fn values(members: &Members<'_>) -> Result<Vec<(String, Expression)>, Exception> {
    let items = match members.object("columnValues", "columnValues")? {
        Some(values) => values.object("items", "items of columnValues")?,
        None => None,
    };
    let items = items.ok_or_else(|| Exception::null("columnValues"))?;
    let read = |(name, json): (&str, _)| {
        let value = expression::read(&Members::read("a column value", json)?)?;
        Ok((name.to_owned(), value))
    };
    items.all().map(read).collect()
}
