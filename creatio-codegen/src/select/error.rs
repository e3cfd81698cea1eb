//! [`SelectError`]: what is wrong with a selection, and what may have been meant.

use std::path::PathBuf;

use crate::schema::Schema;

/// Why a selection cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SelectError {
    /// A pattern that is not a glob.
    #[error(
        "`{glob}` is not a pattern: {problem}. `*` stands for any text, `?` for any character, \
         `[ab]` for one of several, `{{A,B}}` for either"
    )]
    Glob {
        /// The pattern.
        glob: String,
        /// What is wrong with it.
        problem: String,
    },
    /// An include pattern that matches nothing.
    #[error(
        "the include pattern `{glob}` matches no entity{hint}. Entity names are case-sensitive"
    )]
    NoMatch {
        /// The pattern.
        glob: String,
        /// What may have been meant.
        hint: String,
    },
    /// A column pattern that matches nothing.
    #[error(
        "the column pattern `{glob}` matches no column, lookup or collection of `{entity}`{hint}. \
         Names are those of the document, and case-sensitive"
    )]
    NoColumn {
        /// The pattern.
        glob: String,
        /// The pattern of the entities.
        entity: String,
        /// What may have been meant.
        hint: String,
    },
    /// Sources that cannot be searched for mentions of models.
    #[error(
        "{}: the sources cannot be searched for models: {problem}. Check that the path is a \
         directory of Rust sources", path.display()
    )]
    Sources {
        /// The file or directory.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// Sources that mention no model.
    #[error(
        "the sources below {} mention no entity of the document: neither a struct such as \
         `models::{example}` nor a module of constants. Check the path, or include entities by name",
        path.display()
    )]
    NothingMentioned {
        /// The directory.
        path: PathBuf,
        /// An entity that could be mentioned.
        example: String,
    },
    /// No entity is left.
    #[error(
        "no entity is left to generate: the document has {all}, and the patterns leave none of \
         them. Include more or exclude less"
    )]
    Nothing {
        /// Entities in the document.
        all: usize,
    },
    /// The document has no entities at all.
    #[error(
        "nothing to generate: the document has no entity type with a key and an entity set\
         {skipped}. Check that it is the `$metadata` of the whole service"
    )]
    Empty {
        /// What was skipped first, if anything was.
        skipped: String,
    },
}

/// The error of a document without entities.
pub(super) fn empty(schema: &Schema) -> SelectError {
    let skipped = schema.skipped.first();
    let skipped = skipped.map(|first| format!("; the first one skipped is {first}"));
    SelectError::Empty {
        skipped: skipped.unwrap_or_default(),
    }
}

/// The error of an include pattern that matches nothing.
pub(super) fn no_match(glob: &str, schema: &Schema) -> SelectError {
    let what = format!("entity type `{glob}`");
    let hint = match schema.skipped.iter().find(|skipped| skipped.what == what) {
        Some(skipped) => format!(": the document declares it, but {}", skipped.reason),
        None => nearest(
            glob,
            schema.entities.iter().map(|entity| entity.name.as_str()),
        )
        .map(|name| format!("; the nearest name is `{name}`"))
        .unwrap_or_default(),
    };
    SelectError::NoMatch {
        glob: glob.to_owned(),
        hint,
    }
}

/// The name that is most like `glob`, if any is like it at all.
pub(super) fn nearest<'s>(glob: &str, names: impl Iterator<Item = &'s str>) -> Option<&'s str> {
    let glob = glob.to_ascii_lowercase();
    names
        .map(|name| {
            (
                strsim::jaro_winkler(&name.to_ascii_lowercase(), &glob),
                name,
            )
        })
        .filter(|(likeness, _)| *likeness > 0.7)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| name)
}
