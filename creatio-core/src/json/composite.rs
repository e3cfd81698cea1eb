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
    let mut scanner = Scanner::new(object);
    let broken = |_| CellError::Expected("an object");
    scanner.expect(b'{', "an object").map_err(broken)?;
    let mut members = Vec::new();
    if scanner.take(b'}') {
        return Ok(members);
    }
    loop {
        let name = scanner.key().map_err(broken)?.meaning();
        members.push((name, scanner.value().map_err(broken)?));
        if !scanner.another(b'}', "a comma").map_err(broken)? {
            return Ok(members);
        }
    }
}
