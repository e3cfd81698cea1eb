//! The CSDL document of the service: CSDL 3 in EDMX 1.0, made from whatever snapshot is served.
//!
//! Names of associations and roles are those seen on instances: `City_Country_Country_…` for a
//! lookup with its detail, `City_CreatedBy` for one without.

use std::fmt::Write as _;

use creatio_codegen::schema::PropertyType;

use super::{
    NAMESPACE, set_name, type_name,
    types::Type,
    xml::{DECLARATION, METADATA, escaped},
};
use crate::catalog::{Catalog, Collection, Entity, Lookup};

const EDMX: &str = "http://schemas.microsoft.com/ado/2007/06/edmx";
const EDM: &str = "http://schemas.microsoft.com/ado/2009/11/edm";

/// The whole document.
pub(super) fn document(catalog: &Catalog) -> String {
    let mut out = format!(
        "{DECLARATION}<edmx:Edmx Version=\"1.0\" xmlns:edmx=\"{EDMX}\"><edmx:DataServices \
         m:DataServiceVersion=\"3.0\" m:MaxDataServiceVersion=\"3.0\" xmlns:m=\"{METADATA}\">\
         <Schema Namespace=\"{NAMESPACE}\" xmlns=\"{EDM}\">"
    );
    for entity in catalog.entities() {
        entity_type(&mut out, catalog, entity);
    }
    for (entity, lookup) in lookups(catalog) {
        association(&mut out, catalog, entity, lookup);
    }
    out.push_str("<EntityContainer Name=\"BPMonline\" m:IsDefaultEntityContainer=\"true\">");
    for entity in catalog.entities() {
        let (set, ty) = (set_name(entity), type_name(entity));
        push(
            &mut out,
            format_args!(
                "<EntitySet Name=\"{}\" EntityType=\"{}\" />",
                escaped(&set),
                escaped(&ty)
            ),
        );
    }
    for (entity, lookup) in lookups(catalog) {
        association_set(&mut out, catalog, entity, lookup);
    }
    out.push_str("</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>");
    out
}

fn lookups(catalog: &Catalog) -> impl Iterator<Item = (&Entity, &Lookup)> {
    catalog
        .entities()
        .flat_map(|entity| entity.lookups.iter().map(move |lookup| (entity, lookup)))
}

/// The names of a lookup's association and of its two ends.
struct Association {
    name: String,
    /// The role of the entity that has the lookup.
    from: String,
    /// The role of the entity that the lookup leads to.
    to: String,
}

impl Association {
    fn of(catalog: &Catalog, entity: &Entity, lookup: &Lookup) -> Self {
        let target = catalog.entity(lookup.target);
        let detail = target.collections.iter().find(|detail| {
            std::ptr::eq(catalog.entity(detail.target), entity)
                && detail.via.is_some()
                && detail.via == lookup.column
        });
        let Some(detail) = detail else {
            return Self {
                name: format!("{}_{}", entity.name, lookup.name),
                from: entity.name.clone(),
                to: lookup.name.clone(),
            };
        };
        let from = format!("{}_{}", entity.name, lookup.name);
        let to = format!("{}_{}", target.name, detail.name);
        Self {
            name: format!("{from}_{to}"),
            from,
            to,
        }
    }

    /// The association behind a detail: that of the lookup which leads back.
    fn of_detail(catalog: &Catalog, detail: &Collection) -> Option<Self> {
        let entity = catalog.entity(detail.target);
        let leads_back = |lookup: &&Lookup| lookup.column.is_some() && lookup.column == detail.via;
        let lookup = entity.lookups.iter().find(leads_back)?;
        Some(Self::of(catalog, entity, lookup))
    }
}

