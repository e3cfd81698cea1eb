//! How each Rust type reads a cell, and which types may stand in a column.
//!
//! Creatio writes "no value" as the empty guid, `""`, `0001-01-01T00:00:00Z`, `null`, or by leaving
//! the member out. [`Scalar::decode`] is the one place that knows these forms; everything else sees
//! `None`.

use rust_decimal::Decimal;
use uuid::Uuid;

use super::{Date, Duration, Id, Kind, Literal, Operand, Time, Timestamp, guid};
use crate::cell::{Cell, CellError};

/// A type that a single value of a column can have.
pub trait Scalar: Sized + Send + 'static {
    /// What a column without `Option` reads when there is no value, if it can read anything:
    /// Creatio stores numbers and flags without a null, so theirs are 0 and `false`.
    const NO_VALUE: Option<Self> = None;

    /// Whether every database sorts such values in one order. Text is sorted by the database's
    /// collation, guids in a way of its own; enum types by number or name.
    #[doc(hidden)]
    const EXACT_ORDER: bool = false;

    /// What kind of values these are, for protocols that want to know it of a missing one.
    #[doc(hidden)]
    const KIND: Kind = Kind::Other;

    /// Reads a cell; `None` for every form in which Creatio says "no value".
    ///
    /// # Errors
    /// [`CellError`] when the cell holds something that is not of this type.
    fn decode(cell: Cell<'_>) -> Result<Option<Self>, CellError>;

    /// The value as a write carries it; `None` if it can be read only.
    #[doc(hidden)]
    fn literal(&self) -> Option<Literal> {
        None
    }

    /// The value in place of one that is not there: empty, zero or nil where the type has such a value,
    /// which a [blank](crate::EntityValues::blank) row is made of, and otherwise any. It also stands for
    /// one that could not be read, where nobody sees it, since that row is not given out.
    fn placeholder() -> Self;
}

/// A type that a column, or a path through lookups, can have: a [`Scalar`] or an `Option` of one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a type that a column can have",
    label = "not a column type",
    note = "column types are `String`, integers, `bool`, `f32`, `f64`, `Decimal`, `Uuid`, `Id<…>`, \
            `Timestamp`, `Date`, `Time`, `Duration` and `Vec<u8>`, each also as an `Option`, and \
            what derives `EnumType` or `ComplexType`"
)]
pub trait ColumnType: Sized + Send + 'static {
    /// The type of a value that is there.
    type Scalar: Scalar;
    /// The same type as read through a lookup that may be empty: an `Option`, but only one.
    type Optional: ColumnType<Scalar = Self::Scalar, Optional = Self::Optional>;

    /// Whether there may be no value.
    #[doc(hidden)]
    const OPTIONAL: bool = false;

    /// Reads a cell.
    ///
    /// # Errors
    /// [`CellError`] when the cell does not hold such a value.
    fn from_cell(cell: Cell<'_>) -> Result<Self, CellError>;

    /// The value, if there is one.
    #[doc(hidden)]
    fn value(&self) -> Option<&Self::Scalar>;

    /// The value in place of none, as [`Scalar::placeholder`].
    #[doc(hidden)]
    fn placeholder() -> Self;
}

/// Column types with a null, on which `is_null()` asks a question that has two answers.
#[diagnostic::on_unimplemented(
    message = "a column of type `{Self}` always has a value, so it cannot be tested for null",
    label = "this column is `{Self}`, not `Option<{Self}>`",
    note = "compare it with the value that stands for nothing here, for example `.eq(\"\")` or `.eq(0)`"
)]
pub trait Nullable: ColumnType {}

/// Column types that can be written empty: `Option`s, and text, of which Creatio holds the empty one
/// and the missing one for the same.
#[diagnostic::on_unimplemented(
    message = "a column of type `{Self}` always has a value, so it cannot be cleared",
    label = "this column is `{Self}`",
    note = "write the value that stands for nothing here, for example `.set(column, 0)`"
)]
pub trait Clearable: ColumnType {}

