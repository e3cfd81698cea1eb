//! The two ways to start a process: JSON in and out, and an address with XML as answer.

use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::{ProcessInput, ProcessOutcome, Processes, outcome::End};
use crate::{
    data_service::failure,
    odata3::escaped,
    raw,
    reply::{JSON, Reply, XML},
};

/// The namespace of .NET's serialized texts.
const NAMESPACE: &str = "http://schemas.microsoft.com/2003/10/Serialization/";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Start {
    schema_name: Option<String>,
    /// The other way to name a process. A sandbox knows names only.
    schema_u_id: Option<String>,
    #[serde(default)]
    parameter_values: Option<Vec<Parameter>>,
    #[serde(default)]
    result_parameter_names: Option<Vec<String>>,
}

/// Observed: every value is a text, whatever the parameter's type.
#[derive(Deserialize)]
struct Parameter {
    name: String,
    value: Option<String>,
}

/// Answers `RunProcess`.
pub(crate) fn run(processes: &Processes, body: &[u8]) -> Reply {
    let start: Start = match serde_json::from_slice(body) {
        Ok(start) => start,
        Err(error) => return failure("SerializationException", &error.to_string()),
    };
    let name = start.schema_name.or(start.schema_u_id).unwrap_or_default();
    let Some(process) = processes.0.get(&name) else {
        let message = format!("Process schema \"{name}\" not found.");
        return failure("ItemNotFoundException", &message);
    };
    let given = start.parameter_values.unwrap_or_default().into_iter();
    let given = given.filter_map(|it| Some((it.name, it.value?)));
    let ProcessOutcome(end) = process(&ProcessInput::new(given.collect()));
    let asked = start.result_parameter_names.unwrap_or_default();
    Reply::new(200, JSON, answer(end, &asked).to_string())
}

/// Creatio's numbers: Running 1, Completed 2, Error 3.
fn answer(end: End, asked: &[String]) -> Json {
    let (status, results, error) = match end {
        End::Running => (1, Json::Null, Json::Null),
        End::Completed(_) if asked.is_empty() => (2, Json::Null, Json::Null),
        End::Completed(results) => (2, Json::Object(chosen(&results, asked)), Json::Null),
        End::Failed(message) => {
            let code = "ProcessException";
            let error = json!({ "errorCode": code, "message": message, "stackTrace": null });
            (3, Json::Null, error)
        }
    };
    json!({
        "success": error.is_null(),
        "errorInfo": error,
        "processId": Uuid::new_v4(),
        "processStatus": status,
        "resultParameterValues": results,
        "executionData": null,
    })
}

/// The results that were asked for; null where there is none of the name.
fn chosen(results: &Map<String, Json>, asked: &[String]) -> Map<String, Json> {
    let value = |name: &String| results.get(name).cloned().unwrap_or_default();
    asked
        .iter()
        .map(|name| (name.clone(), value(name)))
        .collect()
}

/// Answers `{Process}/Execute`; `None` if there is no such process, or if it fails.
///
/// The one result that can be asked for comes as JSON, as the text of an XML element. Without one
/// nothing is waited for, and the element is empty.
pub(crate) fn execute(processes: &Processes, name: &str, query: Option<&str>) -> Option<Reply> {
    const RESULT: &str = "ResultParameterName";
    let process = processes.0.get(name)?;
    let pairs = raw::pairs(query.unwrap_or_default());
    let is_result = |(name, _): &(String, String)| name.eq_ignore_ascii_case(RESULT);
    let (asked, given): (Vec<_>, Vec<_>) = pairs.into_iter().partition(is_result);
    let ProcessOutcome(end) = process(&ProcessInput::new(given));
    let text = match (end, asked.into_iter().next()) {
        (End::Failed(_), Some(_)) => return None,
        (End::Completed(mut results), Some((_, name))) => {
            results.remove(&name).unwrap_or_default().to_string()
        }
        (End::Running, Some(_)) => Json::Null.to_string(),
        (_, None) => String::new(),
    };
    let body = format!("<string xmlns=\"{NAMESPACE}\">{}</string>", escaped(&text));
    Some(Reply::new(200, XML, body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_results_that_were_asked_for_are_told() {
        let ProcessOutcome(end) = ProcessOutcome::completed([("A", 1), ("B", 2)]);
        let asked = ["B".to_owned(), "C".to_owned()];
        let told = answer(end.clone(), &asked)["resultParameterValues"].clone();
        assert_eq!(told, json!({"B": 2, "C": null}));
        assert_eq!(answer(end, &[])["resultParameterValues"], Json::Null);
    }
}
