//! Nested rows: the row behind a lookup and the rows of a collection, as selections.

use std::fmt;
use std::marker::PhantomData;

use super::{Items, Query, Reader, Selection};
use crate::ast::{Detail, Hops, Item, Plan};
use crate::capability::clause::NestedRows;
use crate::capability::{And, Capability, ODataOnly, Portable};
use crate::column::{Collection, Lookup};
use crate::decode::DecodeError;
use crate::row::Row;
use crate::schema::Described;

/// The row behind a lookup, as a selection; made by [`Lookup::row`].
#[derive(Clone)]
pub struct RelatedRow<A, B, S> {
    lookup: Lookup<A, B>,
    selection: S,
}

impl<A: Described, B> Lookup<A, B> {
    /// Selects from the row that the lookup leads to. The row type is an `Option`: `None` when the
    /// lookup is empty.
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
    /// #     #[creatio(lookup = "PrimaryContact")] pub primary_contact_id: Option<Id<Contact>>,
    /// # }
    /// # }
    /// # use models::{Account, Contact, account};
    /// use creatio_core::Query;
    ///
    /// let query: Query<Account, (String, Option<Contact>)> = Account::query()
    ///     .select((account::name, account::primary_contact.row(Contact::all())));
    /// assert_eq!(
    ///     query.odata4()?.to_string(),
    ///     "Account?$select=Name&$expand=PrimaryContact($select=Id,Name)",
    /// );
    /// # Ok::<(), creatio_core::CompileError>(())
    /// ```
    pub fn row<S: Selection<B>>(self, selection: S) -> RelatedRow<A, B, S> {
        RelatedRow {
            lookup: self,
            selection,
        }
    }
}

impl<A: Described + 'static, B: 'static, S: Selection<B>> Selection<A> for RelatedRow<A, B, S> {
    type Row = Option<S::Row>;
    type On<C: Capability> = S::On<C>;

    fn append_to(&self, items: &mut Items) {
        items.behind(self.lookup.hops(), |items| self.selection.append_to(items));
    }

    fn read(&self, row: &mut Row<'_>) -> Result<Self::Row, DecodeError> {
        row.read_related(|row| self.selection.read(row))
    }
}

impl<A: Described, B, S: fmt::Debug> fmt::Debug for RelatedRow<A, B, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RelatedRow")
            .field("lookup", &self.lookup)
            .field("selection", &self.selection)
            .finish()
    }
}

/// The rows of a collection, as a selection; made by [`Collection::rows`].
pub struct DetailRows<A, D, R, C = Portable> {
    collection: Collection<A, D>,
    plan: Plan,
    reader: Reader<R>,
    capability: PhantomData<fn() -> C>,
}

impl<A, D> Collection<A, D> {
    /// Selects the rows of the collection that a query over them finds, with its own selection,
    /// filter, order and limits. The row type is a `Vec`.
    ///
    /// ```
    /// # mod models {
    /// # use creatio_core::{Entity, Id};
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # pub struct Contact { #[creatio(key)] pub id: Id<Contact>, pub name: String }
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # #[creatio(collection(contact_collection_by_account: Contact = "ContactCollectionByAccount"))]
    /// # pub struct Account { #[creatio(key)] pub id: Id<Account>, pub name: String }
    /// # }
    /// # use models::{Account, Contact, account, contact};
    /// use creatio_core::Query;
    /// use creatio_core::capability::{ODataOnly, clause::NestedRows};
    ///
    /// let contacts = Contact::query().select(contact::name).order_by(contact::name.asc()).top(5);
    /// let query: Query<Account, (String, Vec<String>), ODataOnly<NestedRows>> = Account::query()
    ///     .select((account::name, account::contact_collection_by_account.rows(contacts)));
    /// assert_eq!(
    ///     query.odata4()?.to_string(),
    ///     "Account?$select=Name\
    ///      &$expand=ContactCollectionByAccount($select=Name;$orderby=Name%20asc;$top=5)",
    /// );
    /// # Ok::<(), creatio_core::CompileError>(())
    /// ```
    pub fn rows<R, C: Capability>(self, query: Query<D, R, C>) -> DetailRows<A, D, R, C> {
        let (plan, reader) = query.into_parts();
        DetailRows {
            collection: self,
            plan,
            reader,
            capability: PhantomData,
        }
    }
}

impl<A, D, R, C> DetailRows<A, D, R, C> {
    /// The item of a selection that stands behind these lookups.
    pub(super) fn into_item(self, outside: Hops) -> Item {
        Item::Detail(Box::new(Detail {
            hops: outside.join(self.collection.hops()),
            collection: self.collection.name(),
            plan: self.plan,
        }))
    }
}

impl<A: 'static, D: 'static, R: 'static, X: Capability + 'static> Selection<A>
    for DetailRows<A, D, R, X>
{
    type Row = Vec<R>;
    type On<C: Capability> = And<C::And<X>, ODataOnly<NestedRows>>;

    fn append_to(&self, items: &mut Items) {
        items.push(self.clone().into_item(items.hops()));
    }

    fn read(&self, row: &mut Row<'_>) -> Result<Vec<R>, DecodeError> {
        row.read_detail(|row| (self.reader)(row))
    }
}

impl<A, D, R, C> Clone for DetailRows<A, D, R, C> {
    fn clone(&self) -> Self {
        DetailRows {
            collection: self.collection,
            plan: self.plan.clone(),
            reader: self.reader.clone(),
            capability: PhantomData,
        }
    }
}

impl<A, D, R, C> fmt::Debug for DetailRows<A, D, R, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("DetailRows")
            .field(&self.collection)
            .field(&self.plan)
            .finish()
    }
}
