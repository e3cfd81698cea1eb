//! Query options as text: `$select`, `$expand` with its nested options, and the rest.
//!
//! The same options appear in a query string and, separated by semicolons, in the parentheses of
//! `$expand`.

use super::refusal::Refusal;
use crate::odata::order::{self, OrderBy};

/// The options of one level.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Options {
    pub(super) select: Option<Vec<String>>,
    pub(super) expand: Vec<Expand>,
    pub(super) filter: Option<String>,
    pub(super) order: Vec<OrderBy>,
    pub(super) top: Option<u64>,
    pub(super) skip: Option<u64>,
    pub(super) count: bool,
    /// Rows that earlier pages held; only this server's own next links carry it.
    pub(super) skip_token: Option<u64>,
}

/// One item of `$expand`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Expand {
    pub(super) name: String,
    pub(super) options: Options,
}

/// `$expand` in `$expand` in `$expand`, …: deeper texts are refused while they are read. What an
/// instance allows is far less and checked later.
const MAX_NESTING: usize = 20;

impl Options {
    /// The options of a query string, split and decoded. Names without `$` are the caller's own
    /// and mean nothing to OData.
    pub(super) fn from_query(pairs: &[(String, String)]) -> Result<Self, Refusal> {
        let system = pairs.iter().filter(|(name, _)| name.starts_with('$'));
        let pairs: Vec<_> = system
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        Self::read(&pairs, 0)
    }

    /// Whether any option is present that only a collection can have.
    pub(super) fn are_for_collections(&self) -> bool {
        self.filter.is_some()
            || !self.order.is_empty()
            || self.top.is_some()
            || self.skip.is_some()
            || self.count
    }

    fn nested(text: &str, depth: usize) -> Result<Self, Refusal> {
        if depth > MAX_NESTING {
            return Err(Refusal::Query(
                "Recursion depth exceeded allowed limit.".to_owned(),
            ));
        }
        let pairs = split(text, ';')?.into_iter().map(|option| {
            let (name, value) = option.split_once('=').unwrap_or((option, ""));
            (name.trim(), value)
        });
        let pairs: Vec<_> = pairs.collect();
        let is_top_level_only = |name: &str| matches!(name, "$format" | "$skiptoken");
        match pairs.iter().find(|(name, _)| is_top_level_only(name)) {
            Some((name, _)) => Err(unsupported(name)),
            None => Self::read(&pairs, depth),
        }
    }

    fn read(pairs: &[(&str, &str)], depth: usize) -> Result<Self, Refusal> {
        let mut options = Self::default();
        for (position, (name, value)) in pairs.iter().enumerate() {
            if pairs[..position].iter().any(|(earlier, _)| earlier == name) {
                return Err(Refusal::Query(format!(
                    "Query option '{name}' was specified more than once, but it must be specified \
                     at most once."
                )));
            }
            if value.trim().is_empty() {
                return Err(Refusal::Query(format!(
                    "The value for OData query '{name}' cannot be empty."
                )));
            }
            options.set(name, value, depth)?;
        }
        Ok(options)
    }

    fn set(&mut self, name: &str, value: &str, depth: usize) -> Result<(), Refusal> {
        match name {
            "$select" => {
                let names = value.split(',').map(|name| name.trim().to_owned());
                self.select = Some(names.collect());
            }
            "$expand" => self.expand = expand(value, depth)?,
            "$filter" => self.filter = Some(value.to_owned()),
            "$orderby" => self.order = order::parse(value).map_err(|_| order_error(value))?,
            "$top" => self.top = Some(row_count(name, value)?),
            "$skip" => self.skip = Some(row_count(name, value)?),
            "$skiptoken" => self.skip_token = Some(row_count(name, value)?),
            "$count" => self.count = truth(value)?,
            "$format" if value.starts_with("application/json") || value == "json" => {}
            other => return Err(unsupported(other)),
        }
        Ok(())
    }
}

fn expand(text: &str, depth: usize) -> Result<Vec<Expand>, Refusal> {
    split(text, ',')?
        .into_iter()
        .map(|item| expand_item(item.trim(), depth))
        .collect()
}

