//! Writes: `POST` to a set, `MERGE`, `PATCH`, `PUT` and `DELETE` of a row.
//!
//! `PUT` writes what it is given and leaves the rest, as `MERGE` does: Creatio's older documentation
//! updates single columns with it. A lookup that is set to the empty guid is passed over; that is how
//! Creatio's OData 4 does, and here it is assumed. Rows within rows are refused.

use uuid::Uuid;

use super::{
    body::{self, Content, Given},
    input,
    options::Options,
    read::Service,
    refusal::Refusal,
    resource, row_address, set_name, type_name,
};
use crate::{
    catalog::{Entity, EntityId, Member},
    change::{Assignment, Refused},
    odata::resource::{Resource, Row},
    reply::Reply,
    savepoint::Savepoint,
    value::Value,
};

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        Self::Execution(refused.0)
    }
}

/// The verbs that `X-HTTP-Method` may stand for.
const TUNNELLED: [&str; 4] = ["PUT", "PATCH", "MERGE", "DELETE"];

/// The verb of a request: that of its `X-HTTP-Method`, or its own.
pub(super) fn verb<'a>(method: &'a str, tunnelled: Option<&'a str>) -> Result<&'a str, Refusal> {
    let Some(verb) = tunnelled else {
        return Ok(method);
    };
    if method == "POST" && TUNNELLED.contains(&verb) {
        return Ok(verb);
    }
    Err(Refusal::Query(format!(
        "The header X-HTTP-Method goes with POST and is one of {}, not '{verb}' with {method}.",
        TUNNELLED.join(", ")
    )))
}

impl Service<'_> {
    /// A write to the resource, if it takes one.
    pub(super) fn write(&self, verb: &str, resource: &Resource) -> Result<Reply, Refusal> {
        if self.request.query.is_some() {
            return Err(Refusal::Query(
                "Query options cannot be applied to a request that writes.".to_owned(),
            ));
        }
        match (verb, resource) {
            ("POST", Resource::Set(entity)) => self.insert(*entity),
            ("MERGE" | "PATCH" | "PUT", Resource::Row(row)) => self.update(*row),
            ("DELETE", Resource::Row(row)) => self.delete(*row),
            _ => Err(Refusal::Method {
                method: verb.to_owned(),
                allowed: match resource {
                    Resource::Set(_) => "GET, POST",
                    Resource::Row(_) => "GET, PUT, MERGE, PATCH, DELETE",
                    _ => "GET",
                },
            }),
        }
    }

    fn insert(&self, id: EntityId) -> Result<Reply, Refusal> {
        // Refused before anything is written.
        self.format()?;
        let values = self.assignments(id)?;
        let key = self.whole(|| Ok(self.writer.insert(id, values)?))?;
        let row = Row { entity: id, key };
        let entry = self.entry(row, &Options::default())?;
        let address = row_address(self.catalog.entity(id), key);
        let created = Reply {
            status: 201,
            ..entry
        };
        Ok(created.with("location", format!("{}{address}", self.request.root)))
    }

    fn update(&self, row: Row) -> Result<Reply, Refusal> {
        let key = self.catalog.entity(row.entity).key;
        let mut values = self.assignments(row.entity)?;
        values.retain(|(at, _)| Some(*at) != key);
        self.whole(|| {
            let rows = self.writer.update(row.entity, &[row.key], &values)?;
            self.found(row, rows)
        })
    }

    fn delete(&self, row: Row) -> Result<Reply, Refusal> {
        self.whole(|| {
            let rows = self.writer.delete(row.entity, &[row.key])?;
            self.found(row, rows)
        })
    }

    /// The answer to a write of one row, of which there were so many.
    fn found(&self, row: Row, rows: usize) -> Result<Reply, Refusal> {
        if rows == 0 {
            return Err(Refusal::NotFound(set_name(self.catalog.entity(row.entity))));
        }
        Ok(Reply::empty(204).with("dataserviceversion", "1.0;"))
    }

    /// All of a write or nothing of it.
    fn whole<T>(&self, write: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
        let savepoint = Savepoint::begin(self.writer.connection)?;
        let written = write()?;
        savepoint.keep()?;
        Ok(written)
    }

    /// The columns that the body names, with their values.
    fn assignments(&self, id: EntityId) -> Result<Vec<Assignment>, Refusal> {
        let entity = self.catalog.entity(id);
        let given = body::read(self.request.content_type.as_deref(), &self.request.body)?;
        let given = given.iter().map(|given| self.assignment(entity, given));
        let assignments = given.collect::<Result<Vec<_>, _>>()?;
        Ok(assignments.into_iter().flatten().collect())
    }

    fn assignment(&self, entity: &Entity, given: &Given) -> Result<Option<Assignment>, Refusal> {
        let Given { name, content } = given;
        match entity.member(name) {
            Some(Member::Column(at)) => {
                let column = &entity.columns[at];
                let value = input::value(column.ty, content).ok_or_else(|| wrong_value(name))?;
                let is_passed_over = column.is_lookup_key && value == Value::Guid(Uuid::nil());
                Ok((!is_passed_over).then_some((at, value)))
            }
            Some(Member::Lookup(_) | Member::Collection(_)) => {
                let Content::Link(address) = content else {
                    return Err(Refusal::Query(format!(
                        "The property '{name}' holds rows within a row, which are not written."
                    )));
                };
                self.link(entity, name, address)
            }
            None => Err(unknown_property(entity, name)),
        }
    }

    /// The key of the row at an address, for the column of a lookup.
    fn link(
        &self,
        entity: &Entity,
        name: &str,
        address: &str,
    ) -> Result<Option<Assignment>, Refusal> {
        let below = address.strip_prefix(&*self.request.root);
        let target = resource::parse(self.catalog, below.unwrap_or(address))?;
        let lookup = match entity.member(name) {
            Some(Member::Lookup(lookup)) => Some(&entity.lookups[lookup]),
            _ => None,
        };
        match (target, lookup) {
            // Where the related row or rows are to be found.
            (Resource::Member(..), _) => Ok(None),
            (Resource::Row(row), Some(lookup)) if row.entity == lookup.target => {
                Ok(lookup.column.map(|at| (at, Value::Guid(row.key))))
            }
            _ => Err(Refusal::Query(format!(
                "The address '{address}' is none of a row that '{name}' can lead to."
            ))),
        }
    }
}

fn unknown_property(entity: &Entity, name: &str) -> Refusal {
    Refusal::Query(format!(
        "The property '{name}' does not exist on type '{}'. Make sure to only use property names \
         that are defined by the type.",
        type_name(entity)
    ))
}

fn wrong_value(name: &str) -> Refusal {
    Refusal::Query(format!(
        "The value of the property '{name}' is not valid for its type."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verb_is_tunnelled_through_post_and_nothing_else() {
        assert_eq!(verb("PATCH", None), Ok("PATCH"));
        assert_eq!(verb("POST", Some("MERGE")), Ok("MERGE"));
        for (method, tunnelled) in [
            ("GET", "DELETE"),
            ("POST", "GET"),
            ("POST", "merge"),
            ("PUT", "MERGE"),
        ] {
            assert!(verb(method, Some(tunnelled)).is_err(), "{tunnelled}");
        }
    }
}
