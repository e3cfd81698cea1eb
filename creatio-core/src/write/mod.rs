//! [`Insert`], [`Update`] and [`Delete`]: what to change, with the columns' types.
//!
//! A write starts at its entity, `Account::update(id)`, and is a plain value until a client runs it.
//! Only columns that are set are sent, so that a write never takes back what somebody else wrote to
//! the others.

mod check;
mod conditional;
mod delete;
mod insert;
mod update;
mod values;

pub use conditional::{DeleteWhere, UpdateWhere};
pub use delete::Delete;
pub use insert::Insert;
pub use update::Update;
pub use values::EntityValues;
#[doc(hidden)]
pub use values::Values;

use crate::capability::clause::ConditionalWrite;
use crate::capability::{DataServiceOnly, Portable};

/// The protocols of a write to one row: all of them.
pub type ToOneRow = Portable;

/// The protocols of a write to the rows that meet a condition: DataService alone.
pub type ToManyRows = DataServiceOnly<ConditionalWrite>;

/// Gives a builder of a write the methods that set columns.
macro_rules! setters {
    ($name:ident<$entity:ident $(, $capability:ident)?>) => {
        impl<$entity: $crate::schema::Described $(, $capability)?> $name<$entity $(, $capability)?> {
            /// Writes this to a column, in place of what was set before: a value that the column can
            /// be compared with, or an `Option` of one, whose `None` [clears](Self::clear) it.
            ///
            /// The empty guid is Creatio's "no value", and is written as such, as null.
            pub fn set<T: $crate::value::ColumnType, Form>(
                mut self,
                column: $crate::Column<$entity, T>,
                value: impl $crate::value::Assign<T, Form>,
            ) -> Self {
                let kind = <T::Scalar as $crate::value::Scalar>::KIND;
                let column = column.path().column;
                self.write.assign(column, kind, value.into_value());
                self
            }

            /// Empties a column: null is written, which is what empties lookups, too; the empty guid
            /// would be passed over in silence (observed on 10.x).
            pub fn clear<T: $crate::value::Clearable>(
                mut self,
                column: $crate::Column<$entity, T>,
            ) -> Self {
                let kind = <T::Scalar as $crate::value::Scalar>::KIND;
                self.write.assign(column.path().column, kind, None);
                self
            }

            /// Whether nothing has been set or cleared.
            pub fn is_empty(&self) -> bool {
                self.write.values.is_empty()
            }
        }
    };
}

/// `Clone`, `Debug` and a constructor, with nothing asked of the type parameters, which are phantom.
macro_rules! write_basics {
    ($name:ident<$($parameter:ident),+>) => {
        impl<$($parameter),+> $name<$($parameter),+> {
            pub(super) fn from_write(write: $crate::ast::Write) -> Self {
                $name {
                    write,
                    types: std::marker::PhantomData,
                }
            }

            pub(crate) fn plan(&self) -> &$crate::ast::Write {
                &self.write
            }
        }

        impl<$($parameter),+> Clone for $name<$($parameter),+> {
            fn clone(&self) -> Self {
                Self::from_write(self.write.clone())
            }
        }

        impl<$($parameter),+> std::fmt::Debug for $name<$($parameter),+> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.write.fmt(f)
            }
        }
    };
}

use {setters, write_basics};