impl<T: Scalar> Clearable for Option<T> {}
impl Clearable for String {}

/// Column types that hold text.
#[diagnostic::on_unimplemented(
    message = "text operators need a text column, and this one holds `{Self}`",
    label = "this column is `{Self}`",
    note = "`contains`, `starts_with`, `ends_with` and their `not_` forms work on `String` and \
            `Option<String>` columns"
)]
pub trait Textual: ColumnType<Scalar = String> {}

impl<T: Scalar> ColumnType for Option<T> {
    type Scalar = T;
    type Optional = Option<T>;

    const OPTIONAL: bool = true;

    #[inline]
    fn from_cell(cell: Cell<'_>) -> Result<Self, CellError> {
        T::decode(cell)
    }

    fn value(&self) -> Option<&T> {
        self.as_ref()
    }

    fn placeholder() -> Self {
        None
    }
}

impl<T: Scalar> Nullable for Option<T> {}
impl Textual for String {}
impl Textual for Option<String> {}

/// What `#[derive(Entity)]` writes for `max_length`: the number, of columns of text.
pub const fn length_of_text<T: Textual>(characters: u16) -> u16 {
    characters
}

/// Reads a cell of a column without `Option`.
#[inline]
pub(super) fn decode_required<T: Scalar>(cell: Cell<'_>) -> Result<T, CellError> {
    match T::decode(cell)? {
        Some(value) => Ok(value),
        None if cell == Cell::Absent => Err(CellError::Missing),
        None => T::NO_VALUE.ok_or(CellError::NoValue),
    }
}

/// Lets a type stand in a column as it is, beside its `Option`.
macro_rules! column_type {
    ($scalar:ty $(, $($generics:tt)+)?) => {
        impl$(<$($generics)+>)? $crate::value::ColumnType for $scalar {
            type Scalar = $scalar;
            type Optional = Option<$scalar>;

            #[inline]
            fn from_cell(cell: $crate::cell::Cell<'_>) -> Result<Self, $crate::cell::CellError> {
                $crate::value::scalar::decode_required(cell)
            }

            fn value(&self) -> Option<&Self> {
                Some(self)
            }

            fn placeholder() -> Self {
                $crate::value::Scalar::placeholder()
            }
        }
    };
}

pub(super) use column_type;

macro_rules! column_types {
    ($($scalar:ty)+) => { $(column_type!($scalar);)+ };
}

