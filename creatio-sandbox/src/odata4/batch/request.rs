//! The requests of a batch, whatever form they came in.

use std::collections::{HashMap, HashSet};

use bytes::Bytes;

use super::address;
use crate::odata4::refusal::Refusal;

/// Requests in one batch.
const MAX_REQUESTS: usize = 100;

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// Its name in the batch. Multipart requests need one in change sets only.
    pub(super) id: Option<String>,
    /// Names of earlier requests and groups without whose success it is not run.
    pub(super) depends_on: Vec<String>,
    /// Whether it has a condition of its own, which is not served.
    pub(super) is_conditional: bool,
    /// The HTTP verb in capitals.
    pub(super) method: String,
    /// The URL as it was given.
    pub(super) url: String,
    /// The media type of the body.
    pub(super) content_type: Option<String>,
    /// The body; empty if there is none.
    pub(super) body: Bytes,
}

/// What succeeds or fails as a whole: a group, or one request outside of any.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unit {
    /// The name of the group.
    pub(super) group: Option<String>,
    /// Its requests; exactly one if this is no group.
    pub(super) items: Vec<Item>,
}

/// A batch that does not fit its form.
pub(super) fn refused(message: String) -> Refusal {
    Refusal::Body(message)
}

/// Refuses a batch of too many requests.
pub(super) fn check_size(units: &[Unit]) -> Result<(), Refusal> {
    let requests: usize = units.iter().map(|unit| unit.items.len()).sum();
    if requests > MAX_REQUESTS {
        return Err(refused(format!(
            "The current batch message contains too many parts: {requests}. Only batch messages \
             with a maximum number of '{MAX_REQUESTS}' requests are allowed."
        )));
    }
    Ok(())
}

/// Requests with the names of their groups, in their order, as units. Names must lead backwards. An
/// id may be repeated, as Creatio's own example does; the last one counts.
pub(super) fn units(
    requests: impl IntoIterator<Item = (Option<String>, Item)>,
) -> Result<Vec<Unit>, Refusal> {
    let mut names = Names::default();
    let mut units: Vec<Unit> = Vec::new();
    for (group, item) in requests {
        names.check_dependencies(group.as_deref(), &item)?;
        let unit = units
            .last_mut()
            .filter(|unit| group.is_some() && unit.group == group);
        names.add(group.as_deref(), &item, unit.is_none())?;
        match unit {
            Some(unit) => unit.items.push(item),
            None => units.push(Unit {
                group,
                items: vec![item],
            }),
        }
    }
    Ok(units)
}

/// The names that a request may refer to.
#[derive(Default)]
struct Names {
    /// Requests and their groups.
    ids: HashMap<String, Option<String>>,
    groups: HashSet<String>,
}

impl Names {
    fn check_dependencies(&self, group: Option<&str>, item: &Item) -> Result<(), Refusal> {
        let id = item.id.as_deref().unwrap_or_default();
        for name in &item.depends_on {
            let is_known = self.ids.contains_key(name) || self.groups.contains(name);
            if !is_known || Some(&**name) == group {
                return Err(refused(format!(
                    "The dependsOn Id '{name}' in request '{id}' is not matching any of the request \
                     Id and atomic group Id seen so far. Forward reference is not allowed."
                )));
            }
        }
        let Some(reference) = address::reference(&item.url) else {
            return Ok(());
        };
        let its_group = self.ids.get(reference).and_then(Option::as_ref);
        let is_listed = |name: &String| name == reference || Some(name) == its_group;
        if item.depends_on.iter().any(is_listed) {
            return Ok(());
        }
        Err(refused(format!(
            "Request '{id}' refers to '{reference}' in its url and does not list it in dependsOn."
        )))
    }

    fn add(&mut self, group: Option<&str>, item: &Item, is_new: bool) -> Result<(), Refusal> {
        if let Some(group) = group
            && is_new
            && (self.ids.contains_key(group) || !self.groups.insert(group.to_owned()))
        {
            return Err(refused(format!(
                "The atomicityGroup '{group}' is the name of something else; all requests of a \
                 group must be adjacent."
            )));
        }
        let Some(id) = &item.id else {
            return Ok(());
        };
        if self.groups.contains(id) {
            return Err(refused(format!(
                "The id '{id}' is the name of an atomicityGroup."
            )));
        }
        self.ids.insert(id.clone(), group.map(str::to_owned));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(id: &str, url: &str, depends_on: &[&str]) -> Item {
        Item {
            id: Some(id.to_owned()),
            depends_on: depends_on.iter().map(|&name| name.to_owned()).collect(),
            is_conditional: false,
            method: "GET".to_owned(),
            url: url.to_owned(),
            content_type: None,
            body: Bytes::new(),
        }
    }

    /// Group, id, URL and dependencies of a request.
    type Given<'a> = (&'a str, &'a str, &'a str, &'a [&'a str]);

    /// Ids of the units of requests.
    fn grouped(requests: &[Given<'_>]) -> Result<Vec<String>, Refusal> {
        let requests = requests.iter().map(|(group, id, url, depends_on)| {
            let group = (!group.is_empty()).then(|| (*group).to_owned());
            (group, item(id, url, depends_on))
        });
        let ids = |unit: &Unit| {
            let ids = unit.items.iter().filter_map(|item| item.id.as_deref());
            ids.collect::<Vec<_>>().join("+")
        };
        Ok(units(requests)?.iter().map(ids).collect())
    }

    #[test]
    fn neighbours_of_one_group_are_one_unit() {
        let requests: &[Given<'_>] = &[
            ("", "1", "City", &[]),
            ("g", "2", "City", &["1"]),
            ("g", "3", "$2", &["2"]),
            ("", "4", "$3/Country", &["g"]),
            ("h", "5", "City", &[]),
        ];
        assert_eq!(grouped(requests).unwrap(), ["1", "2+3", "4", "5"]);
    }

    #[test]
    fn a_repeated_id_is_taken() {
        let requests: &[Given<'_>] = &[("g", "t3", "City", &[]), ("g", "t3", "City", &[])];
        assert_eq!(grouped(requests).unwrap(), ["t3+t3"]);
    }

    #[test]
    fn names_that_lead_nowhere_or_to_two_things_are_refused() {
        let refused: [&[Given<'_>]; 7] = [
            &[("", "1", "City", &["2"]), ("", "2", "City", &[])],
            &[("g", "1", "City", &["g"])],
            &[("g", "1", "City", &[]), ("g", "2", "City", &["g"])],
            &[("", "1", "City", &[]), ("", "2", "$1", &[])],
            &[("", "1", "City", &[]), ("1", "2", "City", &[])],
            &[("g", "1", "City", &[]), ("", "g", "City", &[])],
            &[
                ("g", "1", "City", &[]),
                ("", "2", "City", &[]),
                ("g", "3", "City", &[]),
            ],
        ];
        for requests in refused {
            assert!(grouped(requests).is_err(), "{requests:?}");
        }
    }
}
