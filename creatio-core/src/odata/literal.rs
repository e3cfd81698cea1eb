//! Parts of literals that both versions of OData write alike.

use std::fmt::{Display, Write as _};

/// Appends what a value's `Display` says.
pub(super) fn push_display(url: &mut String, value: impl Display) {
    // Writing to a `String` cannot fail.
    let _ = write!(url, "{value}");
}

/// Appends a value behind the word that tells its type: `duration'PT1S'`. The value must need no
/// encoding.
pub(super) fn push_prefixed(url: &mut String, prefix: &str, value: impl Display) {
    let _ = write!(url, "{prefix}'{value}'");
}

/// Appends the shortest text that reads back as the same number. `Debug` and not `Display`: the
/// latter writes large numbers without an exponent, in hundreds of digits.
pub(super) fn push_double(url: &mut String, number: f64) {
    if number.is_nan() {
        url.push_str("NaN");
    } else if number.is_infinite() {
        url.push_str(if number > 0.0 { "INF" } else { "-INF" });
    } else {
        let _ = write!(url, "{number:?}");
    }
}
