//! Snapshots of the code: the struct, then what becomes of it.

use insta::assert_snapshot;

use crate::entity::derive;

fn expansion(input: &str) -> String {
    expansion_with(input, false)
}

fn expansion_with(input: &str, values: bool) -> String {
    let tokens = derive(input.parse().unwrap(), values);
    let file = syn::parse2(tokens).expect("the expansion is a list of items");
    format!(
        "{}\n\n// expands to\n\n{}",
        unindented(input),
        prettyplease::unparse(&file)
    )
}

/// The input as if it stood at the left margin.
fn unindented(input: &str) -> String {
    let lines = || input.lines().filter(|line| !line.trim().is_empty());
    let margin = lines()
        .map(|line| line.len() - line.trim_start().len())
        .min()
        .unwrap_or(0);
    lines()
        .map(|line| &line[margin..])
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn a_column_becomes_a_schema_line_a_read_and_a_constant() {
    assert_snapshot!(expansion(
        r#"
        /// Account
        #[derive(Debug, Clone, PartialEq, Entity)]
        #[creatio(entity = "Account")]
        pub struct Account {
            #[creatio(key, name = "Id")]
            pub id: Id<Account>,
            /// Name
            #[creatio(name = "Name")]
            pub name: String,
            pub completeness: i32,
        }
        "#
    ));
}

#[test]
fn a_lookup_becomes_a_column_and_a_lookup() {
    assert_snapshot!(expansion(
        r#"
        pub struct Account {
            #[creatio(key)]
            pub id: Id<Self>,
            #[creatio(lookup = "PrimaryContact")]
            pub primary_contact_id: Option<Id<Contact>>,
            #[creatio(lookup = "Type", lookup_key = "Code")]
            pub type_id: ::core::option::Option<::creatio_core::Id<super::AccountType>>,
            #[creatio(name = "OwnerId", lookup = "Owner", lookup_as = "owned_by")]
            pub owner: Id<crate::Contact>,
            #[creatio(name = "ParentId", lookup = "ParentAccount")]
            pub parent: Option<Id<Account>>,
        }
        "#
    ));
}

#[test]
fn collections_and_streams_become_constants_only() {
    assert_snapshot!(expansion(
        r#"
        #[creatio(collection(contact_collection_by_account: super::Contact = "ContactCollectionByAccount"))]
        #[creatio(collection(r#type: Kind = "Type", files: crate::files::File = "Files"))]
        #[creatio(stream(logo = "Logo", photo = "Photo"))]
        pub struct Account {
            #[creatio(key)]
            pub id: Id<Account>,
        }
        "#
    ));
}

#[test]
fn names_of_the_entity_its_set_its_module_and_the_crate_can_be_given() {
    assert_snapshot!(expansion(
        r#"
        #[creatio(entity = "UsrOrder", set = "UsrOrderCollection", module = "columns")]
        #[creatio(crate = "facade::creatio")]
        pub struct Order {
            #[creatio(key)]
            pub id: Id<Order>,
        }
        "#
    ));
}

#[test]
fn the_runtime_crate_can_be_a_module_beside_the_struct() {
    assert_snapshot!(expansion(
        r#"
        #[creatio(crate = "self::runtime")]
        struct Order {
            #[creatio(key)]
            id: Id<Order>,
        }
        "#
    ));
}

#[test]
fn a_key_of_several_columns_is_a_tuple() {
    assert_snapshot!(expansion(
        r"
        pub(super) struct OrderLine {
            #[creatio(key)]
            order_id: Uuid,
            quantity: Decimal,
            #[creatio(key)]
            position: i32,
        }
        "
    ));
}

#[test]
fn an_entity_named_like_a_type_of_the_prelude_is_itself() {
    assert_snapshot!(expansion(
        r#"
        pub(crate) struct Option {
            #[creatio(key)]
            id: Id<Option>,
            #[creatio(lookup = "Parent")]
            parent_id: ::core::option::Option<Id<Option>>,
            #[creatio(lookup = "Note")]
            note_id: ::core::option::Option<Id<String>>,
            text: String,
        }
        "#
    ));
}

#[test]
fn a_keyword_is_a_raw_identifier() {
    assert_snapshot!(expansion(
        r#"
        pub struct Match {
            #[creatio(key)]
            id: Id<Match>,
            r#type: String,
            #[creatio(lookup = "Use")]
            use_id: Option<Id<Use>>,
        }
        "#
    ));
}

#[test]
fn one_mistake_leaves_the_rest_of_the_entity_usable() {
    assert_snapshot!(expansion(
        r"
        pub struct Account {
            id: Id<Account>,
            name: String,
        }
        "
    ));
}

#[test]
fn an_enum_still_gets_the_trait() {
    assert_snapshot!(expansion("pub enum Kind { Company, Person }"));
}

#[test]
fn a_generic_struct_still_gets_the_trait() {
    assert_snapshot!(expansion("struct Row<T> { #[creatio(key)] id: T }"));
}

#[test]
fn a_day_that_the_service_declares_as_an_instant_is_marked_in_the_schema() {
    assert_snapshot!(expansion(
        r#"
        struct Visit {
            #[creatio(key)]
            id: Id<Visit>,
            #[creatio(edm = "DateTimeOffset")]
            day: Option<Date>,
        }
        "#
    ));
}

#[test]
fn what_is_known_of_new_values_stands_in_the_schema() {
    assert_snapshot!(expansion(
        r#"
        struct Ticket {
            #[creatio(key)]
            id: Id<Ticket>,
            #[creatio(required, max_length = 250)]
            subject: String,
            #[creatio(required, lookup = "City")]
            city_id: Option<Id<City>>,
        }
        "#
    ));
}

#[test]
fn values_visits_each_field() {
    assert_snapshot!(expansion_with(
        r"
        struct City {
            #[creatio(key)]
            id: Id<City>,
            r#type: String,
        }
        ",
        true
    ));
}
