//! [`NamesLock`]: names that an earlier generation chose and later ones keep.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::emit::MARKER;

/// Names of earlier models, from the file `names.lock` beside them.
///
/// Two wire names can want the same Rust name (`URL` and `Url`). The one that differs from the wire
/// name by more than its case, or that came later, gives way; and since a column added tomorrow may
/// be the first in the document, the choice has to be remembered. The lock holds every name from
/// which the wire name could not be guessed back. A name without entry is `Url` for `url`: no other
/// wire name without entry wants the same one, so that nothing more needs to be remembered.
///
/// Rows of lookups have an entry each, by their ids: a row that is renamed in Creatio keeps its
/// constant.
///
/// Keep the file under version control, with the models or in place of them.
///
/// ```
/// use creatio_codegen::NamesLock;
///
/// let lock = NamesLock::parse("member Account.AUM = aum\n", "names.lock")?;
/// assert!(!lock.is_empty());
/// # Ok::<(), creatio_codegen::LockError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NamesLock {
    entries: BTreeMap<String, String>,
}

/// A names lock that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LockError {
    /// The file cannot be read.
    #[error("{}: the names lock cannot be read: {error}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The reason; part of the text.
        error: io::Error,
    },
    /// A line that is no entry.
    #[error(
        "{origin}:{line}: {problem}. Mend the line (after a merge, keep both sides' entries), or \
         remove the file to choose all names anew"
    )]
    Line {
        /// The file, as the caller named it.
        origin: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        problem: &'static str,
    },
}

impl NamesLock {
    /// Name of the file in the directory of the models.
    pub const FILE: &str = "names.lock";

    /// The lock of the models in `dir`; an empty one if there is none.
    ///
    /// # Errors
    ///
    /// [`LockError`] if there is one that cannot be used.
    pub fn read_from(dir: impl AsRef<Path>) -> Result<Self, LockError> {
        let path = dir.as_ref().join(Self::FILE);
        match fs::read_to_string(&path) {
            Ok(text) => Self::parse(&text, &path.display().to_string()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => Ok(Self::default()),
            Err(error) => Err(LockError::Unreadable { path, error }),
        }
    }

    /// Reads the text of a lock; `origin` is what errors call it.
    ///
    /// # Errors
    ///
    /// [`LockError::Line`] for the first line that is no entry.
    pub fn parse(text: &str, origin: &str) -> Result<Self, LockError> {
        let mut lock = Self::default();
        for (index, line) in text.lines().enumerate() {
            let error = |problem| LockError::Line {
                origin: origin.to_owned(),
                line: index + 1,
                problem,
            };
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (key, name) = entry(line).map_err(error)?;
            if lock
                .entries
                .insert(key.to_owned(), name.to_owned())
                .is_some()
            {
                return Err(error("a second entry for the same thing"));
            }
        }
        Ok(lock)
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The text of the lock, sorted; nothing without entries.
    pub fn render(&self) -> String {
        let mut out = String::new();
        if self.is_empty() {
            return out;
        }
        out.extend([
            "# Names that must not change, ",
            MARKER,
            ": keep this file.\n",
        ]);
        for (key, name) in &self.entries {
            out.extend([key, " = ", name, "\n"]);
        }
        out
    }

    /// The name of a type, or of a member of the type `place`.
    pub(super) fn get(&self, kind: Kind, place: &str, wire: &str) -> Option<&str> {
        if self.is_empty() {
            return None;
        }
        self.entries
            .get(&key(kind, place, wire))
            .map(String::as_str)
    }

    pub(super) fn pin(&mut self, kind: Kind, place: &str, wire: &str, name: &str) {
        self.entries.insert(key(kind, place, wire), name.to_owned());
    }
}

/// What has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// An entity.
    Type,
    Module,
    /// A member of an entity.
    Member,
    /// An enum or a complex type, which may be called what an entity is called.
    ValueType,
    /// A member of such a type.
    Part,
    /// A row of an entity, by its id.
    Row,
}

const KINDS: [(Kind, &str); 6] = [
    (Kind::Type, "type"),
    (Kind::Module, "module"),
    (Kind::Member, "member"),
    (Kind::ValueType, "value-type"),
    (Kind::Part, "part"),
    (Kind::Row, "row"),
];

fn key(kind: Kind, place: &str, wire: &str) -> String {
    let word = KINDS.iter().find(|(it, _)| *it == kind);
    let dot = if place.is_empty() { "" } else { "." };
    format!("{} {place}{dot}{wire}", word.map_or("", |(_, word)| word))
}

/// The key and the name of one line.
fn entry(line: &str) -> Result<(&str, &str), &'static str> {
    const FORM: &str = "not of the form `member Entity.Column = rust_name`";
    let (key, name) = line.split_once(" = ").ok_or(FORM)?;
    let (word, wire) = key.split_once(' ').ok_or(FORM)?;
    let kind = KINDS.iter().find(|(_, it)| *it == word).ok_or(FORM)?;
    if wire.is_empty() || wire.contains(char::is_whitespace) {
        return Err(FORM);
    }
    let start = |byte: u8| byte == b'_' || byte.is_ascii_alphabetic();
    let plain = name
        .bytes()
        .all(|byte| start(byte) || byte.is_ascii_digit());
    let usable = name.bytes().next().is_some_and(start) && name.bytes().any(|it| it != b'_');
    let cased = match kind.0 {
        Kind::Module | Kind::Member => !name.bytes().any(|byte| byte.is_ascii_uppercase()),
        Kind::Row => !name.bytes().any(|byte| byte.is_ascii_lowercase()),
        Kind::Type | Kind::ValueType | Kind::Part => true,
    };
    if plain && usable && cased && name != "Self" {
        Ok((key, name))
    } else {
        Err("the name is no plain Rust identifier")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_rendered_reads_back() {
        let mut lock = NamesLock::default();
        lock.pin(Kind::Member, "Account", "AUM", "aum");
        lock.pin(Kind::Type, "", "Portal_SysModule", "PortalSysModule");
        let text = lock.render();
        assert_eq!(NamesLock::parse(&text, "names.lock").unwrap(), lock);
        assert_eq!(text.lines().count(), 3);
        assert_eq!(NamesLock::default().render(), "");
    }

    #[test]
    fn a_line_that_is_no_entry_is_named() {
        for line in [
            "<<<<<<< HEAD",
            "member Account.AUM",
            "column Account.AUM = aum",
            "member Account.AUM = a b",
            "member Account.AUM = ",
            "member Account.AUM = 1a",
            "member Account.AUM = _",
            "member  = aum",
            "type self = Self",
            "module Account = Account",
            "row AccountType.1 = Customer",
            "type A = Ü",
        ] {
            let error = NamesLock::parse(&format!("# x\n{line}\n"), "names.lock").unwrap_err();
            let text = error.to_string();
            assert!(text.starts_with("names.lock:2: "), "{line}: {text}");
        }
    }

    #[test]
    fn two_entries_for_one_thing_are_refused() {
        let text = "member A.B = c\nmember A.B = d\n";
        let error = NamesLock::parse(text, "names.lock").unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("names.lock:2: a second entry")
        );
    }
}
