//! System settings: values under codes, read and written by operations of their own.
//!
//! Not documented, and assumed here: a value that does not fit its setting, a setting that does
//! not exist and one that is restricted are not saved, and told so in `saveResult`; any setting takes a
//! personal value, which counts before that of all users when it is read.

mod kind;
mod operations;

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde_json::Value as Json;

pub use kind::SettingType;
pub(super) use operations::{QUERY, SAVE, query, save};

/// A system setting.
#[derive(Clone, PartialEq)]
pub(crate) struct Setting {
    pub(crate) ty: SettingType,
    /// What it is for all users.
    pub(crate) value: Json,
    /// What it is for the user, if that is something else.
    pub(crate) personal: Option<Json>,
    /// Whether the user may neither read nor write it.
    pub(crate) is_restricted: bool,
}

impl Setting {
    pub(crate) fn new(ty: SettingType, value: Json) -> Self {
        Self {
            ty,
            value,
            personal: None,
            is_restricted: false,
        }
    }

    /// What the user reads.
    fn seen(&self) -> &Json {
        self.personal.as_ref().unwrap_or(&self.value)
    }

    /// The value as JSON text, unless it is a secret.
    pub(crate) fn shown(&self) -> String {
        match self.ty {
            SettingType::SecureText => "a value that is not shown".to_owned(),
            _ => self.value.to_string(),
        }
    }
}

impl fmt::Debug for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setting")
            .field("ty", &self.ty)
            .field("value", &self.shown())
            .field("has_personal", &self.personal.is_some())
            .field("is_restricted", &self.is_restricted)
            .finish()
    }
}

/// Settings by their codes.
pub(crate) type Book = BTreeMap<String, Setting>;

/// The settings of a running sandbox.
#[derive(Debug, Default)]
pub(crate) struct SysSettings(Mutex<Book>);

impl SysSettings {
    pub(crate) fn new(book: Book) -> Self {
        Self(Mutex::new(book))
    }

    /// The value of a setting for all users, if there is one.
    pub(crate) fn value(&self, code: &str) -> Option<Json> {
        self.book().get(code).map(|setting| setting.value.clone())
    }

    /// The value of a setting for the user alone, if there is one.
    pub(crate) fn personal(&self, code: &str) -> Option<Json> {
        self.book().get(code)?.personal.clone()
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a text can be the code of a setting: a letter, then letters, digits and `_`.
pub(crate) fn is_code(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .chars()
            .all(|it| it.is_ascii_alphanumeric() || it == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_shown() {
        let setting = |ty| Setting {
            personal: Some(Json::from("hidden")),
            ..Setting::new(ty, Json::from("hidden"))
        };
        let shown = |ty| format!("{:?}", setting(ty));
        assert!(!shown(SettingType::SecureText).contains("hidden"));
        assert!(shown(SettingType::Text).contains("hidden"));
    }

    #[test]
    fn codes_begin_with_a_letter() {
        assert!(is_code("Usr_1") && !is_code("1Usr") && !is_code("") && !is_code("Usr-1"));
    }
}
