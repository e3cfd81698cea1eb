//! The rows of lookups, from which models get constants such as `AccountType::CUSTOMER`.
//!
//! `creatio fetch` reads the rows that `creatio.toml` asks for and keeps them as a file beside the
//! snapshot of `$metadata`, one row per line, to be committed with it; [`RowsSnapshot::apply`]
//! brings them into a [`Schema`] before models are generated or compared.
//!
//! ```
//! # let document = br#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
//! # <edmx:DataServices><Schema Namespace="Demo" xmlns="http://docs.oasis-open.org/odata/ns/edm">
//! # <EntityType Name="AccountType"><Key><PropertyRef Name="Id"/></Key>
//! # <Property Name="Id" Type="Edm.Guid"/><Property Name="Name" Type="Edm.String"/>
//! # </EntityType><EntityContainer Name="C"><EntitySet Name="AccountType" EntityType="Demo.AccountType"/>
//! # </EntityContainer></Schema></edmx:DataServices></edmx:Edmx>"#;
//! use creatio_codegen::rows::RowsSnapshot;
//! use creatio_codegen::{Generator, csdl};
//!
//! let rows = br#"{ "format": 1, "entities": { "AccountType": { "display": "Name", "rows": {
//!     "03a75490-53e6-df11-971b-001d60e938c6": "Customer"
//! } } } }"#;
//! let rows = RowsSnapshot::read(rows, "metadata.rows.json")?;
//!
//! let mut schema = csdl::read(document, "metadata.xml")?;
//! assert!(rows.apply(&mut schema).is_empty());
//! let models = Generator::new(&schema).generate()?;
//! let model = models.files().find(|file| file.name == "account_type.rs").unwrap();
//! assert!(model.contents.contains("pub const CUSTOMER: ::creatio_core::Id<Self> ="));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use crate::beside::SnapshotError;
use crate::beside::{FORMAT, Kind, json};
use crate::schema::{LookupRows, Schema};
use crate::snapshot::ROWS;

const KIND: Kind = Kind {
    extension: ROWS,
    what: "list of lookup rows",
    command: "creatio fetch",
};

/// The rows of some lookups.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowsSnapshot {
    /// By wire name of the entity.
    pub entities: BTreeMap<String, LookupRows>,
}

/// Where the rows of a snapshot of `$metadata` are: `metadata.rows.json` beside `metadata.xml`.
pub fn path_beside(metadata: &Path) -> PathBuf {
    KIND.path(metadata)
}

impl RowsSnapshot {
    /// Reads the text of such a file; `origin` names it in errors.
    ///
    /// # Errors
    ///
    /// [`SnapshotError`] if the text is none.
    pub fn read(text: &[u8], origin: &str) -> Result<Self, SnapshotError> {
        let entities = KIND.read(text, origin)?;
        Ok(Self { entities })
    }

