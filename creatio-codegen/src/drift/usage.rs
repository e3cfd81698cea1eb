//! Where programs use what changed.
//!
//! Sources are searched as tokens, without types: the struct of an entity, constants of its module
//! (`account::name`, also imported or within braces), its fields in a literal or pattern of the
//! struct, `.name` in files that know the entity, and constants of rows (`AccountType::CUSTOMER`). That finds too much rather than too little:
//! a `.name` may be another struct's.

mod source;

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use self::source::Source;
use super::Drift;
use super::change::{Change, Grade};
use crate::emit::MARKER;
use crate::names::{self, EntityNames, NamesLock};
use crate::rust_source;
use crate::schema::{EntityType, Schema};

/// A place in a source that uses something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Use {
    /// The source.
    pub file: PathBuf,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is used there: `Account`, `account::name`, `.name` or `AccountType::CUSTOMER`.
    pub text: String,
}

/// Sources that cannot be searched.
#[derive(Debug, thiserror::Error)]
#[error("{} cannot be read: {error}. Name a directory of Rust sources", path.display())]
pub struct UsageError {
    path: PathBuf,
    error: io::Error,
}

impl Drift {
    /// The places below `dirs` that use what changed, for each of [`changes`](Self::changes).
    ///
    /// `old` is the schema that the sources were written for, `names` the lock of its models.
    /// Additive changes have no uses, and generated models use nothing.
    ///
    /// # Errors
    ///
    /// [`UsageError`] if a directory or a source in it cannot be read.
    pub fn uses(
        &self,
        old: &Schema,
        names: &NamesLock,
        dirs: impl IntoIterator<Item = impl AsRef<Path>>,
    ) -> Result<Vec<Vec<Use>>, UsageError> {
        let failed = |(path, error)| UsageError { path, error };
        let targets = self.targets(old, names);
        let mut uses = vec![HashSet::new(); targets.len()];
        for dir in dirs {
            for file in rust_source::files(dir.as_ref()).map_err(failed)? {
                let source = fs::read(&file).map_err(|error| failed((file.clone(), error)))?;
                let source = String::from_utf8_lossy(&source);
                if source
                    .lines()
                    .next()
                    .is_some_and(|line| line.contains(MARKER))
                {
                    continue;
                }
                let source = Source::new(&file, &source);
                for (uses, target) in uses.iter_mut().zip(&targets) {
                    uses.extend(target.iter().flat_map(|target| source.uses(target)));
                }
            }
        }
        let sorted = uses.into_iter().map(|uses| {
            let mut uses: Vec<Use> = uses.into_iter().collect();
            uses.sort();
            uses
        });
        Ok(sorted.collect())
    }

    /// What to look for, for each change.
    fn targets(&self, old: &Schema, names: &NamesLock) -> Vec<Option<Target>> {
        let names = names::plan(old, names);
        let entities = old.entities.iter().zip(&names.entities);
        let by_name: HashMap<_, _> = entities.map(|it| (it.0.name.as_str(), it)).collect();
        let target = |change: &Change| {
            let (entity, names) = by_name.get(change.entity.as_str())?;
            let old = change.grade() != Grade::Additive;
            old.then(|| Target::new(change, entity, names)).flatten()
        };
        self.changes.iter().map(target).collect()
    }
}

/// What one change is called in Rust.
#[derive(Debug)]
struct Target {
    /// The struct.
    ty: String,
    /// The module of constants.
    module: String,
    sought: Sought,
}

/// The part of an entity that changed.
#[derive(Debug)]
enum Sought {
    /// All of it.
    Entity,
    /// A member, by its constants and fields.
    Member(Vec<String>),
    /// A row, by its constant.
    Row(String),
}

impl Target {
    /// `None` if the change is of something without a name in Rust.
    fn new(change: &Change, entity: &EntityType, names: &EntityNames) -> Option<Self> {
        let sought = match change.member.as_deref() {
            None => Sought::Entity,
            Some(id) if change.kind.is_of_row() => Sought::Row(row(id, entity, names)?),
            Some(member) => Sought::Member(members(member, entity, names)),
        };
        Some(Self {
            ty: names.ty.clone(),
            module: plain(&names.module),
            sought,
        })
    }
}

/// The constant of a row.
fn row(id: &str, entity: &EntityType, names: &EntityNames) -> Option<String> {
    let rows = entity.rows.iter().flat_map(|known| known.rows.keys());
    let mut rows = rows.zip(&names.rows);
    let row = rows.find(|(it, _)| it.to_string() == id);
    row.map(|(_, name)| name.clone())
}

/// The constants and fields of a member.
fn members(member: &str, entity: &EntityType, names: &EntityNames) -> Vec<String> {
    // A lookup that is gone took its key column with it.
    let column = entity.lookups.iter().find(|it| it.name == member);
    let column = column.and_then(|lookup| lookup.column.as_deref());
    let properties = entity.properties.iter().map(|it| it.name.as_str());
    let lookups = entity.lookups.iter().map(|it| it.name.as_str());
    let collections = entity.collections.iter().map(|it| it.name.as_str());
    let properties = properties
        .zip(&names.properties)
        .filter(|(wire, _)| *wire == member || Some(*wire) == column);
    let navigations = lookups
        .zip(&names.lookups)
        .chain(collections.zip(&names.collections))
        .filter(|(wire, _)| *wire == member);
    properties
        .chain(navigations)
        .map(|(_, name)| plain(name))
        .collect()
}

fn plain(name: &str) -> String {
    name.strip_prefix("r#").unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests;
