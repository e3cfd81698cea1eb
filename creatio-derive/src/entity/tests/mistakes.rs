//! Each mistake has one message, at the text that has to change.

use crate::entity::understand;

/// The messages about an item, each with the text that it points at.
fn mistakes(input: &str) -> Vec<(String, String)> {
    let item = syn::parse_str(input).unwrap();
    let (_, checked) = understand(&item);
    let mistake = |error: syn::Error| {
        (
            error.span().source_text().unwrap_or_default(),
            error.to_string(),
        )
    };
    checked.err().into_iter().flatten().map(mistake).collect()
}

/// Asserts the mistakes in a struct with a key and these further parts.
#[track_caller]
fn assert_mistakes(input: &str, expected: &[(&str, &str)]) {
    let found = mistakes(input);
    let found: Vec<(&str, &str)> = found
        .iter()
        .map(|(at, message)| (at.as_str(), message.as_str()))
        .collect();
    assert_eq!(found, expected, "in {input}");
}

/// The mistakes in a field beside a faultless key.
#[track_caller]
fn assert_field(field: &str, expected: &[(&str, &str)]) {
    assert_mistakes(
        &format!("struct Account {{ #[creatio(key)] id: Id<Account>, {field} }}"),
        expected,
    );
}

/// The mistakes in the attributes of a struct that is faultless otherwise.
#[track_caller]
fn assert_struct(attrs: &str, expected: &[(&str, &str)]) {
    assert_mistakes(
        &format!("{attrs} struct Account {{ #[creatio(key)] id: Id<Account> }}"),
        expected,
    );
}

#[test]
fn only_a_struct_with_named_fields_is_an_entity() {
    for (item, at, what) in [
        ("enum Kind { A }", "Kind", "an enum"),
        ("union Bits { a: u32, b: f32 }", "Bits", "a union"),
        ("struct Pair(i32, i32);", "Pair", "a tuple struct"),
        ("struct Nothing;", "Nothing", "a unit struct"),
    ] {
        let message =
            format!("`{at}` is {what}: an entity is a struct with one named field per column");
        assert_mistakes(item, &[(at, &message)]);
    }
}

#[test]
fn a_generic_struct_is_refused_at_its_parameters() {
    assert_mistakes(
        "struct Account<T> { #[creatio(key)] id: T }",
        &[(
            "<T>",
            "`Account` is generic, but its columns are fixed by Creatio: write a type in place of \
             each parameter",
        )],
    );
}

#[test]
fn an_entity_without_a_key_is_told_where_to_put_it() {
    assert_mistakes(
        "struct Account { name: String }",
        &[(
            "Account",
            "`Account` has no key: put `#[creatio(key)]` on the field of its key column, nearly \
             always `Id`",
        )],
    );
}

#[test]
fn a_key_is_never_optional() {
    assert_mistakes(
        "struct Account { #[creatio(key)] id: Option<Id<Account>> }",
        &[(
            "Option<Id<Account>>",
            "a key always has a value: write the type without `Option`",
        )],
    );
}

#[test]
fn the_second_owner_of_a_wire_name_is_told_of_the_first() {
    assert_field(
        r#"title: String, #[creatio(name = "Title")] caption: String"#,
        &[(
            "\"Title\"",
            "`Title` is already the wire name of the field `title`: each member of an entity has \
             its own",
        )],
    );
    assert_field(
        r#"#[creatio(name = "Title")] caption: String, title: String"#,
        &[(
            "title",
            "`Title` is already the wire name of the field `caption`: each member of an entity has \
             its own",
        )],
    );
    assert_field(
        r#"#[creatio(lookup = "Owner")] owner_id: Id<Contact>,
           #[creatio(lookup = "Owner")] boss_id: Id<Contact>"#,
        &[(
            "\"Owner\"",
            "`Owner` is already the wire name of the lookup of the field `owner_id`: each member \
             of an entity has its own",
        )],
    );
    assert_struct(
        r#"#[creatio(stream(logo = "Id"))]"#,
        &[(
            "\"Id\"",
            "`Id` is already the wire name of the field `id`: each member of an entity has its own",
        )],
    );
}

