//! One source as tokens, and where it uses a thing.

use std::collections::HashSet;
use std::path::Path;

use super::{Sought, Target, Use};
use crate::rust_source::{self, Token};

/// One source, split into tokens.
pub(super) struct Source<'s> {
    file: &'s Path,
    tokens: Vec<Token<'s>>,
    names: HashSet<&'s str>,
}

impl<'s> Source<'s> {
    pub(super) fn new(file: &'s Path, text: &'s str) -> Self {
        let tokens = rust_source::tokens(text);
        let names = tokens.iter().filter(|token| token.is_name);
        let names = names.map(|token| token.text).collect();
        Self {
            file,
            tokens,
            names,
        }
    }

    pub(super) fn uses(&self, target: &Target) -> Vec<Use> {
        let (ty, module) = (target.ty.as_str(), target.module.as_str());
        if !self.names.contains(ty) && !self.names.contains(module) {
            return Vec::new();
        }
        match &target.sought {
            Sought::Entity => self.entity_uses(ty, module),
            Sought::Member(members) => self.member_uses(ty, module, members),
            Sought::Row(constant) => self.row_uses(ty, constant),
        }
    }

    /// The constant behind the struct's name, or behind one that an import gives it.
    fn row_uses(&self, ty: &str, constant: &str) -> Vec<Use> {
        let structs = self.aliases(ty);
        let uses = self.names().filter(|(at, token)| {
            structs.contains(token.text)
                && self.text(at + 1) == "::"
                && self.text(at + 2) == constant
        });
        uses.map(|(at, _)| self.at(at + 2, format!("{ty}::{constant}")))
            .collect()
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
        let (mut uses, imported) = self.constants(module, members);
        let literal = self.literal_fields(ty);
        for (at, token) in self.names() {
            let (before, after) = (self.before(at), self.text(at + 1));
            let is_member = members.iter().any(|name| name == token.text);
            let text = if is_member && before == "." && after != "(" {
                format!(".{}", token.text)
            } else if is_member && literal.contains(&at) {
                format!("{ty}.{}", token.text)
            } else if imported.contains(token.text) && self.stands_alone(at) {
                token.text.to_owned()
            } else {
                continue;
            };
            uses.push(self.at(at, text));
        }
        uses
    }

    /// Constants behind the module's name, and the names under which they are imported.
    fn constants<'t>(
        &'t self,
        module: &str,
        members: &'t [String],
    ) -> (Vec<Use>, HashSet<&'t str>) {
        let modules = self.aliases(module);
        let (mut uses, mut imported) = (Vec::new(), HashSet::new());
        for (at, token) in self.names() {
            if !modules.contains(token.text) || self.text(at + 1) != "::" {
                continue;
            }
            if self.text(at + 2) == "*" {
                imported.extend(members.iter().map(String::as_str));
            }
            let in_import = self.is_import(at);
            for found in self.below(at, members) {
                let name = self.text(found);
                uses.push(self.at(found, format!("{module}::{name}")));
                if in_import {
                    let renamed = self.text(found + 1) == "as";
                    imported.insert(self.text(if renamed { found + 2 } else { found }));
                }
            }
        }
        (uses, imported)
    }

    /// Whether a name is not part of a path, of an import, or the name of a field.
    fn stands_alone(&self, at: usize) -> bool {
        let apart = !matches!(self.before(at), "." | "::" | "as") && self.text(at + 1) != ":";
        apart && !self.is_import(at)
    }

    /// The own name of a module or struct and those that imports give it.
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
        matches!(
            self.before(at),
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

    fn before(&self, at: usize) -> &'s str {
        at.checked_sub(1).map_or("", |before| self.text(before))
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
