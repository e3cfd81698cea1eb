//! [`Errors`]: every mistake in a derive's input, reported in one go.

use std::fmt::Display;

use quote::ToTokens;

/// Collects mistakes, so that a user sees all of them after one build.
///
/// Has to be consumed by [`finish`](Errors::finish): dropped unchecked, it panics in a debug build,
/// because whoever drops it has lost somebody's mistake.
#[derive(Debug)]
pub(crate) struct Errors {
    found: Option<syn::Error>,
    finished: bool,
}

impl Errors {
    pub(crate) fn new() -> Self {
        Errors {
            found: None,
            finished: false,
        }
    }

    /// Reports a mistake at these tokens.
    pub(crate) fn at(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.push(syn::Error::new_spanned(tokens, message));
    }

    /// Adds a mistake that somebody else found.
    pub(crate) fn push(&mut self, error: syn::Error) {
        match &mut self.found {
            Some(found) => found.combine(error),
            None => self.found = Some(error),
        }
    }

    /// The value, or what was wrong.
    pub(crate) fn keep<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    /// All mistakes, if there were any.
    pub(crate) fn finish(mut self) -> syn::Result<()> {
        self.finished = true;
        self.found.take().map_or(Ok(()), Err)
    }
}

impl Drop for Errors {
    fn drop(&mut self) {
        debug_assert!(
            self.finished || std::thread::panicking(),
            "errors of a derive were dropped without a look at them"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_errors_come_out_in_the_order_they_were_found() {
        let mut errors = Errors::new();
        errors.at(quote::quote!(a), "first");
        errors.push(syn::Error::new(proc_macro2::Span::call_site(), "second"));
        let found: Vec<String> = errors
            .finish()
            .unwrap_err()
            .into_iter()
            .map(|error| error.to_string())
            .collect();
        assert_eq!(found, ["first", "second"]);
    }

    #[test]
    fn no_error_is_no_error() {
        assert!(Errors::new().finish().is_ok());
    }

    #[test]
    #[cfg(debug_assertions)]
    #[should_panic(expected = "dropped without a look")]
    fn dropping_errors_unchecked_panics() {
        drop(Errors::new());
    }
}
