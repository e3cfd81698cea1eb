//! What the derive makes of right and of wrong structs.

use proc_macro2::TokenStream;
use quote::quote;

use super::derive;

/// The messages for this struct.
fn mistakes(item: TokenStream) -> Vec<String> {
    let expansion = derive(item).to_string();
    let messages = expansion.split("compile_error ! { \"").skip(1);
    messages
        .filter_map(|rest| rest.split_once("\" }"))
        .map(|(message, _)| message.replace("\\\"", "\""))
        .collect()
}

/// The expansion without white space.
fn expansion(item: TokenStream) -> String {
    derive(item).to_string().split_whitespace().collect()
}

#[test]
fn all_mistakes_are_reported_at_once_and_the_struct_still_is_a_projection() {
    let item = quote! {
        #[creatio(entyty = Account)]
        struct Summary {
            #[creatio(path = "a..b")]
            a: String,
            #[creatio(colum = "a")]
            b: String,
            #[creatio(column = "x", path = "y")]
            c: String,
            #[creatio(aggregate = count(), query = all())]
            d: i64,
            #[creatio(entity = Account)]
            e: String,
        }
    };
    assert_eq!(
        mistakes(item.clone()),
        [
            "unknown attribute `entyty`: did you mean `entity`?",
            "`` cannot be the name of a constant",
            "unknown attribute `colum`: did you mean `column`?",
            "a field has either `column` or `path`, not both",
            "`query` goes with a collection: it says which of its rows",
            "`entity` belongs on the struct, not on a field",
            "the entity that `Summary` is a projection of is missing: `#[creatio(entity = …)]`, \
             for example `entity = models::Account`",
        ]
    );
    assert!(expansion(item).contains("impl<__E>::creatio_core::Projection<__E>forSummary"));
}

#[test]
fn what_is_no_struct_with_fields_is_refused() {
    for (item, message) in [
        (
            quote!(
                #[creatio(entity = A)]
                enum E {
                    A,
                }
            ),
            "`E` is not a struct",
        ),
        (
            quote!(
                #[creatio(entity = A)]
                struct E;
            ),
            "`E` needs one named field per column",
        ),
        (
            quote!(
                #[creatio(entity = A)]
                struct E(String);
            ),
            "`E` needs one named field per column",
        ),
        (
            quote!(
                #[creatio(entity = A)]
                struct E<T> {
                    name: T,
                }
            ),
            "`E` cannot be generic",
        ),
        (
            quote!(
                #[creatio(entity = "Account")]
                struct E {
                    name: String,
                }
            ),
            "`entity` needs a path: `entity = models::…`, without quotes",
        ),
    ] {
        assert!(mistakes(item).contains(&message.to_owned()), "{message}");
    }
}

#[test]
fn constants_are_taken_from_the_module_beside_the_entity_or_the_one_that_is_named() {
    let beside = quote! {
        #[creatio(entity = models::AccountType)]
        struct Summary { r#type: String }
    };
    assert!(expansion(beside).contains("{models::account_type::r#type}"));
    let named = quote! {
        #[creatio(entity = models::AccountType, module = other::kinds)]
        struct Summary { #[creatio(column = "code")] name: String }
    };
    assert!(expansion(named).contains("{other::kinds::code}"));
}

#[test]
fn fields_of_a_path_are_keys_of_lookups_and_a_column() {
    let item = quote! {
        #[creatio(entity = Account)]
        struct Summary { #[creatio(path = "primary_contact.city.name")] city: Option<String> }
    };
    let expansion = expansion(item);
    let (step, end) = (
        expansion.find("|row|&row.city_id"),
        expansion.find("|row|&row.name"),
    );
    assert!(step.is_some() && step < end, "{expansion}");
    assert!(expansion.contains("account::primary_contact"));
}
