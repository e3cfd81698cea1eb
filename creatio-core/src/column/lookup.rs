//! [`Lookup`]: a many-to-one reference, and the steps that lead on from it.

use std::fmt;
use std::marker::PhantomData;

use super::{Collection, Column, Path, phantom_copy};
use crate::ast::{ColumnPath, Hops};
use crate::schema::Described;
use crate::value::ColumnType;

/// A lookup of `A` that leads to one row of `B`, or to none.
///
/// The derive makes one constant per lookup, for example `account::primary_contact`. A lookup
/// followed by a lookup is a lookup again, so paths of any length are made of one type.
pub struct Lookup<A, B> {
    way: Way,
    entities: PhantomData<fn() -> (A, B)>,
}

phantom_copy!(Lookup<A, B>);

/// How a lookup gets where it leads.
#[derive(Clone, Copy)]
enum Way {
    /// By the key in the column at this position of the entity's schema.
    Column(u16),
    /// Through other lookups.
    Hops(Hops),
}

/// The lookup whose key is in the column at this position of the entity's schema.
/// `#[derive(Entity)]` calls it.
#[doc(hidden)]
pub const fn lookup<A, B>(position: u16) -> Lookup<A, B> {
    Lookup {
        way: Way::Column(position),
        entities: PhantomData,
    }
}

impl<A: Described, B> Lookup<A, B> {
    /// Goes on from the row that the lookup leads to: to a column of it, to its next lookup, or to
    /// one of its collections.
    ///
    /// ```
    /// # mod models {
    /// # use creatio_core::{Entity, Id};
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # pub struct City { #[creatio(key)] pub id: Id<City>, pub name: String }
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # pub struct Contact {
    /// #     #[creatio(key)] pub id: Id<Contact>,
    /// #     pub name: String,
    /// #     #[creatio(lookup = "City")] pub city_id: Option<Id<City>>,
    /// # }
    /// # }
    /// # use models::{Contact, contact, city};
    /// use creatio_core::Path;
    ///
    /// let city_name: Path<Contact, Option<String>> = contact::city.then(city::name);
    /// let query = Contact::query().select(contact::name).filter(city_name.eq("Oslo"));
    /// assert_eq!(
    ///     query.odata4()?.to_string(),
    ///     "Contact?$select=Name&$filter=City/Name%20eq%20'Oslo'",
    /// );
    /// # Ok::<(), creatio_core::CompileError>(())
    /// ```
    pub fn then<S: Step<B>>(self, step: S) -> S::From<A> {
        step.after(self)
    }

    pub(crate) fn hops(self) -> Hops {
        match self.way {
            Way::Hops(hops) => hops,
            Way::Column(position) => {
                let column = &A::TABLE.columns[usize::from(position)];
                Hops::new(column.lookup.as_slice())
            }
        }
    }

    pub(crate) fn from_hops(hops: Hops) -> Self {
        Lookup {
            way: Way::Hops(hops),
            entities: PhantomData,
        }
    }
}

impl<A: Described, B> fmt::Debug for Lookup<A, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.hops().fmt(f)
    }
}

/// What can follow a lookup that leads to `B`: a column, path, lookup or collection of `B`.
#[diagnostic::on_unimplemented(
    message = "the lookup leads to `{B}`, and `{Self}` does not start there",
    label = "not a column, lookup or collection of `{B}`"
)]
pub trait Step<B>: Sized {
    /// The same step, seen from `A`.
    type From<A>;

    /// The step after a lookup of `A`.
    fn after<A: Described>(self, lookup: Lookup<A, B>) -> Self::From<A>;
}

impl<B: Described, T: ColumnType> Step<B> for Column<B, T> {
    type From<A> = Path<A, T::Optional>;

    fn after<A: Described>(self, lookup: Lookup<A, B>) -> Path<A, T::Optional> {
        Path::new(ColumnPath {
            hops: lookup.hops(),
            ..self.path()
        })
    }
}

impl<B, T: ColumnType> Step<B> for Path<B, T> {
    type From<A> = Path<A, T::Optional>;

    fn after<A: Described>(self, lookup: Lookup<A, B>) -> Path<A, T::Optional> {
        let path = self.path();
        Path::new(ColumnPath {
            hops: lookup.hops().join(path.hops),
            ..path
        })
    }
}

#[expect(
    clippy::mismatching_type_param_order,
    reason = "the step starts where the lookup ends"
)]
impl<B: Described, C> Step<B> for Lookup<B, C> {
    type From<A> = Lookup<A, C>;

    fn after<A: Described>(self, lookup: Lookup<A, B>) -> Lookup<A, C> {
        Lookup::from_hops(lookup.hops().join(self.hops()))
    }
}

impl<B, D> Step<B> for Collection<B, D> {
    type From<A> = Collection<A, D>;

    fn after<A: Described>(self, lookup: Lookup<A, B>) -> Collection<A, D> {
        Collection::behind(lookup.hops().join(self.hops()), self.name())
    }
}
