//! A write as plain data.

use std::fmt;

use super::Predicate;
use crate::schema::{ColumnSchema, EntitySchema};
use crate::value::{Kind, Literal};

/// One insert, update or delete.
#[derive(Clone, PartialEq)]
pub(crate) struct Write {
    pub(crate) root: &'static EntitySchema,
    pub(crate) action: Action,
    /// Columns with what is written to them, each column once, in the order of the first mention.
    pub(crate) values: Vec<Assignment>,
    /// Whether the server sees to it that a new row has what it has to have.
    pub(crate) required_by_server: bool,
    /// Whether the id of a new row was made at random here, so that no row has it but by this write.
    pub(crate) has_random_id: bool,
}

/// What is done, and to which rows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Action {
    Insert,
    Update(Rows),
    /// Updates the rows, or inserts one if there are none.
    Upsert(Rows),
    Delete(Rows),
}

/// The rows that a write concerns.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Rows {
    /// The one with this key, a value per key column.
    Key(Vec<Literal>),
    /// Those that meet a condition.
    Where(Predicate),
}

/// A column and what is written to it.
#[derive(Clone, PartialEq)]
pub(crate) struct Assignment {
    pub(crate) column: &'static ColumnSchema,
    /// What kind of values the column holds, which some protocols want to know of a missing one.
    pub(crate) kind: Kind,
    /// `None` writes null.
    pub(crate) value: Option<Literal>,
}

impl Write {
    pub(crate) fn new(root: &'static EntitySchema, action: Action) -> Self {
        Write {
            root,
            action,
            values: Vec::new(),
            required_by_server: false,
            has_random_id: false,
        }
    }

    /// Writes to a column, in place of what was to be written there before.
    ///
    /// The empty guid is how Creatio writes "no value", and what it passes over in silence where a
    /// lookup is to be set to it (observed on 10.x): as null it does what it says.
    pub(crate) fn assign(
        &mut self,
        column: &'static ColumnSchema,
        kind: Kind,
        value: Option<Literal>,
    ) {
        let value = value.filter(|value| !matches!(value, Literal::Guid(guid) if guid.is_nil()));
        self.has_random_id &= !self.root.key_columns().any(|key| key == column);
        let assignment = Assignment {
            column,
            kind,
            value,
        };
        match self.values.iter_mut().find(|it| it.column == column) {
            Some(earlier) => *earlier = assignment,
            None => self.values.push(assignment),
        }
    }

    /// What is written to a column, if anything is.
    pub(crate) fn value_of(&self, column: &ColumnSchema) -> Option<&Literal> {
        let assignment = self.values.iter().find(|it| it.column == column)?;
        assignment.value.as_ref()
    }

    /// The first assignment to a column of the key.
    pub(crate) fn assigned_key(&self) -> Option<&'static ColumnSchema> {
        self.root
            .key_columns()
            .find(|key| self.values.iter().any(|it| it.column == *key))
    }
}

impl fmt::Debug for Assignment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Some(value) => write!(f, "{} = {value:?}", self.column.name),
            None => write!(f, "{} = null", self.column.name),
        }
    }
}

impl fmt::Debug for Write {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Write")
            .field("entity", &self.root.name)
            .field("action", &self.action)
            .field("values", &self.values)
            .finish_non_exhaustive()
    }
}
