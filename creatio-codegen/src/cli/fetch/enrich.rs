//! What `$metadata` lacks, from the schema service: one request per entity, a few at a time.

use std::collections::BTreeSet;

use creatio_codegen::enrich::{Enrichment, EntityEnrichment, schema_names};
use creatio_core::{Client, Error};
use futures_util::{StreamExt, stream};
use serde::Serialize;
use serde_json::{Value, json};

use super::patience::patiently;
use super::{AT_ONCE, Connection, FetchError};
use crate::cli::output::{Output, chain, counted};

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

async fn listed(client: &Client) -> Result<BTreeSet<String>, String> {
    let reply = ask(client, "EntitySchemaManagerRequest", &json!({})).await;
    let reply = reply.map_err(|error| chain(&error))?;
    schema_names(&reply).map_err(|error| error.to_string())
}

async fn schema(client: &Client, entity: &str) -> Result<EntityEnrichment, String> {
    let body = json!({ "Name": entity });
    let reply = ask(client, "RuntimeEntitySchemaRequest", &body).await;
    let reply = reply.map_err(|error| chain(&error))?;
    EntityEnrichment::from_reply(&reply).map_err(|error| error.to_string())
}

async fn ask(client: &Client, operation: &str, body: &Value) -> Result<Value, Error> {
    patiently(async || client.data_service_request(operation, body).await).await
}
