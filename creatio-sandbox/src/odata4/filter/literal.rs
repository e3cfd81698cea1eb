//! Constants of OData 4, told apart by their form alone.

use rust_decimal::Decimal;
use uuid::Uuid;

use crate::instant::Instant;

/// A constant.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Literal {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// `42`
    Int(i64),
    /// `12.5000`, `1e3`
    Decimal(Decimal),
    /// `'O''Brien'`
    Text(String),
    /// `8ecab4a1-0ca3-4515-9399-efe0a19390bd`
    Guid(Uuid),
    /// `2026-09-15T06:00:00Z`
    Instant(Instant),
    /// `2026-09-15`
    Date(String),
    /// `06:00:00`
    Time(String),
}

impl Literal {
    /// Reads a word that begins like a constant; `Err` names the EDM type it resembles.
    pub(super) fn from_word(word: &str) -> Result<Self, &'static str> {
        if is_guid(word) {
            return word.parse().map(Self::Guid).map_err(|_| "Edm.Guid");
        }
        if word.contains('T') && word.contains('-') {
            return Instant::parse(word)
                .map(Self::Instant)
                .ok_or("Edm.DateTimeOffset");
        }
        if word.contains(':') {
            return word
                .parse::<jiff::civil::Time>()
                .map(|_| Self::Time(word.to_owned()))
                .map_err(|_| "Edm.TimeOfDay");
        }
        if word[1..].contains('-') && !word.contains(['e', 'E']) {
            let date = word.parse::<jiff::civil::Date>();
            return date
                .map(|_| Self::Date(word.to_owned()))
                .map_err(|_| "Edm.Date");
        }
        number(word).ok_or("Edm.Decimal")
    }
}

/// Whether a word has the form of a guid, which may begin with a letter.
pub(super) fn is_guid(word: &str) -> bool {
    word.len() == 36
        && word.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn number(word: &str) -> Option<Literal> {
    let digits = word.strip_prefix('-').unwrap_or(word);
    if !digits.starts_with(|first: char| first.is_ascii_digit()) || digits.contains('_') {
        return None;
    }
    if let Ok(value) = word.parse() {
        return Some(Literal::Int(value));
    }
    let value = Decimal::from_str_exact(word).or_else(|_| Decimal::from_scientific(word));
    value.ok().map(Literal::Decimal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(word: &str) -> Result<Literal, &'static str> {
        Literal::from_word(word)
    }

    #[test]
    fn a_guid_may_begin_with_a_letter_or_look_like_a_number() {
        assert!(matches!(
            read("a0bf3e92-f36b-1410-0499-00155d043204"),
            Ok(Literal::Guid(_))
        ));
        assert!(matches!(
            read("00000000-0000-0000-0000-000000000000"),
            Ok(Literal::Guid(_))
        ));
        assert!(matches!(
            read("12345678-1e10-1410-0499-00155d043204"),
            Ok(Literal::Guid(_))
        ));
    }

    #[test]
    fn numbers_keep_their_scale() {
        assert_eq!(read("-7"), Ok(Literal::Int(-7)));
        let Ok(Literal::Decimal(value)) = read("12.5000") else {
            unreachable!("a decimal")
        };
        assert_eq!(value.to_string(), "12.5000");
        assert_eq!(read("1e3"), Ok(Literal::Decimal(Decimal::from(1000))));
    }

    #[test]
    fn an_instant_needs_its_zone() {
        assert!(matches!(
            read("2026-09-15T06:00:00.1234567Z"),
            Ok(Literal::Instant(_))
        ));
        assert_eq!(read("2026-09-15T06:00:00"), Err("Edm.DateTimeOffset"));
        assert_eq!(
            read("2026-09-15"),
            Ok(Literal::Date("2026-09-15".to_owned()))
        );
        assert_eq!(read("2026-13-15"), Err("Edm.Date"));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for word in [
            "1M",
            "1_000",
            "--1",
            "1.2.3",
            "0x10",
            "99999999999999999999999999999999999999",
        ] {
            assert!(read(word).is_err(), "{word}");
        }
    }
}
