//! The types of system settings, and the JSON that fits each.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use jiff::civil;
use serde_json::Value as Json;
use uuid::Uuid;

/// The type of a system setting, by the names that Creatio gives them.
///
/// Values are JSON: texts, and as texts also lookups (the id of the row), binaries (Base64), and
/// dates and times, which have no zone (`2024-02-29T12:30:00.000`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SettingType {
    /// Text of the designer's length.
    Text,
    /// Text of at most 50 characters.
    ShortText,
    /// Text of at most 250 characters.
    MediumText,
    /// Text of at most 500 characters.
    LongText,
    /// Text of any length.
    MaxSizeText,
    /// Text that is stored encrypted.
    SecureText,
    /// `true` or `false`.
    Boolean,
    /// A whole number of 32 bits.
    Integer,
    /// A decimal number.
    Float,
    /// An amount.
    Money,
    /// A day.
    Date,
    /// A day and a time.
    DateTime,
    /// A time of day.
    Time,
    /// A row of a lookup.
    Lookup,
    /// Bytes.
    Binary,
}

impl SettingType {
    /// Creatio's name of the type.
    pub(crate) fn name(self) -> &'static str {
        self.facts().0
    }

    /// Creatio's number for the type of its values.
    pub(super) fn data_value_type(self) -> u8 {
        self.facts().1
    }

    fn facts(self) -> (&'static str, u8) {
        match self {
            Self::Text => ("Text", 1),
            Self::ShortText => ("ShortText", 27),
            Self::MediumText => ("MediumText", 28),
            Self::LongText => ("LongText", 30),
            Self::MaxSizeText => ("MaxSizeText", 29),
            Self::SecureText => ("SecureText", 24),
            Self::Boolean => ("Boolean", 12),
            Self::Integer => ("Integer", 4),
            Self::Float => ("Float", 5),
            Self::Money => ("Money", 6),
            Self::Date => ("Date", 8),
            Self::DateTime => ("DateTime", 7),
            Self::Time => ("Time", 9),
            Self::Lookup => ("Lookup", 10),
            Self::Binary => ("Binary", 13),
        }
    }

    /// Whether a value is of this type. Every setting may be without one.
    pub(crate) fn fits(self, value: &Json) -> bool {
        if value.is_null() {
            return true;
        }
        match self {
            Self::Boolean => value.is_boolean(),
            Self::Integer => value.as_i64().is_some_and(|it| i32::try_from(it).is_ok()),
            Self::Float | Self::Money => value.is_number(),
            _ => value.as_str().is_some_and(|text| self.fits_text(text)),
        }
    }

    fn fits_text(self, text: &str) -> bool {
        let is_at_most = |length| text.chars().count() <= length;
        match self {
            Self::ShortText => is_at_most(50),
            Self::MediumText => is_at_most(250),
            Self::LongText => is_at_most(500),
            Self::Date | Self::DateTime | Self::Time => is_wall_time(text),
            Self::Lookup => text.parse::<Uuid>().is_ok(),
            Self::Binary => BASE64_STANDARD.decode(text).is_ok(),
            _ => true,
        }
    }
}

/// A day with a time, and no zone: a parser alone would pass over an offset.
fn is_wall_time(text: &str) -> bool {
    let is_plain = |it: char| it.is_ascii_digit() || "-:.T".contains(it);
    text.chars().all(is_plain)
        && text.matches('-').count() == 2
        && text.parse::<civil::DateTime>().is_ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_fit_their_types() {
        for (ty, fitting, other) in [
            (SettingType::Text, json!("a"), json!(1)),
            (
                SettingType::ShortText,
                json!("ä".repeat(50)),
                json!("ä".repeat(51)),
            ),
            (SettingType::Boolean, json!(true), json!("true")),
            (SettingType::Integer, json!(-5), json!(1_i64 << 31)),
            (SettingType::Money, json!(1.25), json!("1.25")),
            (SettingType::Lookup, json!(Uuid::nil()), json!("x")),
            (SettingType::Binary, json!("AAE="), json!("A")),
        ] {
            assert!(
                ty.fits(&fitting) && ty.fits(&Json::Null),
                "{ty:?} {fitting}"
            );
            assert!(!ty.fits(&other), "{ty:?} {other}");
        }
    }

    #[test]
    fn dates_have_no_zone() {
        assert!(SettingType::Date.fits(&json!("2024-02-29T00:00:00.000")));
        for text in [
            "2024-02-29T00:00:00Z",
            "2024-02-29T00:00:00-02:00",
            "2024-02-30T00:00:00",
        ] {
            assert!(!SettingType::DateTime.fits(&json!(text)), "{text}");
        }
    }
}
