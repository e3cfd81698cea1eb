//! The rows of lookups: which to read, and reading them.

use std::collections::BTreeMap;

use creatio_codegen::enrich::Enrichment;
use creatio_codegen::rows::RowsSnapshot;
use creatio_codegen::schema::{EntityType, LookupRows, PropertyType, RowId, Schema};
use creatio_codegen::{Generator, SelectError};
use creatio_core::{UntypedQuery, UntypedRow};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::Value;

use super::error::Asker;
use super::{AT_ONCE, Connection, FetchError};
use crate::cli::output::{Output, counted};
use crate::cli::settings::RowSettings;

/// The most rows of a lookup unless the configuration says otherwise.
const LIMIT: u64 = 500;

/// The column that names rows where nothing says otherwise.
const NAME: &str = "Name";

/// Why there are no rows.
#[derive(Debug, thiserror::Error)]
pub(in crate::cli) enum RowsError {
    #[error("the lookups whose rows are wanted: {0}")]
    Selection(SelectError),
    #[error("no rows are fetched: {}", .0.join("; "))]
    Unusable(Vec<String>),
    #[error(
        "`{entity}` has more than {limit} rows, which are too many for constants. Leave it out with \
         `rows.exclude` in creatio.toml, or raise `rows.limit` there"
    )]
    TooMany { entity: String, limit: u64 },
    #[error("the rows of `{entity}` cannot be fetched: {reason}. {way_out}")]
    Read {
        entity: String,
        reason: String,
        way_out: &'static str,
    },
}

/// A lookup whose rows can be read.
#[derive(Debug)]
pub(in crate::cli) struct Lookup {
    entity: String,
    set: String,
    key: String,
    display: String,
}

impl RowSettings {
    /// The lookups whose rows are wanted, and what tells their rows apart.
    ///
    /// All that is wrong with them is told at once, before anything is sent.
    pub(in crate::cli) fn lookups(
        &self,
        schema: &Schema,
        enrichment: Option<&Enrichment>,
    ) -> Result<Vec<Lookup>, RowsError> {
        if self.include.is_empty() {
            return Ok(Vec::new());
        }
        let selected = self.selected(schema).map_err(RowsError::Selection)?;
        let unknown = self
            .display
            .keys()
            .filter(|name| schema.entity(name).is_none());
        let unknown = unknown.map(|name| format!("`rows.display` names no entity with `{name}`"));
        let (mut lookups, mut problems) = (Vec::new(), unknown.collect::<Vec<_>>());
        for entity in selected {
            match self.lookup(entity, enrichment) {
                Ok(lookup) => lookups.push(lookup),
                Err(problem) => problems.push(problem),
            }
        }
        if problems.is_empty() {
            Ok(lookups)
        } else {
            Err(RowsError::Unusable(problems))
        }
    }

    fn selected<'s>(&self, schema: &'s Schema) -> Result<Vec<&'s EntityType>, SelectError> {
        Generator::new(schema)
            .include(self.include.iter().cloned())?
            .exclude(self.exclude.iter().cloned())?
            .selected()
    }

    fn lookup(
        &self,
        entity: &EntityType,
        enrichment: Option<&Enrichment>,
    ) -> Result<Lookup, String> {
        let name = &entity.name;
        if entity.guid_key().is_none() {
            return Err(format!(
                "the key of `{name}` is not one guid, so its rows have no `Id`: leave it out with \
                 `rows.exclude`"
            ));
        }
        let set = self.display.get(name);
        let known = enrichment.and_then(|it| it.entities.get(name));
        let shown = known.and_then(|known| known.display.as_ref());
        let display = set.or(shown).map_or(NAME, String::as_str);
        Lookup::new(entity, display).ok_or_else(|| {
            let source = if set.is_none() && shown.is_none() {
                "; `creatio fetch --enrich` asks which column users see"
            } else {
                ""
            };
            format!(
                "`{name}` has no column `{display}` to name rows by: say which column does in \
                 `[rows.display]` of creatio.toml, as in `{name} = \"Code\"`{source}"
            )
        })
    }
}

impl Lookup {
    /// A lookup whose rows this column names, if it has the column, and one guid as key.
    pub(in crate::cli) fn new(entity: &EntityType, display: &str) -> Option<Self> {
        let column = entity.property(display)?;
        // A stream is not part of a row.
        if column.collection || column.ty == PropertyType::Stream {
            return None;
        }
        Some(Self {
            entity: entity.name.clone(),
            set: entity.entity_set.clone(),
            key: entity.guid_key()?.to_owned(),
            display: display.to_owned(),
        })
    }

    /// The id and the display value of a row.
    fn row(&self, row: &UntypedRow) -> Result<(RowId, String), RowsError> {
        let id = row.get(&self.key).and_then(Value::as_str);
        let id = id.ok_or_else(|| format!("a row without `{}`", self.key));
        let id = id.and_then(|id| {
            id.parse()
                .map_err(|error| format!("a row whose key {error}"))
        });
        let id = id.map_err(|reason| RowsError::Read {
            entity: self.entity.clone(),
            reason,
            way_out: "Is this Creatio's OData 4 service?",
        })?;
        let display = match row.get(&self.display) {
            Some(Value::String(text)) => text.clone(),
            None | Some(Value::Null) => String::new(),
            Some(other) => other.to_string(),
        };
        Ok((id, display))
    }
}

impl Connection {
    /// Reads the rows of these lookups, a few lookups at a time.
    pub(in crate::cli) fn rows(
        &self,
        lookups: &[Lookup],
        limit: Option<u64>,
        output: Output,
    ) -> Result<RowsSnapshot, FetchError> {
        if lookups.is_empty() {
            return Ok(RowsSnapshot::default());
        }
        let limit = limit.unwrap_or(LIMIT);
        let count = counted(lookups.len(), "lookup", "lookups");
        let _progress = output.progress(format!("fetching the rows of {count} of {}", self.url));
        let read = stream::iter(lookups).map(|lookup| self.rows_of(lookup, limit));
        let read = read.buffer_unordered(AT_ONCE).try_collect();
        let entities = self.runtime.block_on(read)?;
        Ok(RowsSnapshot { entities })
    }

    async fn rows_of(
        &self,
        lookup: &Lookup,
        limit: u64,
    ) -> Result<(String, LookupRows), RowsError> {
        let query = UntypedQuery::new(&lookup.set)
            .select([&lookup.key, &lookup.display])
            .order_by([&lookup.key])
            .top(limit.saturating_add(1));
        let read = self.client.stream_untyped(query).try_collect::<Vec<_>>();
        let read = read.await.map_err(|error| RowsError::Read {
            entity: lookup.entity.clone(),
            reason: error.chain().to_string(),
            way_out: match self.asker {
                Asker::Client => {
                    "Give the OAuth client's user the right to read it, or leave it out with \
                     `rows.exclude`"
                }
                Asker::User => {
                    "Give the user the right to read it, or leave it out with `rows.exclude`"
                }
            },
        })?;
        let rows: BTreeMap<_, _> = read
            .iter()
            .map(|row| lookup.row(row))
            .collect::<Result<_, _>>()?;
        if rows.len() as u64 > limit {
            let entity = lookup.entity.clone();
            return Err(RowsError::TooMany { entity, limit });
        }
        let display = lookup.display.clone();
        Ok((lookup.entity.clone(), LookupRows { display, rows }))
    }
}
