//! [`PlainJson`]: a value on its way into a body, and [`text_of`] a whole body.

use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::value::RawValue;

/// A value of a body that is neither an object nor an array.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum PlainJson {
    Null,
    Text(String),
    Integer(i64),
    Double(f64),
    Boolean(bool),
    /// A number with all its digits, which a [`Value`](serde_json::Value) would hold in binary.
    Exact(Box<RawValue>),
}

impl PlainJson {
    /// A decimal with every digit; `None` if JSON could not hold it.
    pub(crate) fn exact(number: Decimal) -> Option<Self> {
        let digits = RawValue::from_string(number.to_string());
        digits.ok().map(PlainJson::Exact)
    }

    /// A binary number; `None` for what JSON has no number for.
    pub(crate) fn finite(number: f64) -> Option<Self> {
        number.is_finite().then_some(PlainJson::Double(number))
    }
}

/// A body as it is posted.
#[expect(
    clippy::expect_used,
    reason = "JSON is refused for keys that are no text and by writers that fail: here is neither"
)]
pub(crate) fn text_of(body: &impl Serialize) -> String {
    serde_json::to_string(body).expect("all keys are text")
}
