//! The functions of OData 3's `$filter`.

use super::types::Type;
use crate::{odata::functions, query::expr::Function};

/// A function of this version.
pub(super) type Signature = functions::Signature<Type>;

const TEXT: Type = Type::String;
const INSTANT: Type = Type::DateTime;
const NUMBER: Type = Type::Int32;
const TRUTH: Type = Type::Boolean;

const SIGNATURES: &[Signature] = &[
    // The part comes first here.
    Signature::new("substringof", Function::Contains, &[TEXT, TEXT], TRUTH),
    Signature::new("startswith", Function::StartsWith, &[TEXT, TEXT], TRUTH),
    Signature::new("endswith", Function::EndsWith, &[TEXT, TEXT], TRUTH),
    Signature::new("indexof", Function::IndexOf, &[TEXT, TEXT], NUMBER),
    Signature::new("replace", Function::Replace, &[TEXT, TEXT, TEXT], TEXT),
    Signature::new("substring", Function::Substring, &[TEXT, NUMBER], TEXT),
    Signature::new(
        "substring",
        Function::Substring,
        &[TEXT, NUMBER, NUMBER],
        TEXT,
    ),
    Signature::new("concat", Function::Concat, &[TEXT, TEXT], TEXT),
    Signature::new("tolower", Function::ToLower, &[TEXT], TEXT),
    Signature::new("toupper", Function::ToUpper, &[TEXT], TEXT),
    Signature::new("trim", Function::Trim, &[TEXT], TEXT),
    Signature::new("length", Function::Length, &[TEXT], NUMBER),
    Signature::new("year", Function::Year, &[INSTANT], NUMBER),
    Signature::new("month", Function::Month, &[INSTANT], NUMBER),
    Signature::new("day", Function::Day, &[INSTANT], NUMBER),
    Signature::new("hour", Function::Hour, &[INSTANT], NUMBER),
    Signature::new("minute", Function::Minute, &[INSTANT], NUMBER),
    Signature::new("second", Function::Second, &[INSTANT], NUMBER),
];

/// The function of this name that takes these arguments; `null` fits every parameter. `Err` is
/// the service's refusal.
pub(super) fn find(
    name: &str,
    arguments: &[Option<Type>],
    at: usize,
) -> Result<&'static Signature, String> {
    let mut named = SIGNATURES.iter().filter(|found| found.name == name);
    let fitting = named.clone().find(|found| found.takes(arguments));
    if let Some(signature) = fitting {
        return Ok(signature);
    }
    if named.next().is_none() {
        return Err(format!("Unknown function '{name}' at position {at}."));
    }
    let considered: Vec<_> = SIGNATURES
        .iter()
        .filter(|found| found.name == name)
        .map(|found| found.text(Type::net_name))
        .collect();
    Err(format!(
        "No applicable function found for '{name}' at position {at} with the specified arguments. \
         The functions considered are: {}.",
        considered.join("; ")
    ))
}
