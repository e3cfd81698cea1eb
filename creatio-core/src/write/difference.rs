//! [`Difference`]: what has changed between two values of a row.

use std::marker::PhantomData;

use super::Update;
use crate::ast::{Action, Rows, Write};
use crate::schema::Described;
use crate::value::{ColumnType, Literal, Scalar};

/// Collects the columns in which two values of a row differ: what `changes` of an entity does. The
/// derive hands them over, field by field in the order of the schema. Opaque outside this crate.
#[doc(hidden)]
#[derive(Debug)]
pub struct Difference<E> {
    write: Write,
    /// What the earlier value had in the columns of the key, by their positions.
    key: Vec<(usize, Literal)>,
    next: usize,
    entity: PhantomData<fn() -> E>,
}

impl<E: Described> Difference<E> {
    #[expect(clippy::new_without_default, reason = "only the derive makes one")]
    pub fn new() -> Self {
        Difference {
            write: Write::new(E::TABLE, Action::Update(Rows::Key(Vec::new()))),
            key: Vec::new(),
            next: 0,
            entity: PhantomData,
        }
    }

    /// The next column, with its value before and now.
    pub fn column<T: ColumnType>(&mut self, old: &T, new: &T) {
        let position = self.next;
        self.next += 1;
        let column = self.write.root.columns.get(position);
        // Only an `Entity` written by hand can have more fields than its schema has columns.
        let (Some(column), Ok(old), Ok(new)) = (column, written(old), written(new)) else {
            return;
        };
        if old != new {
            self.write.assign(column, T::Scalar::KIND, new);
        }
        if let Some(old) = old.filter(|_| self.write.root.key.contains(&position)) {
            self.key.push((position, old));
        }
    }

    /// The update of the row that the earlier value is of.
    pub fn into_update(mut self) -> Update<E> {
        let order = self.write.root.key;
        let part = |position| self.key.iter().find(|(at, _)| at == position);
        let key = order.iter().filter_map(part);
        let key = key.map(|(_, value)| value.clone()).collect();
        self.write.action = Action::Update(Rows::Key(key));
        Update::from_write(self.write)
    }
}

/// A value that can be read and not written.
struct ReadOnly;

/// What a write would send of a value; null for a missing one.
fn written<T: ColumnType>(value: &T) -> Result<Option<Literal>, ReadOnly> {
    let literal = |value: &T::Scalar| value.literal().ok_or(ReadOnly);
    value.value().map(literal).transpose()
}
