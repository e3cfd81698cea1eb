//! Many queries in one: the JSON of a `BatchQuery`.

use serde::Serialize;
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::json::text_of;

/// One query of a batch.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BatchedQuery<'p> {
    /// What its reply is found by.
    pub(crate) id: Uuid,
    /// `SelectQuery`, `InsertQuery`, `UpdateQuery` or `DeleteQuery`.
    pub(crate) operation: &'p str,
    /// The JSON that the operation takes.
    pub(crate) body: &'p str,
}

/// Members in the order in which Creatio's own client writes them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    items: Vec<Box<RawValue>>,
    instance_id: Uuid,
    continue_if_error: bool,
    include_process_execution_data: bool,
}

/// The queries as one; `instance` is any id.
pub(crate) fn batch(
    queries: &[BatchedQuery<'_>],
    instance: Uuid,
    continue_if_error: bool,
) -> String {
    let items = queries.iter().map(|query| item(*query));
    text_of(&Body {
        items: items.collect(),
        instance_id: instance,
        continue_if_error,
        include_process_execution_data: true,
    })
}

/// A query with its type and its id. The type has to be the first member, or the server misreads the
/// query (a comment in Creatio's own client says so).
#[expect(
    clippy::expect_used,
    reason = "what stands between the braces of an object, with members before and after, is one"
)]
fn item(query: BatchedQuery<'_>) -> Box<RawValue> {
    let BatchedQuery {
        id,
        operation,
        body,
    } = query;
    let members = body.strip_prefix('{').unwrap_or(body);
    let members = members.strip_suffix('}').unwrap_or(members);
    RawValue::from_string(format!(
        "{{\"__type\":\"Terrasoft.Nui.ServiceModel.DataContract.{operation}\",{members},\"queryId\":\"{id}\"}}"
    ))
    .expect("the body of a query is an object with members")
}
