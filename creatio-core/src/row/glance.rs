//! A glance at a page: how many rows it has and what is in the first and the last one, told from its
//! ends.
//!
//! Walking through a page costs a good part of reading it. Here its first row shows how rows begin;
//! that text, an object's brace and a name, can stand within no string of JSON, so that its last
//! occurrence is the last row and its number that of the rows, if no row has objects inside. A reply
//! that is written in any other way than all are is misjudged: what is told is to be checked when the
//! page is read.

use memchr::memmem;

use super::page::{read_text, text};
use super::reader::Row;
use super::shape::{Shape, Slot, SlotKind};
use crate::cell::Cell;
use crate::decode::DecodeError;
use crate::json::Scanner;

/// What a page is told to hold.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Glance {
    pub(crate) rows: u64,
    pub(crate) next_link: Option<String>,
}

/// Looks at both ends of a page of OData 4, and visits its first and its last row; `None` where that
/// does not tell what is between.
pub(crate) fn glance(
    shape: &Shape,
    body: &[u8],
    first_row: u64,
    visit: impl Fn(&mut Row<'_>) -> Result<(), DecodeError>,
) -> Option<Glance> {
    if !is_flat(shape) {
        return None;
    }
    let text = text(body).ok()?;
    let mut scanner = Scanner::new(text);
    let mut next_link = None;
    scanner.expect(b'{', "an object").ok()?;
    while member(&mut scanner, &mut next_link)? != Member::Rows {
        scanner.another(b'}', "a comma").ok().filter(|more| *more)?;
    }
    scanner.expect(b'[', "an array").ok()?;
    let mut rows = 0;
    if !scanner.take(b']') {
        scanner.peek();
        let array = &text[scanner.position()..];
        let opening = opening(array)?.as_bytes();
        rows = memmem::find_iter(array.as_bytes(), opening).count() as u64;
        let last = memmem::rfind(array.as_bytes(), opening)?;
        let read = |scanner: &mut Scanner<'_>, number| {
            let mut cells = vec![Cell::Absent; shape.cells];
            shape.scan(scanner, &mut shape.learned(), &mut cells).ok()?;
            visit(&mut Row::new(shape, &cells, None, number)).ok()
        };
        read(&mut Scanner::new(array), first_row)?;
        scanner = Scanner::new(&array[last..]);
        read(&mut scanner, first_row + rows - 1)?;
        scanner.expect(b']', "the end of the array").ok()?;
    }
    while scanner.another(b'}', "a comma").ok()? {
        member(&mut scanner, &mut next_link)?;
    }
    scanner.end().ok()?;
    Some(Glance { rows, next_link })
}

/// Whether rows consist of values alone.
fn is_flat(shape: &Shape) -> bool {
    let is_value = |slot: &Slot| matches!(slot.kind, SlotKind::Value);
    shape.nodes.len() == 1 && shape.slots.iter().all(is_value)
}

/// How the first object of an array begins: with its brace and a name.
fn opening(array: &str) -> Option<&str> {
    let mut scanner = Scanner::new(array);
    scanner.expect(b'{', "an object").ok()?;
    scanner.key().ok()?;
    Some(scanner.since(0))
}

#[derive(PartialEq, Eq)]
enum Member {
    Rows,
    Other,
}

/// Passes over a member of the envelope, up to the value if that is the rows.
fn member(scanner: &mut Scanner<'_>, next_link: &mut Option<String>) -> Option<Member> {
    let key = scanner.key().ok()?;
    match &*key.meaning() {
        "value" => return Some(Member::Rows),
        "@odata.nextLink" => *next_link = read_text(scanner).ok()?,
        _ => drop(scanner.value().ok()?),
    }
    Some(Member::Other)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use proptest::prelude::*;

    use super::*;
    use crate::row::SortKey;
    use crate::value::Kind;
    use crate::{Entity, Id};

    #[derive(Debug, Clone, PartialEq, Entity)]
    #[creatio(crate = "crate")]
    struct City {
        #[creatio(key)]
        id: Id<City>,
        name: String,
    }

    /// What a glance tells of a page of cities, and the names it saw.
    fn seen(body: &str) -> Option<(Glance, Vec<SortKey>)> {
        let prepared = City::query().prepare_odata4().unwrap();
        let names = RefCell::new(Vec::new());
        let glance = glance(prepared.shape(), body.as_bytes(), 1, |row| {
            row.skip_to_last(1);
            names.borrow_mut().push(row.read_sort_key(Kind::Text)?);
            Ok(())
        })?;
        Some((glance, names.into_inner()))
    }

    fn row(number: usize, name: &str) -> String {
        let id = uuid::Uuid::from_u128(number as u128 + 1);
        let name = serde_json::to_string(name).unwrap();
        format!(r#"{{"Id":"{id}","Name":{name}}}"#)
    }

    fn text(text: &str) -> SortKey {
        match text {
            "" => SortKey::None,
            text => SortKey::Text(text.to_owned()),
        }
    }

    #[test]
    fn what_stands_around_the_rows_is_seen_on_both_sides() {
        for (before, behind, link) in [
            ("", "", None),
            (
                r#""@odata.context":"x","#,
                r#","@odata.nextLink":"n""#,
                Some("n"),
            ),
            (
                r#""@odata.nextLink":"n","#,
                r#","other":{"value":[{}]}"#,
                Some("n"),
            ),
        ] {
            let rows = [row(0, "Oslo"), row(1, "Bergen"), row(2, "Tromsø")].join(",");
            let (glance, names) = seen(&format!("{{{before}\"value\":[{rows}]{behind}}}")).unwrap();
            assert_eq!((glance.rows, glance.next_link.as_deref()), (3, link));
            assert_eq!(names, [text("Oslo"), text("Tromsø")], "first and last");
        }
    }

    #[test]
    fn a_page_without_rows_has_none() {
        let (glance, names) = seen(r#"{"@odata.context":"x","value":[]}"#).unwrap();
        assert_eq!((glance.rows, names.len()), (0, 0));
    }

    #[test]
    fn what_is_not_json_to_its_end_is_not_judged() {
        let page = format!("{{\"value\":[{},{}]}}", row(0, "Oslo"), row(1, "Bergen"));
        assert!(seen(&page).is_some());
        for end in (1..page.len()).rev() {
            assert_eq!(seen(&page[..end]), None, "{}", &page[..end]);
        }
        assert_eq!(seen(&format!("{page}x")), None);
    }

    proptest! {
        #[test]
        fn no_text_in_a_row_is_taken_for_a_row(
            names in prop::collection::vec(r#"[{}\[\]",:Idx \\]{0,12}|\{"Id":"|value"#, 0..8),
        ) {
            let rows: Vec<String> = names.iter().enumerate().map(|(at, name)| row(at, name)).collect();
            let (glance, seen) = seen(&format!("{{\"value\":[{}]}}", rows.join(","))).unwrap();
            prop_assert_eq!(glance.rows, names.len() as u64);
            if let (Some(first), Some(last)) = (names.first(), names.last()) {
                prop_assert_eq!(seen, [text(first), text(last)]);
            }
        }
    }
}
