//! [`Query`]: what to read, with the type of a row.

mod details;
mod entity;
mod field;
mod projection;
mod related;
mod selection;
mod steps;

pub use details::Details;
pub use entity::{Entity, KeyPart, KeyValue};
pub use field::{FieldType, Folded, Source, Worked, append, read};
pub use projection::{Projected, Projection};
pub use related::{DetailRows, RelatedRow};
pub use selection::{All, Items, Selection};
pub use steps::{FieldName, arrive, behind, behind_next, end, start, step};

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::ast::Plan;
use crate::capability::clause::Distinct;
use crate::capability::{And, Capability, DataServiceOnly, Portable};
use crate::decode::DecodeError;
use crate::expr::Expr;
use crate::order::{IntoOrder, OrderKeys};
use crate::row::Row;

/// How a row becomes a value.
pub(crate) type Reader<R> = Arc<dyn Fn(&mut Row<'_>) -> Result<R, DecodeError> + Send + Sync>;

/// A query over rows of the entity `E` that gives one `R` per row.
///
/// It starts with [`Entity::query`], where `R` is the entity itself, and is narrowed by its
/// methods; each call costs the same, however long the query is. Nothing is sent until the query is
/// given to a client. `C` says which protocols can carry it: [`Portable`], every one, until a clause
/// narrows it ([`capability`](crate::capability)).
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
/// #     pub completeness: i32,
/// #     #[creatio(lookup = "PrimaryContact")] pub primary_contact_id: Option<Id<Contact>>,
/// # }
/// # }
/// # fn main() -> Result<(), creatio_core::CompileError> {
/// use creatio_core::Query;
/// use models::{Account, account, contact};
///
/// let query: Query<Account, (String, Option<String>)> = Account::query()
///     .select((account::name, account::primary_contact.then(contact::name)))
///     .filter(account::name.starts_with("A").and(account::completeness.gt(50)))
///     .order_by(account::name.asc())
///     .top(100);
///
/// assert_eq!(
///     query.odata4()?.to_string(),
///     "Account?$select=Name&$expand=PrimaryContact($select=Name)\
///      &$filter=startswith(Name,'A')%20and%20Completeness%20gt%2050\
///      &$orderby=Name%20asc&$top=100",
/// );
/// # Ok(())
/// # }
/// ```
#[must_use = "a query does nothing until it is given to a client"]
pub struct Query<E, R, C = Portable> {
    plan: Plan,
    reader: Reader<R>,
    types: PhantomData<fn() -> (E, C)>,
}

#[expect(
    clippy::mismatching_type_param_order,
    reason = "a row is the entity itself at first"
)]
impl<E: Entity> Query<E, E> {
    /// All columns of all rows.
    pub(crate) fn new() -> Self {
        Query::from_parts(Plan::all_of(E::SCHEMA), Arc::new(E::from_row))
    }
}

impl<E, R, C> Query<E, R, C> {
    fn from_parts(plan: Plan, reader: Reader<R>) -> Self {
        Query {
            plan,
            reader,
            types: PhantomData,
        }
    }

    /// Keeps the parts and lets the protocols follow.
    fn with_capability<D>(self) -> Query<E, R, D> {
        Query::from_parts(self.plan, self.reader)
    }

    /// Reads at most this many rows. The last call counts.
    pub fn top(mut self, rows: u64) -> Self {
        self.plan.top = Some(rows);
        self
    }

    /// Passes over this many rows first. The last call counts.
    pub fn skip(mut self, rows: u64) -> Self {
        self.plan.skip = Some(rows);
        self
    }
}

impl<E, R, C: Capability> Query<E, R, C> {
    /// Reads only this: a column, a path, everything ([`All`]), nested rows, an aggregate, or a
    /// tuple of up to sixteen of them. It replaces an earlier selection; the row type follows. Rows
    /// with names are read with [`select_as`](Query::select_as).
    pub fn select<S: Selection<E>>(self, selection: S) -> Query<E, S::Row, S::On<C>> {
        let mut items = Items::default();
        selection.append_to(&mut items);
        let plan = Plan {
            items: items.into_items(),
            ..self.plan
        };
        Query::from_parts(plan, Arc::new(move |row: &mut Row<'_>| selection.read(row)))
    }

    /// Keeps only rows that meet the condition. A second call narrows further.
    pub fn filter<D: Capability>(mut self, condition: Expr<E, D>) -> Query<E, R, C::And<D>> {
        self.plan.add_filter(condition.into_predicate());
        self.with_capability()
    }

    /// Sorts by these keys. A second call adds less significant keys.
    pub fn order_by<O: IntoOrder<E>>(mut self, order: O) -> Query<E, R, O::On<C>> {
        let mut keys = OrderKeys(std::mem::take(&mut self.plan.order));
        order.append_to(&mut keys);
        self.plan.order = keys.0;
        self.with_capability()
    }

    /// Gives rows that are equal only once. Only DataService can carry it.
    pub fn distinct(mut self) -> Query<E, R, And<C, DataServiceOnly<Distinct>>> {
        self.plan.distinct = true;
        self.with_capability()
    }
}

impl<E, R, C> Query<E, R, C> {
    pub(crate) fn plan(&self) -> &Plan {
        &self.plan
    }

    pub(crate) fn reader(&self) -> &Reader<R> {
        &self.reader
    }

    pub(crate) fn into_parts(self) -> (Plan, Reader<R>) {
        (self.plan, self.reader)
    }
}

impl<E, R, C> Clone for Query<E, R, C> {
    fn clone(&self) -> Self {
        Query::from_parts(self.plan.clone(), Arc::clone(&self.reader))
    }
}

impl<E, R, C> fmt::Debug for Query<E, R, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Query").field(&self.plan).finish()
    }
}
