//! What a program sees of a schema.

use std::collections::BTreeMap;

use serde_json::Value;
use uuid::Uuid;

use super::DataValueType;

/// A text in the languages that it has been translated to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Localized(pub(super) BTreeMap<String, String>);

impl Localized {
    /// The text for a culture, such as `en-US`.
    pub fn in_culture(&self, culture: &str) -> Option<&str> {
        self.0.get(culture).map(String::as_str)
    }

    /// The text for a culture or, if there is none, for the first one that has it.
    pub fn in_culture_or_any(&self, culture: &str) -> Option<&str> {
        let any = || self.0.values().next().map(String::as_str);
        self.in_culture(culture).or_else(any)
    }

    /// All of them: culture and text, in the order of cultures.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(culture, text)| (&**culture, &**text))
    }
}

/// An entity schema in the list of all; see [`Client::entity_schemas`](crate::Client::entity_schemas).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListedSchema {
    /// The schema's name.
    pub name: String,
    /// What users see in place of the name, in the language of the user behind the client.
    pub caption: Option<String>,
    /// The schema's id.
    pub uid: Option<Uuid>,
    /// Whether it has no table, and so no rows.
    pub is_virtual: bool,
}

/// An entity schema as the instance runs it; see
/// [`Client::entity_schema`](crate::Client::entity_schema).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RuntimeSchema {
    /// The schema's name.
    pub name: String,
    /// The schema's id.
    pub uid: Option<Uuid>,
    /// What users see in place of the name.
    pub caption: Localized,
    /// What its author says about it.
    pub description: Localized,
    /// Whether it has no table, and so no rows.
    pub is_virtual: bool,
    /// Whether it is a view, which is read only as a rule.
    pub is_view: bool,
    /// The column that is the key.
    pub primary_column: Option<String>,
    /// The column whose value users see in place of a row.
    pub primary_display_column: Option<String>,
    /// All columns, those of its parents included, in the order of their names.
    pub columns: Vec<RuntimeColumn>,
}

impl RuntimeSchema {
    /// The column with this name.
    pub fn column(&self, name: &str) -> Option<&RuntimeColumn> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// A column of a [`RuntimeSchema`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are flags of the schema, which nothing here combines"
)]
pub struct RuntimeColumn {
    /// The column's name, which for a lookup is `Account` and not `AccountId`.
    pub name: String,
    /// The column's id.
    pub uid: Option<Uuid>,
    /// What users see in place of the name.
    pub caption: Localized,
    /// What its author says about it.
    pub description: Localized,
    /// The type, if the reply tells it.
    pub data_value_type: Option<DataValueType>,
    /// Whether Creatio refuses a row without a value here.
    pub is_required: bool,
    /// Whether it comes from a parent of the schema.
    pub is_inherited: bool,
    /// Whether it is not stored.
    pub is_virtual: bool,
    /// Whether the database has an index on it.
    pub is_indexed: bool,
    /// The schema that a lookup refers to.
    pub reference_schema: Option<String>,
    /// What a new row has here unless it says otherwise.
    pub default: Option<DefaultValue>,
}

/// Where the value of a new row comes from.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum DefaultValue {
    /// It is always this one.
    Constant(Value),
    /// A system setting, by its code or id.
    SystemSetting(String),
    /// What the server knows: `AutoGuid`, `CurrentDateTime`, `CurrentUserContact` …, or its id.
    SystemValue(String),
    /// The next number of a sequence.
    Sequence {
        /// What stands before the number.
        prefix: String,
        /// How many digits it has at least.
        digits: u32,
    },
    /// A source that this version does not know, by its number.
    Other(u8),
}
