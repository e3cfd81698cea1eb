//! Writes as requests in both versions of OData, and [`ODataWrite`], what they become.

use std::fmt;

use serde::{Serialize, Serializer};

use super::Version;
use super::encode::finished;
use super::options::push_literal_key;
use crate::CompileError;
use crate::ast::{Action, Assignment, Rows, Write};
use crate::capability::clause;
use crate::json::{PlainJson, text_of};
use crate::value::Literal;
use crate::write::{Delete, Insert, Update};

/// A write over OData: method, URL relative to the service's root, and body.
///
/// Made by [`Insert::odata4`](crate::Insert::odata4), [`Insert::odata3`](crate::Insert::odata3) and
/// their like; its `Display` is method and URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ODataWrite {
    entity: &'static str,
    method: &'static str,
    url: String,
    body: Option<String>,
}

impl ODataWrite {
    /// Wire name of the entity that is written.
    pub fn entity(&self) -> &'static str {
        self.entity
    }

    /// The HTTP method: `POST`, `DELETE`, and for updates `PATCH` over OData 4, `MERGE` over OData 3.
    pub fn method(&self) -> &'static str {
        self.method
    }

    /// The URL, percent-encoded: `Account`, or `Account(…)` with a key; over OData 3
    /// `AccountCollection(guid'…')`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The JSON of the body, which is of the media type `application/json;odata=verbose` over OData 3;
    /// a delete has none.
    pub fn body(&self) -> Option<&str> {
        self.body.as_deref()
    }
}

impl fmt::Display for ODataWrite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.url)
    }
}

/// A write as a request.
pub(crate) fn write(version: Version, write: &Write) -> Result<ODataWrite, CompileError> {
    with_key(version, write, |url, key| {
        push_literal_key(url, version, write.root, key)
    })
}

/// The same as a part of a batch of OData 4. Creatio Academy's examples of batches have keys as
/// segments of the path, `City/62f9…`; keys of other types than ids stand in parentheses there, too.
#[cfg(feature = "client")]
pub(crate) fn write_in_batch(write: &Write) -> Result<ODataWrite, CompileError> {
    with_key(Version::V4, write, |url, key| match key {
        [Literal::Guid(id)] => {
            url.push('/');
            url.push_str(&id.to_string());
            Ok(())
        }
        key => push_literal_key(url, Version::V4, write.root, key),
    })
}

fn with_key(
    version: Version,
    write: &Write,
    push_key: impl Fn(&mut String, &[Literal]) -> Result<(), CompileError>,
) -> Result<ODataWrite, CompileError> {
    write.check()?;
    let conditional = || version.refuse(write.root.name, clause::ConditionalWrite::CLAUSE);
    let mut url = String::new();
    version.push_set(&mut url, write.root);
    let (method, rows) = match &write.action {
        Action::Insert => ("POST", None),
        Action::Update(rows) => (version.update_method(), Some(rows)),
        Action::Delete(rows) => ("DELETE", Some(rows)),
        Action::Upsert(_) => return Err(conditional()),
    };
    match rows {
        Some(Rows::Key(key)) => push_key(&mut url, key)?,
        Some(Rows::Where(_)) => return Err(conditional()),
        None => {}
    }
    let body = match write.action {
        Action::Delete(_) => None,
        _ => Some(body(version, write)?),
    };
    Ok(ODataWrite {
        entity: write.root.name,
        method,
        url: finished(url),
        body,
    })
}

/// Members by the columns' wire names, in the order in which they were set.
struct Body(Vec<(&'static str, PlainJson)>);

impl Serialize for Body {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

fn body(version: Version, write: &Write) -> Result<String, CompileError> {
    let members = write
        .values
        .iter()
        .map(|assignment| member(version, write.root.name, assignment));
    let body = Body(members.collect::<Result<_, _>>()?);
    Ok(text_of(&body))
}

fn member(
    version: Version,
    entity: &'static str,
    assignment: &Assignment,
) -> Result<(&'static str, PlainJson), CompileError> {
    let column = assignment.column;
    let value = match &assignment.value {
        None => PlainJson::Null,
        Some(value) => version.json(entity, column, value)?,
    };
    Ok((column.name, value))
}

/// Gives a write to one row its OData requests.
macro_rules! as_odata {
    ($($name:ident)+) => {
        $(
            impl<E> $name<E> {
                /// The write as an OData 4 request.
                ///
                /// # Errors
                /// [`CompileError`] when the write makes no sense, or OData cannot carry a value.
                pub fn odata4(&self) -> Result<ODataWrite, CompileError> {
                    write(Version::V4, self.plan())
                }

                /// The write as an OData 3 request, whose body is verbose JSON.
                ///
                /// # Errors
                /// [`CompileError`] when the write makes no sense, or OData 3 cannot carry a value.
                pub fn odata3(&self) -> Result<ODataWrite, CompileError> {
                    write(Version::V3, self.plan())
                }
            }
        )+
    };
}

as_odata! { Insert Update Delete }
