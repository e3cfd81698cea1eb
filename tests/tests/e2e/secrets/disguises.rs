//! The forms in which a secret may get out, and a search for all of them at once.

use aho_corasick::AhoCorasick;
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD};
use creatio_core::client::url::form_urlencoded;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// A search for secrets in all their forms.
pub(super) struct Search {
    secrets: Vec<String>,
    /// Each form and the position of its secret.
    forms: Vec<(String, usize)>,
    automaton: AhoCorasick,
}

impl Search {
    pub(super) fn new(secrets: impl IntoIterator<Item = String>) -> Self {
        let secrets: Vec<_> = secrets.into_iter().collect();
        let forms = secrets.iter().enumerate();
        let forms: Vec<_> = forms
            .flat_map(|(at, secret)| forms_of(secret).into_iter().map(move |form| (form, at)))
            .collect();
        let automaton = AhoCorasick::new(forms.iter().map(|(form, _)| form)).unwrap();
        Self {
            secrets,
            forms,
            automaton,
        }
    }

    /// Asserts that no secret is in a text that says something.
    pub(super) fn finds_nothing_in(&self, text: &str, what: &str) {
        assert!(!text.is_empty(), "{what}");
        if let Some(found) = self.automaton.find(text) {
            let (form, at) = &self.forms[found.pattern().as_usize()];
            let line_start = text[..found.start()].rfind('\n').map_or(0, |at| at + 1);
            let line = text[line_start..].lines().next().unwrap_or_default();
            panic!(
                "{:?}, as {form:?}, is in {what}:\n{line}",
                self.secrets[*at]
            );
        }
    }
}

/// As it is, in addresses, forms, base64, as a text in `Debug`, and as the bytes of one.
fn forms_of(secret: &str) -> Vec<String> {
    let bytes = secret.as_bytes();
    let mut forms = vec![
        secret.to_owned(),
        utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string(),
        form_urlencoded::byte_serialize(bytes).collect(),
        BASE64_STANDARD_NO_PAD.encode(bytes),
        BASE64_URL_SAFE_NO_PAD.encode(bytes),
        format!("{secret:?}").trim_matches('"').to_owned(),
        format!("{bytes:?}").trim_matches(['[', ']']).to_owned(),
    ];
    forms.sort();
    forms.dedup();
    forms
}

#[test]
fn a_secret_is_found_in_every_form() {
    let search = Search::new(["pa55 \"w0rd\"/+&ü".to_owned()]);
    search.finds_nothing_in("pa55", "what is no secret");
    for form in [
        "pa55 \"w0rd\"/+&ü",
        "password=pa55%20%22w0rd%22%2F%2B%26%C3%BC",
        "password=pa55+%22w0rd%22%2F%2B%26%C3%BC&x=1",
        "Basic cGE1NSAidzByZCIvKybDvA==",
        "cGE1NSAidzByZCIvKybDvA",
        "Some(\"pa55 \\\"w0rd\\\"/+&ü\")",
        "[112, 97, 53, 53, 32, 34, 119, 48, 114, 100, 34, 47, 43, 38, 195, 188]",
    ] {
        let searching = std::panic::catch_unwind(|| search.finds_nothing_in(form, "a text"));
        assert!(searching.is_err(), "{form}");
    }
}
