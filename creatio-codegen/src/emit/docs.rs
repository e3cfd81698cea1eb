//! Doc comments with text of the document's author, who wrote no Markdown.

/// Appends `text` as paragraphs of a doc comment, behind an empty line of it.
///
/// Whatever the text says, it opens no code block (which rustdoc would run as a test), links to
/// nothing and ends no comment.
pub(super) fn describe(out: &mut String, indent: &str, text: Option<&str>) {
    let Some(text) = text else { return };
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    for line in lines {
        out.extend([indent, "///\n", indent, "/// "]);
        escape(out, line);
        out.push('\n');
    }
}

/// Appends one line of text; what would be Markdown in it is escaped.
pub(super) fn escape(out: &mut String, line: &str) {
    let mut before = ' ';
    for (position, char) in line.char_indices() {
        let markdown = matches!(
            char,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '~' | '|' | '&' | '$' | '!'
        );
        // A list, a rule or a heading at the start of a line; a bare address further on.
        let start = matches!(char, '-' | '+' | '=') && position == 0;
        let number = matches!(char, '.' | ')') && line[..position].bytes().all(is_digit);
        let address = (char == '/' && before == ':') || char == '@';
        if markdown || start || number || address {
            out.push('\\');
        }
        match char {
            char if char.is_control() || is_invisible(char) => out.push(' '),
            char => out.push(char),
        }
        before = char;
    }
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

/// Characters that turn the direction of the text around them, which rustc warns of, and the
/// like.
fn is_invisible(char: char) -> bool {
    matches!(char, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(text: &str) -> String {
        let mut out = String::new();
        describe(&mut out, "    ", Some(text));
        out
    }

    #[test]
    fn each_line_is_a_paragraph() {
        assert_eq!(
            described("One\r\n\n  two "),
            "    ///\n    /// One\n    ///\n    /// two\n"
        );
        assert_eq!(described(" \n"), "");
    }

    #[test]
    fn nothing_is_markdown() {
        let text = described("```rust\n# [a](b) <i> https://x.y\n1. _a_ - b\n- c\u{202e}d\u{7}");
        assert_eq!(
            text,
            "    ///\n    /// \\`\\`\\`rust\n\
             \x20   ///\n    /// \\# \\[a\\](b) \\<i\\> https:\\//x.y\n\
             \x20   ///\n    /// 1\\. \\_a\\_ - b\n\
             \x20   ///\n    /// \\- c d \n"
        );
    }

    #[test]
    fn a_comment_is_closed_by_nothing() {
        let text = described("*/ fn main() {} \u{2028} /// x");
        assert!(
            text.lines()
                .all(|line| line.trim_start().starts_with("///"))
        );
    }
}
