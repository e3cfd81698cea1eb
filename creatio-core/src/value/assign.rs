//! [`Assign`]: what a column of a type can be set to.

use super::{Clearable, ColumnType, Literal, Operand};

/// A value that can be written to a column of type `T`.
///
/// Implemented for what the column can be [compared with](Operand), and for `Option`s of that where
/// the column can be empty: `None` clears it. `Form` tells the two apart and is always inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be written to a column that holds `{T}`",
    label = "expected a value that fits `{T}`",
    note = "a column is set to a value of its own type, and one that can be empty also to an `Option` of it; \
            `clear(column)` empties it"
)]
pub trait Assign<T, Form> {
    /// The value as the write carries it; `None` clears the column.
    fn into_value(self) -> Option<Literal>;
}

/// The [`Assign`]ment of a value.
#[derive(Debug)]
pub enum Plain {}

/// The [`Assign`]ment of an `Option` of a value.
#[derive(Debug)]
pub enum Optional {}

impl<T: ColumnType, V: Operand<T::Scalar>> Assign<T, Plain> for V {
    fn into_value(self) -> Option<Literal> {
        Some(self.into_literal())
    }
}

impl<T: Clearable, V: Operand<T::Scalar>> Assign<T, Optional> for Option<V> {
    fn into_value(self) -> Option<Literal> {
        self.map(Operand::into_literal)
    }
}
