//! The rows of a lookup, which no `$metadata` tells: data that programs know by name.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// The rows of an entity whose key is one guid, as `creatio fetch` read them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "enrich",
    derive(serde::Deserialize),
    serde(deny_unknown_fields)
)]
pub struct LookupRows {
    /// The column whose value users see in place of a row.
    pub display: String,
    /// The values of that column by key; empty where a row has none.
    pub rows: BTreeMap<RowId, String>,
}

/// The key of a row: a guid.
///
/// ```
/// use creatio_codegen::schema::RowId;
///
/// let id: RowId = "E308B781-3C5B-4ECB-89EF-5C1ED4DA488E".parse()?;
/// assert_eq!(id.to_string(), "e308b781-3c5b-4ecb-89ef-5c1ed4da488e");
/// # Ok::<(), creatio_codegen::schema::RowIdError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "enrich",
    derive(serde::Deserialize),
    serde(try_from = "String")
)]
pub struct RowId(u128);

/// Digits between the dashes of a guid.
const GROUPS: [usize; 5] = [8, 4, 4, 4, 12];

/// A text that is no guid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{}` is no guid such as e308b781-3c5b-4ecb-89ef-5c1ed4da488e",
    text.escape_debug()
)]
pub struct RowIdError {
    text: String,
}

impl RowId {
    /// The guid with this value, its first digit being the highest.
    pub const fn from_u128(value: u128) -> Self {
        Self(value)
    }

    /// The groups of digits, with `separator` between them.
    pub(crate) fn digits(self, separator: char) -> String {
        let digits = format!("{:032x}", self.0);
        let mut rest = digits.as_str();
        let mut text = String::with_capacity(36);
        for length in GROUPS {
            let (group, behind) = rest.split_at(length);
            if !text.is_empty() {
                text.push(separator);
            }
            text.push_str(group);
            rest = behind;
        }
        text
    }
}

impl fmt::Display for RowId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.digits('-'))
    }
}

impl FromStr for RowId {
    type Err = RowIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || RowIdError {
            text: text.to_owned(),
        };
        let is_hex = |group: &str| group.bytes().all(|byte| byte.is_ascii_hexdigit());
        let groups: Vec<_> = text.split('-').collect();
        let lengths = groups.iter().map(|group| group.len());
        if !lengths.eq(GROUPS) || !groups.iter().all(|group| is_hex(group)) {
            return Err(error());
        }
        let value = u128::from_str_radix(&groups.concat(), 16);
        value.map(Self).map_err(|_| error())
    }
}

impl TryFrom<String> for RowId {
    type Error = RowIdError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_is_read_in_either_case_and_keeps_its_leading_zeros() {
        let id: RowId = "00ABCDEF-53e6-df11-971b-001d60e938c6".parse().unwrap();
        assert_eq!(id.to_string(), "00abcdef-53e6-df11-971b-001d60e938c6");
        assert_eq!(id.digits('_'), "00abcdef_53e6_df11_971b_001d60e938c6");
        assert_eq!(
            id,
            RowId::from_u128(0x00ab_cdef_53e6_df11_971b_001d_60e9_38c6)
        );
    }

    #[test]
    fn what_is_no_guid_is_refused() {
        for text in [
            "",
            "e308b781",
            "e308b781-3c5b-4ecb-89ef-5c1ed4da488",
            "e308b7813c5b-4ecb-89ef-5c1e-d4da488e",
            "{e308b781-3c5b-4ecb-89ef-5c1ed4da488e}",
            "+308b781-3c5b-4ecb-89ef-5c1ed4da488e",
            "é308b78-3c5b-4ecb-89ef-5c1ed4da488e",
        ] {
            assert!(text.parse::<RowId>().is_err(), "{text}");
        }
    }
}
