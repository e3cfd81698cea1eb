//! Types that a service declares itself: enums and complex types, and collections of values.
//!
//! Creatio's own services have none of them. They are here for the other OData services that the
//! generator reads, and for the day on which Creatio gets some.

use jiff::civil::{Date, Time};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::scalar::column_type;
use super::{Duration, Literal, Scalar, Timestamp};
use crate::cell::{Cell, CellError};
use crate::json::elements;

/// An enum or a complex type: implemented by their derives, and what makes them column types.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a type that a service declares",
    note = "put `#[derive(creatio_core::EnumType)]` or `#[derive(creatio_core::ComplexType)]` on it"
)]
pub trait DeclaredType: Sized + Send + 'static {
    /// Reads a cell; `None` where there is no value.
    ///
    /// # Errors
    /// [`CellError`] when the cell holds something that is not of this type.
    fn decode(cell: Cell<'_>) -> Result<Option<Self>, CellError>;

    /// The value as a write carries it; `None` if it can be read only, as complex types can.
    #[doc(hidden)]
    fn literal(&self) -> Option<Literal> {
        None
    }

    /// The value in place of none, as [`Scalar::placeholder`].
    fn placeholder() -> Self;
}

impl<T: DeclaredType> Scalar for T {
    fn decode(cell: Cell<'_>) -> Result<Option<Self>, CellError> {
        T::decode(cell)
    }

    fn literal(&self) -> Option<Literal> {
        DeclaredType::literal(self)
    }

    fn placeholder() -> Self {
        T::placeholder()
    }
}

column_type!(T, T: DeclaredType);

/// A type that a collection of values can hold. Not `u8`: a `Vec<u8>` is binary data.
pub trait Element: Scalar {}

impl<T: DeclaredType> Element for T {}

macro_rules! elements {
    ($($element:ty)+) => {
        $(impl Element for $element {})+
    };
}

elements! { String bool i8 i16 i32 i64 f32 f64 Decimal Uuid Timestamp Date Time Duration }

/// A collection of values: `Collection(Edm.String)` and the like. No collection is an empty one.
impl<T: Element> Scalar for Vec<T> {
    const NO_VALUE: Option<Self> = Some(Vec::new());

    fn decode(cell: Cell<'_>) -> Result<Option<Self>, CellError> {
        const EXPECTED: CellError = CellError::Expected("an array");
        let text = match cell {
            Cell::Absent | Cell::Null => return Ok(None),
            Cell::Composite(text) => text,
            _ => return Err(EXPECTED),
        };
        let mut values = Vec::new();
        elements(text, |cell| {
            let value = T::decode(cell)?.or(T::NO_VALUE);
            values.push(value.ok_or(CellError::NoValue)?);
            Ok(())
        })?;
        Ok(Some(values))
    }

    fn placeholder() -> Self {
        Vec::new()
    }
}

column_type!(Vec<T>, T: Element);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::ColumnType;

    fn read<T: ColumnType>(raw: &str) -> Result<T, CellError> {
        T::from_cell(crate::json::cell_of(raw))
    }

    #[test]
    fn a_collection_reads_its_elements_in_order() {
        let tags = read::<Vec<String>>(r#"["a", "b\"c" ,""]"#).unwrap();
        assert_eq!(tags, ["a", "b\"c", ""]);
        assert_eq!(read::<Vec<i16>>("[1,-2]"), Ok(vec![1, -2]));
        assert_eq!(read::<Option<Vec<i32>>>("[]"), Ok(Some(Vec::new())));
    }

    #[test]
    fn no_collection_is_an_empty_one() {
        assert_eq!(read::<Vec<i32>>("null"), Ok(Vec::new()));
        assert_eq!(read::<Option<Vec<i32>>>("null"), Ok(None));
    }

    #[test]
    fn what_is_no_collection_of_the_type_is_refused() {
        assert!(read::<Vec<i32>>("[1, \"x\"]").is_err());
        assert!(read::<Vec<i32>>("{\"a\":1}").is_err());
        assert!(read::<Vec<i32>>("1").is_err());
        assert_eq!(read::<Vec<Uuid>>("[null]"), Err(CellError::NoValue));
    }

    #[test]
    fn bytes_are_no_collection() {
        assert_eq!(read::<Vec<u8>>("\"AQI=\""), Ok(vec![1, 2]));
    }
}
