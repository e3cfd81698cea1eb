//! [`Entity`]: what the derive implements for a model.

use super::Query;
use crate::decode::DecodeError;
use crate::row::Row;
use crate::schema::{Described, EntitySchema};
use crate::value::{ColumnType, Operand, Scalar};

/// A struct whose fields are columns of a Creatio object schema.
///
/// Implemented by [`#[derive(Entity)]`](derive@crate::Entity).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an entity",
    label = "no `#[derive(Entity)]` here",
    note = "generate models with `creatio generate`, or put `#[derive(creatio_core::Entity)]` on the struct",
    note = "a field of a projection is of a type that columns have, or an `Option` or `Vec` of an entity or \
            of another struct with `#[derive(creatio_core::Projection)]`"
)]
pub trait Entity: Sized + Send + 'static {
    /// The type of the key: `Id<Self>` for nearly every entity, a tuple for a composite key.
    type Key: KeyValue;

    /// Names, columns and key.
    const SCHEMA: &'static EntitySchema;

    /// Reads one row: each column once, in the order of [`SCHEMA`](Entity::SCHEMA).
    ///
    /// # Errors
    /// [`DecodeError`] when a value does not fit its field.
    fn from_row(row: &mut Row<'_>) -> Result<Self, DecodeError>;

    /// A query over all rows that gives whole entities. The derive adds an inherent function of the
    /// same name, so that it can be called without this trait in scope.
    fn query() -> Query<Self, Self> {
        Query::new()
    }
}

impl<E: Entity> Described for E {
    const TABLE: &'static EntitySchema = E::SCHEMA;
}

/// A value that names one row: one key column's value, or a tuple with one per key column.
pub trait KeyValue: Clone + Send + Sync {
    /// The values in key order.
    #[doc(hidden)]
    fn parts(&self) -> Vec<KeyPart>;
}

/// One value of a key, opaque outside this crate.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct KeyPart(pub(crate) crate::value::Literal);

impl<T> KeyValue for T
where
    T: Scalar + ColumnType<Scalar = T> + Operand<T> + Clone + Sync,
{
    fn parts(&self) -> Vec<KeyPart> {
        vec![KeyPart(self.clone().into_literal())]
    }
}

macro_rules! tuple_keys {
    ($($part:ident)+) => {
        impl<$($part: KeyValue),+> KeyValue for ($($part,)+) {
            #[expect(non_snake_case, reason = "the type parameters name the tuple's parts")]
            fn parts(&self) -> Vec<KeyPart> {
                let ($($part,)+) = self;
                [$($part.parts()),+].concat()
            }
        }
    };
}

tuple_keys!(A B);
tuple_keys!(A B C);
tuple_keys!(A B C D);