column_types! { String bool u8 i8 i16 i32 i64 f32 f64 Decimal Uuid Timestamp Date Time Duration Vec<u8> }
column_type!(Id<E>, E: 'static);

impl Scalar for String {
    const NO_VALUE: Option<Self> = Some(String::new());
    const KIND: Kind = Kind::Text;

    fn decode(cell: Cell<'_>) -> Result<Option<Self>, CellError> {
        let text = cell.text()?.filter(|text| !text.is_empty());
        Ok(text.map(std::borrow::Cow::into_owned))
    }

    fn literal(&self) -> Option<Literal> {
        Some(Operand::<Self>::into_literal(self))
    }

    fn placeholder() -> Self {
        String::new()
    }
}

impl Scalar for bool {
    const NO_VALUE: Option<Self> = Some(false);
    const EXACT_ORDER: bool = true;
    const KIND: Kind = Kind::Boolean;

    fn decode(cell: Cell<'_>) -> Result<Option<Self>, CellError> {
        match cell {
            Cell::Absent | Cell::Null => Ok(None),
            Cell::True => Ok(Some(true)),
            Cell::False => Ok(Some(false)),
            _ => Err(CellError::Expected("true or false")),
        }
    }

    fn literal(&self) -> Option<Literal> {
        Some(Operand::<Self>::into_literal(self))
    }

    fn placeholder() -> Self {
        false
    }
}

macro_rules! number_scalars {
    ($($scalar:ty, $zero:literal, $kind:ident: $expected:literal)+) => {
        $(
            impl Scalar for $scalar {
                const NO_VALUE: Option<Self> = Some($zero);
                const EXACT_ORDER: bool = true;
                const KIND: Kind = Kind::$kind;

                fn decode(cell: Cell<'_>) -> Result<Option<Self>, CellError> {
                    let Some(text) = cell.number()? else { return Ok(None) };
                    match text.parse() {
                        Ok(value) => Ok(Some(value)),
                        Err(_) => Err(CellError::Expected($expected)),
                    }
                }

                fn literal(&self) -> Option<Literal> {
                    Some(Operand::<Self>::into_literal(self))
                }

                fn placeholder() -> Self {
                    $zero
                }
            }
        )+
    };
}

number_scalars! {
    u8, 0, Integer: "an integer from 0 to 255"
    i8, 0, Integer: "an integer from -128 to 127"
    i16, 0, Integer: "a 16-bit integer"
    i32, 0, Integer: "a 32-bit integer"
    i64, 0, Integer: "a 64-bit integer"
    f32, 0.0, Number: "a number"
    f64, 0.0, Number: "a number"
}

impl Scalar for Decimal {
    const NO_VALUE: Option<Self> = Some(Decimal::ZERO);
    const EXACT_ORDER: bool = true;
    const KIND: Kind = Kind::Number;

    fn decode(cell: Cell<'_>) -> Result<Option<Self>, CellError> {
        let Some(text) = cell.number()? else {
            return Ok(None);
        };
        let parsed = if text.bytes().any(|byte| matches!(byte, b'e' | b'E')) {
            Decimal::from_scientific(text)
        } else {
            Decimal::from_str_exact(text)
        };
        match parsed {
            Ok(value) => Ok(Some(value)),
            Err(_) => Err(CellError::Expected("a decimal of at most 28 digits")),
        }
    }

    fn literal(&self) -> Option<Literal> {
        Some(Operand::<Self>::into_literal(self))
    }

    fn placeholder() -> Self {
        Decimal::ZERO
    }
}

impl Scalar for Uuid {
    const KIND: Kind = Kind::Guid;

    fn decode(cell: Cell<'_>) -> Result<Option<Self>, CellError> {
        let text = match cell {
            Cell::Absent | Cell::Null | Cell::Plain("") => return Ok(None),
            Cell::Plain(text) => text,
            _ => return Err(CellError::Expected("a guid")),
        };
        match guid::parse(text) {
            Some(uuid) => Ok((!uuid.is_nil()).then_some(uuid)),
            None => Err(CellError::Expected("a guid")),
        }
    }

    fn literal(&self) -> Option<Literal> {
        Some(Operand::<Self>::into_literal(self))
    }

    fn placeholder() -> Self {
        Uuid::nil()
    }
}

impl<E: 'static> Scalar for Id<E> {
    const KIND: Kind = Kind::Guid;

    #[inline]
    fn decode(cell: Cell<'_>) -> Result<Option<Self>, CellError> {
        Ok(Uuid::decode(cell)?.map(Id::new))
    }

    fn literal(&self) -> Option<Literal> {
        Some(Operand::<Self>::into_literal(self))
    }

    fn placeholder() -> Self {
        Id::new(Uuid::nil())
    }
}

impl Scalar for Vec<u8> {
    const NO_VALUE: Option<Self> = Some(Vec::new());

    fn decode(cell: Cell<'_>) -> Result<Option<Self>, CellError> {
        use base64::Engine as _;
        use base64::engine::general_purpose::{STANDARD, URL_SAFE};

        let Some(text) = cell.text()?.filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        // OData 4 sends base64url, OData 3 and DataService plain base64.
        let bytes = URL_SAFE
            .decode(text.as_bytes())
            .or_else(|_| STANDARD.decode(text.as_bytes()));
        bytes.map(Some).map_err(|_| CellError::Expected("base64"))
    }

    fn literal(&self) -> Option<Literal> {
        Some(Operand::<Self>::into_literal(self.as_slice()))
    }

    fn placeholder() -> Self {
        Vec::new()
    }
}

#[cfg(test)]
mod tests;