    /// Reads the rows beside a snapshot of `$metadata`; `None` if there are none.
    ///
    /// # Errors
    ///
    /// [`SnapshotError`] if the file cannot be read or holds something else.
    pub fn read_beside(metadata: &Path) -> Result<Option<Self>, SnapshotError> {
        let entities = KIND.read_beside(metadata)?;
        Ok(entities.map(|entities| Self { entities }))
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.entities.values().map(|it| it.rows.len()).sum()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Gives the rows to the entities of `schema`.
    ///
    /// Returns the names of those that have no place there: the schema has no such entity, or one
    /// whose key is not one guid.
    #[must_use = "rows without a place are best reported"]
    pub fn apply(&self, schema: &mut Schema) -> Vec<&str> {
        let mut homeless: BTreeMap<_, _> = self.entities.iter().collect();
        for entity in &mut schema.entities {
            if entity.guid_key().is_some() {
                entity.rows = homeless.remove(&entity.name).cloned();
            }
        }
        homeless.into_keys().map(String::as_str).collect()
    }

    /// The text of the file: the same for equal rows.
    pub fn to_text(&self) -> String {
        let mut out = format!("{{\n  \"format\": {FORMAT},\n  \"entities\": {{");
        let mut separator = "\n";
        for (name, known) in &self.entities {
            out.extend([separator, "    ", &json(name), ": {\n"]);
            out.extend(["      \"display\": ", &json(&known.display), ",\n"]);
            out.push_str("      \"rows\": {");
            push_rows(&mut out, known);
            out.push_str("\n      }\n    }");
            separator = ",\n";
        }
        out.push_str("\n  }\n}\n");
        out
    }
}

fn push_rows(out: &mut String, known: &LookupRows) {
    let mut separator = "\n";
    for (id, name) in &known.rows {
        let key = json(&id.to_string());
        out.extend([separator, "        ", &key, ": ", &json(name)]);
        separator = ",\n";
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{EntityType, Property, PropertyType, RowId};

    fn sample() -> RowsSnapshot {
        let rows = [
            (RowId::from_u128(2), "Клиент".to_owned()),
            (RowId::from_u128(1), "A \"quoted\"\nname".to_owned()),
        ];
        let known = LookupRows {
            display: "Name".to_owned(),
            rows: rows.into(),
        };
        let entities = [
            ("ContactType".to_owned(), LookupRows::default()),
            ("AccountType".to_owned(), known),
        ];
        RowsSnapshot {
            entities: entities.into(),
        }
    }

    fn entity(name: &str, key: PropertyType) -> EntityType {
        let id = Property {
            name: "Id".to_owned(),
            ty: key,
            declared: None,
            collection: false,
            nullable: false,
            description: None,
            instant: false,
            required: false,
            max_length: None,
        };
        EntityType {
            name: name.to_owned(),
            key: vec!["Id".to_owned()],
            properties: vec![id],
            ..EntityType::default()
        }
    }

    #[test]
    fn each_row_is_a_line_in_the_order_of_the_keys() {
        insta::assert_snapshot!(sample().to_text(), @r#"
        {
          "format": 1,
          "entities": {
            "AccountType": {
              "display": "Name",
              "rows": {
                "00000000-0000-0000-0000-000000000001": "A \"quoted\"\nname",
                "00000000-0000-0000-0000-000000000002": "Клиент"
              }
            },
            "ContactType": {
              "display": "",
              "rows": {
              }
            }
          }
        }
        "#);
    }

    #[test]
    fn what_was_written_is_read_again() {
        for rows in [sample(), RowsSnapshot::default()] {
            let text = rows.to_text();
            assert_eq!(RowsSnapshot::read(text.as_bytes(), "r.json").unwrap(), rows);
        }
        assert_eq!((sample().len(), sample().is_empty()), (2, false));
    }

    #[test]
    fn what_holds_no_rows_is_refused_with_its_place() {
        let refused = |text: &str| {
            let error = RowsSnapshot::read(text.as_bytes(), "r.json").unwrap_err();
            error.to_string()
        };
        insta::assert_snapshot!(
            refused("{\"format\": 1, \"entities\": {\"A\": {\"display\": \"Name\", \"rows\": {\n\"1\": \"x\"}}}}"),
            @"r.json:2:3: this is no list of lookup rows: `1` is no guid such as e308b781-3c5b-4ecb-89ef-5c1ed4da488e. `creatio fetch` writes it anew"
        );
        let error = refused("{\"format\": 2, \"entities\": {}}");
        assert!(
            error.contains("has the format 2, and this version reads 1"),
            "{error}"
        );
    }

    #[test]
    fn rows_go_to_entities_whose_key_is_one_guid_and_others_are_named() {
        let entities = [
            ("AccountType", PropertyType::Guid),
            ("ContactType", PropertyType::Int32),
        ];
        let entities = entities.map(|(name, key)| entity(name, key));
        let mut schema = Schema {
            entities: entities.into(),
            ..Schema::default()
        };
        let mut rows = sample();
        let gone = LookupRows::default();
        rows.entities.insert("Gone".to_owned(), gone);
        assert_eq!(rows.apply(&mut schema), ["ContactType", "Gone"]);
        assert_eq!(
            schema.entities[0].rows.as_ref(),
            rows.entities.get("AccountType")
        );
        assert_eq!(schema.entities[1].rows, None);
    }
}