fn expand_item(item: &str, depth: usize) -> Result<Expand, Refusal> {
    let Some((name, rest)) = item.split_once('(') else {
        return Ok(Expand {
            name: item.to_owned(),
            options: Options::default(),
        });
    };
    let name = name.trim();
    let Some(inner) = rest.strip_suffix(')') else {
        return Err(Refusal::Query(format!(
            "Term '{item}' is not valid in a $select or $expand expression."
        )));
    };
    if inner.trim().is_empty() {
        return Err(Refusal::Query(format!(
            "Missing expand option on navigation property '{name}'. If a parenthesis expression \
             follows an expanded navigation property, then at least one expand option must be \
             provided."
        )));
    }
    Ok(Expand {
        name: name.to_owned(),
        options: Options::nested(inner, depth + 1)?,
    })
}

fn order_error(text: &str) -> Refusal {
    Refusal::Query(format!(
        "Syntax error at position {} in '{text}'.",
        text.chars().count()
    ))
}

fn row_count(name: &str, value: &str) -> Result<u64, Refusal> {
    let number: Option<i32> = value.parse().ok();
    number
        .and_then(|number| u64::try_from(number).ok())
        .ok_or_else(|| {
            Refusal::Query(format!(
                "Invalid value '{value}' for {name} query option found. The {name} query option \
             requires a non-negative integer value."
            ))
        })
}

fn truth(value: &str) -> Result<bool, Refusal> {
    match value {
        "true" => Ok(true),
        "false" => Ok(false),
        other => Err(Refusal::Query(format!(
            "Invalid value '{other}' for $count query option found. Valid values are 'true' or \
             'false'."
        ))),
    }
}

fn unsupported(name: &str) -> Refusal {
    Refusal::Query(format!("The query parameter '{name}' is not supported."))
}

/// Splits at a separator that is neither in parentheses nor in a quoted text.
fn split(text: &str, separator: char) -> Result<Vec<&str>, Refusal> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut depth = 0_usize;
    let mut in_text = false;
    for (at, character) in text.char_indices() {
        match character {
            '\'' => in_text = !in_text,
            _ if in_text => {}
            '(' => depth += 1,
            ')' if depth == 0 => return Err(unbalanced(text)),
            ')' => depth -= 1,
            other if other == separator && depth == 0 => {
                parts.push(&text[start..at]);
                start = at + other.len_utf8();
            }
            _ => {}
        }
    }
    if depth > 0 || in_text {
        return Err(unbalanced(text));
    }
    parts.push(&text[start..]);
    Ok(parts)
}

fn unbalanced(text: &str) -> Refusal {
    Refusal::Query(format!(
        "Found an unbalanced bracket expression in '{text}'."
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(query: &[(&str, &str)]) -> Result<Options, Refusal> {
        let own = query
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Options::from_query(&own.collect::<Vec<_>>())
    }

    #[test]
    fn nested_options_are_split_outside_of_texts_and_parentheses() {
        let text =
            "Account($select=Id,Name;$filter=contains(Name,';),(');$expand=Owner($top=1)),Owner";
        let options = read(&[("$expand", text)]).unwrap();
        let account = &options.expand[0];
        assert_eq!(
            account.options.select,
            Some(vec!["Id".to_owned(), "Name".to_owned()])
        );
        assert_eq!(
            account.options.filter.as_deref(),
            Some("contains(Name,';),(')")
        );
        assert_eq!(account.options.expand[0].options.top, Some(1));
        assert_eq!(options.expand[1].name, "Owner");
    }

    #[test]
    fn unknown_repeated_and_empty_options_are_refused() {
        assert!(read(&[("$foo", "1")]).is_err());
        assert!(read(&[("$top", "1"), ("$top", "2")]).is_err());
        assert!(read(&[("$filter", " ")]).is_err());
        assert!(read(&[("$top", "-1")]).is_err());
        assert_eq!(read(&[("mine", "1")]).unwrap(), Options::default());
    }

    #[test]
    fn deep_nesting_is_an_error_and_no_stack_overflow() {
        let text = format!("{}A{}", "A($expand=".repeat(50_000), ")".repeat(50_000));
        assert!(read(&[("$expand", &text)]).is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in any::<String>()) {
            for name in ["$select", "$expand", "$orderby", "$top", "$count"] {
                let _ = read(&[(name, &text)]);
            }
        }
    }
}