fn entity_type(out: &mut String, catalog: &Catalog, entity: &Entity) {
    push(
        out,
        format_args!("<EntityType Name=\"{}\">", escaped(&entity.name)),
    );
    if let Some(key) = entity.key {
        let name = escaped(&entity.columns[key].name);
        push(
            out,
            format_args!("<Key><PropertyRef Name=\"{name}\" /></Key>"),
        );
    }
    for (position, column) in entity.columns.iter().enumerate() {
        let is_required = entity.key == Some(position) || column.ty == PropertyType::Stream;
        let nullable = if is_required {
            " Nullable=\"false\""
        } else {
            ""
        };
        push(
            out,
            format_args!(
                "<Property Name=\"{}\" Type=\"{}\"{nullable} />",
                escaped(&column.name),
                Type::of(column.ty).edm_name()
            ),
        );
    }
    for lookup in &entity.lookups {
        let tie = Association::of(catalog, entity, lookup);
        navigation(out, &lookup.name, &tie.name, &tie.to, &tie.from);
    }
    for detail in &entity.collections {
        if let Some(tie) = Association::of_detail(catalog, detail) {
            navigation(out, &detail.name, &tie.name, &tie.from, &tie.to);
        }
    }
    out.push_str("</EntityType>");
}

fn navigation(out: &mut String, name: &str, association: &str, to: &str, from: &str) {
    push(
        out,
        format_args!(
            "<NavigationProperty Name=\"{}\" Relationship=\"{NAMESPACE}.{}\" ToRole=\"{}\" \
             FromRole=\"{}\" />",
            escaped(name),
            escaped(association),
            escaped(to),
            escaped(from)
        ),
    );
}

fn association(out: &mut String, catalog: &Catalog, entity: &Entity, lookup: &Lookup) {
    let tie = Association::of(catalog, entity, lookup);
    let target = type_name(catalog.entity(lookup.target));
    let source = type_name(entity);
    push(
        out,
        format_args!(
            "<Association Name=\"{}\"><End Type=\"{}\" Role=\"{}\" Multiplicity=\"0..1\" />\
             <End Type=\"{}\" Role=\"{}\" Multiplicity=\"*\" /></Association>",
            escaped(&tie.name),
            escaped(&target),
            escaped(&tie.to),
            escaped(&source),
            escaped(&tie.from)
        ),
    );
}

fn association_set(out: &mut String, catalog: &Catalog, entity: &Entity, lookup: &Lookup) {
    let tie = Association::of(catalog, entity, lookup);
    let target = catalog.entity(lookup.target);
    let name = format!("{}{}Collection{}", entity.name, lookup.name, target.name);
    push(
        out,
        format_args!(
            "<AssociationSet Name=\"{}\" Association=\"{NAMESPACE}.{}\"><End Role=\"{}\" \
             EntitySet=\"{}\" /><End Role=\"{}\" EntitySet=\"{}\" /></AssociationSet>",
            escaped(&name),
            escaped(&tie.name),
            escaped(&tie.from),
            escaped(&set_name(entity)),
            escaped(&tie.to),
            escaped(&set_name(target))
        ),
    );
}

fn push(out: &mut String, arguments: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = out.write_fmt(arguments);
}

#[cfg(test)]
mod tests {
    use creatio_codegen::{csdl, schema::Schema};

    use super::*;

    #[test]
    fn the_document_describes_the_schema_it_is_made_from() {
        let source = include_bytes!("../../snapshots/twelve-entities.odata4.xml");
        let expected = csdl::read(source, "version 4").unwrap();
        let made = document(&Catalog::new(&expected));
        let read = csdl::read(made.as_bytes(), "version 3").unwrap();
        let shown = |schema: &Schema| -> Vec<_> {
            let entities = schema.entities.iter();
            let shown = entities.map(|entity| {
                let columns = entity.properties.iter();
                let columns: Vec<_> = columns
                    .map(|column| (column.name.clone(), column.ty))
                    .collect();
                let lookups = entity.lookups.iter();
                let lookups: Vec<_> = lookups
                    .map(|lookup| {
                        (
                            lookup.name.clone(),
                            lookup.target.clone(),
                            lookup.column.clone(),
                        )
                    })
                    .collect();
                let details = entity.collections.iter();
                let details: Vec<_> = details
                    .map(|detail| (detail.name.clone(), detail.target.clone()))
                    .collect();
                (
                    entity.name.clone(),
                    entity.key.clone(),
                    columns,
                    lookups,
                    details,
                )
            });
            shown.collect()
        };
        assert_eq!(shown(&read), shown(&expected));
        assert_eq!(
            read.entities[0].entity_set_v3.as_deref(),
            Some("AccountCollection")
        );
    }
}
