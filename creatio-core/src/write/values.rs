//! [`EntityValues`]: all values of a row at once, to compare and to write.

use super::check::is_empty;
use super::{Insert, Update};
use crate::ast::{Action, Rows, Write};
use crate::query::Entity;
use crate::row::Row;
use crate::schema::Described;
use crate::value::{ColumnType, Kind, Literal, Scalar};

/// An entity whose values can be taken as a whole.
///
/// Implemented by [`#[derive(Entity)]`](derive@crate::Entity), with the feature `changes`, which is on
/// unless `default-features = false` says otherwise: it visits every field, and is the dearest part of
/// a model for the compiler. [`prelude`](crate::prelude) brings it into scope.
///
/// ```
/// # mod models {
/// # use creatio_core::{Entity, Id};
/// # #[derive(Debug, Clone, PartialEq, Entity)]
/// # pub struct Account {
/// #     #[creatio(key)] pub id: Id<Account>,
/// #     pub name: String,
/// #     pub phone: Option<String>,
/// #     pub completeness: i32,
/// # }
/// # }
/// use creatio_core::prelude::*;
/// use models::Account;
///
/// let old = Account { name: "Acme".to_owned(), phone: Some("123".to_owned()), ..Account::blank() };
/// let insert = Account::insert_of(&old);
/// # let old = Account { id: creatio_core::Id::from_u128(7), ..old };
///
/// let new = Account { name: "Acme Ltd".to_owned(), phone: None, ..old.clone() };
/// let update = Account::changes(&old, &new);
/// assert_eq!(update.odata4()?.body(), Some(r#"{"Name":"Acme Ltd","Phone":null}"#));
/// # assert!(insert.odata4()?.body().unwrap().ends_with(r#","Name":"Acme","Phone":"123","Completeness":0}"#));
/// # Ok::<(), creatio_core::CompileError>(())
/// ```
///
/// Columns of complex types and collections of values, of which Creatio has none, cannot be written
/// and are left out.
#[diagnostic::on_unimplemented(
    message = "the values of `{Self}` cannot be taken as a whole",
    note = "the derive of an entity allows it with the feature `changes` of `creatio-core`"
)]
pub trait EntityValues: Entity {
    /// Hands over each field, in the order of the schema.
    #[doc(hidden)]
    fn values(&self, to: &mut Values);

    /// A value without values, to make others from: `Account { name, ..Account::blank() }`, for new rows
    /// and for tests. What may be missing is `None`; the rest is empty, 0, `false`, the nil id, and of
    /// instants, days and times without an `Option`, which Creatio has none of, one that means nothing.
    fn blank() -> Self {
        match Self::from_row(&mut Row::blank()) {
            Ok(blank) => blank,
            Err(_) => unreachable!("what the derive makes reads a blank row"),
        }
    }

    /// The update that makes `new` of `old`, two values of one row: with the columns in which they
    /// differ and no other, so that nothing is taken back that somebody else has written meanwhile. It
    /// [is empty](Update::is_empty) if they are equal.
    ///
    /// Values of two different rows are refused when the update is run, since a key cannot be changed.
    fn changes(old: &Self, new: &Self) -> Update<Self> {
        let (old, new) = (Values::of(old), Values::of(new));
        let position = |key: &usize| Some(old.written.get(*key)?.as_ref()?.1.clone());
        let key = Self::SCHEMA.key.iter().filter_map(position).flatten();
        let mut write = Write::new(Self::TABLE, Action::Update(Rows::Key(key.collect())));
        for ((column, old), new) in Self::SCHEMA
            .columns
            .iter()
            .zip(&old.written)
            .zip(new.written)
        {
            let Some((kind, new)) = new else { continue };
            if old.as_ref().is_some_and(|(_, old)| *old != new) {
                write.assign(column, kind, new);
            }
        }
        Update::from_write(write)
    }

    /// A new row with the values of this one. What has none, an `Option` without a value or an empty
    /// text, is not sent and left to the defaults of the schema. 0 and `false` are values, and sent: where
    /// such columns have other defaults that are wanted, [`insert`](Entity::insert) sends what it is told
    /// and no more. A row without an id gets a random one, as from there.
    fn insert_of(row: &Self) -> Insert<Self> {
        let mut insert = Self::insert();
        let values = Values::of(row).written;
        for (column, value) in Self::SCHEMA.columns.iter().zip(values) {
            if let Some((kind, Some(value))) = value
                && !is_empty(&value)
                && !matches!(value, Literal::Guid(guid) if guid.is_nil())
            {
                insert.write.assign(column, kind, Some(value));
            }
        }
        insert
    }
}

/// Takes the values of a row, field by field in the order of the schema. Opaque outside this crate.
#[doc(hidden)]
#[derive(Debug)]
pub struct Values {
    /// Of each column what a write would send, if it can be written.
    written: Vec<Option<(Kind, Option<Literal>)>>,
}

impl Values {
    fn of<E: EntityValues>(row: &E) -> Self {
        let mut values = Values {
            written: Vec::with_capacity(E::SCHEMA.columns.len()),
        };
        row.values(&mut values);
        values
    }

    /// The value of the next column.
    pub fn column<T: ColumnType>(&mut self, value: &T) {
        let value = match value.value() {
            None => Some(None),
            Some(value) => value.literal().map(Some),
        };
        self.written
            .push(value.map(|value| (T::Scalar::KIND, value)));
    }
}
