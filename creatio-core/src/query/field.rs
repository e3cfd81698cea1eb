//! What `#[derive(Projection)]` writes for a field: where its value comes from, and which protocols
//! can carry it.
//!
//! The derive sees names, not types, so both are traits: [`Source`] of the constant that a field names,
//! [`FieldType`] of the type that it has.

use rust_decimal::Decimal;
use uuid::Uuid;

use super::{DetailRows, Entity, Items, Projection};
use crate::ast::{Detail, Item, Plan};
use crate::capability::clause::NestedRows;
use crate::capability::{And, Capability, ODataOnly, OverDataService, OverOData4};
use crate::column::{Aggregate, Collection, Column, Computed, Count, Lookup, Path};
use crate::decode::DecodeError;
use crate::row::Row;
use crate::schema::Described;
use crate::value::{ColumnType, Date, Duration, EnumType, Flags, Id, Time, Timestamp};

/// Where a field of type `T` of a projection of `E` comes from.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read into a field of type `{T}` of a projection of `{E}`",
    label = "the field is `{T}`, of a projection of `{E}`",
    note = "a column is read as its own type, a path through lookups as an `Option`, a lookup as an \
            `Option` of a projection or an entity, and a collection as a `Vec` of one"
)]
pub trait Source<E, T> {
    /// Appends what is to be read.
    fn append_to(self, items: &mut Items);

    /// Reads it.
    ///
    /// # Errors
    /// [`DecodeError`] when the value does not fit the field.
    fn read(row: &mut Row<'_>) -> Result<T, DecodeError>;
}

impl<E: Described, T: ColumnType> Source<E, T> for Column<E, T> {
    fn append_to(self, items: &mut Items) {
        items.push_column(self.path());
    }

    fn read(row: &mut Row<'_>) -> Result<T, DecodeError> {
        row.read()
    }
}

impl<E, T: ColumnType> Source<E, T> for Path<E, T> {
    fn append_to(self, items: &mut Items) {
        items.push_column(self.path());
    }

    fn read(row: &mut Row<'_>) -> Result<T, DecodeError> {
        row.read()
    }
}

impl<E: Described, B, P: Projection<B>> Source<E, Option<P>> for Lookup<E, B> {
    fn append_to(self, items: &mut Items) {
        items.behind(self.hops(), P::append_to);
    }

    fn read(row: &mut Row<'_>) -> Result<Option<P>, DecodeError> {
        row.read_related(P::read)
    }
}

impl<E, D: Entity, P: Projection<D>> Source<E, Vec<P>> for Collection<E, D> {
    fn append_to(self, items: &mut Items) {
        let mut inner = Items::default();
        P::append_to(&mut inner);
        items.push(Item::Detail(Box::new(Detail {
            hops: items.hops().join(self.hops()),
            collection: self.name(),
            plan: Plan {
                items: inner.into_items(),
                ..Plan::all_of(D::SCHEMA)
            },
        })));
    }

    fn read(row: &mut Row<'_>) -> Result<Vec<P>, DecodeError> {
        row.read_detail(P::read)
    }
}

/// Rows that a query over them finds: its row type is the projection, so its reader is, too.
impl<E, D, P: Projection<D>, C: OverOData4> Source<E, Vec<P>> for DetailRows<E, D, P, C> {
    fn append_to(self, items: &mut Items) {
        items.push(self.into_item(items.hops()));
    }

    fn read(row: &mut Row<'_>) -> Result<Vec<P>, DecodeError> {
        row.read_detail(P::read)
    }
}

/// An aggregate as a field.
#[derive(Debug)]
pub struct Folded<A>(pub A);

impl<E, T: ColumnType> Source<E, T> for Folded<Aggregate<E, T>> {
    fn append_to(self, items: &mut Items) {
        items.push_computed(self.0.term());
    }

    fn read(row: &mut Row<'_>) -> Result<T, DecodeError> {
        row.read()
    }
}

impl<E> Source<E, i64> for Folded<Count> {
    fn append_to(self, items: &mut Items) {
        items.push_computed(Count::TERM);
    }

    fn read(row: &mut Row<'_>) -> Result<i64, DecodeError> {
        row.read()
    }
}

/// A computed value as a field.
#[derive(Debug)]
pub struct Worked<V>(pub V);

impl<E, T: ColumnType, C: OverDataService> Source<E, T> for Worked<Computed<E, T, C>> {
    fn append_to(self, items: &mut Items) {
        items.push_computed(self.0.as_term().clone());
    }

    fn read(row: &mut Row<'_>) -> Result<T, DecodeError> {
        row.read()
    }
}

/// Appends a field.
pub fn append<E, T, S: Source<E, T>>(source: S, items: &mut Items) {
    source.append_to(items);
}

/// Reads a field. Its source is named and not made: a path costs a look-up to make.
///
/// # Errors
/// [`DecodeError`] when the value does not fit the field.
pub fn read<E, T, S: Source<E, T>>(
    _source: fn() -> S,
    row: &mut Row<'_>,
) -> Result<T, DecodeError> {
    S::read(row)
}

/// A type that a field of a projection can have. A type that is no `Option` or `Vec` may be reported as
/// no entity, since that is what it would have to be at last; that message says what else it could be.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the type of a projection's field",
    label = "neither a type of columns nor nested rows",
    note = "a field is of a type that columns have, or an `Option` or `Vec` of an entity or of another \
            struct with `#[derive(creatio_core::Projection)]`"
)]
pub trait FieldType {
    /// The protocols that can carry a query which `C` can carry, with such a field.
    type On<C: Capability>: Capability;
    /// The same with a list of these.
    type ListOn<C: Capability>: Capability;
}

macro_rules! portable_fields {
    ($($field:ty)+) => {
        $(
            impl FieldType for $field {
                type On<C: Capability> = C;
                type ListOn<C: Capability> = C;
            }
        )+
    };
}

portable_fields! { String bool u8 i8 i16 i32 i64 f32 f64 Decimal Uuid Timestamp Date Time Duration }

impl<E> FieldType for Id<E> {
    type On<C: Capability> = C;
    type ListOn<C: Capability> = C;
}

impl<T: EnumType> FieldType for Flags<T> {
    type On<C: Capability> = C;
    type ListOn<C: Capability> = C;
}

impl<E: Entity> FieldType for E {
    type On<C: Capability> = C;
    type ListOn<C: Capability> = And<C, ODataOnly<NestedRows>>;
}

impl<T: FieldType> FieldType for Option<T> {
    type On<C: Capability> = T::On<C>;
    type ListOn<C: Capability> = T::ListOn<C>;
}

impl<T: FieldType> FieldType for Vec<T> {
    type On<C: Capability> = T::ListOn<C>;
    type ListOn<C: Capability> = T::ListOn<C>;
}
