//! Which models Rust sources mention.
//!
//! The sources are only split into tokens, since neither the models nor the rest of the program
//! need exist yet. A name counts as mentioned
//!
//! - in a `use`, or behind `::`, unless that leads into the standard library;
//! - elsewhere, if it is not of the prelude and the file does not import another thing of that name
//!   from the standard library.
//!
//! Modules of constants are followed by `::` or stand in a `use`: `account` alone is a variable.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::SelectError;
use crate::emit::MARKER;
use crate::rust_source::{self, Token};

/// Names that mean something else unless a path says that they do not.
const PRELUDE: &[&str] = &[
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Drop",
    "Eq",
    "Err",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "Hash",
    "Into",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Self",
    "Send",
    "Some",
    "String",
    "Sync",
    "ToString",
    "Vec",
];

const STANDARD: &[&str] = &["std", "core", "alloc"];

/// Names that the sources use.
#[derive(Debug, Default)]
pub(super) struct Mentions {
    /// Anywhere.
    types: HashSet<String>,
    /// Where a module can stand.
    modules: HashSet<String>,
}

impl Mentions {
    /// Reads the sources in a directory and below it, but for generated models.
    pub(super) fn read(dir: &Path) -> Result<Self, SelectError> {
        let failed = |(path, error): (PathBuf, io::Error)| SelectError::Sources {
            path,
            problem: error.to_string(),
        };
        let mut mentions = Self::default();
        for path in rust_source::files(dir).map_err(failed)? {
            let text = fs::read(&path).map_err(|error| failed((path, error)))?;
            mentions.file(&String::from_utf8_lossy(&text));
        }
        Ok(mentions)
    }

    /// Whether a struct, or the module of its constants, is mentioned.
    pub(super) fn has(&self, ty: &str, module: &str) -> bool {
        let module = module.strip_prefix("r#").unwrap_or(module);
        self.types.contains(ty) || self.modules.contains(module)
    }

    fn file(&mut self, text: &str) {
        let first = text.lines().next().unwrap_or_default();
        if first.contains(MARKER) {
            return;
        }
        let mut file = File::default();
        file.read(&rust_source::tokens(text));
        let File {
            sure,
            open,
            imported,
        } = file;
        self.types.extend(sure.types);
        self.types.extend(open.types.difference(&imported).cloned());
        self.modules.extend(sure.modules);
        self.modules
            .extend(open.modules.difference(&imported).cloned());
    }
}

/// What one file mentions.
#[derive(Debug, Default)]
struct File {
    /// In a `use` or behind `::`.
    sure: Mentions,
    /// Elsewhere.
    open: Mentions,
    /// From the standard library.
    imported: HashSet<String>,
}

/// Where a token stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// In no path.
    Open,
    /// Behind `::`.
    Path,
    /// Behind `::` in a path of the standard library.
    Standard,
}

impl File {
    fn read(&mut self, tokens: &[Token<'_>]) {
        let mut used = false;
        let mut place = Place::Open;
        // Where the trees in braces of a `use` start.
        let mut trees = Vec::new();
        for (index, token) in tokens.iter().enumerate() {
            let followed = tokens.get(index + 1).is_some_and(|next| next.text == "::");
            match token.text {
                "use" if token.is_name => (used, place) = (true, Place::Open),
                ";" => {
                    (used, place) = (false, Place::Open);
                    trees.clear();
                }
                "{" if used => trees.push(place),
                "}" if used => _ = trees.pop(),
                "," if used => place = trees.last().copied().unwrap_or(Place::Open),
                "::" => place = place.max(Place::Path),
                name if token.is_name => {
                    let standard = place == Place::Open && followed && STANDARD.contains(&name);
                    if standard {
                        place = Place::Standard;
                        continue;
                    }
                    self.name(name, place, used, followed);
                    if !followed && !used {
                        place = Place::Open;
                    }
                }
                _ => place = Place::Open,
            }
        }
    }

    fn name(&mut self, name: &str, place: Place, used: bool, followed: bool) {
        let mentions = match place {
            Place::Standard => {
                self.imported.insert(name.to_owned());
                return;
            }
            _ if used || place == Place::Path => &mut self.sure,
            _ if PRELUDE.contains(&name) => return,
            _ => &mut self.open,
        };
        mentions.types.insert(name.to_owned());
        if used || followed {
            mentions.modules.insert(name.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mentions(text: &str) -> Mentions {
        let mut mentions = Mentions::default();
        mentions.file(text);
        mentions
    }

    #[test]
    fn names_in_paths_and_uses_are_mentioned() {
        let found = mentions(
            "use crate::models::{Account, contact, nested::{City}};\n\
             fn f(order: models::Order) { order_item::price; Lead::query() }",
        );
        for (ty, module) in [
            ("Account", "-"),
            ("-", "contact"),
            ("City", "-"),
            ("Order", "-"),
            ("-", "order_item"),
            ("Lead", "-"),
        ] {
            assert!(found.has(ty, module), "{ty} {module}");
        }
        assert!(!found.has("-", "order"));
        assert!(!found.has("-", "query"), "a function is no module");
    }

    #[test]
    fn names_of_the_standard_library_are_others() {
        let found = mentions(
            "use std::{fs::File, rc::Rc}; use std::io::Result as R;\n\
             fn f(a: Option<String>, b: Vec<File>) -> std::task::Context { Some(File::open(a)) }",
        );
        for ty in [
            "File", "Rc", "Result", "Option", "String", "Vec", "Context", "Some",
        ] {
            assert!(!found.has(ty, "-"), "{ty}");
        }
        assert!(mentions("use models::{File, Option};").has("Option", "-"));
        assert!(mentions("fn f() { models::File::query() }").has("File", "-"));
    }

    #[test]
    fn comments_and_texts_mention_nothing() {
        let found = mentions("// models::Account\nfn f() { \"models::Account\"; r#\"Account\"#; }");
        assert!(!found.has("Account", "account"));
    }

    #[test]
    fn raw_identifiers_are_mentioned_by_their_name() {
        assert!(mentions("fn f() { r#type::name }").has("-", "r#type"));
    }

    #[test]
    fn generated_models_mention_nothing() {
        let found = mentions(&format!(
            "//! `A`, {MARKER}: do not edit.\nuse super::Account;"
        ));
        assert!(!found.has("Account", "-"));
    }
}
