//! [`Projection`]: a struct whose fields are what a query reads.

use std::fmt;
use std::marker::PhantomData;

use super::{Entity, Items, Query, RelatedRow, Selection};
use crate::ast::Item;
use crate::capability::Capability;
use crate::column::{Lookup, phantom_copy};
use crate::decode::DecodeError;
use crate::row::Row;
use crate::schema::Described;

/// A struct whose fields are columns of `E`, paths from it, nested rows or aggregates: a row of a query
/// with names of its own.
///
/// Implemented by [`#[derive(Projection)]`](derive@crate::Projection), which says how fields find what
/// they hold. An entity is a projection of itself, so nested rows can be whole entities, too.
///
/// ```
/// # mod models {
/// # use creatio_core::{Entity, Id};
/// # #[derive(Debug, Clone, PartialEq, Entity)]
/// # pub struct Contact { #[creatio(key)] pub id: Id<Contact>, pub name: String }
/// # #[derive(Debug, Clone, PartialEq, Entity)]
/// # #[creatio(collection(contact_collection_by_account: Contact = "ContactCollectionByAccount"))]
/// # pub struct Account {
/// #     #[creatio(key)] pub id: Id<Account>,
/// #     pub name: String,
/// #     #[creatio(lookup = "PrimaryContact")] pub primary_contact_id: Option<Id<Contact>>,
/// # }
/// # }
/// use creatio_core::Projection;
/// use models::{Account, Contact, account, contact};
///
/// #[derive(Debug, PartialEq, Projection)]
/// #[creatio(entity = Contact)]
/// struct Person {
///     name: String,
/// }
///
/// #[derive(Debug, PartialEq, Projection)]
/// #[creatio(entity = Account)]
/// struct Summary {
///     name: String,
///     #[creatio(path = "primary_contact.name")]
///     contact_name: Option<String>,
///     primary_contact: Option<Person>,
///     #[creatio(column = "contact_collection_by_account")]
///     people: Vec<Person>,
/// }
///
/// let query = Account::query().select_as::<Summary>().prepare_odata4()?;
/// assert_eq!(
///     query.request().to_string(),
///     "Account?$select=Name&$expand=PrimaryContact($select=Name),\
///      ContactCollectionByAccount($select=Name)",
/// );
/// let reply = br#"{"value":[{
///     "Name":"Acme","PrimaryContact":{"Name":"Ann"},"ContactCollectionByAccount":[{"Name":"Bo"}]}]}"#;
/// let summary = query.read_page(reply, 1)?.rows.remove(0);
/// assert_eq!(summary.contact_name.as_deref(), Some("Ann"));
/// assert_eq!(summary.people, [Person { name: "Bo".to_owned() }]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a projection of `{E}`",
    label = "not a projection of `{E}`",
    note = "a projection of `{E}` has `#[derive(creatio_core::Projection)]` and \
            `#[creatio(entity = {E})]`, and `{E}` itself is one"
)]
pub trait Projection<E>: Sized + Send + 'static {
    /// The protocols that can carry a query which `C` can carry, with these fields: as for
    /// [`Selection::On`].
    type On<C: Capability>: Capability;

    /// Appends what is to be read.
    #[doc(hidden)]
    fn append_to(items: &mut Items);

    /// Reads it, in the same order.
    #[doc(hidden)]
    fn read(row: &mut Row<'_>) -> Result<Self, DecodeError>;
}

#[diagnostic::do_not_recommend]
impl<E: Entity> Projection<E> for E {
    type On<C: Capability> = C;

    fn append_to(items: &mut Items) {
        items.push(Item::All {
            hops: items.hops(),
            entity: E::SCHEMA,
        });
    }

    fn read(row: &mut Row<'_>) -> Result<Self, DecodeError> {
        E::from_row(row)
    }
}

/// A projection as a selection, to stand beside others in a tuple:
/// `(Projected::<Summary>::new(), account::code)`.
pub struct Projected<P> {
    projection: PhantomData<fn() -> P>,
}

impl<P> Projected<P> {
    /// All fields of `P`.
    pub const fn new() -> Self {
        Projected {
            projection: PhantomData,
        }
    }
}

impl<P> Default for Projected<P> {
    fn default() -> Self {
        Projected::new()
    }
}

phantom_copy!(Projected<P>);

impl<P> fmt::Debug for Projected<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Projected<{}>", std::any::type_name::<P>())
    }
}

impl<E, P: Projection<E>> Selection<E> for Projected<P> {
    type Row = P;
    type On<C: Capability> = P::On<C>;

    fn append_to(&self, items: &mut Items) {
        P::append_to(items);
    }

    fn read(&self, row: &mut Row<'_>) -> Result<P, DecodeError> {
        P::read(row)
    }
}

impl<E, R, C: Capability> Query<E, R, C> {
    /// Reads rows as this struct: `Account::query().select_as::<Summary>()`. It replaces an earlier
    /// selection.
    pub fn select_as<P: Projection<E>>(self) -> Query<E, P, P::On<C>> {
        self.select(Projected::<P>::new())
    }
}

impl<A: Described, B> Lookup<A, B> {
    /// Selects from the row that the lookup leads to, read as this struct. The row type is an `Option`,
    /// as for [`row`](Lookup::row).
    pub fn row_as<P: Projection<B>>(self) -> RelatedRow<A, B, Projected<P>> {
        self.row(Projected::new())
    }
}
