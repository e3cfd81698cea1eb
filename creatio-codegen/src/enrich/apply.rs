//! Brings an enrichment into a schema.

use super::{ColumnEnrichment, DataValueType, Enrichment, EntityEnrichment};
use crate::schema::{EntityType, Property, PropertyType, Schema};

impl Enrichment {
    /// Adds what is known to the entities and columns that `schema` has.
    ///
    /// Captions, descriptions, requiredness and lengths become descriptions, which are doc
    /// comments of the models. Instants that are days or times become
    /// [`Date`](PropertyType::Date) and [`TimeOfDay`](PropertyType::TimeOfDay), marked as
    /// [`instant`](Property::instant).
    pub fn apply(&self, schema: &mut Schema) {
        for entity in &mut schema.entities {
            if let Some(known) = self.entities.get(&entity.name) {
                known.apply(entity);
            }
        }
    }
}

impl EntityEnrichment {
    fn apply(&self, entity: &mut EntityType) {
        for at in 0..entity.properties.len() {
            let property = &entity.properties[at];
            let is_key = entity.key.contains(&property.name);
            if let Some((name, column)) = self.column_of(entity, property).filter(|_| !is_key) {
                column.apply(name, &mut entity.properties[at]);
            }
        }
        let own = entity.description.take();
        let shown = self.display.as_deref();
        let display = shown.map(|column| format!("Shown to users as: {column}."));
        entity.description = paragraphs([
            telling(self.caption.as_deref(), &entity.name),
            self.description.clone(),
            own,
            display,
        ]);
    }

    /// Creatio's column behind a property, with its name: that of the lookup, if it is the key of
    /// one. Pictures have a key column without a lookup.
    fn column_of(
        &self,
        entity: &EntityType,
        property: &Property,
    ) -> Option<(&str, &ColumnEnrichment)> {
        let own = entity.lookup_of(&property.name);
        let own = own.map_or(property.name.as_str(), |lookup| &lookup.name);
        let known = self.columns.get_key_value(own).or_else(|| {
            let base = property.name.strip_suffix("Id")?;
            let found = self.columns.get_key_value(base)?;
            let lookups = [DataValueType::LOOKUP, DataValueType::IMAGE_LOOKUP];
            found
                .1
                .ty
                .is_some_and(|ty| lookups.contains(&ty))
                .then_some(found)
        })?;
        Some((known.0, known.1))
    }
}

impl ColumnEnrichment {
    fn apply(&self, name: &str, property: &mut Property) {
        let own = property.description.take();
        property.description = paragraphs([
            telling(self.caption.as_deref(), name),
            self.description.clone(),
            own,
            self.rules(property),
        ]);
        property.required = self.required && !self.default;
        property.max_length = self.length(property);
        if property.ty == PropertyType::DateTimeOffset && !property.collection {
            let kind = match self.ty {
                Some(DataValueType::DATE) => PropertyType::Date,
                Some(DataValueType::TIME) => PropertyType::TimeOfDay,
                _ => return,
            };
            property.ty = kind;
            property.instant = true;
        }
    }

    /// How many characters a text may have.
    fn length(&self, property: &Property) -> Option<u16> {
        let is_text = property.ty == PropertyType::String && !property.collection;
        self.ty?.max_length().filter(|_| is_text)
    }

    /// What a value has to be, in a sentence.
    fn rules(&self, property: &Property) -> Option<String> {
        let required = match (self.required, self.default) {
            (true, false) => "Required",
            (true, true) => "Required, with a default",
            (false, _) => "",
        };
        match (required, self.length(property)) {
            ("", Some(length)) => Some(format!("At most {length} characters.")),
            ("", None) => None,
            (required, Some(length)) => Some(format!("{required}, at most {length} characters.")),
            (required, None) => Some(format!("{required}.")),
        }
    }
}

