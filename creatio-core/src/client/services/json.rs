//! JSON that the types of a program describe, and errors about it that repeat none of it.

use serde::de::{DeserializeOwned, Error as _};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::error::Category;

use crate::CompileError;
use crate::decode::{DecodeError, DecodeErrorKind};

/// How messages of [`JsonText`] begin. They repeat nothing of the text.
const IN_TEXT: &str = "JSON text: ";

/// A value that Creatio wraps up once more: JSON as text inside of JSON, as in
/// `{"GetRowsResult":"[{\"Name\":\"Acme\"}]"}`.
///
/// Some methods of web services return it, and processes take lists and objects so.
///
/// ```no_run
/// # async fn run(client: creatio_core::Client) -> Result<(), creatio_core::Error> {
/// use creatio_core::client::JsonText;
///
/// #[derive(serde::Deserialize)]
/// #[serde(rename_all = "PascalCase")]
/// struct Outcome {
///     success: bool,
/// }
///
/// let JsonText(outcome): JsonText<Outcome> = client
///     .service("RightsService")
///     .call("UpsertAdminOperation", &serde_json::json!({ "code": "UsrCanShip" }))
///     .await?;
/// println!("{}", outcome.success);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct JsonText<T>(pub T);

impl<'de, T: DeserializeOwned> Deserialize<'de> for JsonText<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let mut json = serde_json::Deserializer::from_str(&text);
        let value = serde_path_to_error::deserialize(&mut json);
        let value =
            value.map_err(|error| D::Error::custom(format!("{IN_TEXT}{}", told(&error))))?;
        Ok(Self(value))
    }
}

impl<T: Serialize> Serialize for JsonText<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = serde_json::to_string(&self.0).map_err(S::Error::custom)?;
        serializer.serialize_str(&text)
    }
}

/// Reads what `source` returned.
pub(super) fn read<T: DeserializeOwned>(source: &str, json: &[u8]) -> Result<T, DecodeError> {
    let mut reader = serde_json::Deserializer::from_slice(json);
    let value = serde_path_to_error::deserialize(&mut reader);
    value.map_err(|error| unfit(source, told(&error)))
}

/// What `source` returned does not fit, for this reason.
pub(super) fn unfit(source: &str, reason: impl Into<String>) -> DecodeError {
    let (place, reason) = (source.to_owned(), reason.into());
    DecodeErrorKind::Returned { place, reason }.into()
}

/// The arguments of `target` as JSON.
pub(super) fn write(
    target: &str,
    arguments: &(impl Serialize + ?Sized),
) -> Result<Vec<u8>, CompileError> {
    serde_json::to_vec(arguments).map_err(|error| refused(target, &error))
}

/// Arguments that cannot be sent.
pub(super) fn refused(target: &str, error: &impl std::error::Error) -> CompileError {
    CompileError::Arguments {
        target: target.to_owned(),
        reason: error.to_string(),
    }
}

/// What is wrong, and where; nothing of what stands there.
fn told(error: &serde_path_to_error::Error<serde_json::Error>) -> String {
    let (path, inner) = (error.path().to_string(), error.inner());
    let path = path.trim_end_matches(['.', '?']);
    let member = match path {
        "" => String::new(),
        path => format!(" at `{path}`"),
    };
    let place = match (inner.line(), inner.column()) {
        // What was read already, such as the text of a `JsonText`, has no place of its own.
        (0, _) => String::new(),
        (line, column) => format!(" (line {line}, column {column})"),
    };
    expectation(inner) + &member + &place
}

/// What should have been there. serde repeats in its messages what was there instead.
fn expectation(error: &serde_json::Error) -> String {
    match error.classify() {
        Category::Io | Category::Syntax => return "it is not JSON".to_owned(),
        Category::Eof => return "it ends too early to be JSON".to_owned(),
        Category::Data => {}
    }
    let message = error.to_string();
    let message = message
        .rsplit_once(" at line ")
        .map_or(&*message, |(it, _)| it);
    let is_about_members = ["missing field", "duplicate field", IN_TEXT];
    if is_about_members
        .iter()
        .any(|start| message.starts_with(start))
    {
        return message.to_owned();
    }
    match message.rsplit_once(", expected ") {
        Some((_, expected)) => format!("{expected} was expected"),
        None => "the value does not fit its type".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Row {
        amount: u32,
    }

    fn refusal<T: DeserializeOwned>(json: &str) -> String {
        match read::<T>("UsrService/GetRows", json.as_bytes()) {
            Ok(_) => panic!("{json} was read"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn an_error_names_the_place_and_repeats_nothing_of_the_reply() {
        let told = refusal::<Vec<Row>>(r#"[{"amount":1},{"amount":"s3cret, expected by Bob"}]"#);
        insta::assert_snapshot!(told, @"what UsrService/GetRows gave does not fit: u32 was expected at `[1].amount` (line 1, column 49)");
        let told = refusal::<Vec<Row>>(r#"[{"price":"s3cret"}]"#);
        insta::assert_snapshot!(told, @"what UsrService/GetRows gave does not fit: missing field `amount` at `[0]` (line 1, column 19)");
        insta::assert_snapshot!(refusal::<Vec<Row>>("[{"), @"what UsrService/GetRows gave does not fit: it ends too early to be JSON at `[0]` (line 1, column 2)");
        insta::assert_snapshot!(refusal::<crate::Uuid>("\"s3cret\""), @"what UsrService/GetRows gave does not fit: the value does not fit its type (line 1, column 8)");
        let told = refusal::<JsonText<Vec<Row>>>(r#""[{\"amount\":\"s3cret\"}]""#);
        insta::assert_snapshot!(told, @"what UsrService/GetRows gave does not fit: JSON text: u32 was expected at `[0].amount` (line 1, column 19)");
    }

    #[test]
    fn json_text_is_written_as_it_is_read() {
        let rows: JsonText<Vec<u8>> = read("x", br#""[1,2]""#).unwrap();
        assert_eq!(rows, JsonText(vec![1, 2]));
        assert_eq!(serde_json::to_string(&rows).unwrap(), r#""[1,2]""#);
    }
}
