//! The functions of `$filter` that Creatio is known to answer.

use creatio_codegen::schema::PropertyType;

use super::{
    bind::{Binder, Typed},
    filter::Ast,
    refusal::Refusal,
};
use crate::query::expr::{Expr, Function};

struct Signature {
    name: &'static str,
    function: Function,
    parameters: &'static [PropertyType],
    result: PropertyType,
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

/// Binds a call: the name first, then the arguments, then their types.
pub(super) fn call(
    binder: &mut Binder<'_>,
    name: &str,
    arguments: &[Ast],
) -> Result<Typed, Refusal> {
    let Some(signature) = SIGNATURES.iter().find(|signature| signature.name == name) else {
        return Err(Refusal::Query(format!(
            "An unknown function with name '{name}' was found. This may also be a function import \
             or a key lookup on a navigation property, which is not allowed."
        )));
    };
    let arguments = arguments.iter().map(|argument| binder.expression(argument));
    let arguments = arguments.collect::<Result<Vec<_>, _>>()?;
    let fits = arguments.len() == signature.parameters.len()
        && arguments
            .iter()
            .zip(signature.parameters)
            .all(|(argument, parameter)| argument.ty.is_none_or(|ty| ty == *parameter));
    if !fits {
        return Err(Refusal::Query(format!(
            "No function signature for the function with name '{name}' matches the specified \
             arguments. The function signatures considered are: {}.",
            signature.text()
        )));
    }
    let arguments = arguments
        .into_iter()
        .map(|argument| argument.expr)
        .collect();
    Ok(Typed::of(
        signature.result,
        Expr::Call(signature.function, arguments),
    ))
}

impl Signature {
    /// `contains(Edm.String Nullable=true, Edm.String Nullable=true)`
    fn text(&self) -> String {
        let parameters = self.parameters.iter();
        let parameters =
            parameters.map(|ty| format!("{} Nullable=true", crate::value::edm_name(*ty)));
        format!(
            "{}({})",
            self.name,
            parameters.collect::<Vec<_>>().join(", ")
        )
    }
}
