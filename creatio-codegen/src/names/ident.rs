//! Wire names as Rust identifiers: spelling only, clashes are not decided here.

use std::borrow::Cow;

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// Longest stem of a file name; file systems allow 255 bytes for a name.
const MAX_FILE: usize = 120;

/// Longest constant for a row, less what tells two of them apart: its declaration fits a line.
const MAX_CONSTANT: usize = 45;

/// Keywords of edition 2024 and reserved words; `r#` makes identifiers of them.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Keywords that cannot be raw identifiers.
const NEVER_RAW: &[&str] = &["crate", "self", "super"];

/// Types without path: a module of this name would hide them from the struct beside it.
const PRIMITIVES: &[&str] = &[
    "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "str", "u8", "u16",
    "u32", "u64", "u128", "usize",
];

/// Names that Windows gives to devices, with any extension.
const DEVICES: &[&str] = &["aux", "con", "nul", "prn"];

/// Whether a wire name is a struct's name as it stands.
pub(super) fn is_type(wire: &str) -> bool {
    wire.starts_with(|char: char| char.is_ascii_uppercase())
        && wire.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && wire != "Self"
}

/// A struct's name.
pub(super) fn ty(wire: &str) -> String {
    let name = letters(wire).to_upper_camel_case();
    match name.bytes().next() {
        None => "Unnamed".to_owned(),
        Some(b'0'..=b'9') => format!("N{name}"),
        _ if name == "Self" => "Self_".to_owned(),
        _ => name,
    }
}

/// A wire name in snake case; may still be a keyword.
pub(super) fn snake(wire: &str) -> String {
    let name = letters(wire).to_snake_case();
    match name.bytes().next() {
        None => "unnamed".to_owned(),
        Some(b'0'..=b'9') => format!("n{name}"),
        _ => name,
    }
}

/// A text that people wrote, as the name of a constant; empty if nothing of it can be part of one.
///
/// Other scripts are transliterated: the name can be typed on every keyboard, and no two names look
/// the same without being so.
pub(super) fn constant(text: &str) -> String {
    let mut ascii = deunicode::deunicode_with_tofu(text, " ");
    // Apostrophes stand for soft signs, or are within a word as they are.
    ascii.retain(|char| char != '\'');
    if !text.chars().any(char::is_lowercase) {
        // One capital letter may have become a small one, which would start another word.
        ascii.make_ascii_uppercase();
    }
    let mut name = ascii.to_shouty_snake_case();
    if name.starts_with(|char: char| char.is_ascii_digit()) {
        name.insert(0, 'N');
    }
    if name.len() > MAX_CONSTANT {
        let word = name[..=MAX_CONSTANT].rfind('_');
        name.truncate(word.unwrap_or(MAX_CONSTANT));
    }
    name
}

/// A name in snake case as the identifier of a field or constant.
pub(super) fn value(name: &str) -> String {
    if NEVER_RAW.contains(&name) {
        format!("{name}_")
    } else if KEYWORDS.contains(&name) {
        format!("r#{name}")
    } else {
        name.to_owned()
    }
}

/// The identifier that the derive makes of a name when it is given none, if it can.
pub(super) fn derived(name: &str) -> Option<String> {
    (!NEVER_RAW.contains(&name)).then(|| value(name))
}

/// A name in snake case as the identifier of a module.
pub(super) fn module(name: &str) -> String {
    if PRIMITIVES.contains(&name) {
        format!("{name}_")
    } else {
        value(name)
    }
}

/// A name in snake case as the stem of a file's name.
pub(super) fn file(name: &str) -> String {
    let device = DEVICES.contains(&name)
        || name
            .strip_prefix("com")
            .or(name.strip_prefix("lpt"))
            .is_some_and(is_digit);
    if device {
        return format!("{name}_");
    }
    name.chars().take(MAX_FILE).collect()
}

fn is_digit(text: &str) -> bool {
    matches!(text.as_bytes(), [b'0'..=b'9'])
}

