//! Where programs use what changed.
//!
//! Sources are searched as tokens, without types: the struct of an entity, constants of its module
//! (`account::name`, also imported or within braces), its fields in a literal or pattern of the
//! struct, and `.name` in files that know the entity. That finds too much rather than too little:
//! a `.name` may be another struct's.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Drift;
use super::change::{Change, Grade};
use crate::emit::MARKER;
use crate::names::{self, EntityNames, NamesLock};
use crate::rust_source::{self, Token};
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
    /// What is used there: `Account`, `account::name` or `.name`.
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
            (change.grade() != Grade::Additive).then(|| Target::new(change, entity, names))
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
    /// Constants and fields of the member that changed; `None` if the entity did.
    members: Option<Vec<String>>,
}

impl Target {
    fn new(change: &Change, entity: &EntityType, names: &EntityNames) -> Self {
        let plain = |name: &String| name.strip_prefix("r#").unwrap_or(name).to_owned();
        let members = change.member.as_deref().map(|member| {
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
        });
        Self {
            ty: names.ty.clone(),
            module: plain(&names.module),
            members,
        }
    }
}

/// One source, split into tokens.
struct Source<'s> {
    file: &'s Path,
    tokens: Vec<Token<'s>>,
    names: HashSet<&'s str>,
}

impl<'s> Source<'s> {
    fn new(file: &'s Path, text: &'s str) -> Self {
        let tokens = rust_source::tokens(text);
        let names = tokens.iter().filter(|token| token.is_name);
        let names = names.map(|token| token.text).collect();
        Self {
            file,
            tokens,
            names,
        }
    }

    fn uses(&self, target: &Target) -> Vec<Use> {
        let (ty, module) = (target.ty.as_str(), target.module.as_str());
        if !self.names.contains(ty) && !self.names.contains(module) {
            return Vec::new();
        }
        match &target.members {
            None => self.entity_uses(ty, module),
            Some(members) => self.member_uses(ty, module, members),
        }
    }

    /// Mentions of the struct, and of the module at the start of a path or in an import.
    fn entity_uses(&self, ty: &str, module: &str) -> Vec<Use> {
        let mut uses = Vec::new();
        for (at, token) in self.names() {
            if token.text == ty {
                uses.push(self.at(at, ty.to_owned()));
            } else if token.text == module && self.text(at + 1) == "::" {
                uses.push(self.at(at, format!("{module}::")));
            }
        }
        uses
    }

    fn member_uses(&self, ty: &str, module: &str, members: &[String]) -> Vec<Use> {
        let modules = self.aliases(module);
        let mut uses = Vec::new();
        let mut bare = HashSet::new();
        for (at, _) in self
            .names()
            .filter(|(_, token)| modules.contains(token.text))
        {
            for found in self.below(at, members) {
                let name = self.text(found);
                uses.push(self.at(found, format!("{module}::{name}")));
                if self.is_import(at) {
                    let alias = self.text(found + 1) == "as";
                    bare.insert(self.text(if alias { found + 2 } else { found }));
                }
            }
            if self.text(at + 1) == "::" && self.text(at + 2) == "*" {
                bare.extend(members.iter().map(String::as_str));
            }
        }
        let literal = self.literal_fields(ty);
        for (at, token) in self.names() {
            let before = at.checked_sub(1).map_or("", |before| self.text(before));
            if before == "." && members.iter().any(|name| name == token.text) {
                if self.text(at + 1) != "(" {
                    uses.push(self.at(at, format!(".{}", token.text)));
                }
            } else if literal.contains(&at) && members.iter().any(|name| name == token.text) {
                uses.push(self.at(at, format!("{ty}.{}", token.text)));
            } else if bare.contains(token.text) && !matches!(before, "." | "::" | "as") {
                let in_import = self.is_import(at);
                if !in_import && self.text(at + 1) != ":" {
                    uses.push(self.at(at, token.text.to_owned()));
                }
            }
        }
        uses
    }

    /// The module's own name and those that imports give it.
    fn aliases<'t>(&'t self, module: &'t str) -> HashSet<&'t str> {
        let mut aliases = HashSet::from([module]);
        for (at, token) in self.names() {
            if token.text == module && self.text(at + 1) == "as" && self.is_import(at) {
                aliases.insert(self.text(at + 2));
            }
        }
        aliases
    }

    /// The members that follow a module's name: `account::name`, `account::{name, owner}`.
    fn below(&self, at: usize, members: &[String]) -> Vec<usize> {
        if self.text(at + 1) != "::" {
            return Vec::new();
        }
        let is_member = |at: &usize| members.iter().any(|name| name == self.text(*at));
        if self.text(at + 2) == "{" {
            self.group(at + 2).filter(is_member).collect()
        } else {
            Some(at + 2).into_iter().filter(is_member).collect()
        }
    }

    /// Names that stand as fields in literals and patterns of the struct.
    fn literal_fields(&self, ty: &str) -> HashSet<usize> {
        let structs = self.names().filter(|(at, token)| {
            token.text == ty && self.text(at + 1) == "{" && !self.is_item(*at)
        });
        let fields = structs.flat_map(|(at, _)| self.group(at + 1));
        fields
            .filter(|at| matches!(self.text(at - 1), "{" | ","))
            .collect()
    }

    /// Whether the name belongs to `impl Account {`, `for Account {` and the like.
    fn is_item(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map_or("", |before| self.text(before));
        matches!(
            before,
            "impl" | "for" | "mod" | "struct" | "enum" | "trait" | ">"
        )
    }

    /// The tokens right within the braces that open at `open`.
    fn group(&self, open: usize) -> impl Iterator<Item = usize> + '_ {
        let mut depth = 0_usize;
        let tokens = self.tokens.iter().enumerate().skip(open);
        let within = tokens.map_while(move |(at, token)| {
            match token.text {
                "{" | "(" | "[" => depth += 1,
                "}" | ")" | "]" => depth = depth.saturating_sub(1),
                _ => {}
            }
            (depth > 0).then_some((at, depth))
        });
        within.filter(|(_, depth)| *depth == 1).map(|(at, _)| at)
    }

    /// Whether a token is part of a `use` declaration.
    fn is_import(&self, at: usize) -> bool {
        let before = self.tokens[..at].iter().rev();
        let part = |token: &&Token<'_>| {
            (token.is_name && token.text != "use")
                || matches!(token.text, "::" | "{" | "," | "*" | "}")
        };
        let mut before = before.skip_while(part);
        before.next().is_some_and(|token| token.text == "use")
    }

    fn names(&self) -> impl Iterator<Item = (usize, &Token<'s>)> {
        self.tokens
            .iter()
            .enumerate()
            .filter(|(_, token)| token.is_name)
    }

    fn text(&self, at: usize) -> &'s str {
        self.tokens.get(at).map_or("", |token| token.text)
    }

    fn at(&self, at: usize, text: String) -> Use {
        let token = &self.tokens[at];
        Use {
            file: self.file.to_owned(),
            line: token.line,
            column: token.column,
            text,
        }
    }
}

#[cfg(test)]
mod tests;
