//! [`Collection`]: a one-to-many back reference.

use std::fmt;
use std::marker::PhantomData;

use super::phantom_copy;
use crate::ast::Hops;

/// A collection of `A`: the rows of `D` whose lookup leads back to it; Creatio's detail.
///
/// The derive makes one constant per collection, for example
/// `account::contact_collection_by_account`. Its [`rows`](Collection::rows) are a selection.
pub struct Collection<A, D> {
    hops: Hops,
    name: &'static str,
    entities: PhantomData<fn() -> (A, D)>,
}

phantom_copy!(Collection<A, D>);

/// The collection with this wire name. `#[derive(Entity)]` calls it.
#[doc(hidden)]
pub const fn collection<A, D>(name: &'static str) -> Collection<A, D> {
    Collection::behind(Hops::NONE, name)
}

impl<A, D> Collection<A, D> {
    pub(crate) const fn behind(hops: Hops, name: &'static str) -> Self {
        Collection {
            hops,
            name,
            entities: PhantomData,
        }
    }

    /// The collection's wire name, for example `ContactCollectionByAccount`.
    pub const fn name(self) -> &'static str {
        self.name
    }

    pub(crate) fn hops(self) -> Hops {
        self.hops
    }
}

impl<A, D> fmt::Debug for Collection<A, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
