//! Arrays and objects within a row, taken apart one level.

use std::borrow::Cow;

use super::scan::Scanner;
use crate::cell::{Cell, CellError};

/// Hands out the elements of an array.
pub(crate) fn elements<'a>(
    array: &'a str,
    mut element: impl FnMut(Cell<'a>) -> Result<(), CellError>,
) -> Result<(), CellError> {
    let mut scanner = Scanner::new(array);
    let broken = |_| CellError::Expected("an array");
    scanner.expect(b'[', "an array").map_err(broken)?;
    if scanner.take(b']') {
        return Ok(());
    }
    loop {
        element(scanner.value().map_err(broken)?)?;
        if !scanner.another(b']', "a comma").map_err(broken)? {
            return Ok(());
        }
    }
}

/// The members of an object, in its order.
pub(crate) fn members(object: &str) -> Result<Vec<(Cow<'_, str>, Cell<'_>)>, CellError> {
    let mut members = Vec::new();
    let walked = Scanner::new(object).object("an object", |name, scanner| {
        members.push((name, scanner.value()?));
        Ok(())
    });
    match walked {
        Ok(()) => Ok(members),
        Err(_) => Err(CellError::Expected("an object")),
    }
}
