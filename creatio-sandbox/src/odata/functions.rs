//! What a function of `$filter` takes and gives, in the types of a version.

use crate::query::expr::Function;

/// A function's name, its parameters and its value.
#[derive(Debug)]
pub(crate) struct Signature<T: 'static> {
    pub(crate) name: &'static str,
    /// Which function it is.
    pub(crate) function: Function,
    parameters: &'static [T],
    /// The type of its value.
    pub(crate) result: T,
}

impl<T: Copy + PartialEq> Signature<T> {
    pub(crate) const fn new(
        name: &'static str,
        function: Function,
        parameters: &'static [T],
        result: T,
    ) -> Self {
        Self {
            name,
            function,
            parameters,
            result,
        }
    }

    /// Whether it takes arguments of these types; `null` has none and fits every parameter.
    pub(crate) fn takes(&self, arguments: &[Option<T>]) -> bool {
        let mut pairs = arguments.iter().zip(self.parameters);
        arguments.len() == self.parameters.len()
            && pairs.all(|(given, wanted)| given.is_none_or(|ty| ty == *wanted))
    }

    /// `name(…, …)`, with each parameter as the service shows it.
    pub(crate) fn text<S: AsRef<str>>(&self, parameter: impl Fn(T) -> S) -> String {
        let mut parameters = String::new();
        for (position, ty) in self.parameters.iter().enumerate() {
            parameters.push_str(if position == 0 { "" } else { ", " });
            parameters.push_str(parameter(*ty).as_ref());
        }
        format!("{}({parameters})", self.name)
    }
}
