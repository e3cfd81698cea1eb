//! The OData 3 service: `{app}/0/ServiceModel/EntityDataService.svc/…`.
//!
//! WCF Data Services on .NET Framework, with a language of its own: sets called `XCollection`,
//! `guid'…'` and `datetime'…'`, `substringof`, pages of 40 rows that end in a `__next` link, Atom
//! unless verbose JSON is asked for. A request is read from its wire form alone (`resource`,
//! `options`, `filter`), checked against the schema (`bind`, `planner`), run (`read`), and
//! written (`json`, `atom`). Writes are read in `body`, their values in `input`, and made in `write`.
//! What is the same in OData 4 is in [`odata`](crate::odata).
//!
//! What few sources tell about this service is completed from how WCF Data Services behaves, in
//! its words (`refusal`), and where that is silent too, from what Creatio's OData 4 refuses: raw
//! keys of lookups in a filter, streams in a selection, expansions deeper than the limit.

mod atom;
mod bind;
mod body;
mod filter;
mod format;
mod functions;
mod input;
mod json;
mod literal;
mod metadata;
mod options;
mod pages;
mod planner;
mod read;
mod refusal;
mod resource;
mod text;
mod types;
mod write;
mod xml;

pub(crate) use read::{Request, answer};
pub(crate) use xml::escaped;

use crate::catalog::Entity;

/// The namespace of entity types, which here lacks the `.OData` it has in OData 4.
const NAMESPACE: &str = "Terrasoft.Configuration";

fn set_name(entity: &Entity) -> String {
    format!("{}Collection", entity.name)
}

fn type_name(entity: &Entity) -> String {
    format!("{NAMESPACE}.{}", entity.name)
}

/// `ContactCollection(guid'…')`
fn row_address(entity: &Entity, key: uuid::Uuid) -> String {
    format!("{}(guid'{key}')", set_name(entity))
}