#[test]
fn two_constants_of_one_name_are_told_how_to_differ() {
    assert_field(
        r#"#[creatio(lookup = "Owner")] owner_id: Id<Contact>,
           #[creatio(name = "OwnerName")] owner: String"#,
        &[(
            "owner",
            "`owner` is already the constant of the lookup of the field `owner_id`: rename the \
             field, and keep its column with `name = \"…\"`",
        )],
    );
    assert_field(
        r#"#[creatio(name = "OwnerName")] owner: String,
           #[creatio(lookup = "Owner")] owner_id: Id<Contact>"#,
        &[(
            "owner_id",
            "`owner` is already the constant of the field `owner`: choose another one for the \
             lookup with `lookup_as = \"…\"`",
        )],
    );
    assert_struct(
        r#"#[creatio(collection(id: Contact = "Contacts"), stream(r#id = "Image"))]"#,
        &[
            (
                "id",
                "`id` is already the constant of the field `id`: choose another one for the \
                 collection",
            ),
            (
                "r#id",
                "`id` is already the constant of the field `id`: choose another one for the stream",
            ),
        ],
    );
}

#[test]
fn a_field_that_is_called_like_its_lookup_needs_lookup_as() {
    assert_field(
        r#"#[creatio(name = "OwnerId", lookup = "Owner")] owner: Id<Contact>"#,
        &[(
            "owner",
            "the field and its lookup would both be the constant `owner`: name the lookup's with \
             `lookup_as = \"…\"`",
        )],
    );
}

#[test]
fn an_unknown_attribute_is_met_with_what_was_meant() {
    assert_field(
        r#"#[creatio(nmae = "X")] a: i32, #[creatio(rename_all = "X")] b: i32, #[creatio(set = "X")] c: i32"#,
        &[
            ("nmae", "unknown attribute `nmae`: did you mean `name`?"),
            (
                "rename_all",
                "unknown attribute `rename_all`: a field takes `name`, `key`, `lookup`, \
                 `lookup_as`, `lookup_key`, `edm`, `required`, `max_length`",
            ),
            ("set", "`set` belongs on the struct, not on a field"),
        ],
    );
    assert_struct(
        r#"#[creatio(entty = "X", key)]"#,
        &[
            ("entty", "unknown attribute `entty`: did you mean `entity`?"),
            ("key", "`key` belongs on a field, not on the struct"),
        ],
    );
}

#[test]
fn a_value_of_the_wrong_kind_is_told_the_right_one() {
    assert_field(
        r#"#[creatio(name = 5)] a: i32, #[creatio(name)] b: i32, #[creatio(key = true)] c: i32,
           #[creatio(lookup("X"))] d_id: Id<D>"#,
        &[
            ("5", "expected a string: `name = \"…\"`"),
            ("name", "`name` needs a value: `name = \"…\"`"),
            ("key", "`key` stands alone, without a value"),
            ("lookup", "`lookup` needs a value: `lookup = \"…\"`"),
        ],
    );
    for attr in ["#[creatio]", "#[creatio = \"Account\"]"] {
        assert_struct(attr, &[(attr, "the correct form is `#[creatio(...)]`")]);
    }
}

#[test]
fn collections_and_streams_have_one_form() {
    const COLLECTION: &str = "the correct form is `collection(constant: Entity = \"WireName\")`";
    const STREAM: &str = "the correct form is `stream(constant = \"WireName\")`";
    assert_struct(
        r#"#[creatio(collection(a = "A", b: B, c: C = 5, d: D = "D"), stream(e: "E"), set = "S")]
           #[creatio(collection = "X", stream)]"#,
        &[
            ("=", COLLECTION),
            (",", COLLECTION),
            ("5", COLLECTION),
            (":", STREAM),
            ("collection", COLLECTION),
            ("stream", STREAM),
        ],
    );
}

#[test]
fn an_attribute_is_given_once() {
    assert_field(
        r#"#[creatio(name = "A", name = "B")] a: i32"#,
        &[("name", "`name` is given twice")],
    );
    assert_struct(
        r#"#[creatio(set = "A")] #[creatio(set = "B")]"#,
        &[("set", "`set` is given twice")],
    );
}

