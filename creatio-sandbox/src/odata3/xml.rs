//! Text in XML.

use std::{borrow::Cow, fmt::Write as _};

pub(super) const ATOM: &str = "http://www.w3.org/2005/Atom";
pub(super) const DATA: &str = "http://schemas.microsoft.com/ado/2007/08/dataservices";
pub(super) const METADATA: &str = "http://schemas.microsoft.com/ado/2007/08/dataservices/metadata";

/// What every document begins with.
pub(super) const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>";

/// Text for the content of an element or for an attribute in double quotes.
///
/// Characters that XML forbids become references to them, as WCF Data Services writes them; an
/// XML reader by the letter refuses those.
pub(crate) fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(is_special) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other if is_special(other) => {
                // Writing to a String cannot fail.
                let _ = write!(escaped, "&#x{:X};", u32::from(other));
            }
            other => escaped.push(other),
        }
    }
    Cow::Owned(escaped)
}

fn is_special(character: char) -> bool {
    let is_control = character < ' ' && character != '\t' && character != '\n';
    is_control || matches!(character, '&' | '<' | '>' | '"' | '\u{fffe}' | '\u{ffff}')
}

/// ` xml:space="preserve"` where blanks at an end would get lost.
pub(super) fn space(text: &str) -> &'static str {
    let is_blank = |c: char| c.is_ascii_whitespace();
    if text.starts_with(is_blank) || text.ends_with(is_blank) {
        " xml:space=\"preserve\""
    } else {
        ""
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_and_control_characters_are_escaped_and_line_ends_survive() {
        assert_eq!(escaped("plain \n\t é"), "plain \n\t é");
        assert_eq!(escaped("<a b=\"&\">"), "&lt;a b=&quot;&amp;&quot;&gt;");
        assert_eq!(escaped("a\r\u{1}"), "a&#xD;&#x1;");
    }
}
