//! Each kind of change, its grade and its words.

use super::*;
use crate::csdl;

/// A schema of `City` and `Country` with these members of `City`.
fn schema(members: &str) -> Schema {
    with_entities(&format!(
        "<EntityType Name='City'><Key><PropertyRef Name='Id'/></Key>\
         <Property Name='Id' Type='Edm.Guid'/>{members}</EntityType>{COUNTRY}"
    ))
}

const COUNTRY: &str = "<EntityType Name='Country'><Key><PropertyRef Name='Id'/></Key>\
    <Property Name='Id' Type='Edm.Guid'/><Property Name='Code' Type='Edm.String'/>\
    <Property Name='Population' Type='Edm.Int64'/></EntityType>";

/// A schema of these entity types, each in the set of its own name.
fn with_entities(types: &str) -> Schema {
    let names = types.split("<EntityType Name='").skip(1);
    let set = |text: &str| {
        let name = text.split('\'').next().unwrap();
        format!("<EntitySet Name='{name}' EntityType='D.{name}'/>")
    };
    let sets: String = names.map(set).collect();
    with_container(types, &sets)
}

fn with_container(types: &str, sets: &str) -> Schema {
    let document = format!(
        "<e:Edmx Version='4.0' xmlns:e='http://docs.oasis-open.org/odata/ns/edmx'>\
         <e:DataServices><Schema Namespace='D' xmlns='http://docs.oasis-open.org/odata/ns/edm'>\
         {types}<EntityContainer Name='C'>{sets}</EntityContainer></Schema></e:DataServices></e:Edmx>"
    );
    csdl::read(document.as_bytes(), "test.xml").unwrap()
}

/// The changes between two schemas, a line each.
fn lines(old: &Schema, new: &Schema) -> Vec<String> {
    let drift = Drift::between(old, new);
    let line = |change: &Change| format!("{} {change}", change.grade());
    drift.changes.iter().map(line).collect()
}

/// The changes of the members of `City`.
fn drift(old: &str, new: &str) -> Vec<String> {
    lines(&schema(old), &schema(new))
}

const NAME: &str = "<Property Name='Name' Type='Edm.String' Nullable='false'/>";
const SIZE: &str = "<Property Name='Size' Type='Edm.Int32'/>";
const LOOKUP: &str = "<Property Name='CountryId' Type='Edm.Guid'/>\
    <NavigationProperty Name='Country' Type='D.Country'/>";
const DETAIL: &str = "<NavigationProperty Name='CityCollection' Type='Collection(D.City)'/>";

#[test]
fn order_makes_no_difference() {
    let (one, other) = (format!("{NAME}{SIZE}"), format!("{SIZE}{NAME}"));
    assert!(drift(&one, &other).is_empty());
    let city = "<EntityType Name='City'><Key><PropertyRef Name='Id'/></Key>\
        <Property Name='Id' Type='Edm.Guid'/></EntityType>";
    let first = with_entities(&format!("{city}{COUNTRY}"));
    let second = with_entities(&format!("{COUNTRY}{city}"));
    assert!(Drift::between(&first, &second).is_empty());
}

#[test]
fn a_column_that_is_gone_breaks_and_a_new_one_does_not() {
    let both = format!("{NAME}{SIZE}");
    assert_eq!(
        drift(&both, NAME),
        ["breaking `City.Size`: the column is gone"]
    );
    assert_eq!(
        drift(NAME, &both),
        ["additive `City.Size`: the column is new"]
    );
}

#[test]
fn another_type_breaks() {
    let decimal = "<Property Name='Size' Type='Edm.Decimal'/>";
    assert_eq!(
        drift(SIZE, decimal),
        ["breaking `City.Size`: its type was Edm.Int32 and is Edm.Decimal"]
    );
}

#[test]
fn another_nullability_is_risky() {
    let nullable = "<Property Name='Name' Type='Edm.String'/>";
    assert_eq!(
        drift(NAME, nullable),
        ["risky `City.Name`: it could not be empty and may be now"]
    );
    assert_eq!(
        drift(nullable, NAME),
        ["risky `City.Name`: it could be empty and may not be any longer"]
    );
}