/// The name in ASCII: other letters become their code, so that neither Unicode normalisation nor
/// a file system can make two names equal.
fn letters(wire: &str) -> Cow<'_, str> {
    if wire.is_ascii() {
        return Cow::Borrowed(wire);
    }
    let letter = |char: char| {
        if char.is_ascii() {
            char.to_string()
        } else {
            format!("_u{:04x}_", u32::from(char))
        }
    };
    Cow::Owned(wire.chars().map(letter).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wire_names_become_snake_case() {
        for (wire, name) in [
            ("PrimaryContactId", "primary_contact_id"),
            ("fStageId", "f_stage_id"),
            ("Image16", "image16"),
            ("EntityID", "entity_id"),
            ("_1C", "n1c"),
            ("__", "unnamed"),
            ("Ém", "u00c9_m"),
        ] {
            assert_eq!(snake(wire), name);
        }
    }

    #[test]
    fn struct_names_keep_acronyms_and_lose_what_a_struct_cannot_have() {
        assert!(is_type("AcademyURL"));
        for (wire, name) in [
            ("Portal_SysModule", "PortalSysModule"),
            ("account", "Account"),
            ("_1c", "N1c"),
            ("Self", "Self_"),
            ("_", "Unnamed"),
        ] {
            assert!(!is_type(wire));
            assert_eq!(ty(wire), name);
        }
    }

    #[test]
    fn display_values_become_constants() {
        for (text, name) in [
            ("Customer", "CUSTOMER"),
            ("In progress", "IN_PROGRESS"),
            ("  VIP-client (old) ", "VIP_CLIENT_OLD"),
            ("Don't call", "DONT_CALL"),
            ("1C", "N1C"),
            ("50 %", "N50"),
            ("Клиент", "KLIENT"),
            ("Деятельность", "DEIATELNOST"),
            ("ЩЁЛК", "SHCHIOLK"),
            ("Größe", "GROSSE"),
            ("self", "SELF"),
            ("北京", "BEI_JING"),
            ("\u{e000} - \u{200b}", ""),
            ("", ""),
        ] {
            assert_eq!(constant(text), name, "{text}");
        }
    }

    #[test]
    fn long_display_values_are_cut_between_words() {
        let cut = constant("A lookup value that somebody has used as a place for remarks");
        assert_eq!(cut, "A_LOOKUP_VALUE_THAT_SOMEBODY_HAS_USED_AS_A");
        assert_eq!(constant(&"x".repeat(300)).len(), MAX_CONSTANT);
    }

    proptest::proptest! {
        #[test]
        fn any_display_value_gives_an_identifier_or_nothing(text in ".*") {
            let name = constant(&text);
            proptest::prop_assert!(name.is_empty() || syn::parse_str::<syn::Ident>(&name).is_ok());
            proptest::prop_assert!(!name.contains(char::is_lowercase));
        }
    }

    #[test]
    fn words_of_the_language_stay_usable() {
        assert_eq!(value("type"), "r#type");
        assert_eq!(value("super"), "super_");
        assert_eq!(value("i32"), "i32");
        assert_eq!(module("i32"), "i32_");
    }

    #[test]
    fn every_keyword_becomes_an_identifier() {
        // syn knows no `gen` yet, which edition 2024 reserves.
        for keyword in KEYWORDS
            .iter()
            .chain(NEVER_RAW)
            .filter(|keyword| **keyword != "gen")
        {
            assert!(
                syn::parse_str::<syn::Ident>(keyword).is_err(),
                "{keyword} is no keyword"
            );
            syn::parse_str::<syn::Ident>(&value(keyword)).unwrap();
        }
    }

    #[test]
    fn file_names_are_no_devices_and_fit_the_file_system() {
        assert_eq!(file("com1"), "com1_");
        assert_eq!(file("community"), "community");
        assert_eq!(file(&"a".repeat(400)).len(), MAX_FILE);
    }
}
