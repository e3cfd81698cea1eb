//! Constants of OData 3: prefixes and suffixes tell their types.

use std::fmt;

use jiff::civil;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::types::Type;
use crate::{instant::Instant, value::Value};

/// A constant.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Literal {
    /// The type of its form; `None` is the type of `null`.
    pub(super) ty: Option<Type>,
    /// Its value.
    pub(super) value: Value,
}

impl Literal {
    pub(super) const NULL: Self = Self {
        ty: None,
        value: Value::Null,
    };

    fn of(ty: Type, value: Value) -> Self {
        Self {
            ty: Some(ty),
            value,
        }
    }

    pub(super) fn text(text: String) -> Self {
        Self::of(Type::String, Value::Text(text))
    }

    pub(super) fn truth(value: bool) -> Self {
        Self::of(Type::Boolean, Value::Bool(value))
    }

    /// `guid'…'`: a prefix and what stands between the quotes. `Err` names the type it resembles;
    /// `None` is for words that are no prefixes.
    pub(super) fn prefixed(prefix: &str, text: &str) -> Option<Result<Self, &'static str>> {
        let (ty, value) = match prefix {
            "guid" => (Type::Guid, guid(text).map(Value::Guid)),
            "datetime" => (Type::DateTime, wall_clock(text).map(Value::Instant)),
            "datetimeoffset" => {
                let instant = Instant::parse(text).map(Value::Instant);
                (Type::DateTimeOffset, instant)
            }
            "time" => {
                let is_duration = text.starts_with('P') || text.starts_with("-P");
                let value = is_duration.then(|| Value::Text(text.to_owned()));
                (Type::Time, value)
            }
            "X" | "binary" => {
                let is_hex = text.len().is_multiple_of(2)
                    && text.bytes().all(|byte| byte.is_ascii_hexdigit());
                (Type::Binary, is_hex.then(|| Value::Text(text.to_owned())))
            }
            _ => return None,
        };
        let literal = value.map(|value| Self::of(ty, value));
        Some(literal.ok_or(ty.edm_name()))
    }

    /// A number: digits with an optional suffix. Without one, a point makes it a double and size
    /// tells `Int32` from `Int64`.
    pub(super) fn number(word: &str) -> Result<Self, &'static str> {
        let digits = word.strip_prefix('-').unwrap_or(word);
        if !digits.starts_with(|first: char| first.is_ascii_digit()) || digits.contains('_') {
            return Err("Edm.Int32");
        }
        let (number, ty) = match word.char_indices().last() {
            Some((at, 'M' | 'm')) => (&word[..at], Type::Decimal),
            Some((at, 'L' | 'l')) => (&word[..at], Type::Int64),
            Some((at, 'F' | 'f')) => (&word[..at], Type::Single),
            Some((at, 'D' | 'd')) => (&word[..at], Type::Double),
            _ if word.contains(['.', 'e', 'E']) => (word, Type::Double),
            _ if word.parse::<i32>().is_ok() => (word, Type::Int32),
            _ => (word, Type::Int64),
        };
        let value = match ty {
            Type::Int32 | Type::Int64 => number.parse().ok().map(Value::Int),
            // Exact, since a double compared with a decimal column is read as a decimal.
            _ => decimal(number).map(Value::Decimal),
        };
        let value = value.ok_or(ty.edm_name())?;
        Ok(Self::of(ty, value))
    }

    /// The constant for what a column of this type holds.
    pub(super) fn of_column(ty: Type, value: Value) -> Self {
        match value {
            Value::Null => Self::NULL,
            value => Self::of(ty, value),
        }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Value::Null | Value::Bytes(_) => f.write_str("null"),
            Value::Bool(value) => write!(f, "{value}"),
            Value::Int(value) if self.ty == Some(Type::Int64) => write!(f, "{value}L"),
            Value::Int(value) => write!(f, "{value}"),
            Value::Real(value) => write!(f, "{value}D"),
            Value::Decimal(value) => write!(f, "{value}M"),
            Value::Text(value) => write!(f, "'{}'", value.replace('\'', "''")),
            Value::Guid(value) => write!(f, "guid'{value}'"),
            Value::Instant(value) => {
                write!(f, "datetime'{}'", value.to_wire().trim_end_matches('Z'))
            }
        }
    }
}

