//! The file of an enrichment: JSON with one column per line, sorted by name.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::{Enrichment, EntityEnrichment};
use crate::beside::{FORMAT, Kind, SnapshotError, json};
use crate::snapshot::ENRICHMENT;

const KIND: Kind = Kind {
    extension: ENRICHMENT,
    what: "enrichment",
    command: "creatio fetch --enrich",
};

/// Where the enrichment of a snapshot of `$metadata` is: `metadata.enrichment.json` beside
/// `metadata.xml`.
pub fn path_beside(metadata: &Path) -> PathBuf {
    KIND.path(metadata)
}

impl Enrichment {
    /// Reads the text of an enrichment; `origin` names it in errors.
    ///
    /// # Errors
    ///
    /// [`SnapshotError`] if the text is none.
    pub fn read(text: &[u8], origin: &str) -> Result<Self, SnapshotError> {
        let entities = KIND.read(text, origin)?;
        Ok(Self { entities })
    }

    /// Reads the enrichment beside a snapshot of `$metadata`; `None` if there is none.
    ///
    /// # Errors
    ///
    /// [`SnapshotError`] if the file cannot be read or is none.
    pub fn read_beside(metadata: &Path) -> Result<Option<Self>, SnapshotError> {
        let entities = KIND.read_beside(metadata)?;
        Ok(entities.map(|entities| Self { entities }))
    }

    /// The text of the file: the same for equal enrichments.
    pub fn to_text(&self) -> String {
        let mut out = format!("{{\n  \"format\": {FORMAT},\n  \"entities\": {{");
        let mut separator = "\n";
        for (name, entity) in &self.entities {
            out.push_str(separator);
            push_entity(&mut out, name, entity);
            separator = ",\n";
        }
        out.push_str("\n  }\n}\n");
        out
    }
}

fn push_entity(out: &mut String, name: &str, entity: &EntityEnrichment) {
    // Writing to a `String` cannot fail.
    let _ = writeln!(out, "    {}: {{", json(name));
    for (key, value) in [
        ("caption", &entity.caption),
        ("description", &entity.description),
        ("display", &entity.display),
    ] {
        if let Some(value) = value {
            let _ = writeln!(out, "      \"{key}\": {},", json(value));
        }
    }
    out.push_str("      \"columns\": {");
    let mut separator = "\n";
    for (name, column) in &entity.columns {
        let _ = write!(out, "{separator}        {}: {}", json(name), json(column));
        separator = ",\n";
    }
    out.push_str("\n      }\n    }");
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::{ColumnEnrichment, DataValueType};
    use super::*;

    fn sample() -> Enrichment {
        let name = ColumnEnrichment {
            caption: Some("Full \"name\"\n".to_owned()),
            ty: Some(DataValueType(28)),
            required: true,
            default: true,
            description: None,
        };
        let contact = EntityEnrichment {
            caption: Some("Contact".to_owned()),
            description: None,
            display: Some("Name".to_owned()),
            columns: [
                ("Name".to_owned(), name),
                ("Age".to_owned(), ColumnEnrichment::default()),
            ]
            .into(),
        };
        let empty = EntityEnrichment::default();
        Enrichment {
            entities: [
                ("Contact".to_owned(), contact),
                ("Account".to_owned(), empty),
            ]
            .into(),
        }
    }

    #[test]
    fn each_column_is_a_line() {
        insta::assert_snapshot!(sample().to_text(), @r#"
        {
          "format": 1,
          "entities": {
            "Account": {
              "columns": {
              }
            },
            "Contact": {
              "caption": "Contact",
              "display": "Name",
              "columns": {
                "Age": {},
                "Name": {"caption":"Full \"name\"\n","type":"MediumText","required":true,"default":true}
              }
            }
          }
        }
        "#);
    }

    #[test]
    fn what_was_written_is_read_again() {
        for enrichment in [sample(), Enrichment::default()] {
            let text = enrichment.to_text();
            assert_eq!(
                Enrichment::read(text.as_bytes(), "e.json").unwrap(),
                enrichment
            );
        }
    }

    #[test]
    fn what_is_no_enrichment_is_refused_with_its_place() {
        let refused = |text: &str| {
            Enrichment::read(text.as_bytes(), "e.json")
                .unwrap_err()
                .to_string()
        };
        insta::assert_snapshot!(
            refused("{\"format\": 1,\n \"entities\": []}"),
            @"e.json:2:13: this is no enrichment: invalid type: sequence, expected a map. `creatio fetch --enrich` writes it anew"
        );
        let error = refused("{\"format\": 2, \"entities\": {}}");
        assert!(
            error.contains("has the format 2, and this version reads 1"),
            "{error}"
        );
    }

    #[test]
    fn a_snapshot_without_enrichment_has_none() {
        let dir = tempfile::tempdir().unwrap();
        let metadata = dir.path().join("metadata.xml");
        assert_eq!(Enrichment::read_beside(&metadata).unwrap(), None);
        let beside = dir.path().join("metadata.enrichment.json");
        fs::write(&beside, sample().to_text()).unwrap();
        assert_eq!(Enrichment::read_beside(&metadata).unwrap(), Some(sample()));
    }
}
