//! Drift: what became of a schema that programs were built on.
//!
//! [`Drift::between`] compares two schemas, of whichever version of OData each was read, into
//! graded [`Change`]s: [breaking](Grade::Breaking), [risky](Grade::Risky) and
//! [additive](Grade::Additive).
//!
//! ```
//! # fn document(column: &str) -> String { format!(
//! #     r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
//! #     <edmx:DataServices><Schema Namespace="Demo" xmlns="http://docs.oasis-open.org/odata/ns/edm">
//! #     <EntityType Name="City"><Key><PropertyRef Name="Id"/></Key>
//! #     <Property Name="Id" Type="Edm.Guid"/><Property Name="{column}" Type="Edm.String"/></EntityType>
//! #     <EntityContainer Name="C"><EntitySet Name="City" EntityType="Demo.City"/>
//! #     </EntityContainer></Schema></edmx:DataServices></edmx:Edmx>"#) }
//! # let (snapshot, live) = (document("Name"), document("Title"));
//! use creatio_codegen::csdl;
//! use creatio_codegen::drift::{Drift, Grade};
//!
//! let old = csdl::read(snapshot.as_bytes(), "metadata.xml")?;
//! let new = csdl::read(live.as_bytes(), "live")?;
//! let drift = Drift::between(&old, &new);
//! assert_eq!(drift.worst(), Some(Grade::Breaking));
//! assert_eq!(
//!     drift.changes[0].to_string(),
//!     "`City.Name`: the column is gone; it may be `Title` now",
//! );
//! # Ok::<(), csdl::Error>(())
//! ```

mod change;
mod compare;
mod files;
mod rename;
mod rows;
mod usage;

pub use change::{Change, ChangeKind, Grade};
pub use files::FileChange;
pub use usage::{UsageError, Use};

use crate::schema::Schema;

/// All differences between two schemas.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Drift {
    /// The worst first; within a grade by entity and member.
    pub changes: Vec<Change>,
}

impl Drift {
    /// What makes `new` differ from `old`.
    ///
    /// The order of entities and members makes no difference. That OData 3 calls the entity set
    /// `AccountCollection` where OData 4 calls it `Account` makes none either. Rows of an entity are
    /// compared where both schemas know them.
    pub fn between(old: &Schema, new: &Schema) -> Self {
        let mut changes = compare::changes(old, new);
        let key = |change: &Change| {
            let grade = std::cmp::Reverse(change.grade());
            (grade, change.entity.clone(), change.member.clone())
        };
        changes.sort_by_cached_key(key);
        Self { changes }
    }

    /// Whether the schemas are the same.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The worst grade among the changes; `None` without any.
    pub fn worst(&self) -> Option<Grade> {
        self.changes.iter().map(Change::grade).max()
    }

    /// How many changes have this grade.
    pub fn count(&self, grade: Grade) -> usize {
        let of_grade = |change: &&Change| change.grade() == grade;
        self.changes.iter().filter(of_grade).count()
    }
}

#[cfg(test)]
mod tests;
