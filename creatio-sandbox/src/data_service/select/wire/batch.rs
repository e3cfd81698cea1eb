//! `BatchQuery` around its items.

use serde_json::Value as Json;

use super::{Verb, members::Members};
use crate::data_service::select::exception::Exception;

/// A whole batch.
#[derive(Debug)]
pub(in super::super) struct Batch<'j> {
    /// Its queries.
    pub(in super::super) items: Vec<BatchItem<'j>>,
    /// Whether it goes on after an error.
    pub(in super::super) continues: bool,
}

/// One query of a batch.
#[derive(Debug)]
pub(in super::super) struct BatchItem<'j> {
    /// What it is.
    pub(in super::super) subquery: Subquery,
    /// Its JSON, which is that of the query alone.
    pub(in super::super) body: &'j str,
    /// What its result repeats.
    pub(in super::super) query_id: Option<Json>,
}

/// A kind of query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Subquery {
    /// `SelectQuery`
    Select,
    /// A query that writes.
    Change(Verb),
}

/// Reads a body. It must be valid JSON.
pub(in super::super) fn read_batch(json: &str) -> Result<Batch<'_>, Exception> {
    let members = Members::read("BatchQuery", json)?;
    let items = members.list("items")?.filter(|items| !items.is_empty());
    let items = items.ok_or_else(|| Exception::empty("items"))?;
    Ok(Batch {
        items: items.into_iter().map(item).collect::<Result<_, _>>()?,
        continues: members.flag("continueIfError", false)?,
    })
}

fn item(json: &str) -> Result<BatchItem<'_>, Exception> {
    let members = Members::read("an item of BatchQuery", json)?;
    // .NET looks for the type in the first member and nowhere else.
    let ty = match members.all().next() {
        Some(("__type", json)) => serde_json::from_str::<String>(json).ok(),
        _ => None,
    };
    let ty = ty.unwrap_or_default();
    Ok(BatchItem {
        subquery: subquery(&ty).ok_or_else(|| Exception::unsupported_subquery(&ty))?,
        body: json,
        query_id: members.any("queryId")?,
    })
}

/// `Terrasoft.Nui.ServiceModel.DataContract.SelectQuery`, with the assembly behind it if wanted.
fn subquery(ty: &str) -> Option<Subquery> {
    let (class, assembly) = ty.split_once(',').unwrap_or((ty, ASSEMBLY));
    let name = class.strip_prefix("Terrasoft.Nui.ServiceModel.DataContract.")?;
    if assembly.trim() != ASSEMBLY {
        return None;
    }
    match name {
        "SelectQuery" => Some(Subquery::Select),
        "InsertQuery" => Some(Subquery::Change(Verb::Insert)),
        "UpdateQuery" => Some(Subquery::Change(Verb::Update)),
        "DeleteQuery" => Some(Subquery::Change(Verb::Delete)),
        _ => None,
    }
}

const ASSEMBLY: &str = "Terrasoft.Nui.ServiceModel";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_tells_the_query() {
        let prefix = "Terrasoft.Nui.ServiceModel.DataContract.";
        let of = |name: &str| subquery(&format!("{prefix}{name}"));
        assert_eq!(of("SelectQuery"), Some(Subquery::Select));
        let insert = Some(Subquery::Change(Verb::Insert));
        assert_eq!(of("InsertQuery, Terrasoft.Nui.ServiceModel"), insert);
        for name in [
            "BatchQuery",
            "selectquery",
            "SelectQuery, Other",
            "SelectQuery ",
        ] {
            assert_eq!(of(name), None, "{name}");
        }
        assert_eq!(subquery("SelectQuery"), None);
    }

    #[test]
    fn the_type_must_come_first() {
        let ty = "\"__type\":\"Terrasoft.Nui.ServiceModel.DataContract.DeleteQuery\"";
        let batch = |item: String| format!("{{\"items\":[{item}]}}");
        let first = batch(format!("{{{ty},\"queryId\":\"q\"}}"));
        let read = read_batch(&first).unwrap();
        assert_eq!(read.items[0].query_id, Some(Json::from("q")));
        assert!(!read.continues);
        for item in [
            format!("{{\"queryId\":\"q\",{ty}}}"),
            "{}".to_owned(),
            "{\"__type\":7}".to_owned(),
        ] {
            let refused = read_batch(&batch(item.clone())).unwrap_err();
            assert_eq!(refused.code(), "UnsupportedSubqueryType", "{item}");
        }
    }

    #[test]
    fn a_batch_without_items_is_refused() {
        for body in ["{}", "{\"items\":null}", "{\"items\":[]}"] {
            let refused = read_batch(body).unwrap_err();
            assert_eq!(refused.code(), "ArgumentNullOrEmptyException", "{body}");
        }
    }
}
