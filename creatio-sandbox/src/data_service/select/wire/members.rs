//! JSON objects whose names compare without case.
//!
//! Values stay text until they are asked for, so that numbers keep all their digits.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::{Value as Json, value::RawValue};

use crate::data_service::select::exception::Exception;

/// The members of one object, in its order.
#[derive(Debug)]
pub(super) struct Members<'j> {
    /// The contract's name for the object, for messages.
    of: &'static str,
    members: Vec<(String, &'j str)>,
}

impl<'j> Members<'j> {
    /// The members of a JSON object.
    pub(super) fn read(of: &'static str, json: &'j str) -> Result<Self, Exception> {
        match serde_json::from_str(json) {
            Ok(Object(members)) => Ok(Self { of, members }),
            Err(_) => Err(Exception::serialization(format!("{of} must be an object."))),
        }
    }

    /// All members, with their JSON.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &'j str)> {
        self.members.iter().map(|(name, json)| (&**name, *json))
    }

    /// The JSON of a member; nothing if it is left out or null. The last one counts.
    pub(super) fn json(&self, name: &str) -> Option<&'j str> {
        let mut named = self
            .members
            .iter()
            .rev()
            .filter(|(member, _)| member.eq_ignore_ascii_case(name));
        named
            .next()
            .map(|(_, json)| *json)
            .filter(|json| *json != "null")
    }

    /// A boolean member.
    pub(super) fn flag(&self, name: &str, default: bool) -> Result<bool, Exception> {
        self.typed(name, "a boolean")
            .map(|flag| flag.unwrap_or(default))
    }

    /// An integer member, or the number of an enumeration.
    pub(super) fn number(&self, name: &str, default: i64) -> Result<i64, Exception> {
        self.typed(name, "an integer")
            .map(|number| number.unwrap_or(default))
    }

    /// A text member.
    pub(super) fn text(&self, name: &str) -> Result<Option<String>, Exception> {
        self.typed(name, "text")
    }

    /// A text member that must be there.
    pub(super) fn required_text(&self, name: &str) -> Result<String, Exception> {
        let text = self.text(name)?.filter(|text| !text.is_empty());
        text.ok_or_else(|| Exception::empty(name))
    }

    /// A member that holds an object.
    pub(super) fn object(
        &self,
        name: &str,
        of: &'static str,
    ) -> Result<Option<Members<'j>>, Exception> {
        self.json(name)
            .map(|json| Members::read(of, json))
            .transpose()
    }

    /// The elements of a member that holds a list.
    pub(super) fn list(&self, name: &str) -> Result<Option<Vec<&'j str>>, Exception> {
        let list: Option<Vec<&'j RawValue>> = self.typed(name, "a list")?;
        Ok(list.map(|list| list.into_iter().map(RawValue::get).collect()))
    }

    /// A member as it came.
    pub(super) fn any(&self, name: &str) -> Result<Option<Json>, Exception> {
        self.typed(name, "JSON")
    }

    fn typed<T: Deserialize<'j>>(&self, name: &str, what: &str) -> Result<Option<T>, Exception> {
        let parse = |json| {
            serde_json::from_str(json).map_err(|_| {
                Exception::serialization(format!("{name} of {} must be {what}.", self.of))
            })
        };
        self.json(name).map(parse).transpose()
    }
}

/// Names and the JSON behind them.
struct Object<'j>(Vec<(String, &'j str)>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some((name, json)) = map.next_entry::<String, &'de RawValue>()? {
                    members.push((name, json.get()));
                }
                Ok(Object(members))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_compare_without_case_and_null_is_as_good_as_left_out() {
        let members = Members::read("Query", r#"{"RowCount":3,"filters":null}"#).unwrap();
        assert_eq!(members.number("rowCount", -1).unwrap(), 3);
        assert!(members.object("Filters", "Filters").unwrap().is_none());
        assert!(members.flag("isEnabled", true).unwrap());
    }

    #[test]
    fn a_member_of_another_type_is_refused_by_name() {
        let members = Members::read("Query", r#"{"rowCount":"3"}"#).unwrap();
        assert_eq!(
            members.number("rowCount", -1).unwrap_err(),
            Exception::serialization("rowCount of Query must be an integer.")
        );
    }

    #[test]
    fn numbers_keep_their_digits() {
        let members = Members::read("P", r#"{"value":99999999999999.9990}"#).unwrap();
        assert_eq!(members.json("VALUE"), Some("99999999999999.9990"));
    }
}
