//! How types, crate paths and visibilities are spelt one module below the struct.

use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::{Type, Visibility};

use crate::entity::scope::{Scope, crate_path, visibility};

/// Both texts without their blanks, which token streams print in a way of their own.
#[track_caller]
fn assert_spelling(tokens: impl ToTokens, expected: &str, from: &str) {
    let squeezed = |text: &str| text.replace(' ', "");
    let found = tokens.to_token_stream().to_string();
    assert_eq!(squeezed(&found), squeezed(expected), "from {from}");
}

#[test]
fn a_type_is_respelt_as_the_module_needs_it() {
    let this = Ident::new("Account", Span::call_site());
    for (outside, inside) in [
        ("i32", "i32"),
        ("String", "::std::string::String"),
        ("Vec<u8>", "::std::vec::Vec<u8>"),
        ("Box<[u8]>", "::std::boxed::Box<[u8]>"),
        ("[u8; 16]", "[u8; 16]"),
        ("(String, Money)", "(::std::string::String, super::Money)"),
        ("(Money)", "(super::Money)"),
        ("Self", "super::Account"),
        ("Money", "super::Money"),
        ("Option<Money>", "::core::option::Option<super::Money>"),
        ("Option", "super::Option"),
        ("String<4>", "super::String<4>"),
        ("Id<String>", "super::Id<super::String>"),
        ("money::Money", "super::money::Money"),
        ("self::Money", "super::Money"),
        ("super::Money", "super::super::Money"),
        ("crate::Money", "crate::Money"),
        ("::money::Money", "::money::Money"),
        ("uuid::Uuid", "::uuid::Uuid"),
        (
            "std::option::Option<String>",
            "::std::option::Option<::std::string::String>",
        ),
        ("Cow<'static, str>", "super::Cow<'static, str>"),
    ] {
        let ty: Type = syn::parse_str(outside).unwrap();
        assert_spelling(Scope { this: &this }.value(&ty).unwrap(), inside, outside);
    }
}

#[test]
fn an_entity_is_never_taken_for_a_type_of_the_prelude() {
    let this = Ident::new("Account", Span::call_site());
    for (outside, inside) in [
        ("String", "super::String"),
        ("Box", "super::Box"),
        ("super::Vec", "super::super::Vec"),
    ] {
        let ty: Type = syn::parse_str(outside).unwrap();
        assert_spelling(Scope { this: &this }.entity(&ty).unwrap(), inside, outside);
    }
}

#[test]
fn constants_are_as_visible_as_the_struct() {
    for (outside, inside) in [
        ("pub", "pub"),
        ("", "pub(super)"),
        ("pub(self)", "pub(super)"),
        ("pub(super)", "pub(in super::super)"),
        ("pub(in super::super)", "pub(in super::super::super)"),
        ("pub(crate)", "pub(in crate)"),
        ("pub(in crate::models)", "pub(in crate::models)"),
    ] {
        let vis: Visibility = syn::parse_str(outside).unwrap();
        assert_spelling(visibility(&vis, Span::call_site()), inside, outside);
    }
}

#[test]
fn the_crate_is_found_from_the_struct_and_from_its_module() {
    for (given, outside, inside) in [
        (None, "::creatio_core", "::creatio_core"),
        (
            Some("facade::creatio"),
            "::facade::creatio",
            "::facade::creatio",
        ),
        (Some("::facade"), "::facade", "::facade"),
        (Some("crate"), "crate", "crate"),
        (Some("self::creatio"), "self::creatio", "super::creatio"),
        (
            Some("super::creatio"),
            "super::creatio",
            "super::super::creatio",
        ),
    ] {
        let (here, below) = crate_path(given.map(|path| syn::parse_str(path).unwrap()));
        assert_spelling(here, outside, outside);
        assert_spelling(below, inside, outside);
    }
}
