//! [`Entity`]: what the derive implements for a model.

use super::Query;
use crate::capability::{And, Capability};
use crate::decode::DecodeError;
use crate::expr::Expr;
use crate::row::Row;
use crate::schema::{Described, EntitySchema};
use crate::value::{ColumnType, Kind, Literal, Operand, Scalar};
use crate::write::{Delete, DeleteWhere, Insert, ToManyRows, Update, UpdateWhere};

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

    /// A new row, with a random id. Like all that writes it needs this trait in scope, which
    /// [`prelude`](crate::prelude) brings: a function of each struct's own would cost the compiler
    /// of whole-instance models a tenth more memory for three of them.
    fn insert() -> Insert<Self> {
        Insert::new(Self::Key::KIND)
    }

    /// Other values for the row with this key.
    fn update(key: Self::Key) -> Update<Self> {
        Update::new(literals(&key))
    }

    /// The end of the row with this key.
    fn delete(key: Self::Key) -> Delete<Self> {
        Delete::new(literals(&key))
    }

    /// Other values for all rows that meet the condition. Only DataService can carry it.
    fn update_where<C: Capability>(
        condition: Expr<Self, C>,
    ) -> UpdateWhere<Self, And<ToManyRows, C>> {
        UpdateWhere::new(condition)
    }

    /// The end of all rows that meet the condition. Only DataService can carry it.
    fn delete_where<C: Capability>(
        condition: Expr<Self, C>,
    ) -> DeleteWhere<Self, And<ToManyRows, C>> {
        DeleteWhere::new(condition)
    }
}

fn literals(key: &impl KeyValue) -> Vec<Literal> {
    key.parts().into_iter().map(|part| part.0).collect()
}

impl<E: Entity> Described for E {
    const TABLE: &'static EntitySchema = E::SCHEMA;
}

/// A value that names one row: one key column's value, or a tuple with one per key column.
pub trait KeyValue: Clone + Send + Sync {
    /// What kind of value it is, if it is one.
    #[doc(hidden)]
    const KIND: Kind = Kind::Other;

    /// What kinds of values it consists of, in key order.
    #[doc(hidden)]
    const KINDS: &'static [Kind];

    /// The values in key order.
    #[doc(hidden)]
    fn parts(&self) -> Vec<KeyPart>;
}

/// One value of a key, opaque outside this crate.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct KeyPart(pub(crate) Literal);

impl<T> KeyValue for T
where
    T: Scalar + ColumnType<Scalar = T> + Operand<T> + Clone + Sync,
{
    const KIND: Kind = T::KIND;
    const KINDS: &'static [Kind] = &[T::KIND];

    fn parts(&self) -> Vec<KeyPart> {
        vec![KeyPart(self.clone().into_literal())]
    }
}

macro_rules! tuple_keys {
    ($($part:ident)+) => {
        impl<$($part: KeyValue),+> KeyValue for ($($part,)+) {
            const KINDS: &'static [Kind] = &[$($part::KIND),+];

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
