//! [`ComplexType`]: columns that hold a structure.

use std::borrow::Cow;

use super::ColumnType;
use crate::cell::{Cell, CellError};
use crate::json::members;

/// A Rust struct that stands for a complex type of the service.
///
/// Implemented by [`#[derive(ComplexType)]`](derive@crate::ComplexType). Such a column is read as a
/// whole; it cannot be compared or sorted by.
///
/// ```
/// use creatio_core::ComplexType;
///
/// #[derive(Debug, Clone, PartialEq, ComplexType)]
/// struct Address {
///     street: Option<String>,
///     #[creatio(name = "ZIP")]
///     zip: String,
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a complex type",
    note = "put `#[derive(creatio_core::ComplexType)]` on it"
)]
pub trait ComplexType: Sized + Send + 'static {
    /// Reads the structure from its members.
    ///
    /// # Errors
    /// [`CellError`] when a member does not fit its field.
    fn from_object(object: &Object<'_>) -> Result<Self, CellError>;
}

/// The members of one structure, not parsed yet.
#[derive(Debug, Clone)]
pub struct Object<'a> {
    members: Vec<(Cow<'a, str>, Cell<'a>)>,
}

impl Object<'_> {
    /// Reads the member of this name; what the reply leaves out is absent.
    ///
    /// # Errors
    /// [`CellError`] with the member's name when it does not fit the type.
    pub fn read<T: ColumnType>(&self, name: &'static str) -> Result<T, CellError> {
        let found = self.members.iter().find(|(member, _)| member == name);
        let cell = found.map_or(Cell::Absent, |(_, cell)| *cell);
        T::from_cell(cell).map_err(|error| error.within(name))
    }
}

/// Reads a structure; the derive calls it.
///
/// # Errors
/// [`CellError`] when the cell holds no such structure.
pub fn decode_complex<T: ComplexType>(cell: Cell<'_>) -> Result<Option<T>, CellError> {
    let text = match cell {
        Cell::Absent | Cell::Null => return Ok(None),
        Cell::Composite(text) => text,
        _ => return Err(CellError::Expected("an object")),
    };
    let object = Object {
        members: members(text)?,
    };
    T::from_object(&object).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::cell_of;

    #[derive(Debug, PartialEq)]
    struct Point {
        x: i32,
        label: Option<String>,
    }

    impl ComplexType for Point {
        fn from_object(object: &Object<'_>) -> Result<Self, CellError> {
            Ok(Point {
                x: object.read("X")?,
                label: object.read("Label")?,
            })
        }
    }

    fn point(raw: &str) -> Result<Option<Point>, CellError> {
        decode_complex(cell_of(raw))
    }

    #[test]
    fn members_are_read_by_name_and_unknown_ones_passed_over() {
        let read = point(r#"{"New":[{}], "X":3,"Label": "a"}"#).unwrap();
        let label = Some("a".to_owned());
        assert_eq!(read, Some(Point { x: 3, label }));
        assert_eq!(point(r#"{"X":0}"#), Ok(Some(Point { x: 0, label: None })));
        assert_eq!(point("null"), Ok(None));
    }

    #[test]
    fn a_member_that_does_not_fit_is_named() {
        let error = point(r#"{"X":"far"}"#).unwrap_err();
        assert_eq!(error.to_string(), "`X`: a 32-bit integer was expected");
        let error = point("{}").unwrap_err();
        assert_eq!(error.to_string(), "`X`: the reply has no such member");
        assert!(point("[]").is_err());
    }
}
