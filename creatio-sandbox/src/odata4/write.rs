//! Writes: `POST` to a set, `PATCH` and `DELETE` of a row.

use creatio_codegen::schema::PropertyType;
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::{options::Options, read::Service, refusal::Refusal};
use crate::{
    catalog::{Entity, EntityId, Member},
    change::{Assignment, Refused, Writer},
    odata::resource::{Resource, Row},
    reply::Reply,
    savepoint::Savepoint,
    value::{Value, default_of},
};

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        Self::Database(refused.0)
    }
}

impl Service<'_> {
    /// A write to the resource, if it takes one.
    pub(super) fn write(&self, resource: &Resource) -> Result<Reply, Refusal> {
        let writer = self.writer;
        match (&*self.request.method, resource) {
            ("POST", Resource::Set(entity)) => {
                let key = insert(writer, *entity, &self.request.body)?;
                self.created(Row {
                    entity: *entity,
                    key,
                })
            }
            ("PATCH", Resource::Row(row)) => {
                let ignores_unknown = self.limits.ignore_unknown_in_patch;
                update(
                    writer,
                    row.entity,
                    row.key,
                    &self.request.body,
                    ignores_unknown,
                )?;
                Ok(Reply::empty(204).with("odata-version", "4.0"))
            }
            ("DELETE", Resource::Row(row)) => {
                delete(writer, row.entity, row.key)?;
                Ok(Reply::empty(204).with("odata-version", "4.0"))
            }
            (method, _) => Err(Refusal::Method(method.to_owned())),
        }
    }

    /// The whole row that was made.
    fn created(&self, row: Row) -> Result<Reply, Refusal> {
        let reply = self.row(row, &Options::default())?.ok_or(Refusal::NoRow)?;
        let set = &self.catalog.entity(row.entity).set;
        let location = format!("{}{set}({})", self.request.root, row.key);
        let created = Reply {
            status: 201,
            ..reply
        };
        Ok(created.with("location", location))
    }
}

/// Inserts the row that a body describes; gives its key.
fn insert(writer: Writer<'_>, entity: EntityId, body: &[u8]) -> Result<Uuid, Refusal> {
    let values = assignments(writer.catalog.entity(entity), body)?;
    in_transaction(writer, || Ok(writer.insert(entity, values)?))
}

/// Writes what a body says to a row.
///
/// With `ignores_unknown`, a body with an unknown property writes nothing and is no error, as it was
/// observed on instances of version 10.0.
fn update(
    writer: Writer<'_>,
    entity: EntityId,
    key: Uuid,
    body: &[u8],
    ignores_unknown: bool,
) -> Result<(), Refusal> {
    let schema = writer.catalog.entity(entity);
    let values = assignments(schema, body);
    if ignores_unknown && matches!(values, Err(Refusal::UnknownProperty(_))) {
        let is_there = writer.is_there(schema, key)?;
        return if is_there {
            Ok(())
        } else {
            Err(Refusal::NoRow)
        };
    }
    let mut values = values?;
    values.retain(|(at, _)| Some(*at) != schema.key);
    in_transaction(writer, || match writer.update(entity, &[key], &values)? {
        0 => Err(Refusal::NoRow),
        _ => Ok(()),
    })
}

/// Deletes a row.
fn delete(writer: Writer<'_>, entity: EntityId, key: Uuid) -> Result<(), Refusal> {
    in_transaction(writer, || match writer.delete(entity, &[key])? {
        0 => Err(Refusal::NoRow),
        _ => Ok(()),
    })
}

/// All of a write or nothing of it.
fn in_transaction<T>(
    writer: Writer<'_>,
    write: impl FnOnce() -> Result<T, Refusal>,
) -> Result<T, Refusal> {
    let savepoint = Savepoint::begin(writer.connection)?;
    let written = write()?;
    savepoint.keep()?;
    Ok(written)
}

