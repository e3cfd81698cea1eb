//! Settings from the environment, and what can be wrong with a setting from anywhere.

use std::env::{self, VarError};

use clap::ValueEnum;

/// Why the settings do not make sense.
#[derive(Debug, thiserror::Error)]
pub(super) enum SettingError {
    #[error("the environment variable {0} is empty: give it a value, or unset it")]
    Empty(&'static str),
    #[error("the environment variable {0} is not UTF-8")]
    NotUtf8(&'static str),
    #[error("the environment variable {variable} cannot be `{value}`: {expected}")]
    Value {
        variable: &'static str,
        value: String,
        expected: String,
    },
    #[error(
        "{what} is missing: give {flag}, set {variable} in the environment, or write `{key}` into \
         creatio.toml"
    )]
    Missing {
        what: &'static str,
        flag: &'static str,
        variable: &'static str,
        key: &'static str,
    },
}

/// A variable of the environment that says something.
pub(super) fn variable(name: &'static str) -> Result<Option<String>, SettingError> {
    match env::var(name) {
        Ok(text) if text.trim().is_empty() => Err(SettingError::Empty(name)),
        Ok(text) => Ok(Some(text)),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(SettingError::NotUtf8(name)),
    }
}

/// A variable that is one of a few words.
pub(super) fn choice<T: ValueEnum>(name: &'static str) -> Result<Option<T>, SettingError> {
    let Some(text) = variable(name)? else {
        return Ok(None);
    };
    T::from_str(&text, false).map(Some).map_err(|_| {
        let choices = T::value_variants().iter();
        let choices = choices.filter_map(ValueEnum::to_possible_value);
        let names: Vec<_> = choices.map(|choice| choice.get_name().to_owned()).collect();
        SettingError::Value {
            variable: name,
            value: text,
            expected: format!("it is one of {}", names.join(", ")),
        }
    })
}

/// A variable that is a number of seconds.
pub(super) fn seconds(name: &'static str) -> Result<Option<u64>, SettingError> {
    let Some(text) = variable(name)? else {
        return Ok(None);
    };
    match text.trim().parse() {
        Ok(seconds) if seconds > 0 => Ok(Some(seconds)),
        _ => Err(SettingError::Value {
            variable: name,
            value: text,
            expected: "it is a number of seconds above zero".to_owned(),
        }),
    }
}
