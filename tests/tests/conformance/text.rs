//! Tests of texts, with texts that break careless software.

use creatio_tests::models::{account, city, contact};
use creatio_tests::records::{Record, fold};

use crate::harness::{cases, finds};

fn name(row: Record<'_>) -> String {
    fold(row.text("Name"))
}

fn city(row: Record<'_>) -> Option<String> {
    Some(fold(row.follow("City")?.text("Name")))
}

/// Notes that hold a text.
macro_rules! notes_with {
    ($part:expr) => {
        finds(contact::notes.contains($part), |row| {
            fold(row.text("Notes")).contains(&fold($part))
        })
    };
}

cases! {
    contains: finds(account::name.contains("AR"), |row| name(row).contains("ar"));
    not_contains: finds(account::name.not_contains("ar"), |row| {
        !name(row).contains("ar")
    });
    starts_with: finds(account::name.starts_with("m"), |row| {
        name(row).starts_with('m')
    });
    not_starts_with: finds(account::name.not_starts_with("M"), |row| {
        !name(row).starts_with('m')
    });
    ends_with: finds(account::name.ends_with("LTD"), |row| {
        name(row).ends_with("ltd")
    });
    not_ends_with: finds(account::name.not_ends_with("ltd"), |row| {
        !name(row).ends_with("ltd")
    });

    contains_behind_a_lookup: finds(account::city.then(city::name).contains("a"), |row| {
        city(row).map(|name| name.contains('a'))
    });
    not_contains_behind_a_lookup: finds(account::city.then(city::name).not_contains("a"), |row| {
        city(row).map(|name| !name.contains('a'))
    });
    not_starts_with_behind_a_lookup:
        finds(account::city.then(city::name).not_starts_with("b"), |row| {
            city(row).map(|name| !name.starts_with('b'))
        });
    ends_with_behind_a_lookup: finds(account::city.then(city::name).ends_with("ton"), |row| {
        city(row).map(|name| name.ends_with("ton"))
    });

    a_quote: notes_with!("'");
    two_quotes: notes_with!("''");
    a_double_quote: notes_with!("\"");
    a_percent_sign_is_no_wildcard: notes_with!("%");
    an_underscore_is_no_wildcard: notes_with!("_");
    a_backslash: notes_with!("\\");
    an_ampersand: notes_with!("&");
    a_plus_and_an_equals_sign: notes_with!("a+b=c");
    a_hash: notes_with!("#");
    a_semicolon_and_parentheses: notes_with!(";c,(d)");
    an_encoded_quote_is_not_decoded: notes_with!("%27");
    line_breaks: notes_with!("\nline\r\n");
    control_characters: notes_with!("\u{1}\u{2}");
    umlauts_of_another_case: notes_with!("äÖü");
    greek_of_another_case: notes_with!("αβγ");
    japanese: notes_with!("本語");
    hebrew: notes_with!("עולם");
    emojis: notes_with!("🦀");
    a_script: notes_with!("<SCRIPT>");
    what_looks_like_json: notes_with!("{\"json\": [null]}");
    what_looks_like_a_date: finds(contact::notes.eq("2024-01-01T00:00:00Z"), |row| {
        row.text("Notes") == "2024-01-01T00:00:00Z"
    });
    what_looks_like_no_value: finds(contact::notes.eq("null"), |row| row.text("Notes") == "null");
    blanks_at_both_ends: finds(contact::notes.starts_with("  b"), |row| {
        row.text("Notes").starts_with("  b")
    });
    the_end_of_a_long_text: finds(contact::notes.ends_with("🦊.\n31200"), |row| {
        row.text("Notes").ends_with("🦊.\n31200")
    });
}