/// The columns that a body names, with their values.
///
/// Names of navigation properties and annotations are passed over, as Creatio does, and so is a lookup
/// that is set to the empty guid: only null empties one.
fn assignments(entity: &Entity, body: &[u8]) -> Result<Vec<Assignment>, Refusal> {
    let body: Map<String, Json> = serde_json::from_slice(body)
        .map_err(|_| Refusal::Body("item : The body is no JSON object.".to_owned()))?;
    let mut values = Vec::new();
    for (name, json) in body.iter().filter(|(name, _)| !name.contains('@')) {
        match entity.member(name) {
            Some(Member::Column(at)) => {
                let column = &entity.columns[at];
                let value = value(column.ty, json).ok_or_else(|| wrong_value(name))?;
                if !(column.is_lookup_key && value == Value::Guid(Uuid::nil())) {
                    values.push((at, value));
                }
            }
            Some(Member::Lookup(_) | Member::Collection(_)) => {}
            None => return Err(unknown_property(entity, name)),
        }
    }
    Ok(values)
}

/// A value for a column of a type. Null is what such columns hold when they are empty. An instant
/// needs its zone; the year 1 is none.
fn value(ty: PropertyType, json: &Json) -> Option<Value> {
    if ty == PropertyType::Stream {
        return None;
    }
    if json.is_null() {
        return Some(default_of(ty));
    }
    match Value::from_json(ty, json)? {
        Value::Instant(at) if at.to_wire() == crate::instant::EMPTY => Some(Value::Null),
        value => Some(value),
    }
}

fn unknown_property(entity: &Entity, name: &str) -> Refusal {
    Refusal::UnknownProperty(format!(
        "item : The property '{name}' does not exist on type '{}'. Make sure to only use property \
         names that are defined by the type.",
        entity.qualified_name()
    ))
}

fn wrong_value(name: &str) -> Refusal {
    Refusal::Body(format!(
        "item.{name} : The value is not valid for the type of the property."
    ))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::tz::TimeZone;

    use super::*;
    use crate::{
        catalog::Catalog,
        store::Store,
        user::{Clock, User},
    };

    /// What becomes of an update of the one city there is, by its body; and the city's name then.
    async fn updated(body: &'static str, ignores_unknown: bool) -> (Result<(), Refusal>, Value) {
        let document = include_bytes!("../../snapshots/twelve-entities.odata4.xml");
        let schema = creatio_codegen::csdl::read(document, "bundled").unwrap();
        let catalog = Arc::new(Catalog::new(&schema));
        let id = catalog.by_name("City").unwrap();
        let Some(Member::Column(name)) = catalog.entity(id).member("Name") else {
            panic!("cities have names");
        };
        let store = Store::open(catalog, None, &TimeZone::UTC, |_| Vec::new()).unwrap();
        let user = User {
            id: Uuid::nil(),
            contact: Uuid::nil(),
            zone: TimeZone::UTC,
            clock: Clock::System,
        };
        let job = move |catalog: &Catalog, connection: &mut rusqlite::Connection| {
            let writer = Writer {
                connection,
                catalog,
                user: &user,
            };
            let key = insert(writer, id, br#"{"Name":"Old"}"#).unwrap();
            update(writer, id, key, body.as_bytes(), ignores_unknown)
        };
        let outcome = store.run(job).await.unwrap();
        let mut rows = store.all(id).await.unwrap();
        (outcome, rows.remove(0).remove(name))
    }

    #[tokio::test]
    async fn a_body_with_an_unknown_property_is_refused_or_writes_nothing() {
        let old = Value::Text("Old".to_owned());
        let body = r#"{"Name":"New","Nope":1}"#;
        let (refused, left) = updated(body, false).await;
        assert!(matches!(refused, Err(Refusal::UnknownProperty(_))));
        assert_eq!(left, old);
        assert_eq!(updated(body, true).await, (Ok(()), old.clone()));
        // Other mistakes are refused all the same.
        let (refused, left) = updated(r#"{"Name":7}"#, true).await;
        assert!(matches!(refused, Err(Refusal::Body(_))));
        assert_eq!(left, old);
        let new = Value::Text("New".to_owned());
        assert_eq!(updated(r#"{"Name":"New"}"#, true).await, (Ok(()), new));
    }
}
