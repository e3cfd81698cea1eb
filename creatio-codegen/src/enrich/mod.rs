//! What `$metadata` lacks: captions, kinds of dates, requiredness, lengths of texts.
//!
//! Creatio tells it in its runtime entity schemas, one request per entity. [`Enrichment`] is what
//! the models need of them. `creatio fetch --enrich` keeps it as a file beside the snapshot of
//! `$metadata`, one column per line, to be committed with it; [`Enrichment::apply`] brings it into
//! a [`Schema`](crate::schema::Schema) before models are generated.
//!
//! ```
//! # let document = br#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
//! # <edmx:DataServices><Schema Namespace="Demo" xmlns="http://docs.oasis-open.org/odata/ns/edm">
//! # <EntityType Name="Contact"><Key><PropertyRef Name="Id"/></Key>
//! # <Property Name="Id" Type="Edm.Guid"/><Property Name="BirthDate" Type="Edm.DateTimeOffset"/>
//! # </EntityType><EntityContainer Name="C"><EntitySet Name="Contact" EntityType="Demo.Contact"/>
//! # </EntityContainer></Schema></edmx:DataServices></edmx:Edmx>"#;
//! use creatio_codegen::csdl;
//! use creatio_codegen::enrich::{ColumnEnrichment, DataValueType, Enrichment, EntityEnrichment};
//! use creatio_codegen::schema::PropertyType;
//!
//! let day = ColumnEnrichment {
//!     ty: Some(DataValueType(8)),
//!     ..ColumnEnrichment::default()
//! };
//! let mut contact = EntityEnrichment::default();
//! contact.columns.insert("BirthDate".to_owned(), day);
//! let mut enrichment = Enrichment::default();
//! enrichment.entities.insert("Contact".to_owned(), contact);
//!
//! let mut schema = csdl::read(document, "metadata.xml")?;
//! enrichment.apply(&mut schema);
//! assert_eq!(schema.entities[0].properties[1].ty, PropertyType::Date);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod apply;
mod snapshot;
mod value_type;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use crate::beside::SnapshotError;
pub use snapshot::path_beside;
pub use value_type::DataValueType;

/// What is known of all entities beyond `$metadata`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Enrichment {
    /// By wire name.
    pub entities: BTreeMap<String, EntityEnrichment>,
}

/// What is known of one entity.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntityEnrichment {
    /// What users see in place of its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// What its author says about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The column whose value users see in place of a row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display: Option<String>,
    /// By Creatio's name of the column, which for a lookup is `Account` and not `AccountId`.
    #[serde(default)]
    pub columns: BTreeMap<String, ColumnEnrichment>,
}

/// What is known of one column.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnEnrichment {
    /// What users see in place of its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// What its author says about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its type, which tells more than that of `$metadata`.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub ty: Option<DataValueType>,
    /// Whether it has to have a value.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// Whether Creatio gives it one where a new row has none.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub default: bool,
}
