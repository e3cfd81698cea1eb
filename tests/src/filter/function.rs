//! The functions of a `$filter`: their names, how many arguments they take, and what they give.

use super::Version;

/// What a function gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// True or false, and so a condition of its own.
    Condition,
    /// Something to compare.
    Value,
}

/// `boolMethodCallExpr` and `methodCallExpr` of OData 4's ABNF, as far as they are about text and
/// dates, and the same of OData 3's URI conventions: name, arguments, kind, versions.
const FUNCTIONS: &[(&str, usize, Kind, &[Version])] = &[
    ("contains", 2, Kind::Condition, &[Version::V4]),
    ("substringof", 2, Kind::Condition, &[Version::V3]),
    ("startswith", 2, Kind::Condition, BOTH),
    ("endswith", 2, Kind::Condition, BOTH),
    ("length", 1, Kind::Value, BOTH),
    ("indexof", 2, Kind::Value, BOTH),
    ("tolower", 1, Kind::Value, BOTH),
    ("toupper", 1, Kind::Value, BOTH),
    ("trim", 1, Kind::Value, BOTH),
    ("concat", 2, Kind::Value, BOTH),
    ("year", 1, Kind::Value, BOTH),
    ("month", 1, Kind::Value, BOTH),
    ("day", 1, Kind::Value, BOTH),
    ("hour", 1, Kind::Value, BOTH),
    ("minute", 1, Kind::Value, BOTH),
    ("second", 1, Kind::Value, BOTH),
];

const BOTH: &[Version] = &[Version::V3, Version::V4];

/// What a version's function of this name and with so many arguments gives.
pub(super) fn kind(version: Version, name: &str, arguments: usize) -> Result<Kind, String> {
    let known = FUNCTIONS
        .iter()
        .find(|(known, _, _, versions)| *known == name && versions.contains(&version));
    let Some((_, expected, kind, _)) = known else {
        return Err(format!("{version:?} has no function {name}"));
    };
    if *expected == arguments {
        Ok(*kind)
    } else {
        Err(format!(
            "{name} takes {expected} arguments, not {arguments}"
        ))
    }
}
