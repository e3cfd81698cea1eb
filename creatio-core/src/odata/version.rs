//! [`Version`]: where the two versions of OData spell things differently.

use super::v4;
use crate::CompileError;
use crate::capability::clause::Clause;
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

    pub(crate) fn push_literal(
        self,
        url: &mut String,
        entity: &'static str,
        value: &Literal,
    ) -> Result<(), CompileError> {
        match self {
            Version::V3 | Version::V4 => v4::push_literal(url, entity, value),
        }
    }

    /// Appends a value beside a column whose days or times the service takes for instants.
    pub(crate) fn push_as_instant(
        self,
        url: &mut String,
        entity: &'static str,
        column: &'static str,
        value: &Literal,
    ) -> Result<(), CompileError> {
        match self {
            Version::V3 | Version::V4 => v4::push_as_instant(url, entity, column, value),
        }
    }

    pub(crate) fn refuse(self, entity: &'static str, clause: Clause) -> CompileError {
        CompileError::NoSuchClause {
            entity,
            protocol: self.name(),
            clause: clause.name,
            way_out: clause.way_out,
        }
    }
}
