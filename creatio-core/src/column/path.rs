//! [`Path`]: a column seen through lookups.

use std::fmt;
use std::marker::PhantomData;

use super::aggregate::fold_operators;
use super::dates::date_operators;
use super::operators::{column_operators, value_operators};
use super::phantom_copy;
use crate::ast::ColumnPath;

/// A column reached from the entity `E` through one lookup or more; Creatio's column path.
///
/// Made by [`Lookup::then`](crate::Lookup::then). It has the operators of a column. `T` is an
/// `Option` whatever the column's own type, once, however many lookups there are: any of them may
/// be empty.
pub struct Path<E, T> {
    path: ColumnPath,
    types: PhantomData<fn() -> (E, T)>,
}

phantom_copy!(Path<E, T>);
value_operators!(Path<E, T>);
column_operators!(Path);
date_operators!(Path);
fold_operators!(Path);

impl<E, T> Path<E, T> {
    pub(crate) fn new(path: ColumnPath) -> Self {
        Path {
            path,
            types: PhantomData,
        }
    }

    pub(crate) fn path(self) -> ColumnPath {
        self.path
    }
}

impl<E, T> fmt::Debug for Path<E, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.path.fmt(f)
    }
}
