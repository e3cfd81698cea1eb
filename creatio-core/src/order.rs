//! [`Order`]: sort keys that know their entity.

use std::fmt;
use std::marker::PhantomData;

use crate::ast::{Direction, OrderKey, SortedValues, Term};
use crate::capability::{Capability, Portable};

/// One key of an order of rows of `E`, made by `asc()` and `desc()` of columns and paths.
///
/// `C` says which protocols can carry it.
#[must_use = "a sort key does nothing until it is given to `order_by`"]
pub struct Order<E, C = Portable> {
    key: OrderKey,
    types: PhantomData<fn() -> (E, C)>,
}

impl<E, C> Order<E, C> {
    pub(crate) fn new(term: Term, direction: Direction, values: SortedValues) -> Self {
        Order {
            key: OrderKey {
                term,
                direction,
                values,
            },
            types: PhantomData,
        }
    }
}

impl<E, C> Clone for Order<E, C> {
    fn clone(&self) -> Self {
        Order {
            key: self.key.clone(),
            types: PhantomData,
        }
    }
}

impl<E, C> fmt::Debug for Order<E, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.key.fmt(f)
    }
}

/// What `order_by` takes: one sort key, a tuple of up to six, an array or a `Vec` of them.
#[diagnostic::on_unimplemented(
    message = "rows of `{E}` cannot be ordered by `{Self}`",
    label = "not a sort key of `{E}`",
    note = "a sort key is a column of `{E}`, or a path from it, with `.asc()` or `.desc()`"
)]
pub trait IntoOrder<E> {
    /// What can carry `C` and this order.
    #[doc(hidden)]
    type On<C: Capability>: Capability;

    /// Appends the keys, most significant first.
    #[doc(hidden)]
    fn append_to(self, keys: &mut OrderKeys);
}

/// The keys of an order under construction.
#[doc(hidden)]
#[derive(Debug)]
pub struct OrderKeys(pub(crate) Vec<OrderKey>);

impl<E, D: Capability> IntoOrder<E> for Order<E, D> {
    type On<C: Capability> = C::And<D>;

    fn append_to(self, keys: &mut OrderKeys) {
        keys.0.push(self.key);
    }
}

impl<E, D: Capability, const N: usize> IntoOrder<E> for [Order<E, D>; N] {
    type On<C: Capability> = C::And<D>;

    fn append_to(self, keys: &mut OrderKeys) {
        keys.0.extend(self.map(|order| order.key));
    }
}

impl<E, D: Capability> IntoOrder<E> for Vec<Order<E, D>> {
    type On<C: Capability> = C::And<D>;

    fn append_to(self, keys: &mut OrderKeys) {
        keys.0.extend(self.into_iter().map(|order| order.key));
    }
}

macro_rules! tuple_orders {
    ($($order:ident)+) => {
        impl<E, $($order: IntoOrder<E>),+> IntoOrder<E> for ($($order,)+) {
            type On<Cap: Capability> = tuple_orders!(@on (Cap) $($order)+);

            #[expect(non_snake_case, reason = "the type parameters name the tuple's parts")]
            fn append_to(self, keys: &mut OrderKeys) {
                let ($($order,)+) = self;
                $($order.append_to(keys);)+
            }
        }
    };
    (@on ($before:ty)) => { $before };
    (@on ($before:ty) $next:ident $($order:ident)*) => {
        tuple_orders!(@on (<$next as IntoOrder<E>>::On<$before>) $($order)*)
    };
}

tuple_orders!(A);
tuple_orders!(A B);
tuple_orders!(A B C);
tuple_orders!(A B C D);
tuple_orders!(A B C D F);
tuple_orders!(A B C D F G);
