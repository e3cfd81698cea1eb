//! What a condition compares, a row consists of or an order sorts by: a column, or something that
//! the server works out from one.

use std::fmt;

use super::{ColumnPath, Hops, Predicate};
use crate::schema::EntitySchema;

/// A value of a row.
#[derive(Clone, PartialEq)]
pub(crate) enum Term {
    Column(ColumnPath),
    /// How many characters a text has.
    Length(ColumnPath),
    /// A part of a date, as an integer.
    Part(DatePart, ColumnPath),
    /// The primary display column of the entity behind the hops.
    PrimaryDisplay(Hops),
    /// A fold over all rows that the query finds, or over each group of them; never in a condition.
    Fold(Fold, Option<ColumnPath>),
    /// A fold over the rows of a collection.
    DetailFold(Box<DetailFold>),
}

/// A part of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DatePart {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Weekday,
}

/// How many values become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fold {
    Count,
    CountDistinct,
    Sum,
    Min,
    Max,
    Average,
}

/// The rows of a collection, without what is asked of them.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct DetailRef {
    pub(crate) hops: Hops,
    /// The collection's wire name in OData, for example `ContactCollectionByAccount`.
    pub(crate) collection: &'static str,
    /// The entity of its rows.
    pub(crate) entity: &'static EntitySchema,
}

impl DetailRef {
    /// The lookup by which the rows point back, `Account` of `ContactCollectionByAccount`.
    ///
    /// Creatio names collections `{Schema}CollectionBy{Lookup}` without exception (observed on
    /// 8.x), and DataService, which has no collections, names the schema and the lookup.
    pub(crate) fn lookup(&self) -> Option<&'static str> {
        let rest = self.collection.strip_prefix(self.entity.name)?;
        rest.strip_prefix("CollectionBy")
            .filter(|lookup| !lookup.is_empty())
    }
}

impl fmt::Debug for DetailRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for lookup in self.hops.lookups() {
            write!(f, "{}.", lookup.name)?;
        }
        f.write_str(self.collection)
    }
}

/// A fold over those rows of a collection that meet a condition.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DetailFold {
    pub(crate) rows: DetailRef,
    pub(crate) fold: Fold,
    /// What is folded; rows themselves are counted without it.
    pub(crate) column: Option<ColumnPath>,
    pub(crate) filter: Option<Predicate>,
}

impl fmt::Debug for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Term::Column(path) => path.fmt(f),
            Term::Length(path) => f.debug_tuple("Length").field(path).finish(),
            Term::Part(part, path) => f.debug_tuple("Part").field(part).field(path).finish(),
            Term::PrimaryDisplay(hops) => f.debug_tuple("PrimaryDisplay").field(hops).finish(),
            Term::Fold(fold, path) => f.debug_tuple("Fold").field(fold).field(path).finish(),
            Term::DetailFold(fold) => fold.fmt(f),
        }
    }
}

impl Term {
    /// The same term seen from before these lookups.
    pub(crate) fn behind(self, hops: Hops) -> Term {
        let further = |path: ColumnPath| ColumnPath {
            hops: hops.join(path.hops),
            ..path
        };
        match self {
            Term::Column(path) => Term::Column(further(path)),
            Term::Length(path) => Term::Length(further(path)),
            Term::Part(part, path) => Term::Part(part, further(path)),
            Term::PrimaryDisplay(inner) => Term::PrimaryDisplay(hops.join(inner)),
            Term::Fold(fold, path) => Term::Fold(fold, path.map(further)),
            Term::DetailFold(mut fold) => {
                fold.rows.hops = hops.join(fold.rows.hops);
                Term::DetailFold(fold)
            }
        }
    }
}