fn guid(text: &str) -> Option<Uuid> {
    let is_hyphenated = text.len() == 36;
    is_hyphenated.then(|| text.parse().ok()).flatten()
}

fn decimal(text: &str) -> Option<Decimal> {
    let exact = Decimal::from_str_exact(text);
    exact.or_else(|_| Decimal::from_scientific(text)).ok()
}

/// `1990-12-12T12:00`, with seconds and up to seven digits of their fraction if wanted, and
/// without a zone: the type has none. Creatio keeps instants in UTC.
pub(super) fn wall_clock(text: &str) -> Option<Instant> {
    let (date, time) = text.split_once('T')?;
    let (clock, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let is_clock = match clock.len() {
        5 => fraction == "0" && !time.contains('.'),
        8 => true,
        _ => false,
    };
    let has_shape = date.len() == 10
        && is_clock
        && (1..=7).contains(&fraction.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"-:T.".contains(&byte));
    if !has_shape {
        return None;
    }
    let seconds = if clock.len() == 5 { ":00" } else { "" };
    let wall = format!("{date}T{clock}{seconds}");
    wall.parse::<civil::DateTime>().ok()?;
    Instant::parse(&format!("{wall}.{fraction}Z"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn instant(text: &str) -> Option<String> {
        let literal = Literal::prefixed("datetime", text)?.ok()?;
        Some(literal.to_string())
    }

    #[test]
    fn a_datetime_has_no_zone_and_may_lack_seconds() {
        let read = |text| instant(text).unwrap();
        assert_eq!(read("1990-12-12T12:00"), "datetime'1990-12-12T12:00:00'");
        assert_eq!(
            read("1953-07-04T23:59:59.9999999"),
            "datetime'1953-07-04T23:59:59.9999999'"
        );
        for text in [
            "1990-12-12T12:00:00Z",
            "1990-12-12T12:00:00+02:00",
            "1990-12-12",
            "1990-12-12T12",
            "1990-12-12T12:00.5",
            "1990-12-12T12:00:00.",
            "1990-12-12T12:00:00.12345678",
            "1990-02-30T12:00:00",
            "1990-12-12 12:00:00",
        ] {
            assert_eq!(instant(text), None, "{text}");
        }
    }

    #[test]
    fn suffixes_tell_the_types_of_numbers() {
        let ty = |word: &str| Literal::number(word).ok().and_then(|literal| literal.ty);
        assert_eq!(ty("1"), Some(Type::Int32));
        assert_eq!(ty("2147483648"), Some(Type::Int64));
        assert_eq!(ty("1L"), Some(Type::Int64));
        assert_eq!(ty("1.5"), Some(Type::Double));
        assert_eq!(ty("12.5000M"), Some(Type::Decimal));
        assert_eq!(ty("-3m"), Some(Type::Decimal));
        assert_eq!(ty("1f"), Some(Type::Single));
        assert_eq!(ty("1e3d"), Some(Type::Double));
        for word in [
            "1.5L",
            "--1",
            "1MM",
            "M",
            "1_000",
            "0x10",
            "99999999999999999999",
        ] {
            assert_eq!(ty(word), None, "{word}");
        }
    }

    proptest! {
        #[test]
        fn any_instant_round_trips(ticks in -621_355_968_000_000_000_i64..=2_534_022_000_000_000_000) {
            let value = Value::Instant(Instant::from_ticks(ticks));
            let literal = Literal::of_column(Type::DateTime, value);
            let text = literal.to_string();
            let inner = text.strip_prefix("datetime'").unwrap().trim_end_matches('\'');
            prop_assert_eq!(Literal::prefixed("datetime", inner), Some(Ok(literal)));
        }

        #[test]
        fn any_decimal_round_trips_with_its_scale(units in any::<i64>(), scale in 0_u32..=10) {
            let literal = Literal::of_column(Type::Decimal, Value::Decimal(Decimal::new(units, scale)));
            prop_assert_eq!(Literal::number(&literal.to_string()), Ok(literal));
        }
    }
}
