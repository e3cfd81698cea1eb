//! Texts that break careless software, spread over the names and notes of every entity.

use crate::rng::Rng;

const TEXTS: &[&str] = &[
    "",
    "O'Brien & Söhne",
    "''",
    "\"quoted\"",
    "100% cotton_mix",
    "%",
    "_",
    "%27%20or%201%20eq%201",
    "a+b=c&d#e",
    "#1 / first\\last",
    "\\",
    "?a=b;c,(d)",
    "$filter=true",
    "  blanks at both ends  ",
    "tab\tand\nline\r\nbreaks",
    "\u{1}\u{2}\u{1f}\u{7f}",
    "\u{feff}byte order mark",
    "Ünïcödé ÄÖÜß",
    "İstanbul ıI",
    "e\u{301}\u{327} combining",
    "ΑΒΓ ωσς",
    "日本語のテスト",
    "שלום עולם",
    "مرحبا بالعالم",
    "\u{202e}turned around\u{202c}",
    "🦀🚀 👩\u{200d}👩\u{200d}👧",
    "'); DROP TABLE \"Account\"; --",
    "<script>alert(1)</script>&amp;",
    "{\"json\": [null]}",
    "null",
    "true",
    "42",
    "00000000-0000-0000-0000-000000000000",
    "2024-01-01T00:00:00Z",
];

/// One of them.
pub(super) fn text(rng: &mut Rng) -> String {
    (*rng.pick(TEXTS)).to_owned()
}

/// A note of many kilobytes that ends with its own length.
pub(super) fn long_text() -> String {
    let line = "The quick brown fox & the 'lazy' dog: 100% of 🦊.\n";
    let text = line.repeat(600);
    format!("{text}{}", text.len())
}
