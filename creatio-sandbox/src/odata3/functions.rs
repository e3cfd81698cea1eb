//! The functions of OData 3's `$filter`.

use super::types::Type;
use crate::query::expr::Function;

/// What a function takes and gives.
#[derive(Debug)]
pub(super) struct Signature {
    name: &'static str,
    /// Which function it is.
    pub(super) function: Function,
    parameters: &'static [Type],
    /// The type of its value.
    pub(super) result: Type,
}

const TEXT: Type = Type::String;
const INSTANT: Type = Type::DateTime;
const NUMBER: Type = Type::Int32;
const TRUTH: Type = Type::Boolean;

const fn signature(
    name: &'static str,
    function: Function,
    parameters: &'static [Type],
    result: Type,
) -> Signature {
    Signature {
        name,
        function,
        parameters,
        result,
    }
}

const SIGNATURES: &[Signature] = &[
    // The part comes first here.
    signature("substringof", Function::Contains, &[TEXT, TEXT], TRUTH),
    signature("startswith", Function::StartsWith, &[TEXT, TEXT], TRUTH),
    signature("endswith", Function::EndsWith, &[TEXT, TEXT], TRUTH),
    signature("indexof", Function::IndexOf, &[TEXT, TEXT], NUMBER),
    signature("replace", Function::Replace, &[TEXT, TEXT, TEXT], TEXT),
    signature("substring", Function::Substring, &[TEXT, NUMBER], TEXT),
    signature(
        "substring",
        Function::Substring,
        &[TEXT, NUMBER, NUMBER],
        TEXT,
    ),
    signature("concat", Function::Concat, &[TEXT, TEXT], TEXT),
    signature("tolower", Function::ToLower, &[TEXT], TEXT),
    signature("toupper", Function::ToUpper, &[TEXT], TEXT),
    signature("trim", Function::Trim, &[TEXT], TEXT),
    signature("length", Function::Length, &[TEXT], NUMBER),
    signature("year", Function::Year, &[INSTANT], NUMBER),
    signature("month", Function::Month, &[INSTANT], NUMBER),
    signature("day", Function::Day, &[INSTANT], NUMBER),
    signature("hour", Function::Hour, &[INSTANT], NUMBER),
    signature("minute", Function::Minute, &[INSTANT], NUMBER),
    signature("second", Function::Second, &[INSTANT], NUMBER),
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
        .map(Signature::text)
        .collect();
    Err(format!(
        "No applicable function found for '{name}' at position {at} with the specified arguments. \
         The functions considered are: {}.",
        considered.join("; ")
    ))
}

impl Signature {
    fn takes(&self, arguments: &[Option<Type>]) -> bool {
        let mut pairs = arguments.iter().zip(self.parameters);
        arguments.len() == self.parameters.len()
            && pairs.all(|(given, wanted)| given.is_none_or(|ty| ty == *wanted))
    }

    /// `startswith(System.String, System.String)`
    fn text(&self) -> String {
        let parameters: Vec<_> = self.parameters.iter().map(|ty| ty.net_name()).collect();
        format!("{}({})", self.name, parameters.join(", "))
    }
}
