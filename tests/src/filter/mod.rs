//! Reads a `$filter` back: the grammar of OData, for asking what a URL really says.
//!
//! Written from the terms of OData 4's ABNF and of the URI conventions of OData 3, and on purpose
//! with nothing of the renderer in it, nor of the sandbox's parser: a mistake that two of them
//! share would go unseen. [`parse`] takes the decoded text, [`Filter`]'s `Display` writes it with
//! no parenthesis too many, and [`option`] gets the text out of a URL. Whole URLs are checked by
//! [`address`](crate::address).

mod function;
mod literal;
mod parser;
mod printer;

use percent_encoding::percent_decode_str;

pub(crate) use literal::is_guid;
pub use parser::parse;
pub(crate) use parser::{Parser, names};

/// A version of OData, as far as its grammar goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// Typed literals such as `guid'…'`, `substringof`, no lambda operators.
    V3,
    /// OData 4.0.
    V4,
}

/// A condition.
///
/// Conditions joined by the same word are one list, however they were grouped: grouping them does
/// not change what they mean.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// At least one holds.
    Or(Vec<Filter>),
    /// All hold.
    And(Vec<Filter>),
    /// It does not hold.
    Not(Box<Filter>),
    /// `left operator right`, the operator as OData writes it: `eq`, `ne`, `gt`, `ge`, `lt`, `le`.
    Compare(Operand, String, Operand),
    /// A function whose value is true or false.
    Call(String, Vec<Operand>),
    /// `collection/any(variable:condition)`, or `all`; without a condition, whether there is a row.
    Lambda(Vec<String>, String, Option<(String, Box<Filter>)>),
}

/// A side of a comparison, or an argument of a function.
#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    /// A property, behind navigation properties or not.
    Path(Vec<String>),
    /// A value.
    Literal(Literal),
    /// A function of properties and values.
    Call(String, Vec<Operand>),
    /// `collection/$count`
    Count(Vec<String>),
}

/// A value, by the form it has. Apart from text, values are kept as they are written.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// Digits, with a sign, a fraction or an exponent, or `INF`, `-INF`, `NaN`.
    Number(String),
    /// Text, without its quotes.
    Text(String),
    /// A guid.
    Guid(String),
    /// A date and a time with a zone.
    Instant(String),
    /// A date.
    Date(String),
    /// A time of day.
    Time(String),
    /// `duration'…'`, without its quotes.
    Duration(String),
    /// `binary'…'`, without its quotes.
    Binary(String),
}

impl Filter {
    /// All of these; conditions that are lists of the same kind are merged.
    pub fn and(conditions: impl IntoIterator<Item = Filter>) -> Filter {
        let merged = conditions
            .into_iter()
            .flat_map(|condition| match condition {
                Filter::And(inner) => inner,
                single => vec![single],
            });
        single_or(merged.collect(), Filter::And)
    }

    /// Any of these; conditions that are lists of the same kind are merged.
    pub fn or(conditions: impl IntoIterator<Item = Filter>) -> Filter {
        let merged = conditions
            .into_iter()
            .flat_map(|condition| match condition {
                Filter::Or(inner) => inner,
                single => vec![single],
            });
        single_or(merged.collect(), Filter::Or)
    }
}

fn single_or(mut conditions: Vec<Filter>, join: fn(Vec<Filter>) -> Filter) -> Filter {
    if conditions.len() == 1 {
        conditions.remove(0)
    } else {
        join(conditions)
    }
}

/// A query option of a URL, decoded; `None` if the URL does not have it exactly once.
///
/// The URL is taken apart as RFC 3986 says: the query ends at `#`, options at `&`, names at the
/// first `=`, and only then anything is decoded.
pub fn option(url: &str, name: &str) -> Option<String> {
    let (_, query) = url.split('#').next()?.split_once('?')?;
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let mut values = pairs.filter(|(key, _)| *key == name);
    let (_, value) = values.next().filter(|_| values.next().is_none())?;
    let decoded = percent_decode_str(value).decode_utf8().ok()?;
    Some(decoded.into_owned())
}
