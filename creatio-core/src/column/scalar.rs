//! [`Column`]: a column of an entity.

use std::fmt;
use std::marker::PhantomData;

use super::aggregate::fold_operators;
use super::dates::date_operators;
use super::operators::{column_operators, value_operators};
use super::phantom_copy;
use crate::ast::ColumnPath;
use crate::schema::{ColumnSchema, Described};

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
    /// Within the entity's schema.
    position: u16,
    types: PhantomData<fn() -> (E, T)>,
}

phantom_copy!(Column<E, T>);
value_operators!(Column<E, T> of Described);
column_operators!(Column of Described);
date_operators!(Column of Described);
fold_operators!(Column of Described);

/// The column at this position of the entity's schema. `#[derive(Entity)]` calls it.
#[doc(hidden)]
pub const fn column<E, T>(position: u16) -> Column<E, T> {
    Column {
        position,
        types: PhantomData,
    }
}

impl<E: Described, T> Column<E, T> {
    const fn schema(self) -> &'static ColumnSchema {
        &E::TABLE.columns[self.position as usize]
    }

    /// The column's wire name: `Name`, or `PrimaryContactId` for the key of a lookup.
    pub const fn name(self) -> &'static str {
        self.schema().name
    }

    pub(crate) fn path(self) -> ColumnPath {
        ColumnPath::of(self.schema())
    }
}

impl<E: Described, T> fmt::Debug for Column<E, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
