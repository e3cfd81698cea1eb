//! Query strings taken apart: split first, decoded once.
//!
//! Decoding follows ASP.NET: `+` is a blank, `%XX` is a byte of UTF-8.

use percent_encoding::percent_decode_str;

/// The name-value pairs of a query string, decoded.
pub(crate) fn pairs(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

/// A path segment, decoded. There `+` is a plus.
pub(crate) fn segment(raw: &str) -> String {
    percent_decode_str(raw).decode_utf8_lossy().into_owned()
}

fn decode(raw: &str) -> String {
    segment(&raw.replace('+', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_that_are_encoded_are_part_of_the_value() {
        let expected = vec![("$filter".to_owned(), "Name eq 'a&b=c+d e%'".to_owned())];
        assert_eq!(
            pairs("%24filter=Name%20eq%20%27a%26b=c%2Bd+e%25%27"),
            expected
        );
    }

    #[test]
    fn nothing_is_decoded_twice() {
        assert_eq!(pairs("a=%2541"), vec![("a".to_owned(), "%41".to_owned())]);
    }

    #[test]
    fn a_plus_in_a_path_stays_a_plus() {
        assert_eq!(segment("a+b%2Fc"), "a+b/c");
    }
}
