//! [`Delete`]: one row less.

use std::marker::PhantomData;

use super::write_basics;
use crate::ast::{Action, Rows, Write};
use crate::schema::Described;
use crate::value::Literal;

/// The end of the row of `E` with a key; made by [`Entity::delete`](crate::Entity::delete).
///
/// ```
/// # mod models {
/// # use creatio_core::{Entity, Id};
/// # #[derive(Debug, Clone, PartialEq, Entity)]
/// # pub struct Account { #[creatio(key)] pub id: Id<Account>, pub name: String }
/// # }
/// use creatio_core::{Id, Uuid};
/// use models::Account;
/// use creatio_core::Entity as _;
///
/// let request = Account::delete(Id::new(Uuid::from_u128(7))).odata4()?;
/// assert_eq!(request.to_string(), "DELETE Account(00000000-0000-0000-0000-000000000007)");
/// # Ok::<(), creatio_core::CompileError>(())
/// ```
#[must_use = "a write does nothing until it is given to a client"]
pub struct Delete<E> {
    write: Write,
    types: PhantomData<fn() -> E>,
}

write_basics!(Delete<E>);

impl<E: Described> Delete<E> {
    pub(crate) fn new(key: Vec<Literal>) -> Self {
        Delete::from_write(Write::new(E::TABLE, Action::Delete(Rows::Key(key))))
    }
}
