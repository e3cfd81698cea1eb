//! [`SettingValue`]: what a system setting is set to.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use serde::Serialize;
use uuid::Uuid;

use crate::CompileError;
use crate::json::PlainJson;
use crate::value::{Date, Id, Literal, Time, Timestamp};

/// The day on which times of day are sent; the setting keeps the time alone.
const SOME_DAY: Date = Date::constant(1900, 1, 1);

/// What [`Client::set_sys_setting`](crate::Client::set_sys_setting) sets: made from text, numbers,
/// truth values, dates, ids and bytes, and from an `Option` of them, where `None` empties the
/// setting.
#[derive(Clone, PartialEq)]
pub struct SettingValue(Option<Literal>);

/// Without the value, which may be a secret.
impl std::fmt::Debug for SettingValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SettingValue").finish_non_exhaustive()
    }
}

macro_rules! from {
    ($($type:ty => |$value:ident| $literal:expr;)+) => {
        $(
            impl From<$type> for SettingValue {
                fn from($value: $type) -> Self {
                    Self(Some($literal))
                }
            }
        )+
    };
}

from! {
    &str => |value| Literal::Text(value.to_owned());
    &String => |value| Literal::Text(value.clone());
    String => |value| Literal::Text(value);
    bool => |value| Literal::Boolean(value);
    i32 => |value| Literal::Integer(value.into());
    u32 => |value| Literal::Integer(value.into());
    i64 => |value| Literal::Integer(value);
    f64 => |value| Literal::Double(value);
    Decimal => |value| Literal::Decimal(value);
    Timestamp => |value| Literal::Instant(value);
    Date => |value| Literal::Date(value);
    Time => |value| Literal::Time(value);
    Uuid => |value| Literal::Guid(value);
    Vec<u8> => |value| Literal::Binary(value);
    &[u8] => |value| Literal::Binary(value.to_vec());
}

impl<E> From<Id<E>> for SettingValue {
    fn from(id: Id<E>) -> Self {
        Self(Some(Literal::Guid(id.into())))
    }
}

impl<T: Into<SettingValue>> From<Option<T>> for SettingValue {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self(None), Into::into)
    }
}

/// The body of the request that sets settings.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Body<'a> {
    pub(super) is_personal: bool,
    pub(super) sys_settings_values: HashMap<&'a str, PlainJson>,
}

impl SettingValue {
    /// The value as the service takes it: dates are encoded once here, unlike in queries.
    pub(super) fn into_json(self, code: &str, zone: &TimeZone) -> Result<PlainJson, CompileError> {
        let refuse = |reason: String| CompileError::Arguments {
            target: format!("the system setting {code}"),
            reason,
        };
        let Some(value) = self.0 else {
            return Ok(PlainJson::Null);
        };
        Ok(match value {
            Literal::Text(text) => PlainJson::Text(text),
            Literal::Integer(number) => PlainJson::Integer(number),
            Literal::Boolean(flag) => PlainJson::Boolean(flag),
            Literal::Guid(id) => PlainJson::Text(id.to_string()),
            Literal::Binary(bytes) => PlainJson::Text(STANDARD.encode(bytes)),
            Literal::Decimal(number) => PlainJson::exact(number)
                .ok_or_else(|| refuse("JSON cannot hold the decimal".to_owned()))?,
            Literal::Double(number) => PlainJson::finite(number)
                .ok_or_else(|| refuse("an infinite number, or one that is none".to_owned()))?,
            Literal::Instant(instant) => shown(on_clock(instant, zone).map_err(refuse)?),
            Literal::Date(date) => shown(date.at(0, 0, 0, 0)),
            Literal::Time(time) => shown(SOME_DAY.to_datetime(time)),
            // Nothing is made from these.
            Literal::Duration(_) | Literal::Enum { .. } => {
                return Err(refuse("no setting holds such a value".to_owned()));
            }
        })
    }
}

/// What the user's clock shows. The server takes an hour that is shown twice for the second one.
fn on_clock(instant: Timestamp, zone: &TimeZone) -> Result<DateTime, String> {
    let clock = zone.to_datetime(instant);
    match zone.to_ambiguous_timestamp(clock).later() {
        Ok(meant) if meant > instant => Err(format!(
            "the clock of the client's time zone shows {clock} twice, and Creatio would take it for \
             the second time"
        )),
        _ => Ok(clock),
    }
}

fn shown(clock: DateTime) -> PlainJson {
    PlainJson::Text(format!("{clock:.3}"))
}
