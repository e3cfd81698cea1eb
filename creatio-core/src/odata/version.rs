//! [`Version`]: where the two versions of OData spell things differently.

use super::{v3, v4};
use crate::CompileError;
use crate::ast::Operator;
use crate::capability::clause::Clause;
use crate::json::PlainJson;
use crate::schema::{ColumnSchema, EntitySchema};
use crate::value::Literal;

/// A version of OData.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    V3,
    V4,
}

impl Version {
    /// The protocol's name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Version::V3 => "OData 3",
            Version::V4 => "OData 4",
        }
    }

    /// Appends the name of an entity's set. Creatio's OData 3 calls it `AccountCollection`, OData 4
    /// `Account` as the schema; a set that is called otherwise is another service's, and its name
    /// is the same in both.
    pub(super) fn push_set(self, url: &mut String, entity: &EntitySchema) {
        url.push_str(entity.set);
        if self == Version::V3 && entity.set == entity.name {
            url.push_str("Collection");
        }
    }

    /// Appends a value that stands on the right of the operator.
    pub(super) fn push_literal(
        self,
        url: &mut String,
        entity: &'static str,
        operator: Operator,
        value: &Literal,
    ) -> Result<(), CompileError> {
        match self {
            Version::V3 => v3::push_literal(url, entity, operator, value),
            Version::V4 => v4::push_literal(url, entity, value),
        }
    }

    /// Appends a value beside a column whose days or times the service takes for instants.
    pub(super) fn push_as_instant(
        self,
        url: &mut String,
        (entity, column): (&'static str, &'static str),
        operator: Operator,
        value: &Literal,
    ) -> Result<(), CompileError> {
        match (self, value) {
            (_, &Literal::Time(time)) => Err(CompileError::TimeOfUnknownDay {
                entity,
                column,
                time,
            }),
            (Version::V3, value) => v3::push_literal(url, entity, operator, value),
            (Version::V4, value) => v4::push_as_instant(url, entity, value),
        }
    }

    /// The method of an update that leaves the columns alone which it does not name. `MERGE` is what
    /// OData 3's services have always known for it; `PATCH` came with the protocol's last revision.
    pub(super) fn update_method(self) -> &'static str {
        match self {
            Version::V3 => "MERGE",
            Version::V4 => "PATCH",
        }
    }

    /// A value as it stands in a body for this column.
    pub(super) fn json(
        self,
        entity: &'static str,
        column: &'static ColumnSchema,
        value: &Literal,
    ) -> Result<PlainJson, CompileError> {
        match (self, value) {
            // Of which day it would be an instant is not known.
            (_, Literal::Time(_)) if column.instant => {
                Err(self.unwritable(entity, column, "a time of day"))
            }
            (Version::V3, value) => v3::json(entity, column, value),
            (Version::V4, value) => v4::json(entity, column, value),
        }
    }

    pub(super) fn unwritable(
        self,
        entity: &'static str,
        column: &'static ColumnSchema,
        value: &'static str,
    ) -> CompileError {
        CompileError::Unwritable {
            entity,
            column: column.name,
            protocol: self.name(),
            value,
        }
    }

    pub(super) fn refuse(self, entity: &'static str, clause: Clause) -> CompileError {
        CompileError::NoSuchClause {
            entity,
            protocol: self.name(),
            clause: clause.name,
            way_out: clause.way_out,
        }
    }
}
