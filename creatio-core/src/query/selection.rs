//! [`Selection`]: what a row consists of, and the Rust type that it becomes.

use std::fmt;
use std::marker::PhantomData;

use super::Entity;
use crate::ast::{ColumnPath, Hops, Item, Term};
use crate::capability::clause::{Aggregation, ComputedColumn};
use crate::capability::{And, Capability, DataServiceOnly};
use crate::column::{Aggregate, Column, Computed, Count, Path, phantom_copy};
use crate::decode::DecodeError;
use crate::row::Row;
use crate::schema::Described;
use crate::value::ColumnType;

/// Something that can be selected from rows of `E`: a column, a path, [`All`], nested rows, a
/// [`Projected`](crate::Projected) struct, a computed value, an aggregate, or a tuple of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be selected from `{E}`",
    label = "not a column of `{E}`",
    note = "a selection is a column of `{E}`, a path from it, its nested rows, an aggregate, or a tuple of up to 16 of these"
)]
pub trait Selection<E>: Send + Sync + 'static {
    /// What one row becomes.
    type Row: 'static;

    /// The protocols that can carry a query which `C` can carry, with this selection: folded over
    /// the parts of a tuple, so that the type stays as small as one marker. Code that is generic over
    /// selections asks for it: `where S::On<Portable>: OverOData4`.
    type On<C: Capability>: Capability;

    /// Appends what is to be read.
    #[doc(hidden)]
    fn append_to(&self, items: &mut Items);

    /// Reads it, in the same order.
    #[doc(hidden)]
    fn read(&self, row: &mut Row<'_>) -> Result<Self::Row, DecodeError>;
}

/// A selection under construction.
#[doc(hidden)]
#[derive(Debug)]
pub struct Items {
    items: Vec<Item>,
    /// The lookups that the selection stands behind.
    hops: Hops,
}

impl Default for Items {
    fn default() -> Self {
        // Room for most selections.
        Items {
            items: Vec::with_capacity(8),
            hops: Hops::NONE,
        }
    }
}

impl Items {
    pub(super) fn hops(&self) -> Hops {
        self.hops
    }

    pub(super) fn push(&mut self, item: Item) {
        self.items.push(item);
    }

    pub(super) fn push_computed(&mut self, term: Term) {
        let term = term.behind(self.hops);
        self.push(Item::Computed(term));
    }

    pub(super) fn push_column(&mut self, path: ColumnPath) {
        let hops = self.hops.join(path.hops);
        self.push(Item::Column(ColumnPath { hops, ..path }));
    }

    /// Appends a selection that stands behind these lookups, after a mark that there is a row.
    pub(super) fn behind(&mut self, hops: Hops, append: impl FnOnce(&mut Items)) {
        let outside = self.hops;
        self.hops = outside.join(hops);
        let mark = self.items.len();
        self.push(Item::Presence {
            hops: self.hops,
            items: 0,
        });
        append(self);
        self.hops = outside;
        let behind = self.items.len() - mark - 1;
        if let Item::Presence { items, .. } = &mut self.items[mark] {
            *items = behind;
        }
    }

    pub(super) fn into_items(self) -> Vec<Item> {
        self.items
    }
}

impl<E: Described + 'static, T: ColumnType> Selection<E> for Column<E, T> {
    type Row = T;
    type On<C: Capability> = C;

    fn append_to(&self, items: &mut Items) {
        items.push_column(self.path());
    }

    fn read(&self, row: &mut Row<'_>) -> Result<T, DecodeError> {
        row.read()
    }
}

impl<E: 'static, T: ColumnType> Selection<E> for Path<E, T> {
    type Row = T;
    type On<C: Capability> = C;

    fn append_to(&self, items: &mut Items) {
        items.push_column(self.path());
    }

    fn read(&self, row: &mut Row<'_>) -> Result<T, DecodeError> {
        row.read()
    }
}

