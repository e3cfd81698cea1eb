//! Mistakes in declared types; what they mean when right is tested in `creatio-core`.

use quote::quote;

use super::{derive_complex, derive_enum};

#[test]
fn every_mistake_in_an_enum_is_reported() {
    let expansion = derive_enum(quote! {
        #[creatio(enumeration = "Demo.Colour", nmae = "x")]
        enum Colour { Red, #[creatio(name = "Red")] Rot, #[creatio(name = "1")] One, Pair(A, B) }
    })
    .to_string();
    for mistake in [
        "unknown attribute `nmae`",
        "another variant is `Red` already",
        "`1` cannot be a name in OData",
        "a variant is a plain name",
        "needs a variant for members that it does not know",
    ] {
        assert!(expansion.contains(mistake), "{mistake}: {expansion}");
    }
}

#[test]
fn an_enum_needs_its_name_in_the_service() {
    let expansion = derive_enum(quote!(
        enum Colour {
            Other(String),
        }
    ))
    .to_string();
    assert!(expansion.contains("enumeration = "), "{expansion}");
}

#[test]
fn what_is_no_struct_is_no_complex_type() {
    let expansion = derive_complex(quote!(
        enum Place {}
    ))
    .to_string();
    assert!(expansion.contains("`Place` is not a struct"), "{expansion}");
    let expansion = derive_complex(quote!(
        struct Place(u8);
    ))
    .to_string();
    assert!(
        expansion.contains("one named field per member"),
        "{expansion}"
    );
}

#[test]
fn two_members_of_one_name_are_refused() {
    let expansion = derive_complex(quote! {
        struct Place { zip: String, #[creatio(name = "Zip")] code: String }
    })
    .to_string();
    assert!(
        expansion.contains("another field is `Zip` already"),
        "{expansion}"
    );
}
