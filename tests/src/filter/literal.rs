//! Values without quotes, and what stands before quotes, by the forms of each version.

use super::{Literal, Version};

/// A value that is one word.
pub(super) fn bare(version: Version, word: &str) -> Option<Literal> {
    let text = || word.to_owned();
    Some(match word {
        "null" => Literal::Null,
        "true" => Literal::Boolean(true),
        "false" => Literal::Boolean(false),
        "INF" | "-INF" | "NaN" => Literal::Number(text()),
        _ => return number_or_day(version, word),
    })
}

fn number_or_day(version: Version, word: &str) -> Option<Literal> {
    let shape = shape(word);
    let text = || word.to_owned();
    match version {
        Version::V4 if is_guid(word) => Some(Literal::Guid(text())),
        Version::V4 if is_instant(&shape) => Some(Literal::Instant(text())),
        Version::V4 if shape == "0000-00-00" => Some(Literal::Date(text())),
        Version::V4 if is_time(&shape) => Some(Literal::Time(text())),
        Version::V4 => is_number(word).then(|| Literal::Number(text())),
        Version::V3 => is_number_of_v3(word).then(|| Literal::Number(text())),
    }
}

/// A value in quotes after a word that names its type.
pub(super) fn prefixed(version: Version, prefix: &str, text: String) -> Result<Literal, String> {
    let shape = shape(&text);
    match (version, prefix) {
        (Version::V4, "duration") => Ok(Literal::Duration(text)),
        (_, "binary") | (Version::V3, "X") => Ok(Literal::Binary(text)),
        (Version::V3, "guid") if is_guid(&text) => Ok(Literal::Guid(text)),
        (Version::V3, "datetime") if is_zoneless(&shape) => Ok(Literal::Instant(text)),
        (Version::V3, "datetimeoffset") if is_instant(&shape) => Ok(Literal::Instant(text)),
        (Version::V3, "time") if text.starts_with("PT") => Ok(Literal::Time(text)),
        _ => Err(format!("{version:?} has no value {prefix}'{text}'")),
    }
}

/// The word with a zero for each digit.
fn shape(word: &str) -> String {
    let zero = |c: char| if c.is_ascii_digit() { '0' } else { c };
    word.chars().map(zero).collect()
}

/// Groups of 8, 4, 4, 4 and 12 hexadecimal digits.
pub(crate) fn is_guid(word: &str) -> bool {
    let groups: Vec<_> = word.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups
            .iter()
            .all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// `dateTimeOffsetValue`, given with zeros for its digits.
fn is_instant(shape: &str) -> bool {
    let zoneless = shape
        .strip_suffix('Z')
        .or_else(|| shape.strip_suffix("+00:00"))
        .or_else(|| shape.strip_suffix("-00:00"));
    zoneless.is_some_and(is_zoneless)
}

/// A date and a time, given with zeros for their digits.
fn is_zoneless(shape: &str) -> bool {
    let parts = shape.split_once('T');
    parts.is_some_and(|(date, time)| date == "0000-00-00" && is_time(time))
}

/// `hour ":" minute [ ":" second [ "." 1*12DIGIT ] ]`, given with zeros for its digits.
fn is_time(shape: &str) -> bool {
    let (whole, fraction) = shape.split_once('.').unwrap_or((shape, "0"));
    let seconds = whole == "00:00:00";
    let digits = (1..=12).contains(&fraction.len()) && fraction.bytes().all(|byte| byte == b'0');
    digits && (seconds || shape == "00:00")
}

/// `[ SIGN ] 1*DIGIT [ "." 1*DIGIT ] [ "e" [ SIGN ] 1*DIGIT ]`
fn is_number(word: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = |text: &str| text.strip_prefix(['-', '+']).unwrap_or(text).to_owned();
    let (mantissa, exponent) = word.split_once(['e', 'E']).unwrap_or((word, "0"));
    let mantissa = unsigned(mantissa);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((&mantissa, "0"));
    digits(whole) && digits(fraction) && digits(&unsigned(exponent))
}

/// OData 3 marks decimals, doubles, singles and 64-bit integers by a letter at their end.
fn is_number_of_v3(word: &str) -> bool {
    let unmarked = word.strip_suffix(['M', 'm', 'D', 'd', 'F', 'f', 'L']);
    is_number(unmarked.unwrap_or(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_mark_values_each_in_its_own_way() {
        let guid = "e308b781-3c5b-4ecb-89ef-5c1ed4da488e";
        assert_eq!(
            bare(Version::V4, guid),
            Some(Literal::Guid(guid.to_owned()))
        );
        assert_eq!(bare(Version::V3, guid), None);
        let prefixed = |prefix, text: &str| prefixed(Version::V3, prefix, text.to_owned());
        assert_eq!(prefixed("guid", guid), Ok(Literal::Guid(guid.to_owned())));
        assert!(prefixed("guid", "1").is_err());
        assert!(prefixed("datetime", "2024-01-31T08:15:00.123").is_ok());
        assert!(prefixed("datetime", "2024-01-31T08:15:00Z").is_err());
        assert!(prefixed("duration", "PT1S").is_err());
        for number in ["1", "-1.5M", "2L", "1.5e3d"] {
            assert!(bare(Version::V3, number).is_some(), "{number}");
        }
        assert_eq!(bare(Version::V4, "1.5M"), None);
    }
}
