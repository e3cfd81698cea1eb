//! [`Column`]: a column of an entity.

use std::fmt;
use std::marker::PhantomData;

use super::aggregate::fold_operators;
use super::dates::date_operators;
use super::operators::{column_operators, value_operators};
use super::phantom_copy;
use crate::ast::ColumnPath;
use crate::schema::ColumnSchema;

/// A column of the entity `E` that holds a `T`.
///
/// The derive makes one constant per field, for example `account::name`. Its operators make
/// conditions ([`Expr`](crate::Expr)) and sort keys ([`Order`](crate::Order)); by itself it is a
/// selection.
///
/// ```
/// # mod models {
/// # use creatio_core::{Entity, Id};
/// # #[derive(Debug, Clone, PartialEq, Entity)]
/// # pub struct Account { #[creatio(key)] pub id: Id<Account>, pub name: String, pub completeness: i32 }
/// # }
/// # fn main() -> Result<(), creatio_core::CompileError> {
/// use models::{Account, account};
///
/// let query = Account::query()
///     .select(account::name)
///     .filter(account::completeness.ge(50));
/// assert_eq!(query.odata4()?.to_string(), "Account?$select=Name&$filter=Completeness%20ge%2050");
/// # Ok(())
/// # }
/// ```
pub struct Column<E, T> {
    schema: &'static ColumnSchema,
    types: PhantomData<fn() -> (E, T)>,
}

phantom_copy!(Column<E, T>);
value_operators!(Column<E, T>);
column_operators!(Column);
date_operators!(Column);
fold_operators!(Column);

impl<E, T> Column<E, T> {
    /// The column that this schema describes. `#[derive(Entity)]` calls it.
    #[doc(hidden)]
    pub const fn new(schema: &'static ColumnSchema) -> Self {
        Column {
            schema,
            types: PhantomData,
        }
    }

    /// The column's wire name: `Name`, or `PrimaryContactId` for the key of a lookup.
    pub const fn name(self) -> &'static str {
        self.schema.name
    }

    pub(crate) fn path(self) -> ColumnPath {
        ColumnPath::of(self.schema)
    }
}

impl<E, T> fmt::Debug for Column<E, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
