//! From Creatio's names to Rust's and back, and identifiers made of either.

use proc_macro2::{Ident, Span};

/// `PrimaryContact` as `primary_contact`, `SysSSPUser` as `sys_ssp_user`.
///
/// A word starts at a capital after a small letter, at the last capital of a run that a small
/// letter follows, and after any character that is neither letter nor digit.
pub(crate) fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 8);
    // Case of the last letter: digits go with the word they follow.
    let mut after_small = false;
    let mut after_capital = false;
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        if !c.is_alphanumeric() {
            (after_small, after_capital) = (false, false);
            push_underscore(&mut snake);
            continue;
        }
        let before_small = chars.peek().is_some_and(|next| next.is_lowercase());
        if c.is_uppercase() && (after_small || after_capital && before_small) {
            push_underscore(&mut snake);
        }
        snake.extend(c.to_lowercase());
        if c.is_uppercase() || c.is_lowercase() {
            (after_small, after_capital) = (c.is_lowercase(), c.is_uppercase());
        }
    }
    snake.truncate(snake.trim_end_matches('_').len());
    snake
}

fn push_underscore(snake: &mut String) {
    if !snake.is_empty() && !snake.ends_with('_') {
        snake.push('_');
    }
}

/// `primary_contact_id` as `PrimaryContactId`.
pub(crate) fn upper_camel_case(name: &str) -> String {
    let mut camel = String::with_capacity(name.len());
    for word in name.split('_') {
        let mut chars = word.chars();
        camel.extend(chars.next().into_iter().flat_map(char::to_uppercase));
        camel.push_str(chars.as_str());
    }
    camel
}

/// An identifier with this name, raw where Rust has a keyword of that name; `None` where Rust can
/// have no such identifier at all.
pub(crate) fn ident(name: &str, span: Span) -> Option<Ident> {
    if matches!(name, "self" | "Self" | "super" | "crate") || !is_identifier(name) {
        None
    } else if is_keyword(name) {
        Some(Ident::new_raw(name, span))
    } else {
        Some(Ident::new(name, span))
    }
}

fn is_identifier(name: &str) -> bool {
    if name.is_ascii() {
        let part = |byte: u8| byte == b'_' || byte.is_ascii_alphanumeric();
        name != "_"
            && name.bytes().all(part)
            && name
                .bytes()
                .next()
                .is_some_and(|first| !first.is_ascii_digit())
    } else {
        // The lexer knows Unicode's rules; it also skips blanks and comments, hence the comparison.
        syn::parse_str::<Ident>(name).is_ok_and(|ident| ident == name)
    }
}

/// The keywords, reserved ones among them, that an identifier can be only as `r#…`.
fn is_keyword(name: &str) -> bool {
    matches!(
        name,
        "abstract"
            | "as"
            | "async"
            | "await"
            | "become"
            | "box"
            | "break"
            | "const"
            | "continue"
            | "do"
            | "dyn"
            | "else"
            | "enum"
            | "extern"
            | "false"
            | "final"
            | "fn"
            | "for"
            | "gen"
            | "if"
            | "impl"
            | "in"
            | "let"
            | "loop"
            | "macro"
            | "match"
            | "mod"
            | "move"
            | "mut"
            | "override"
            | "priv"
            | "pub"
            | "ref"
            | "return"
            | "static"
            | "struct"
            | "trait"
            | "true"
            | "try"
            | "type"
            | "typeof"
            | "unsafe"
            | "unsized"
            | "use"
            | "virtual"
            | "where"
            | "while"
            | "yield"
    )
}

/// Whether OData can carry this as the name of an entity, a property or a set: letters, digits and
/// underscores, no digit first.
pub(crate) fn is_wire_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars
        .next()
        .is_some_and(|first| first == '_' || first.is_alphabetic())
        && chars.all(|c| c == '_' || c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wire_names_become_snake_case() {
        for (wire, snake) in [
            ("Account", "account"),
            ("PrimaryContactId", "primary_contact_id"),
            ("SysSSPUser", "sys_ssp_user"),
            ("VwSysLDAPElement", "vw_sys_ldap_element"),
            ("UsrABC", "usr_abc"),
            ("Usr1Test2D", "usr1_test2_d"),
            ("GPSN", "gpsn"),
            ("already_snake", "already_snake"),
            ("_Leading", "leading"),
            ("Trailing_", "trailing"),
            ("ЗаказКлиента", "заказ_клиента"),
            ("", ""),
        ] {
            assert_eq!(snake_case(wire), snake, "{wire}");
        }
    }

    #[test]
    fn fields_become_wire_names() {
        for (field, wire) in [
            ("id", "Id"),
            ("primary_contact_id", "PrimaryContactId"),
            ("usr_1c", "Usr1c"),
            ("_x", "X"),
            ("ёлка", "Ёлка"),
        ] {
            assert_eq!(upper_camel_case(field), wire, "{field}");
        }
    }

    #[test]
    fn a_keyword_becomes_a_raw_identifier() {
        let text = |name| ident(name, Span::call_site()).map(|ident| ident.to_string());
        assert_eq!(text("type").as_deref(), Some("r#type"));
        assert_eq!(text("owner").as_deref(), Some("owner"));
        assert_eq!(text("ёлка").as_deref(), Some("ёлка"));
    }

    #[test]
    fn what_can_be_no_identifier_is_none() {
        for name in [
            "",
            "_",
            "1c",
            "a b",
            "a-b",
            "self",
            "crate",
            "r#type",
            " ёлка",
            "ёл/**/ка",
        ] {
            assert!(ident(name, Span::call_site()).is_none(), "{name}");
        }
    }

    #[test]
    fn every_keyword_of_the_parser_is_known() {
        // `syn` refuses exactly the keywords as plain identifiers.
        for name in
            "abstract as async await become box break const continue do dyn else enum extern \
                     false final fn for if impl in let loop macro match mod move mut override priv \
                     pub ref return static struct trait true try type typeof unsafe unsized use \
                     virtual where while yield"
                .split_whitespace()
        {
            assert!(
                syn::parse_str::<Ident>(name).is_err(),
                "{name} is no keyword"
            );
            assert!(is_keyword(name), "{name}");
        }
    }

    #[test]
    fn wire_names_are_odata_identifiers() {
        for name in ["Id", "_x", "UsrЗаказ", "A1"] {
            assert!(is_wire_name(name), "{name}");
        }
        for name in ["", "1C", "Primary Contact", "a/b", "Name&$top", "a.b"] {
            assert!(!is_wire_name(name), "{name}");
        }
    }
}