impl<E: 'static, T: ColumnType, D: Capability + 'static> Selection<E> for Computed<E, T, D> {
    type Row = T;
    type On<C: Capability> = And<C::And<D>, DataServiceOnly<ComputedColumn>>;

    fn append_to(&self, items: &mut Items) {
        items.push_computed(self.as_term().clone());
    }

    fn read(&self, row: &mut Row<'_>) -> Result<T, DecodeError> {
        row.read()
    }
}

impl<E: 'static, T: ColumnType> Selection<E> for Aggregate<E, T> {
    type Row = T;
    type On<C: Capability> = And<C, DataServiceOnly<Aggregation>>;

    fn append_to(&self, items: &mut Items) {
        items.push_computed(self.term());
    }

    fn read(&self, row: &mut Row<'_>) -> Result<T, DecodeError> {
        row.read()
    }
}

impl<E> Selection<E> for Count {
    type Row = i64;
    type On<C: Capability> = And<C, DataServiceOnly<Aggregation>>;

    fn append_to(&self, items: &mut Items) {
        items.push_computed(Count::TERM);
    }

    fn read(&self, row: &mut Row<'_>) -> Result<i64, DecodeError> {
        row.read()
    }
}

/// Every column of `E`, as a selection: `Account::all()`.
///
/// The row type is `E` itself, so it is what reads whole related rows
/// ([`Lookup::row`](crate::Lookup::row)), or whole rows beside something else.
pub struct All<E> {
    entity: PhantomData<fn() -> E>,
}

impl<E> All<E> {
    /// Every column of `E`.
    pub const fn new() -> Self {
        All {
            entity: PhantomData,
        }
    }
}

impl<E> Default for All<E> {
    fn default() -> Self {
        All::new()
    }
}

phantom_copy!(All<E>);

impl<E> fmt::Debug for All<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("All")
    }
}

impl<E: Entity> Selection<E> for All<E> {
    type Row = E;
    type On<C: Capability> = C;

    fn append_to(&self, items: &mut Items) {
        items.push(Item::All {
            hops: items.hops(),
            entity: E::SCHEMA,
        });
    }

    fn read(&self, row: &mut Row<'_>) -> Result<E, DecodeError> {
        E::from_row(row)
    }
}

macro_rules! tuple_selections {
    ($($part:ident)+) => {
        impl<Entity, $($part: Selection<Entity>),+> Selection<Entity> for ($($part,)+) {
            type Row = ($($part::Row,)+);
            type On<Cap: Capability> = tuple_selections!(@on (Cap) $($part)+);

            #[expect(non_snake_case, reason = "the type parameters name the tuple's parts")]
            fn append_to(&self, items: &mut Items) {
                let ($($part,)+) = self;
                $($part.append_to(items);)+
            }

            #[expect(non_snake_case, reason = "the type parameters name the tuple's parts")]
            fn read(&self, row: &mut Row<'_>) -> Result<Self::Row, DecodeError> {
                let ($($part,)+) = self;
                Ok(($($part.read(row)?,)+))
            }
        }
    };
    (@on ($before:ty)) => { $before };
    (@on ($before:ty) $next:ident $($part:ident)*) => {
        tuple_selections!(@on (<$next as Selection<Entity>>::On<$before>) $($part)*)
    };
}

tuple_selections!(A);
tuple_selections!(A B);
tuple_selections!(A B C);
tuple_selections!(A B C D);
tuple_selections!(A B C D F);
tuple_selections!(A B C D F G);
tuple_selections!(A B C D F G H);
tuple_selections!(A B C D F G H I);
tuple_selections!(A B C D F G H I J);
tuple_selections!(A B C D F G H I J K);
tuple_selections!(A B C D F G H I J K L);
tuple_selections!(A B C D F G H I J K L M);
tuple_selections!(A B C D F G H I J K L M N);
tuple_selections!(A B C D F G H I J K L M N O);
tuple_selections!(A B C D F G H I J K L M N O P);
tuple_selections!(A B C D F G H I J K L M N O P Q);
