//! Text functions that count characters: OData 3's `indexof`, `replace`, `substring`, `concat`.
//!
//! Positions begin at 0. What is sought is found whatever its case, as in all comparisons.

use rusqlite::{
    Connection, Result,
    functions::{Context, FunctionFlags},
    types::Value as SqlValue,
};

/// Registers the functions on a fresh connection.
pub(super) fn register(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("creatio_concat", 2, flags, |context| {
        let both = text(context, 0)?.zip(text(context, 1)?);
        Ok(both.map(|(left, right)| left + &right))
    })?;
    connection.create_scalar_function("creatio_indexof", 2, flags, |context| {
        let both = text(context, 0)?.zip(text(context, 1)?);
        Ok(both.map(|(whole, part)| index_of(&whole, &part)))
    })?;
    connection.create_scalar_function("creatio_replace", 3, flags, |context| {
        let both = text(context, 0)?.zip(text(context, 1)?);
        let all = both.zip(text(context, 2)?);
        Ok(all.map(|((whole, part), by)| replaced(&whole, &part, &by)))
    })?;
    for arguments in [2, 3] {
        connection.create_scalar_function("creatio_substring", arguments, flags, |context| {
            part(context)
        })?;
    }
    Ok(())
}

fn part(context: &Context<'_>) -> Result<SqlValue> {
    let begin: Option<i64> = context.get(1)?;
    let length: Option<i64> = match context.len() {
        3 => context.get(2)?,
        _ => Some(i64::MAX),
    };
    let count = |number: i64| usize::try_from(number.max(0)).unwrap_or(usize::MAX);
    Ok(match (text(context, 0)?, begin, length) {
        (Some(whole), Some(begin), Some(length)) => SqlValue::Text(
            whole
                .chars()
                .skip(count(begin))
                .take(count(length))
                .collect(),
        ),
        _ => SqlValue::Null,
    })
}

fn text(context: &Context<'_>, at: usize) -> Result<Option<String>> {
    context.get(at)
}

/// How many characters stand before the first place that a part is found at; -1 if there is none.
fn index_of(whole: &str, part: &str) -> i64 {
    let mut places = whole.char_indices().map(|(at, _)| at).chain([whole.len()]);
    let found = places.position(|at| after(&whole[at..], part).is_some());
    found.and_then(|at| i64::try_from(at).ok()).unwrap_or(-1)
}

fn replaced(whole: &str, part: &str, by: &str) -> String {
    let mut replaced = String::new();
    let mut rest = whole;
    while let Some(character) = rest.chars().next() {
        let found = after(rest, part).filter(|_| !part.is_empty());
        if let Some(after) = found {
            replaced.push_str(by);
            rest = after;
        } else {
            replaced.push(character);
            rest = &rest[character.len_utf8()..];
        }
    }
    replaced
}

/// What follows a part that a text begins with, character by character and without case.
fn after<'t>(text: &'t str, part: &str) -> Option<&'t str> {
    let mut rest = text.chars();
    for wanted in part.chars() {
        let found = rest.next()?;
        if !found.to_lowercase().eq(wanted.to_lowercase()) {
            return None;
        }
    }
    Some(rest.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_found_without_case_and_counted_in_characters() {
        assert_eq!(index_of("Ärger Ω", "ω"), 6);
        assert_eq!(index_of("abc", ""), 0);
        assert_eq!(index_of("", "a"), -1);
    }

    #[test]
    fn every_occurrence_of_a_part_is_replaced() {
        assert_eq!(replaced("aXbxc", "x", "--"), "a--b--c");
        assert_eq!(replaced("abc", "", "-"), "abc");
        assert_eq!(replaced("aaa", "aa", "b"), "ba");
    }
}
