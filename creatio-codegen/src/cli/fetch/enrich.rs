//! What `$metadata` lacks, from the schema service: one request per entity, a few at a time.

use std::collections::BTreeSet;

use creatio_codegen::enrich::{ColumnEnrichment, DataValueType, Enrichment, EntityEnrichment};
use creatio_core::Client;
use creatio_core::client::{Localized, RuntimeColumn, RuntimeSchema};
use futures_util::{StreamExt, stream};
use serde::Serialize;

use super::{AT_ONCE, Connection, FetchError};
use crate::cli::output::{Output, counted};

/// An entity without enrichment.
#[derive(Debug, Serialize)]
pub(in crate::cli) struct Failure {
    pub(in crate::cli) entity: String,
    pub(in crate::cli) reason: String,
}

/// What the schema service told, and of which entities it did not.
#[derive(Debug)]
pub(in crate::cli) struct Enriched {
    pub(in crate::cli) enrichment: Enrichment,
    pub(in crate::cli) failures: Vec<Failure>,
}

impl Connection {
    /// Asks for the schemas of these entities. One that fails is left out.
    pub(in crate::cli) fn enrichment(
        &self,
        entities: Vec<String>,
        output: Output,
    ) -> Result<Enriched, FetchError> {
        let schemas = counted(entities.len(), "entity schema", "entity schemas");
        let _progress = output.progress(format!("fetching {schemas} of {}", self.url));
        self.runtime.block_on(async {
            let listed = listed(&self.client).await.map_err(|reason| {
                let origin = format!("the list of entity schemas of {}", self.url);
                FetchError::Enrichment { origin, reason }
            })?;
            let asked = entities.into_iter().map(|entity| {
                let is_listed = listed.contains(&entity);
                async move {
                    let outcome = if is_listed {
                        schema(&self.client, &entity).await
                    } else {
                        Err("the schema service does not list it".to_owned())
                    };
                    (entity, outcome)
                }
            });
            // In no order, so that a slow one does not hold up those behind it.
            let told = stream::iter(asked).buffer_unordered(AT_ONCE);
            Ok(Enriched::from(told.collect::<Vec<_>>().await))
        })
    }
}

impl From<Vec<(String, Result<EntityEnrichment, String>)>> for Enriched {
    fn from(told: Vec<(String, Result<EntityEnrichment, String>)>) -> Self {
        let mut enriched = Self {
            enrichment: Enrichment::default(),
            failures: Vec::new(),
        };
        for (entity, outcome) in told {
            match outcome {
                Ok(known) => {
                    enriched.enrichment.entities.insert(entity, known);
                }
                Err(reason) => enriched.failures.push(Failure { entity, reason }),
            }
        }
        enriched
            .failures
            .sort_by(|one, other| one.entity.cmp(&other.entity));
        enriched
    }
}

impl Enriched {
    /// Keeps what an earlier run was told of entities that failed this time.
    pub(in crate::cli) fn keep(&mut self, mut earlier: Enrichment) {
        for failure in &self.failures {
            if let Some((entity, known)) = earlier.entities.remove_entry(&failure.entity) {
                self.enrichment.entities.insert(entity, known);
            }
        }
    }
}

/// The culture whose captions are taken; without it the first by name.
const CULTURE: &str = "en-US";

/// The names of all schemas that have rows.
async fn listed(client: &Client) -> Result<BTreeSet<String>, String> {
    let schemas = client.entity_schemas().await;
    let schemas = schemas
        .map_err(|error| error.chain().to_string())?
        .into_iter();
    let real = schemas.filter(|schema| !schema.is_virtual);
    Ok(real.map(|schema| schema.name).collect())
}

async fn schema(client: &Client, entity: &str) -> Result<EntityEnrichment, String> {
    let schema = client.entity_schema(entity).await;
    schema.map(known).map_err(|error| error.chain().to_string())
}

/// What models need of a schema.
fn known(schema: RuntimeSchema) -> EntityEnrichment {
    EntityEnrichment {
        caption: translated(&schema.caption),
        description: translated(&schema.description),
        display: schema.primary_display_column,
        columns: schema.columns.into_iter().map(column).collect(),
    }
}

fn column(column: RuntimeColumn) -> (String, ColumnEnrichment) {
    let known = ColumnEnrichment {
        caption: translated(&column.caption),
        description: translated(&column.description),
        ty: column.data_value_type.map(|ty| DataValueType(ty.0)),
        required: column.is_required,
        default: column.default.is_some(),
    };
    (column.name, known)
}

fn translated(text: &Localized) -> Option<String> {
    text.in_culture_or_any(CULTURE).map(str::to_owned)
}
