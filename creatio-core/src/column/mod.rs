//! What a query is written with: columns, lookups, paths, collections and streams of an entity.
//!
//! All are small `Copy` values; the entity and the type are phantom parameters. The derive makes
//! them as constants, so that a misspelt one gets the compiler's "a similar name exists".

mod aggregate;
mod collection;
mod column_of;
mod computed;
mod dates;
mod lookup;
mod operators;
mod path;
mod scalar;
mod stream;

pub use aggregate::{Aggregate, Count, count};
pub use collection::{Collection, collection};
pub use column_of::{ColumnOf, OpaquePath};
pub use computed::{Computed, primary_display};
pub use lookup::{Lookup, Step, lookup};
pub use path::Path;
pub use scalar::{Column, column};
pub use stream::{StreamColumn, stream};

/// `Clone`, `Copy` and nothing asked of the type parameters, which are phantom.
macro_rules! phantom_copy {
    ($name:ident<$($parameter:ident),+>) => {
        impl<$($parameter),+> Clone for $name<$($parameter),+> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<$($parameter),+> Copy for $name<$($parameter),+> {}
    };
}

pub(crate) use phantom_copy;
