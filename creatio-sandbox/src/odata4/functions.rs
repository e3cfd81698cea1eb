//! The functions of `$filter` that the sandbox answers.

use creatio_codegen::schema::PropertyType;

use super::refusal::Refusal;
use crate::{query::expr::Function, value::edm_name};

/// What a function takes and gives.
#[derive(Debug)]
pub(super) struct Signature {
    name: &'static str,
    /// Which function it is.
    pub(super) function: Function,
    parameters: &'static [PropertyType],
    /// The type of its value.
    pub(super) result: PropertyType,
}

const TEXT: PropertyType = PropertyType::String;
const INSTANT: PropertyType = PropertyType::DateTimeOffset;
const NUMBER: PropertyType = PropertyType::Int32;
const TRUTH: PropertyType = PropertyType::Boolean;

const fn signature(
    name: &'static str,
    function: Function,
    parameters: &'static [PropertyType],
    result: PropertyType,
) -> Signature {
    Signature {
        name,
        function,
        parameters,
        result,
    }
}

const SIGNATURES: &[Signature] = &[
    signature("contains", Function::Contains, &[TEXT, TEXT], TRUTH),
    signature("startswith", Function::StartsWith, &[TEXT, TEXT], TRUTH),
    signature("endswith", Function::EndsWith, &[TEXT, TEXT], TRUTH),
    signature("length", Function::Length, &[TEXT], NUMBER),
    signature("tolower", Function::ToLower, &[TEXT], TEXT),
    signature("toupper", Function::ToUpper, &[TEXT], TEXT),
    signature("trim", Function::Trim, &[TEXT], TEXT),
    signature("year", Function::Year, &[INSTANT], NUMBER),
    signature("month", Function::Month, &[INSTANT], NUMBER),
    signature("day", Function::Day, &[INSTANT], NUMBER),
    signature("hour", Function::Hour, &[INSTANT], NUMBER),
    signature("minute", Function::Minute, &[INSTANT], NUMBER),
    signature("second", Function::Second, &[INSTANT], NUMBER),
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

impl Signature {
    /// Whether Creatio's own documentation uses it, or somebody saw it answered.
    pub(super) fn is_documented(&self) -> bool {
        matches!(
            self.function,
            Function::Contains
                | Function::StartsWith
                | Function::EndsWith
                | Function::Length
                | Function::Day
        )
    }

    /// Refuses arguments of the wrong number or types; `null` fits every parameter.
    pub(super) fn check(
        &self,
        arguments: impl ExactSizeIterator<Item = Option<PropertyType>>,
    ) -> Result<(), Refusal> {
        let is_complete = arguments.len() == self.parameters.len();
        let mut pairs = arguments.zip(self.parameters);
        if is_complete && pairs.all(|(given, wanted)| given.is_none_or(|ty| ty == *wanted)) {
            return Ok(());
        }
        Err(Refusal::Query(format!(
            "No function signature for the function with name '{}' matches the specified \
             arguments. The function signatures considered are: {}.",
            self.name,
            self.text()
        )))
    }

    /// `contains(Edm.String Nullable=true, Edm.String Nullable=true)`
    fn text(&self) -> String {
        let parameters = self.parameters.iter();
        let parameters = parameters.map(|ty| format!("{} Nullable=true", edm_name(*ty)));
        format!(
            "{}({})",
            self.name,
            parameters.collect::<Vec<_>>().join(", ")
        )
    }
}