#[test]
fn other_rules_for_new_values_are_risky() {
    let old = schema(NAME);
    let with_rules = |required, max_length| {
        let mut new = old.clone();
        let city = new.entities.iter_mut().find(|it| it.name == "City");
        let name = city.unwrap().properties.iter_mut();
        let name = name.into_iter().find(|it| it.name == "Name").unwrap();
        (name.required, name.max_length) = (required, max_length);
        new
    };
    assert_eq!(
        lines(&old, &with_rules(true, Some(50))),
        [
            "risky `City.Name`: a new row has to have a value there now",
            "risky `City.Name`: it took texts of any length and takes texts of 50 characters",
        ]
    );
    assert_eq!(
        lines(&with_rules(true, Some(50)), &with_rules(false, Some(250))),
        [
            "risky `City.Name`: a new row need not have a value there any longer",
            "risky `City.Name`: it took texts of 50 characters and takes texts of 250 characters",
        ]
    );
}

#[test]
fn a_lookup_and_its_key_column_come_and_go_as_one() {
    assert_eq!(
        drift(LOOKUP, ""),
        ["breaking `City.Country`: the lookup is gone"]
    );
    assert_eq!(
        drift("", LOOKUP),
        ["additive `City.Country`: the lookup is new"]
    );
}

#[test]
fn a_lookup_that_leaves_its_key_column_behind_is_gone_alone() {
    let column = "<Property Name='CountryId' Type='Edm.Guid'/>";
    assert_eq!(
        drift(LOOKUP, column),
        ["breaking `City.Country`: the lookup is gone"]
    );
    assert_eq!(
        drift(column, LOOKUP),
        ["additive `City.Country`: the lookup is new"]
    );
}

#[test]
fn another_target_is_risky() {
    let city = LOOKUP.replace("D.Country", "D.City");
    assert_eq!(
        drift(LOOKUP, &city),
        ["risky `City.Country`: it led to `Country` and leads to `City`"]
    );
}

#[test]
fn a_lookup_that_lost_its_key_column_is_both() {
    let bare = "<NavigationProperty Name='Country' Type='D.Country'/>";
    assert_eq!(
        drift(LOOKUP, bare),
        [
            "breaking `City.CountryId`: the column is gone",
            "risky `City.Country`: its key was in `CountryId` and is in no column",
        ]
    );
}

#[test]
fn a_collection_that_is_gone_breaks_and_so_do_other_rows() {
    assert_eq!(
        drift(DETAIL, ""),
        ["breaking `City.CityCollection`: the collection is gone"]
    );
    assert_eq!(
        drift("", DETAIL),
        ["additive `City.CityCollection`: the collection is new"]
    );
    let other = DETAIL.replace("(D.City)", "(D.Country)");
    assert_eq!(
        drift(DETAIL, &other),
        ["breaking `City.CityCollection`: its rows were of `City` and are of `Country`"]
    );
}

#[test]
fn an_entity_that_is_gone_breaks() {
    let (both, country) = (schema(NAME), with_entities(COUNTRY));
    assert_eq!(
        lines(&both, &country),
        ["breaking `City`: the entity is gone"]
    );
    assert_eq!(
        lines(&country, &both),
        ["additive `City`: the entity is new"]
    );
}

#[test]
fn another_key_breaks() {
    let other = COUNTRY.replace("PropertyRef Name='Id'", "PropertyRef Name='Code'");
    let changes = lines(&with_entities(COUNTRY), &with_entities(&other));
    assert!(
        changes.contains(&"breaking `Country`: its key was `Id` and is `Code`".to_owned()),
        "{changes:?}"
    );
}

#[test]
fn another_entity_set_breaks() {
    let set = |name: &str| {
        let set = format!("<EntitySet Name='{name}' EntityType='D.Country'/>");
        with_container(COUNTRY, &set)
    };
    assert_eq!(
        lines(&set("Country"), &set("Countries")),
        ["breaking `Country`: its entity set was `Country` and is `Countries`"]
    );
}

#[test]
fn one_value_or_many_are_two_types() {
    let many = SIZE.replace("Edm.Int32", "Collection(Edm.Int32)");
    assert_eq!(
        drift(SIZE, &many),
        ["breaking `City.Size`: its type was Edm.Int32 and is Collection(Edm.Int32)"]
    );
}

#[test]
fn a_column_that_left_as_another_of_its_type_came_may_be_renamed() {
    let title = NAME.replace("Name='Name'", "Name='Title'");
    assert_eq!(
        drift(NAME, &title)[0],
        "breaking `City.Name`: the column is gone; it may be `Title` now"
    );
    assert_eq!(
        drift(NAME, SIZE)[0],
        "breaking `City.Name`: the column is gone",
        "a number is no text"
    );
}

