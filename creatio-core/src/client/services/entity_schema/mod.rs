//! Entity schemas as the instance has them: what `$metadata` does not tell.
//!
//! `model` is what programs see; `read` takes it out of replies, of which anything may be missing.

mod model;
mod read;
mod value_type;

use serde_json::json;

pub use self::model::{DefaultValue, ListedSchema, Localized, RuntimeColumn, RuntimeSchema};
pub use self::value_type::DataValueType;
use crate::client::Client;
use crate::error::Error;

impl Client {
    /// The schema of an entity, merged over all packages that extend it: captions, which columns are
    /// required, their types, what lookups refer to, default values.
    ///
    /// ```no_run
    /// # async fn run(client: creatio_core::Client) -> Result<(), creatio_core::Error> {
    /// let contact = client.entity_schema("Contact").await?;
    /// for column in contact.columns.iter().filter(|column| column.is_required) {
    ///     println!("{}: {}", column.name, column.caption.in_culture("en-US").unwrap_or("?"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Any [`Error`]; [`Error::NotFound`] if the reply has no schema, and [`Error::Rejected`] if
    /// Creatio says so itself.
    pub async fn entity_schema(&self, name: &str) -> Result<RuntimeSchema, Error> {
        let body = json!({ "Name": name });
        let reply = self
            .data_service_reply("RuntimeEntitySchemaRequest", &body)
            .await?;
        let body = reply.json()?;
        read::schema(name, &body).ok_or_else(|| Error::NotFound {
            call: Box::new(reply.into_call().for_entity("SysSchema")),
            key: Some(name.to_owned()),
        })
    }

    /// All entity schemas of the instance, each once and in the order of their names. Creatio lists
    /// one that packages extend once for each of them; here it is the one that is extended.
    ///
    /// ```no_run
    /// # async fn run(client: creatio_core::Client) -> Result<(), creatio_core::Error> {
    /// let schemas = client.entity_schemas().await?;
    /// let own = schemas.iter().filter(|schema| schema.name.starts_with("Usr"));
    /// println!("{} entities of our own", own.count());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Any [`Error`] of a call to the DataService.
    pub async fn entity_schemas(&self) -> Result<Vec<ListedSchema>, Error> {
        let body = json!({});
        let reply = self
            .data_service_reply("EntitySchemaManagerRequest", &body)
            .await?;
        let body = reply.json()?;
        read::listed(&body).ok_or_else(|| Error::NotCreatio {
            call: Box::new(reply.into_call()),
            reply: "a reply without a list of schemas".to_owned(),
        })
    }
}
