//! What the reader makes of documents that are odd but usable.

use creatio_codegen::csdl;
use creatio_codegen::schema::{PropertyType, Schema};

use crate::support::{container, document, entity};

fn read(schema: &str) -> Schema {
    csdl::read(document(schema).as_bytes(), "demo.xml").unwrap()
}

fn skipped(schema: &Schema) -> Vec<String> {
    schema.skipped.iter().map(ToString::to_string).collect()
}

#[test]
fn a_lookup_is_paired_with_its_column_by_name() {
    let members = "<Property Name=\"OwnerId\" Type=\"Edm.Guid\"/>\
                   <Property Name=\"TextId\" Type=\"Edm.String\"/>\
                   <NavigationProperty Name=\"Owner\" Type=\"Demo.City\"/>\
                   <NavigationProperty Name=\"Text\" Type=\"Demo.City\"/>\
                   <NavigationProperty Name=\"Alone\" Type=\"Demo.City\"/>";
    let schema = read(&format!(
        "{}{}",
        entity("City", members),
        container(&["City"])
    ));
    let columns: Vec<_> = schema.entities[0]
        .lookups
        .iter()
        .map(|lookup| lookup.column.as_deref())
        .collect();
    assert_eq!(columns, [Some("OwnerId"), None, None]);
    assert_eq!(schema.skipped, []);
}

#[test]
fn a_referential_constraint_goes_before_the_name() {
    let lookup = |name: &str, property: &str, referenced: &str| {
        format!(
            "<NavigationProperty Name=\"{name}\" Type=\"Demo.City\"><ReferentialConstraint \
             Property=\"{property}\" ReferencedProperty=\"{referenced}\"/></NavigationProperty>"
        )
    };
    let members = format!(
        "<Property Name=\"OwnerId\" Type=\"Edm.Guid\"/><Property Name=\"Key\" Type=\"Edm.Guid\"/>{}{}{}",
        lookup("Owner", "Key", "Id"),
        lookup("Odd", "Key", "OwnerId"),
        lookup("Lost", "Nowhere", "Id"),
    );
    let schema = read(&format!(
        "{}{}",
        entity("City", &members),
        container(&["City"])
    ));
    let columns: Vec<_> = schema.entities[0]
        .lookups
        .iter()
        .map(|lookup| lookup.column.as_deref())
        .collect();
    assert_eq!(columns, [Some("Key"), None, None]);
    assert_eq!(schema.skipped.len(), 2);
}

#[test]
fn schemas_may_be_several_and_have_aliases() {
    let text = format!(
        "{}</Schema><Schema Namespace=\"Other.Space\" Alias=\"O\" \
         xmlns=\"http://docs.oasis-open.org/odata/ns/edm\">{}{}\
         <EntityContainer Name=\"C\"><EntitySet Name=\"Cities\" EntityType=\"Demo.City\"/>\
         <EntitySet Name=\"Streets\" EntityType=\"O.Street\"/></EntityContainer>",
        entity(
            "City",
            "<NavigationProperty Name=\"S\" Type=\"Collection(O.Street)\" Partner=\"P\"/>"
        ),
        entity(
            "Street",
            "<NavigationProperty Name=\"P\" Type=\"Demo.City\"/>"
        ),
        "<!-- a comment -->",
    );
    let schema = read(&text);
    let sets: Vec<_> = schema
        .entities
        .iter()
        .map(|entity| entity.entity_set.as_str())
        .collect();
    assert_eq!(sets, ["Cities", "Streets"]);
    let streets = &schema.entity("City").unwrap().collections[0];
    assert_eq!(
        (streets.target.as_str(), streets.partner.as_deref()),
        ("Street", Some("P"))
    );
}

#[test]
fn every_type_of_csdl_4_has_its_counterpart() {
    let types = [
        ("Guid", PropertyType::Guid),
        ("String", PropertyType::String),
        ("Boolean", PropertyType::Boolean),
        ("Byte", PropertyType::Byte),
        ("SByte", PropertyType::SByte),
        ("Int16", PropertyType::Int16),
        ("Int32", PropertyType::Int32),
        ("Int64", PropertyType::Int64),
        ("Single", PropertyType::Single),
        ("Double", PropertyType::Double),
        ("Decimal", PropertyType::Decimal),
        ("DateTimeOffset", PropertyType::DateTimeOffset),
        ("Date", PropertyType::Date),
        ("TimeOfDay", PropertyType::TimeOfDay),
        ("Duration", PropertyType::Duration),
        ("Binary", PropertyType::Binary),
        ("Stream", PropertyType::Stream),
    ];
    let property = |(name, _)| format!("<Property Name=\"The{name}\" Type=\"Edm.{name}\"/>");
    let members = types.map(property).concat();
    let schema = read(&format!(
        "{}{}",
        entity("City", &members),
        container(&["City"])
    ));
    for (name, ty) in types {
        assert_eq!(
            schema.entities[0]
                .property(&format!("The{name}"))
                .unwrap()
                .ty,
            ty
        );
    }
}

#[test]
fn what_is_not_carried_over_is_listed_with_its_place() {
    let schema = read(include_str!("../fixtures/odd.csdl.xml"));
    let names: Vec<_> = schema
        .entities
        .iter()
        .map(|entity| entity.name.as_str())
        .collect();
    assert_eq!(names, ["City"]);
    insta::assert_snapshot!(skipped(&schema).join("\n"));
}

#[test]
fn names_cannot_forge_a_line_of_the_report() {
    let hostile = entity(
        "City",
        "<Property Name=\"A&#10;error: B\" Type=\"Edm.String\"/>",
    );
    let schema = read(&format!("{hostile}{}", container(&["City"])));
    assert_eq!(schema.skipped.len(), 1);
    assert_eq!(schema.skipped[0].to_string().lines().count(), 1);
}

#[test]
fn many_notes_on_one_long_line_have_the_right_columns() {
    let property = "<Property Name=\"?\" Type=\"Edm.String\"/>";
    let members = property.repeat(2000);
    let schema = read(&format!(
        "{}{}",
        entity("City", &members),
        container(&["City"])
    ));
    let columns: Vec<_> = schema
        .skipped
        .iter()
        .map(|skipped| skipped.position.column as usize)
        .collect();
    let first = "<Property Name=\"Id\" Type=\"Edm.Guid\"/>".len() + 1;
    let expected: Vec<_> = (0..2000)
        .map(|index| first + index * property.len())
        .collect();
    assert_eq!(columns, expected);
}
