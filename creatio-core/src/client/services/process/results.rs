//! The results of a process as types: nothing, one value, or a tuple.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::super::json;
use crate::decode::DecodeError;

/// What a process run gives: `()`, one value, or a tuple of up to six.
///
/// Only this crate implements it.
pub trait Results: sealed::Read {}

/// Results with room for one more.
pub trait Room: Results {
    /// The results with one more.
    type With<T: DeserializeOwned + Send + 'static>: Results;
}

/// No result or one, as the old form of the call gives.
pub trait AtMostOne: Results {}

pub(super) mod sealed {
    use super::{DecodeError, Given};

    pub trait Read: 'static {
        type Output: Send;

        fn read(given: &mut Given<'_>) -> Result<Self::Output, DecodeError>;
    }
}

/// Why a result that has no value is none of its type.
const NO_VALUE: &str = "it has no value: the process has no such result, or has not set it, for which \
                        an `Option` has room";

/// The values that a run gave, handed out in the order in which they were asked for.
#[derive(Debug)]
pub struct Given<'a> {
    pub(super) process: &'a str,
    pub(super) names: std::slice::Iter<'a, String>,
    pub(super) values: &'a Value,
}

impl Given<'_> {
    fn next<T: DeserializeOwned>(&mut self) -> Result<T, DecodeError> {
        // There are as many names as types: each call of `result` adds one of each.
        let name = self.names.next().map_or("", String::as_str);
        let source = format!("the process {}, result {name}", self.process);
        match self.values.get(name).filter(|value| !value.is_null()) {
            Some(value) => read_value(&source, value),
            None => read_value(&source, &Value::Null).map_err(|_| json::unfit(&source, NO_VALUE)),
        }
    }
}

/// A value that may be JSON text: text that is no `T` by itself is read as JSON.
pub(super) fn read_value<T: DeserializeOwned>(
    source: &str,
    value: &Value,
) -> Result<T, DecodeError> {
    let direct = json::read(source, value.to_string().as_bytes());
    match (direct, value) {
        (Err(error), Value::String(text)) => json::read(source, text.as_bytes()).map_err(|_| error),
        (direct, _) => direct,
    }
}

impl Results for () {}
impl AtMostOne for () {}

impl Room for () {
    type With<T: DeserializeOwned + Send + 'static> = (T,);
}

impl sealed::Read for () {
    type Output = ();

    fn read(_: &mut Given<'_>) -> Result<(), DecodeError> {
        Ok(())
    }
}

impl<A: DeserializeOwned + Send + 'static> AtMostOne for (A,) {}

impl<A: DeserializeOwned + Send + 'static> Results for (A,) {}

impl<A: DeserializeOwned + Send + 'static> sealed::Read for (A,) {
    /// One result is given as it is.
    type Output = A;

    fn read(given: &mut Given<'_>) -> Result<A, DecodeError> {
        given.next()
    }
}

macro_rules! tuples {
    ($($part:ident)+) => {
        impl<$($part: DeserializeOwned + Send + 'static),+> Results for ($($part,)+) {}

        impl<$($part: DeserializeOwned + Send + 'static),+> sealed::Read for ($($part,)+) {
            type Output = Self;

            fn read(given: &mut Given<'_>) -> Result<Self, DecodeError> {
                Ok(($(given.next::<$part>()?,)+))
            }
        }
    };
}

macro_rules! room {
    ($($part:ident)+) => {
        impl<$($part: DeserializeOwned + Send + 'static),+> Room for ($($part,)+) {
            type With<T: DeserializeOwned + Send + 'static> = ($($part,)+ T,);
        }
    };
}

tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);
room!(A);
room!(A B);
room!(A B C);
room!(A B C D);
room!(A B C D E);
