//! The functions of `$filter` that the sandbox answers.

use creatio_codegen::schema::PropertyType;

use super::refusal::Refusal;
use crate::{odata::functions, query::expr::Function, value::edm_name};

/// A function of this version.
pub(super) type Signature = functions::Signature<PropertyType>;

const TEXT: PropertyType = PropertyType::String;
const INSTANT: PropertyType = PropertyType::DateTimeOffset;
const NUMBER: PropertyType = PropertyType::Int32;
const TRUTH: PropertyType = PropertyType::Boolean;

const SIGNATURES: &[Signature] = &[
    Signature::new("contains", Function::Contains, &[TEXT, TEXT], TRUTH),
    Signature::new("startswith", Function::StartsWith, &[TEXT, TEXT], TRUTH),
    Signature::new("endswith", Function::EndsWith, &[TEXT, TEXT], TRUTH),
    Signature::new("length", Function::Length, &[TEXT], NUMBER),
    Signature::new("tolower", Function::ToLower, &[TEXT], TEXT),
    Signature::new("toupper", Function::ToUpper, &[TEXT], TEXT),
    Signature::new("trim", Function::Trim, &[TEXT], TEXT),
    Signature::new("year", Function::Year, &[INSTANT], NUMBER),
    Signature::new("month", Function::Month, &[INSTANT], NUMBER),
    Signature::new("day", Function::Day, &[INSTANT], NUMBER),
    Signature::new("hour", Function::Hour, &[INSTANT], NUMBER),
    Signature::new("minute", Function::Minute, &[INSTANT], NUMBER),
    Signature::new("second", Function::Second, &[INSTANT], NUMBER),
];

/// The function of this name.
pub(super) fn named(name: &str) -> Result<&'static Signature, Refusal> {
    SIGNATURES.iter().find(|signature| signature.name == name).ok_or_else(|| {
        Refusal::Query(format!(
            "An unknown function with name '{name}' was found. This may also be a function import \
             or a key lookup on a navigation property, which is not allowed."
        ))
    })
}

/// Whether Creatio's own documentation uses it, or somebody saw it answered.
pub(super) fn is_documented(signature: &Signature) -> bool {
    matches!(
        signature.function,
        Function::Contains
            | Function::StartsWith
            | Function::EndsWith
            | Function::Length
            | Function::Day
    )
}

/// Refuses arguments of the wrong number or types.
pub(super) fn check(
    signature: &Signature,
    arguments: &[Option<PropertyType>],
) -> Result<(), Refusal> {
    if signature.takes(arguments) {
        return Ok(());
    }
    // `contains(Edm.String Nullable=true, Edm.String Nullable=true)`
    let considered = signature.text(|ty| format!("{} Nullable=true", edm_name(ty)));
    Err(Refusal::Query(format!(
        "No function signature for the function with name '{}' matches the specified arguments. \
         The function signatures considered are: {considered}.",
        signature.name
    )))
}
