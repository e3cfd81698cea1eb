//! Columns, computed values and aggregates as expressions, and their names.

use super::Scope;
use super::body::Expression;
use super::codes::{self, expression_type, function_type};
use crate::CompileError;
use crate::ast::{ColumnPath, DatePart, DetailFold, DetailRef, Fold, Hops, Macro, Term};
use crate::capability::clause;
use crate::schema::{ColumnSchema, EntitySchema};
use crate::value::Literal;

/// A column path: lookups and columns by their schema names with dots between them. The key of a
/// lookup is the lookup itself, `PrimaryContact`; DataService knows no `PrimaryContactId`.
pub(super) fn path(path: ColumnPath) -> String {
    below(path.hops, column_name(path.column))
}

/// The path of a name behind lookups.
pub(super) fn below(hops: Hops, name: &str) -> String {
    match hops.lookups() {
        [] => name.to_owned(),
        _ => hops.dotted() + "." + name,
    }
}

/// A column by its schema name.
pub(super) fn column_name(column: &ColumnSchema) -> &'static str {
    column.lookup.map_or(column.name, |lookup| lookup.name)
}

/// The path of the first column of an entity's key, `Id` of nearly every one.
pub(super) fn key(entity: &EntitySchema) -> &'static str {
    entity.key_columns().next().map_or("Id", column_name)
}

/// What a value is called: the alias of its column, and the name in errors.
pub(super) fn name(term: &Term) -> String {
    match term {
        Term::Column(column) => path(*column),
        Term::Length(column) => format!("Length_{}", path(*column)),
        Term::Part(part, column) => format!("{part:?}_{}", path(*column)),
        Term::PrimaryDisplay(hops) => below(*hops, "PrimaryDisplay"),
        Term::Fold(fold, None) => format!("{fold:?}"),
        Term::Fold(fold, Some(column)) => format!("{fold:?}_{}", path(*column)),
        Term::DetailFold(fold) => {
            let collection = below(fold.rows.hops, fold.rows.collection);
            let column = fold.column.map(|column| format!("_{}", path(column)));
            format!("{:?}_{collection}{}", fold.fold, column.unwrap_or_default())
        }
    }
}

/// A column as an expression.
pub(super) fn column(path: String) -> Expression {
    Expression {
        kind: expression_type::COLUMN,
        column_path: Some(path),
        ..Expression::default()
    }
}

/// A function of one argument, or of none.
fn function(kind: u8, argument: Option<Expression>) -> Expression {
    Expression {
        kind: expression_type::FUNCTION,
        function_type: Some(kind),
        function_argument: argument.map(Box::new),
        ..Expression::default()
    }
}

fn aggregate(fold: Fold, argument: String) -> Expression {
    Expression {
        aggregation_type: Some(codes::aggregation(fold)),
        aggregation_eval_type: evaluation(fold),
        ..function(function_type::AGGREGATION, Some(column(argument)))
    }
}

fn evaluation(fold: Fold) -> Option<u8> {
    (fold == Fold::CountDistinct).then_some(codes::DISTINCT_VALUES)
}

impl Scope<'_> {
    /// A value of a condition.
    pub(super) fn term(&self, term: &Term) -> Result<Expression, CompileError> {
        match term {
            Term::Column(path) => Ok(column(self::path(*path))),
            Term::Length(path) => Ok(function(
                function_type::LENGTH,
                Some(column(self::path(*path))),
            )),
            Term::Part(part, path) => self.date_part(*part, *path),
            Term::PrimaryDisplay(hops) => self.primary_display(*hops),
            Term::Fold(fold, path) => {
                let argument = path.map_or_else(|| key(self.entity).to_owned(), self::path);
                Ok(aggregate(*fold, argument))
            }
            Term::DetailFold(fold) => self.sub_query(fold),
        }
    }

    /// A value of a selection or an order.
    ///
    /// A fold of a whole collection is an aggregate over the backward reference there, as Creatio's
    /// own client writes it. With a condition it is a sub-query, as in filters: an aggregate has no
    /// place for one.
    pub(super) fn selected(&self, term: &Term) -> Result<Expression, CompileError> {
        match term {
            Term::DetailFold(fold) if fold.filter.is_none() => {
                Ok(aggregate(fold.fold, self.folded_path(fold)?))
            }
            _ => self.term(term),
        }
    }

    fn date_part(&self, part: DatePart, path: ColumnPath) -> Result<Expression, CompileError> {
        let Some(number) = codes::date_part(part) else {
            return Err(self.refuse(clause::Minute::CLAUSE));
        };
        Ok(Expression {
            date_part_type: Some(number),
            ..function(function_type::DATE_PART, Some(column(self::path(path))))
        })
    }

    fn primary_display(&self, hops: Hops) -> Result<Expression, CompileError> {
        if hops != Hops::NONE {
            return Err(self.refuse_words(
                "primary display column by its role behind a lookup",
                "name the column",
            ));
        }
        Ok(Expression {
            macros_type: Some(codes::PRIMARY_DISPLAY_COLUMN),
            ..function(function_type::MACROS, None)
        })
    }

    /// A macro beside what is called `column`.
    pub(super) fn macros(
        &self,
        column: impl Fn() -> String,
        value: Macro,
    ) -> Result<Expression, CompileError> {
        let (number, counted) = codes::macros(value);
        let counted = counted.map(|counted| Literal::Integer(counted.into()));
        let argument = counted.map(|counted| self.parameter(column, &counted));
        Ok(Expression {
            macros_type: Some(number),
            ..function(function_type::MACROS, argument.transpose()?)
        })
    }

    fn sub_query(&self, fold: &DetailFold) -> Result<Expression, CompileError> {
        let filter = fold.filter.as_ref();
        Ok(Expression {
            kind: expression_type::SUB_QUERY,
            function_type: Some(function_type::AGGREGATION),
            aggregation_type: Some(codes::aggregation(fold.fold)),
            aggregation_eval_type: evaluation(fold.fold),
            column_path: Some(self.folded_path(fold)?),
            sub_filters: Some(self.rows_of(&fold.rows).group(filter)?),
            ..Expression::default()
        })
    }

    fn folded_path(&self, fold: &DetailFold) -> Result<String, CompileError> {
        match fold.column {
            Some(column) => self.backward(&fold.rows, &path(column)),
            None => self.backward(&fold.rows, key(fold.rows.entity)),
        }
    }

    /// The path of a column of a collection's rows, from their entity's side:
    /// `Owner.[Activity:Owner].Id`.
    pub(super) fn backward(&self, rows: &DetailRef, column: &str) -> Result<String, CompileError> {
        let Some(lookup) = rows.lookup() else {
            return Err(CompileError::UnknownLookup {
                entity: self.entity.name,
                collection: rows.collection,
            });
        };
        let reference = format!("[{}:{lookup}].{column}", rows.entity.name);
        Ok(below(rows.hops, &reference))
    }

    /// The scope of conditions on the rows of a collection.
    pub(super) fn rows_of(&self, rows: &DetailRef) -> Self {
        Scope {
            entity: rows.entity,
            ..*self
        }
    }
}