#[test]
fn a_lookup_leads_from_an_id() {
    const MESSAGE: &str = "the field of a lookup is an `Id<…>` or `Option<Id<…>>` of the entity \
                           that the lookup leads to";
    for ty in [
        "Option<Uuid>",
        "Vec<Id<Contact>>",
        "Id",
        "Option<Option<Id<Contact>>>",
        "(i32, i32)",
    ] {
        assert_field(
            &format!(r#"#[creatio(lookup = "Owner")] owner_id: {ty}"#),
            &[(ty, MESSAGE)],
        );
    }
}

#[test]
fn what_belongs_to_a_lookup_needs_one() {
    assert_field(
        r#"#[creatio(lookup_as = "boss", lookup_key = "Code")] owner_id: Id<Contact>"#,
        &[
            (
                "\"boss\"",
                "`lookup_as` says more about a lookup, but this field is none: add `lookup = \"…\"`",
            ),
            (
                "\"Code\"",
                "`lookup_key` says more about a lookup, but this field is none: add \
                 `lookup = \"…\"`",
            ),
        ],
    );
}

#[test]
fn a_name_is_a_name() {
    const EMPTY: &str = "a name cannot be empty";
    assert_field(
        r#"#[creatio(name = "")] a: i32, #[creatio(lookup = "", lookup_as = "c")] b_id: Id<B>"#,
        &[("\"\"", EMPTY), ("\"\"", EMPTY)],
    );
    assert_struct(r#"#[creatio(entity = "A", set = "")]"#, &[("\"\"", EMPTY)]);
    assert_field(
        r#"#[creatio(name = "Full name")] a: i32"#,
        &[(
            "\"Full name\"",
            "`Full name` is no OData name: it may have letters, digits and underscores, and no \
             digit first",
        )],
    );
}

#[test]
fn what_cannot_be_an_identifier_is_told_so() {
    assert_field(
        r#"#[creatio(lookup = "A", lookup_as = "1a")] a_id: Id<A>, #[creatio(lookup = "B")] self_id: Id<B>"#,
        &[
            ("\"1a\"", "`1a` cannot be the name of a constant"),
            (
                "self_id",
                "`self` cannot be the constant of this lookup: name the lookup's with \
                 `lookup_as = \"…\"`",
            ),
        ],
    );
    assert_struct(
        r#"#[creatio(module = "a-b")]"#,
        &[(
            "\"a-b\"",
            "`a-b` cannot be the name of a module: choose another one with \
             `#[creatio(module = \"…\")]`",
        )],
    );
    assert_mistakes(
        "struct account { #[creatio(key)] id: Id<Self> }",
        &[(
            "account",
            "the module of constants would be called `account` like the struct: choose another one \
             with `#[creatio(module = \"…\")]`",
        )],
    );
}

#[test]
fn a_type_that_cannot_be_repeated_needs_a_name() {
    const MESSAGE: &str = "the constant of this column cannot repeat this type: give it a name \
                           with `type … = …;` and use the name here";
    for ty in [
        "&'static str",
        "fn() -> i32",
        "[u8; N]",
        "<A as B>::C",
        "dyn Send",
    ] {
        assert_field(&format!("a: {ty}"), &[(ty, MESSAGE)]);
    }
    assert_field("a: Box<dyn Send>", &[("dyn Send", MESSAGE)]);
}

#[test]
fn all_mistakes_are_reported_at_once() {
    let found = mistakes(
        r#"
        #[creatio(entity = 1, unknown)]
        struct Account<T> {
            #[creatio(nmae = "Id", name = 7)]
            id: &'static T,
        }
        "#,
    );
    let places: Vec<&str> = found.iter().map(|(at, _)| at.as_str()).collect();
    assert_eq!(
        places,
        ["<T>", "1", "unknown"],
        "the fields of a generic struct are not looked at"
    );

    let found = mistakes(
        r#"
        #[creatio(entity = 1, unknown)]
        struct Account {
            #[creatio(nmae = "Id", name = 7)]
            id: &'static T,
        }
        "#,
    );
    let places: Vec<&str> = found.iter().map(|(at, _)| at.as_str()).collect();
    assert_eq!(
        places,
        ["1", "unknown", "nmae", "7", "&'static T", "Account"]
    );
}

#[test]
fn attributes_of_other_macros_are_none_of_ours() {
    assert_struct(
        r#"#[serde(rename_all = "camelCase")] #[derive(Debug)] #[doc = "creatio"]"#,
        &[],
    );
    assert_field("#[serde(skip)] name: String", &[]);
}

#[test]
fn the_type_of_the_service_is_said_only_of_instants() {
    let message = "`Date` need not be said: the type of the field says it. Only `DateTimeOffset` \
                   says more, of a column of days or times";
    assert_field("#[creatio(edm = \"Date\")] a: A", &[("\"Date\"", message)]);
}

#[test]
fn a_length_is_a_number_that_a_column_can_have() {
    let form = "`max_length` needs a number: `max_length = 250`";
    let range = "`max_length` needs a number: `max_length = 250`, from 1 to 65535";
    for (field, at, message) in [
        ("#[creatio(max_length)] a: String", "max_length", form),
        ("#[creatio(max_length = \"9\")] a: String", "\"9\"", form),
        ("#[creatio(max_length = 0)] a: String", "0", range),
        ("#[creatio(max_length = 65536)] a: String", "65536", range),
    ] {
        assert_field(field, &[(at, message)]);
    }
}

#[test]
fn a_key_need_not_be_required() {
    let message = "a key is always required, and need not be said to be";
    assert_field(
        "#[creatio(key, required)] a: Id<A>",
        &[("required", message)],
    );
}
