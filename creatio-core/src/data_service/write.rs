//! Writes as DataService requests: `InsertQuery`, `UpdateQuery` and `DeleteQuery`.

use std::fmt;

use jiff::tz::TimeZone;
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::Scope;
use super::body::{Expression, Group, Parameter, value_of};
use super::codes::{data_value_type, expression_type, operation};
use super::expression::column_name;
use crate::CompileError;
use crate::ast::{
    Action, Assignment, ColumnPath, Comparison, Junction, Operator, Predicate, Right, Rows, Term,
    Write,
};
use crate::json::{PlainJson, text_of};
use crate::value::Kind;
use crate::write::{Delete, DeleteWhere, Insert, Update, UpdateWhere};

/// A write over DataService: the operation and the JSON that is posted to it.
///
/// Made by [`Insert::prepare_data_service`](crate::Insert::prepare_data_service) and its like; its
/// `Display` is the JSON, with every digit of every decimal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataServiceWrite {
    entity: &'static str,
    operation: &'static str,
    body: String,
}

impl DataServiceWrite {
    /// Wire name of the entity that is written.
    pub fn entity(&self) -> &'static str {
        self.entity
    }

    /// The operation: `InsertQuery`, `UpdateQuery` or `DeleteQuery`.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// The JSON as text.
    pub fn as_str(&self) -> &str {
        &self.body
    }
}

impl fmt::Display for DataServiceWrite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.body)
    }
}

/// The body, members in the order in which Creatio's own client writes them.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    root_schema_name: &'static str,
    operation_type: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    filters: Option<Group>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column_values: Option<ColumnValues>,
    /// Whether rows are saved in which nothing changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    is_force_update: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_upsert: Option<bool>,
}

#[derive(Debug, Serialize)]
struct ColumnValues {
    #[serde(serialize_with = "by_column")]
    items: Vec<(&'static str, Expression)>,
}

fn by_column<S: Serializer>(values: &[(&str, Expression)], to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(values.iter().map(|(column, value)| (column, value)))
}

/// A write as a request, for a user whose profile has this time zone.
pub(crate) fn write(write: &Write, zone: &TimeZone) -> Result<DataServiceWrite, CompileError> {
    Ok(DataServiceWrite {
        entity: write.root.name,
        operation: operation_of(write).0,
        body: text_of(&body(write, zone)?),
    })
}

fn operation_of(write: &Write) -> (&'static str, u8) {
    match write.action {
        Action::Insert => ("InsertQuery", operation::INSERT),
        Action::Update(_) | Action::Upsert(_) => ("UpdateQuery", operation::UPDATE),
        Action::Delete(_) => ("DeleteQuery", operation::DELETE),
    }
}

fn body(write: &Write, zone: &TimeZone) -> Result<Body, CompileError> {
    write.check()?;
    let scope = Scope {
        entity: write.root,
        zone,
    };
    let (filters, is_force_update) = match &write.action {
        Action::Insert => (None, None),
        Action::Update(rows) | Action::Upsert(rows) => (Some(scope.rows(rows)?), Some(false)),
        Action::Delete(rows) => (Some(scope.rows(rows)?), None),
    };
    let column_values = match write.action {
        Action::Delete(_) => None,
        _ => Some(scope.column_values(&write.values)?),
    };
    Ok(Body {
        root_schema_name: write.root.name,
        operation_type: operation_of(write).1,
        filters,
        column_values,
        is_force_update,
        is_upsert: matches!(write.action, Action::Upsert(_)).then_some(true),
    })
}

impl Scope<'_> {
    fn rows(&self, rows: &Rows) -> Result<Group, CompileError> {
        match rows {
            Rows::Where(condition) => self.group(Some(condition)),
            Rows::Key(key) => {
                let parts = self.entity.key_columns().zip(key);
                let conditions = parts.map(|(column, value)| {
                    Predicate::Compare(Comparison {
                        left: Term::Column(ColumnPath::of(column)),
                        operator: Operator::Equal,
                        right: Right::Literal(value.clone()),
                    })
                });
                let all = Predicate::Joined(Junction::And, conditions.collect());
                self.group(Some(&all))
            }
        }
    }

    fn column_values(&self, values: &[Assignment]) -> Result<ColumnValues, CompileError> {
        let items = values.iter().map(|assignment| {
            let value = self.assigned(assignment)?;
            Ok((column_name(assignment.column), value))
        });
        Ok(ColumnValues {
            items: items.collect::<Result<_, _>>()?,
        })
    }

    /// What is written to a column, as an expression.
    fn assigned(&self, assignment: &Assignment) -> Result<Expression, CompileError> {
        let column = assignment.column;
        let mut expression = match &assignment.value {
            Some(value) => self
                .parameter(|| column.name.to_owned(), value)
                .map_err(|error| unwritable(error, column.name))?,
            None => Expression {
                kind: expression_type::PARAMETER,
                parameter: Some(Parameter {
                    data_value_type: type_of(assignment.kind),
                    value: PlainJson::Null,
                }),
                ..Expression::default()
            },
        };
        if let (Some(parameter), Some(_)) = (&mut expression.parameter, column.lookup) {
            parameter.data_value_type = data_value_type::LOOKUP;
        }
        Ok(expression)
    }
}

/// What the error about a comparison says of a write.
fn unwritable(error: CompileError, column: &'static str) -> CompileError {
    match error {
        CompileError::NoSuchValue { entity, value, .. } => CompileError::Unwritable {
            entity,
            column,
            protocol: "DataService",
            value,
        },
        other => other,
    }
}

/// The type of a missing value.
fn type_of(kind: Kind) -> u8 {
    match kind {
        Kind::Text | Kind::Other => data_value_type::TEXT,
        Kind::Integer => data_value_type::INTEGER,
        Kind::Number => data_value_type::FLOAT,
        Kind::Boolean => data_value_type::BOOLEAN,
        Kind::Guid => data_value_type::GUID,
        Kind::Instant => data_value_type::DATE_TIME,
        Kind::Date => data_value_type::DATE,
        Kind::Time => data_value_type::TIME,
    }
}

/// Gives a write its DataService requests.
macro_rules! as_data_service {
    ($($name:ident<$($parameter:ident),+>)+) => {
        $(
            impl<$($parameter),+> $name<$($parameter),+> {
                /// The write as the JSON that is posted to DataService, for a user whose profile has
                /// the time zone UTC. Decimals keep about 15 digits in it, as in every
                /// [`Value`]; [`prepare_data_service`](Self::prepare_data_service) has all.
                ///
                /// # Errors
                /// [`CompileError`] when the write makes no sense, or DataService cannot carry it.
                pub fn data_service(&self) -> Result<Value, CompileError> {
                    Ok(value_of(&body(self.plan(), &TimeZone::UTC)?))
                }

                /// The write as a DataService request, for a user whose profile has this time zone.
                ///
                /// # Errors
                /// [`CompileError`] when the write makes no sense, or DataService cannot carry it.
                pub fn prepare_data_service(
                    &self,
                    zone: &TimeZone,
                ) -> Result<DataServiceWrite, CompileError> {
                    write(self.plan(), zone)
                }
            }
        )+
    };
}

as_data_service! { Insert<E> Update<E> Delete<E> UpdateWhere<E, C> DeleteWhere<E, C> }