#[test]
fn among_several_new_columns_only_a_similar_name_is_a_hint() {
    let several = |names: &[&str]| -> String {
        let column = |name: &&str| format!("<Property Name='{name}' Type='Edm.String'/>");
        names.iter().map(column).collect()
    };
    let changes = |name: &str| drift(&several(&[name]), &several(&["ShortDescription", "Zip"]));
    assert_eq!(
        changes("ShortDescr")[0],
        "breaking `City.ShortDescr`: the column is gone; it may be `ShortDescription` now"
    );
    assert_eq!(
        changes("Owner")[0],
        "breaking `City.Owner`: the column is gone"
    );
}

#[test]
fn a_renamed_lookup_and_collection_are_recognised_by_where_they_lead() {
    let land = LOOKUP
        .replace("Country'", "Land'")
        .replace("'CountryId'", "'LandId'");
    let land = land.replace("D.Land'", "D.Country'");
    assert_eq!(
        drift(LOOKUP, &land)[0],
        "breaking `City.Country`: the lookup is gone; it may be `Land` now"
    );
    let towns = DETAIL.replace("CityCollection", "Towns");
    assert_eq!(
        drift(DETAIL, &towns)[0],
        "breaking `City.CityCollection`: the collection is gone; it may be `Towns` now"
    );
}

#[test]
fn an_entity_is_recognised_by_its_members() {
    let land = COUNTRY.replace("Name='Country'", "Name='UsrLand'");
    assert_eq!(
        lines(&with_entities(COUNTRY), &with_entities(&land)),
        [
            "breaking `Country`: the entity is gone; it may be `UsrLand` now",
            "additive `UsrLand`: the entity is new",
        ]
    );
}

#[test]
fn enums_and_complex_types_drift_too() {
    let types = |enum_members: &str, properties: &str| {
        with_entities(&format!(
            "{COUNTRY}<EnumType Name='Colour'><Member Name='Red'/>{enum_members}</EnumType>\
             <ComplexType Name='Place'><Property Name='X' Type='Edm.Double'/>{properties}\
             </ComplexType>"
        ))
    };
    let (old, new) = (
        types("<Member Name='Blue'/>", NAME),
        types("<Member Name='Green'/>", ""),
    );
    assert_eq!(
        lines(&old, &new),
        [
            "breaking `Colour.Blue`: the member of the enum is gone",
            "breaking `Place.Name`: the column is gone",
            "additive `Colour.Green`: the member of the enum is new",
        ]
    );
    let none = with_entities(COUNTRY);
    assert_eq!(
        lines(&old, &none),
        [
            "breaking `Colour`: the type is gone",
            "breaking `Place`: the type is gone",
        ]
    );
    assert_eq!(Drift::between(&none, &old).worst(), Some(Grade::Additive));
}

#[test]
fn the_worst_comes_first_and_is_counted() {
    let old = format!("{NAME}{SIZE}");
    let new = format!("{}{DETAIL}", NAME.replace("Nullable='false'", ""));
    let drift = Drift::between(&schema(&old), &schema(&new));
    let grades: Vec<_> = drift.changes.iter().map(Change::grade).collect();
    assert_eq!(grades, Grade::ALL);
    assert_eq!(drift.worst(), Some(Grade::Breaking));
    assert_eq!(Grade::ALL.map(|grade| drift.count(grade)), [1, 1, 1]);
}

mod two_changes_undo_each_other {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whatever_the_columns(
            old in proptest::collection::btree_set("[A-D][a-c]", 0..6),
            new in proptest::collection::btree_set("[A-D][a-c]", 0..6),
        ) {
            let columns = |names: &std::collections::BTreeSet<String>| -> String {
                let column = |name| format!("<Property Name='{name}' Type='Edm.String'/>");
                names.iter().map(column).collect()
            };
            let (one, other) = (schema(&columns(&old)), schema(&columns(&new)));
            let (there, back) = (Drift::between(&one, &other), Drift::between(&other, &one));
            prop_assert_eq!(there.is_empty(), old == new);
            prop_assert_eq!(there.count(Grade::Breaking), old.difference(&new).count());
            prop_assert_eq!(there.count(Grade::Breaking), back.count(Grade::Additive));
            prop_assert_eq!(there.count(Grade::Additive), back.count(Grade::Breaking));
        }
    }
}
