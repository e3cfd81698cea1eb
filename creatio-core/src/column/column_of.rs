//! [`ColumnOf`]: anything that is one column of an entity, near or behind lookups.

use super::{Column, Path};
use crate::ast::ColumnPath;
use crate::schema::Described;
use crate::value::ColumnType;

/// A column of `E`, or a path from it, whose values are `S`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column of `{E}` that holds `{S}`",
    label = "expected a column of `{E}`, or a path from it, that holds `{S}`"
)]
pub trait ColumnOf<E, S> {
    /// Where the column is.
    #[doc(hidden)]
    fn column_path(self) -> OpaquePath;
}

/// A column's place, opaque outside this crate.
#[doc(hidden)]
#[derive(Debug)]
pub struct OpaquePath(pub(crate) ColumnPath);

impl<E: Described, T: ColumnType> ColumnOf<E, T::Scalar> for Column<E, T> {
    fn column_path(self) -> OpaquePath {
        OpaquePath(self.path())
    }
}

impl<E, T: ColumnType> ColumnOf<E, T::Scalar> for Path<E, T> {
    fn column_path(self) -> OpaquePath {
        OpaquePath(self.path())
    }
}
