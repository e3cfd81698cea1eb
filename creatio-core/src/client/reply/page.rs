//! Web pages where data was expected: whether a body is one, its title, and whether it is a login.

use memchr::memmem;

/// How much of a page is looked at; titles and login markers are near its top.
pub(super) const HEAD: usize = 4096;

/// What stands in front of many a page that IIS serves from a file.
pub(super) const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A title is cut after so many characters.
const TITLE_LENGTH: usize = 100;

/// Whether the body begins as HTML or XML does.
pub(super) fn is_markup(body: &[u8]) -> bool {
    let body = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
    body.trim_ascii_start().starts_with(b"<")
}

/// Whether the body is XML rather than a web page: a `$metadata` document begins with its `Edmx`.
pub(super) fn is_edmx(body: &[u8]) -> bool {
    is_markup(body) && memmem::find(head(body), b"Edmx").is_some()
}

/// Whether the body is Creatio's login page: of .NET Framework hosts, which name their `/Login/`
/// pages, or of .NET hosts, whose shell loads `bootstrap.login`.
pub(super) fn is_login(body: &[u8]) -> bool {
    let names = |marker: &[u8]| memmem::find(head(body), marker).is_some();
    is_markup(body) && !is_edmx(body) && (names(b"/Login/") || names(b"\"bootstrap.login\""))
}

/// The text of the page's `<title>`, on one line.
pub(super) fn title(body: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(head(body));
    // Lower case in ASCII keeps all offsets.
    let lower = head.to_ascii_lowercase();
    let start = lower.find("<title")?;
    let start = start + lower[start..].find('>')? + 1;
    let end = start + lower[start..].find("</title")?;
    let words: Vec<_> = head[start..end].split_whitespace().collect();
    let title: String = words.join(" ").chars().take(TITLE_LENGTH).collect();
    (!title.is_empty()).then_some(title)
}

fn head(body: &[u8]) -> &[u8] {
    &body[..body.len().min(HEAD)]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn login_pages_of_both_platforms_are_recognised() {
        assert!(is_login(
            b"\r\n<!DOCTYPE html><html><form action=\"/Login/NuiLogin.aspx\">"
        ));
        assert!(is_login(
            b"\xEF\xBB\xBF<!DOCTYPE html><html><form action=\"/Login/NuiLogin.aspx\">"
        ));
        assert!(is_login(
            b"<?xml version=\"1.0\"?><html data-loadbootstrap=\"bootstrap.login\">"
        ));
        assert!(!is_login(
            b"<html><title>Service Unavailable</title></html>"
        ));
        assert!(!is_login(br#"{"Name":"</Login/>"}"#));
        assert!(!is_login(b"<edmx:Edmx Version=\"4.0\"><!-- /Login/ -->"));
    }

    #[test]
    fn a_title_is_found_whatever_its_case_and_attributes() {
        let page = b"<HTML><HEAD><TITLE lang=en>\n 404 - File or\tdirectory not found. </TITLE>";
        assert_eq!(
            title(page).as_deref(),
            Some("404 - File or directory not found.")
        );
        assert_eq!(title(b"<html><title></title>"), None);
        assert_eq!(title(b"<html><title>never closed"), None);
    }

    proptest! {
        #[test]
        fn no_body_makes_the_title_reader_stumble(body in ".{0,40}<[tT]itle.{0,40}>.{0,300}(</title>)?.*") {
            let title = title(body.as_bytes()).unwrap_or_default();
            prop_assert!(title.chars().count() <= TITLE_LENGTH);
        }
    }
}
