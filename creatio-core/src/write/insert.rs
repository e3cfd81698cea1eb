//! [`Insert`]: a new row.

use std::marker::PhantomData;

use uuid::Uuid;

use super::{setters, write_basics};
use crate::ast::{Action, Write};
use crate::schema::Described;
use crate::value::{Id, Kind, Literal};

/// A new row of `E`; made by [`Entity::insert`](crate::Entity::insert).
///
/// The row's id is made here and not by Creatio, so that an insert of which no reply came can be
/// looked up: it is there or it is not, and sending the same insert again cannot make a second row.
///
/// ```
/// # mod models {
/// # use creatio_core::{Entity, Id};
/// # #[derive(Debug, Clone, PartialEq, Entity)]
/// # pub struct AccountType { #[creatio(key)] pub id: Id<AccountType>, pub name: String }
/// # #[derive(Debug, Clone, PartialEq, Entity)]
/// # pub struct Account {
/// #     #[creatio(key)] pub id: Id<Account>,
/// #     pub name: String,
/// #     pub phone: Option<String>,
/// #     #[creatio(lookup = "Type")] pub type_id: Option<Id<AccountType>>,
/// # }
/// # }
/// use creatio_core::{Id, Uuid};
/// use models::{Account, account};
/// use creatio_core::Entity as _;
///
/// let insert = Account::insert()
///     .set_id(Id::new(Uuid::from_u128(7)))
///     .set(account::name, "Acme")
///     .set(account::type_id, Id::new(Uuid::from_u128(8)))
///     .set(account::phone, None::<&str>);
///
/// let request = insert.odata4()?;
/// assert_eq!(request.to_string(), "POST Account");
/// assert_eq!(
///     request.body(),
///     Some(
///         "{\"Id\":\"00000000-0000-0000-0000-000000000007\",\"Name\":\"Acme\",\
///          \"TypeId\":\"00000000-0000-0000-0000-000000000008\",\"Phone\":null}"
///     ),
/// );
/// # Ok::<(), creatio_core::CompileError>(())
/// ```
///
/// [`Account::insert_of(&row)`](crate::EntityValues::insert_of) makes one of a whole value.
///
/// Columns that are not set get the defaults of their schema. A column that is required and has no
/// default has to be set: models that were generated with the instance's schemas (`creatio fetch
/// --enrich`) know which are, and the insert is refused before it is sent, with all that is missing.
#[must_use = "a write does nothing until it is given to a client"]
pub struct Insert<E> {
    pub(super) write: Write,
    types: PhantomData<fn() -> E>,
}

write_basics!(Insert<E>);
setters!(Insert<E>);

impl<E: Described> Insert<E> {
    /// A row without columns but a random id, if ids are what its key consists of.
    pub(crate) fn new(kind: Kind) -> Self {
        let mut write = Write::new(E::TABLE, Action::Insert);
        let mut key = E::TABLE.key_columns();
        if let (Kind::Guid, Some(column), None) = (kind, key.next(), key.next()) {
            write.assign(column, kind, Some(Literal::Guid(Uuid::new_v4())));
            write.has_random_id = true;
        }
        Insert::from_write(write)
    }

    /// Gives the row this id instead of a random one.
    pub fn set_id(mut self, id: Id<E>) -> Self {
        if let Some(column) = E::TABLE.key_columns().next() {
            let id = Some(Literal::Guid(id.uuid()));
            self.write.assign(column, Kind::Guid, id);
        }
        self
    }

    /// Sends the row though it lacks columns that are required: for entities whose values are filled in
    /// on the server, by a process or an event handler.
    pub fn leave_required_to_server(mut self) -> Self {
        self.write.required_by_server = true;
        self
    }

    /// The row's id; `None` if its key is something else than an id.
    pub fn id(&self) -> Option<Id<E>> {
        match self.write.value_of(E::TABLE.key_columns().next()?)? {
            Literal::Guid(id) => Some(Id::new(*id)),
            _ => None,
        }
    }
}
