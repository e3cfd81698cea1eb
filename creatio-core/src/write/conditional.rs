//! [`UpdateWhere`] and [`DeleteWhere`]: writes to all rows that meet a condition.

use std::marker::PhantomData;

use super::{setters, write_basics};
use crate::ast::{Action, Rows, Write};
use crate::expr::Expr;
use crate::schema::Described;

/// Other values for the rows of `E` that meet a condition; made by
/// [`Entity::update_where`](crate::Entity::update_where).
///
/// Only DataService has such a write. Creatio loads the rows, saves them one by one in one
/// transaction, and refuses the whole if there are more than 20,000 (its `MaxEntityRowCount`).
///
/// ```
/// # mod models {
/// # use creatio_core::{Entity, Id};
/// # #[derive(Debug, Clone, PartialEq, Entity)]
/// # pub struct Account { #[creatio(key)] pub id: Id<Account>, pub name: String, pub completeness: i32 }
/// # }
/// use creatio_core::prelude::*;
/// use models::{Account, account};
///
/// let body = Account::update_where(account::name.starts_with("Test"))
///     .set(account::completeness, 0)
///     .data_service()?;
/// assert_eq!(body["filters"]["items"]["f1"]["comparisonType"], 9);
/// assert_eq!(body["columnValues"]["items"]["Completeness"]["parameter"]["value"], 0);
/// # Ok::<(), creatio_core::CompileError>(())
/// ```
///
/// A condition that every row meets, such as [`Expr::all_of`] of nothing, is refused before anything
/// is sent, as Creatio itself refuses it.
#[must_use = "a write does nothing until it is given to a client"]
pub struct UpdateWhere<E, C> {
    pub(super) write: Write,
    types: PhantomData<fn() -> (E, C)>,
}

write_basics!(UpdateWhere<E, C>);
setters!(UpdateWhere<E, C>);

impl<E: Described, C> UpdateWhere<E, C> {
    pub(crate) fn new<D>(condition: Expr<E, D>) -> Self {
        let rows = Rows::Where(condition.into_predicate());
        UpdateWhere::from_write(Write::new(E::TABLE, Action::Update(rows)))
    }

    /// Inserts a row with these values if no row meets the condition (`IsUpsert`, on 8.x servers;
    /// older ones do not know it and insert nothing).
    ///
    /// Creatio looks first and writes then: two such calls at the same time can insert two rows.
    pub fn or_insert(mut self) -> Self {
        if let Action::Update(rows) = self.write.action {
            self.write.action = Action::Upsert(rows);
        }
        self
    }
}

/// The end of the rows of `E` that meet a condition; made by
/// [`Entity::delete_where`](crate::Entity::delete_where).
///
/// Only DataService has such a write. A condition that every row meets is refused before anything is
/// sent.
#[must_use = "a write does nothing until it is given to a client"]
pub struct DeleteWhere<E, C> {
    write: Write,
    types: PhantomData<fn() -> (E, C)>,
}

write_basics!(DeleteWhere<E, C>);

impl<E: Described, C> DeleteWhere<E, C> {
    pub(crate) fn new<D>(condition: Expr<E, D>) -> Self {
        let rows = Rows::Where(condition.into_predicate());
        DeleteWhere::from_write(Write::new(E::TABLE, Action::Delete(rows)))
    }
}