/// A caption, unless it is the name over again.
fn telling(caption: Option<&str>, name: &str) -> Option<String> {
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(|char| char.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    caption
        .filter(|caption| letters(caption) != letters(name))
        .map(str::to_owned)
}

/// The texts that are there, each a paragraph; a text that was said already is left out.
fn paragraphs<const N: usize>(texts: [Option<String>; N]) -> Option<String> {
    let mut said: Vec<String> = Vec::new();
    for text in texts.into_iter().flatten() {
        if !said.contains(&text) {
            said.push(text);
        }
    }
    (!said.is_empty()).then(|| said.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Lookup;

    fn property(name: &str, ty: PropertyType) -> Property {
        Property {
            name: name.to_owned(),
            ty,
            declared: None,
            collection: false,
            nullable: true,
            description: None,
            instant: false,
            required: false,
            max_length: None,
        }
    }

    fn column(caption: &str, ty: u16, required: bool) -> ColumnEnrichment {
        ColumnEnrichment {
            caption: Some(caption.to_owned()),
            description: None,
            ty: Some(DataValueType(ty)),
            required,
            default: false,
        }
    }

    /// A schema with one entity of these properties, after these columns were applied to it.
    fn enriched(
        properties: Vec<Property>,
        columns: impl IntoIterator<Item = (&'static str, ColumnEnrichment)>,
    ) -> EntityType {
        let lookup = Lookup {
            name: "Account".to_owned(),
            target: "Contact".to_owned(),
            column: Some("AccountId".to_owned()),
        };
        let entity = EntityType {
            name: "Contact".to_owned(),
            key: vec!["Id".to_owned()],
            properties,
            lookups: vec![lookup],
            ..EntityType::default()
        };
        let known = EntityEnrichment {
            caption: Some("Contact".to_owned()),
            display: Some("Name".to_owned()),
            columns: columns
                .into_iter()
                .map(|(name, it)| (name.to_owned(), it))
                .collect(),
            ..EntityEnrichment::default()
        };
        let mut schema = Schema {
            entities: vec![entity],
            ..Schema::default()
        };
        let entities = [("Contact".to_owned(), known)].into();
        Enrichment { entities }.apply(&mut schema);
        schema.entities.remove(0)
    }

    #[test]
    fn an_instant_becomes_what_it_is() {
        use PropertyType::{Date, DateTimeOffset, TimeOfDay};
        let names = ["Day", "Time", "Both", "Unknown"];
        let properties = names.map(|name| property(name, DateTimeOffset)).into();
        let columns = [("Day", 8), ("Time", 9), ("Both", 7)];
        let entity = enriched(
            properties,
            columns.map(|(name, ty)| (name, column(name, ty, false))),
        );
        let types: Vec<_> = entity
            .properties
            .iter()
            .map(|it| (it.ty, it.instant))
            .collect();
        let plain = (DateTimeOffset, false);
        assert_eq!(types, [(Date, true), (TimeOfDay, true), plain, plain]);
    }

    #[test]
    fn nothing_but_an_instant_changes_its_type() {
        let properties = vec![
            property("Day", PropertyType::Date),
            property("Note", PropertyType::String),
        ];
        let columns = [
            ("Day", column("Day", 8, false)),
            ("Note", column("Note", 8, false)),
        ];
        let entity = enriched(properties.clone(), columns);
        assert_eq!(entity.properties, properties);
    }

    #[test]
    fn captions_and_rules_become_descriptions() {
        let properties = vec![
            property("Id", PropertyType::Guid),
            property("Name", PropertyType::String),
            property("AccountId", PropertyType::Guid),
            property("PhotoId", PropertyType::Guid),
            property("FacebookId", PropertyType::String),
        ];
        let entity = enriched(
            properties,
            [
                ("Id", column("Identifier", 0, true)),
                ("Name", column("Full name", 28, true)),
                ("Account", column("Employer", 10, true)),
                ("Photo", column("Portrait", 16, false)),
                ("Facebook", column("Facebook page", 1, false)),
            ],
        );
        let described: Vec<_> = entity
            .properties
            .iter()
            .map(|it| it.description.as_deref())
            .collect();
        assert_eq!(
            described,
            [
                None,
                Some("Full name\nRequired, at most 250 characters."),
                Some("Employer\nRequired."),
                Some("Portrait"),
                None,
            ]
        );
        assert_eq!(
            entity.description.as_deref(),
            Some("Shown to users as: Name.")
        );
    }

    #[test]
    fn a_caption_that_repeats_the_name_and_a_text_said_twice_are_left_out() {
        let mut birth_date = property("BirthDate", PropertyType::DateTimeOffset);
        birth_date.description = Some("When it began".to_owned());
        let mut known = column("Birth date", 8, false);
        known.description = Some("When it began".to_owned());
        let entity = enriched(vec![birth_date], [("BirthDate", known)]);
        assert_eq!(
            entity.properties[0].description.as_deref(),
            Some("When it began")
        );
    }
}
