//! [`DataServiceRequest`]: the body of a `SelectQuery`.

use std::fmt;

/// What is posted to DataService's `SelectQuery` operation to read rows.
///
/// Made by [`Query::prepare_data_service`](crate::Query::prepare_data_service); its `Display` is the
/// JSON, without white space and with every digit of every decimal.
///
/// ```
/// # mod models {
/// # use creatio_core::{Entity, Id};
/// # #[derive(Debug, Clone, PartialEq, Entity)]
/// # pub struct City { #[creatio(key)] pub id: Id<City>, pub name: String }
/// # }
/// # use models::{City, city};
/// use creatio_core::jiff::tz::TimeZone;
///
/// let query = City::query().select(city::name).prepare_data_service(&TimeZone::UTC)?;
/// assert_eq!(query.request().entity(), "City");
///
/// let reply = br#"{"rows":[{"Name":"Oslo"},{"Name":"Bergen"}],"success":true}"#;
/// assert_eq!(query.read_page(reply, 1)?.rows, ["Oslo", "Bergen"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataServiceRequest {
    entity: &'static str,
    body: String,
}

impl DataServiceRequest {
    pub(crate) fn new(entity: &'static str, body: String) -> Self {
        DataServiceRequest { entity, body }
    }

    /// Wire name of the entity that is read.
    pub fn entity(&self) -> &'static str {
        self.entity
    }

    /// The JSON as text.
    pub fn as_str(&self) -> &str {
        &self.body
    }
}

impl fmt::Display for DataServiceRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.body)
    }
}

impl AsRef<str> for DataServiceRequest {
    fn as_ref(&self) -> &str {
        &self.body
    }
}
