//! From a schema to a catalog.

use std::collections::HashMap;

use creatio_codegen::schema::{EntityType, Schema};

use super::{
    Catalog, Collection, Column, Entity, EntityId, Lookup, Member, identifiers::Identifiers,
};

impl Catalog {
    /// Indexes a schema. References to entities that the schema lacks are left out.
    pub(crate) fn new(schema: &Schema) -> Self {
        let ids = (0..).map(EntityId);
        let by_name: HashMap<_, _> = schema
            .entities
            .iter()
            .map(|entity| entity.name.clone())
            .zip(ids.clone())
            .collect();
        let by_set = schema
            .entities
            .iter()
            .map(|entity| entity.entity_set.clone())
            .zip(ids)
            .collect();
        let mut tables = Identifiers::default();
        let entities = schema
            .entities
            .iter()
            .map(|entity| Entity::new(entity, schema, &by_name, tables.quoted(&entity.name)))
            .collect();
        Self {
            entities,
            by_name,
            by_set,
        }
    }
}

impl Entity {
    fn new(
        source: &EntityType,
        schema: &Schema,
        by_name: &HashMap<String, EntityId>,
        table: String,
    ) -> Self {
        let columns = columns(source);
        let position = |name: &str| {
            source
                .properties
                .iter()
                .position(|column| column.name == name)
        };
        let lookups: Vec<_> = source
            .lookups
            .iter()
            .filter_map(|lookup| {
                let column = lookup.column.as_deref().and_then(position);
                let target = *by_name.get(&lookup.target)?;
                Some(Lookup {
                    name: lookup.name.clone(),
                    target,
                    column,
                })
            })
            .collect();
        let collections: Vec<_> = source
            .collections
            .iter()
            .filter_map(|collection| {
                let target = *by_name.get(&collection.target)?;
                let via = partner_column(schema, source, collection);
                Some(Collection {
                    name: collection.name.clone(),
                    target,
                    via,
                })
            })
            .collect();
        let key = match source.key.as_slice() {
            [only] => position(only),
            _ => None,
        };
        let members = members(&columns, &lookups, &collections);
        Self {
            name: source.name.clone(),
            set: source.entity_set.clone(),
            table,
            key,
            columns,
            lookups,
            collections,
            members,
        }
    }
}

fn columns(source: &EntityType) -> Vec<Column> {
    let mut identifiers = Identifiers::default();
    source
        .properties
        .iter()
        .map(|property| Column {
            name: property.name.clone(),
            ty: property.ty,
            sql: identifiers.quoted(&property.name),
            is_lookup_key: source.lookup_of(&property.name).is_some(),
        })
        .collect()
}

fn members(
    columns: &[Column],
    lookups: &[Lookup],
    collections: &[Collection],
) -> HashMap<String, Member> {
    let columns = columns
        .iter()
        .enumerate()
        .map(|(at, it)| (it.name.clone(), Member::Column(at)));
    let lookups = lookups
        .iter()
        .enumerate()
        .map(|(at, it)| (it.name.clone(), Member::Lookup(at)));
    let collections = collections
        .iter()
        .enumerate()
        .map(|(at, it)| (it.name.clone(), Member::Collection(at)));
    columns.chain(lookups).chain(collections).collect()
}

/// The column of a detail's rows that leads back: the partner's, or the one in the collection's
/// name, which Creatio forms as `{Child}CollectionBy{Lookup}`.
fn partner_column(
    schema: &Schema,
    source: &EntityType,
    collection: &creatio_codegen::schema::Collection,
) -> Option<usize> {
    let target = schema.entity(&collection.target)?;
    let from_name = || {
        collection
            .name
            .split_once("CollectionBy")
            .map(|(_, lookup)| lookup)
    };
    let partner = collection.partner.as_deref().or_else(from_name)?;
    let lookup = target
        .lookups
        .iter()
        .find(|lookup| lookup.name == partner && lookup.target == source.name)?;
    let column = lookup.column.as_deref()?;
    target
        .properties
        .iter()
        .position(|property| property.name == column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lookup_and_detail_of_the_bundled_snapshot_has_its_column() {
        let document = include_bytes!("../../snapshots/twelve-entities.odata4.xml");
        let schema = creatio_codegen::csdl::read(document, "bundled").unwrap();
        let catalog = Catalog::new(&schema);
        let mut details = 0;
        for entity in catalog.entities() {
            assert!(
                entity.lookups.iter().all(|lookup| lookup.column.is_some()),
                "{}",
                entity.name
            );
            for detail in &entity.collections {
                let via = detail.via.expect("a column that leads back");
                let column = &catalog.entity(detail.target).columns[via].name;
                assert!(
                    detail.name.ends_with(column.trim_end_matches("Id")),
                    "{}",
                    detail.name
                );
                details += 1;
            }
        }
        assert_eq!(details, 41);
    }
}
