//! [`Update`]: other values for one row.

use std::marker::PhantomData;

use super::{setters, write_basics};
use crate::ast::{Action, Rows, Write};
use crate::schema::Described;
use crate::value::Literal;

/// Other values for the row of `E` with a key; made by [`Entity::update`](crate::Entity::update).
///
/// ```
/// # mod models {
/// # use creatio_core::{Entity, Id};
/// # #[derive(Debug, Clone, PartialEq, Entity)]
/// # pub struct Contact { #[creatio(key)] pub id: Id<Contact>, pub name: String }
/// # #[derive(Debug, Clone, PartialEq, Entity)]
/// # pub struct Account {
/// #     #[creatio(key)] pub id: Id<Account>,
/// #     pub name: String,
/// #     #[creatio(lookup = "Owner")] pub owner_id: Option<Id<Contact>>,
/// # }
/// # }
/// use creatio_core::{Id, Uuid};
/// use models::{Account, account};
/// use creatio_core::Entity as _;
///
/// let id = Id::new(Uuid::from_u128(7));
/// let request = Account::update(id)
///     .set(account::name, "Acme Ltd")
///     .clear(account::owner_id)
///     .odata4()?;
/// assert_eq!(request.to_string(), "PATCH Account(00000000-0000-0000-0000-000000000007)");
/// assert_eq!(request.body(), Some("{\"Name\":\"Acme Ltd\",\"OwnerId\":null}"));
/// # Ok::<(), creatio_core::CompileError>(())
/// ```
///
/// [`Account::changes(&old, &new)`](crate::EntityValues::changes) makes one of two values of a row.
///
/// An update that sets nothing is refused before it is sent; [`is_empty`](Update::is_empty) tells.
#[must_use = "a write does nothing until it is given to a client"]
pub struct Update<E> {
    pub(super) write: Write,
    types: PhantomData<fn() -> E>,
}

write_basics!(Update<E>);
setters!(Update<E>);

impl<E: Described> Update<E> {
    pub(crate) fn new(key: Vec<Literal>) -> Self {
        Update::from_write(Write::new(E::TABLE, Action::Update(Rows::Key(key))))
    }
}
