//! SQL's logic of three values, as Creatio's databases have it: `None` is unknown.

/// Whether both hold.
pub fn and(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    match (left, right) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// Whether at least one holds.
pub fn or(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    not(and(not(left), not(right)))
}

/// Whether it does not hold; unknown if that is unknown.
pub fn not(truth: Option<bool>) -> Option<bool> {
    truth.map(|truth| !truth)
}
