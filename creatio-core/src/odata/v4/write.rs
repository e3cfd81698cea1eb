//! Writes as OData 4 requests.

use serde::{Serialize, Serializer};

use super::super::encode::finished;
use super::super::options::push_literal_key;
use super::super::{ODataWrite, Version};
use super::literal::instant_text;
use crate::CompileError;
use crate::ast::{Action, Assignment, Rows, Write};
use crate::capability::clause;
use crate::json::{PlainJson, text_of};
use crate::value::{Date, Literal};
use crate::write::{Delete, Insert, Update};

/// A write as a request.
pub(crate) fn write(write: &Write) -> Result<ODataWrite, CompileError> {
    with_key(write, |url, key| {
        push_literal_key(url, Version::V4, write.root, key)
    })
}

/// The same as a part of a batch. Creatio Academy's examples of batches have keys as segments of the
/// path, `City/62f9…`; keys of other types than ids stand in parentheses there, too.
#[cfg(feature = "client")]
pub(crate) fn write_in_batch(write: &Write) -> Result<ODataWrite, CompileError> {
    with_key(write, |url, key| match key {
        [Literal::Guid(id)] => {
            url.push('/');
            url.push_str(&id.to_string());
            Ok(())
        }
        key => push_literal_key(url, Version::V4, write.root, key),
    })
}

fn with_key(
    write: &Write,
    push_key: impl Fn(&mut String, &[Literal]) -> Result<(), CompileError>,
) -> Result<ODataWrite, CompileError> {
    write.check()?;
    let mut url = String::new();
    Version::V4.push_set(&mut url, write.root);
    let (method, rows) = match &write.action {
        Action::Insert => ("POST", None),
        Action::Update(rows) => ("PATCH", Some(rows)),
        Action::Delete(rows) => ("DELETE", Some(rows)),
        Action::Upsert(_) => return Err(conditional(write)),
    };
    match rows {
        Some(Rows::Key(key)) => push_key(&mut url, key)?,
        Some(Rows::Where(_)) => return Err(conditional(write)),
        None => {}
    }
    let body = match write.action {
        Action::Delete(_) => None,
        _ => Some(body(write)?),
    };
    Ok(ODataWrite {
        entity: write.root.name,
        method,
        url: finished(url),
        body,
    })
}

fn conditional(write: &Write) -> CompileError {
    Version::V4.refuse(write.root.name, clause::ConditionalWrite::CLAUSE)
}

/// Members by the columns' wire names, in the order in which they were set.
struct Body(Vec<(&'static str, PlainJson)>);

impl Serialize for Body {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

fn body(write: &Write) -> Result<String, CompileError> {
    let members = write.values.iter().map(|it| member(write.root.name, it));
    let body = Body(members.collect::<Result<_, _>>()?);
    Ok(text_of(&body))
}

fn member(
    entity: &'static str,
    assignment: &Assignment,
) -> Result<(&'static str, PlainJson), CompileError> {
    let value = match &assignment.value {
        None => PlainJson::Null,
        Some(value) => json(entity, assignment, value)?,
    };
    Ok((assignment.column.name, value))
}

/// A value as JSON. Instants are in UTC with `Z`: a date without a zone is refused by some servers,
/// and stored as year 1 by others, which report success (observed on 10.x).
fn json(
    entity: &'static str,
    assignment: &Assignment,
    value: &Literal,
) -> Result<PlainJson, CompileError> {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE;

    let column = assignment.column;
    let refuse = |value| CompileError::Unwritable {
        entity,
        column: column.name,
        protocol: "OData 4",
        value,
    };
    Ok(match value {
        Literal::Text(text) => PlainJson::Text(text.clone()),
        Literal::Integer(number) => PlainJson::Integer(*number),
        Literal::Decimal(number) => {
            PlainJson::exact(*number).ok_or_else(|| refuse("a decimal that JSON cannot hold"))?
        }
        Literal::Double(number) => PlainJson::finite(*number)
            .ok_or_else(|| refuse("an infinite number, or one that is none"))?,
        Literal::Boolean(flag) => PlainJson::Boolean(*flag),
        Literal::Guid(guid) => PlainJson::Text(guid.to_string()),
        Literal::Instant(instant) => PlainJson::Text(instant_text(entity, *instant)?),
        Literal::Date(date) => PlainJson::Text(day(entity, column.instant, *date)?),
        // Of which day it would be an instant is not known.
        Literal::Time(_) if column.instant => {
            return Err(refuse("a time of day"));
        }
        Literal::Time(time) => PlainJson::Text(time.to_string()),
        Literal::Duration(duration) => PlainJson::Text(duration.to_string()),
        Literal::Binary(bytes) => PlainJson::Text(URL_SAFE.encode(bytes)),
        Literal::Enum { members, .. } => PlainJson::Text(members.clone()),
    })
}

/// A day, or the midnight in UTC with which Creatio stores it in a column of instants.
fn day(entity: &'static str, instant: bool, date: Date) -> Result<String, CompileError> {
    match instant {
        _ if date.year() < 1 => Err(CompileError::DateOutOfRange { entity, date }),
        true => Ok(format!("{date}T00:00:00Z")),
        false => Ok(date.to_string()),
    }
}

/// Gives a write to one row its OData 4 request.
macro_rules! as_odata4 {
    ($($name:ident)+) => {
        $(
            impl<E> $name<E> {
                /// The write as an OData 4 request.
                ///
                /// # Errors
                /// [`CompileError`] when the write makes no sense, or OData cannot carry a value.
                pub fn odata4(&self) -> Result<ODataWrite, CompileError> {
                    write(self.plan())
                }
            }
        )+
    };
}

as_odata4! { Insert Update Delete }
