//! Expressions as SQL text.
//!
//! The text is made of fixed words, quoted identifiers of the catalog and question marks;
//! everything a request said is a parameter.

use rusqlite::types::Value as SqlValue;

use super::{
    expr::{Collation, Details, Expr, Function, Operator, Storage},
    joins::{Alias, Joins},
};
use crate::{
    catalog::{Catalog, EntityId},
    store::functions::{DECIMAL_COLLATION, TEXT_COLLATION},
    value::Value,
};

/// A statement under construction: text and its parameters, in step.
#[derive(Debug)]
pub(super) struct Statement<'a> {
    catalog: &'a Catalog,
    joins: &'a Joins,
    /// How deep the statement is nested in others, so that no two tables have the same name.
    level: usize,
    /// The SQL so far.
    pub(super) sql: String,
    /// One value per question mark.
    pub(super) parameters: Vec<SqlValue>,
}

impl<'a> Statement<'a> {
    pub(super) fn new(catalog: &'a Catalog, joins: &'a Joins, sql: impl Into<String>) -> Self {
        Self {
            catalog,
            joins,
            level: 0,
            sql: sql.into(),
            parameters: Vec::new(),
        }
    }

    /// Appends words of SQL. Fixed ones only: the type keeps request text out.
    pub(super) fn words(&mut self, words: &'static str) -> &mut Self {
        self.sql.push_str(words);
        self
    }

    /// Appends the `FROM` clause with all joins.
    pub(super) fn tables(&mut self) -> &mut Self {
        self.sql
            .push_str(&self.joins.tables_sql(self.catalog, self.level));
        self
    }

    /// Appends a parameter.
    pub(super) fn parameter(&mut self, value: SqlValue) -> &mut Self {
        self.sql.push('?');
        self.parameters.push(value);
        self
    }

    /// Appends a parameter holding a cell.
    pub(super) fn value(&mut self, value: &Value) -> &mut Self {
        self.parameter(value.to_sql())
    }

    /// Appends `t0."Name"`.
    pub(super) fn column(&mut self, alias: Alias, column: usize) -> &mut Self {
        let entity: EntityId = self.joins.entity(alias);
        self.sql.push_str(&alias.sql(self.level));
        self.sql.push('.');
        self.sql
            .push_str(&self.catalog.entity(entity).columns[column].sql);
        self
    }

    /// Appends an expression, in parentheses unless it is atomic.
    pub(super) fn expression(&mut self, expr: &Expr) -> &mut Self {
        match expr {
            Expr::Value(value) => self.value(value),
            Expr::Column(alias, column) => self.column(*alias, *column),
            Expr::Call(function, arguments) => self.call(*function, arguments),
            Expr::Cast(inner, Storage::Text) => {
                self.words("CAST(").expression(inner).words(" AS TEXT)")
            }
            Expr::Cast(inner, Storage::Real) => {
                self.words("CAST(").expression(inner).words(" AS REAL)")
            }
            Expr::Compare(operator, collation, sides) => {
                self.comparison(*operator, *collation, &sides.0, &sides.1)
            }
            Expr::IsNull(inner) => self.words("(").expression(inner).words(" IS NULL)"),
            Expr::IsEmptyText(inner) => self
                .words("(coalesce(")
                .expression(inner)
                .words(", '') = '')"),
            Expr::Exists(details) => self.exists(details),
            Expr::Count(details) => self.count(details),
            Expr::Total(total, values) => self.total(*total, values),
            Expr::Among(details, value) => self.among(details, value),
            Expr::Not(inner) => self.words("(NOT ").expression(inner).words(")"),
            Expr::And(terms) => self.balanced(terms, " AND "),
            Expr::Or(terms) => self.balanced(terms, " OR "),
        }
    }

    /// Whether the key is among those that rows of the detail hold: without correlation, so that
    /// the detail is read once and not once per row. No key is among none.
    fn exists(&mut self, details: &Details) -> &mut Self {
        let mut inner = self.below(details, "SELECT ");
        inner.column(Alias::ROOT, details.via).tables();
        inner.words(" WHERE ").column(Alias::ROOT, details.via);
        inner.words(" IS NOT NULL").also(details.filter.as_ref());
        let (owner, key) = details.owner;
        self.words("coalesce(").column(owner, key).words(" IN (");
        self.append(inner).words("), 0)")
    }

    fn count(&mut self, details: &Details) -> &mut Self {
        let mut inner = self.below(details, "SELECT count(*)");
        inner.tables();
        inner.words(" WHERE ").column(Alias::ROOT, details.via);
        inner.words(" = ");
        let (owner, key) = details.owner;
        let mut condition = self.below(details, "");
        condition.also(details.filter.as_ref());
        self.words("(").append(inner);
        self.column(owner, key);
        self.append(condition).words(")")
    }

    /// A statement over the rows of a detail, to be nested in this one.
    pub(super) fn below<'b>(&self, details: &'b Details, opening: &'static str) -> Statement<'b>
    where
        'a: 'b,
    {
        Statement {
            level: self.level + 1,
            ..Statement::new(self.catalog, &details.joins, opening)
        }
    }

    /// Appends the sort key that tells all rows apart.
    pub(super) fn key(&mut self) -> &mut Self {
        if let Some(key) = self.catalog.entity(self.joins.entity(Alias::ROOT)).key {
            return self.column(Alias::ROOT, key);
        }
        self.sql.push_str(&Alias::ROOT.sql(self.level));
        self.words(".rowid")
    }

    /// Appends what leaves the first row only.
    pub(super) fn first(&mut self) -> &mut Self {
        self.words(" ORDER BY ").key().words(" LIMIT 1")
    }

    pub(super) fn also(&mut self, condition: Option<&Expr>) -> &mut Self {
        match condition {
            Some(condition) => self.words(" AND ").expression(condition),
            None => self,
        }
    }

    /// Appends another statement with the parameters that belong to it.
    pub(super) fn append(&mut self, mut other: Statement<'_>) -> &mut Self {
        self.sql.push_str(&other.sql);
        self.parameters.append(&mut other.parameters);
        self
    }

    fn comparison(
        &mut self,
        operator: Operator,
        collation: Collation,
        left: &Expr,
        right: &Expr,
    ) -> &mut Self {
        self.words("(").expression(left).collate(collation);
        self.words(match operator {
            Operator::Eq => " = ",
            Operator::Ne => " <> ",
            Operator::Gt => " > ",
            Operator::Ge => " >= ",
            Operator::Lt => " < ",
            Operator::Le => " <= ",
        });
        self.expression(right).words(")")
    }

    /// Appends how the expression before compares.
    pub(super) fn collate(&mut self, collation: Collation) -> &mut Self {
        match collation {
            Collation::Binary => self,
            Collation::Text => self.words(" COLLATE ").words(TEXT_COLLATION),
            Collation::Decimal => self.words(" COLLATE ").words(DECIMAL_COLLATION),
        }
    }

    fn call(&mut self, function: Function, arguments: &[Expr]) -> &mut Self {
        self.words(match function {
            Function::Contains => "creatio_contains(",
            Function::StartsWith => "creatio_startswith(",
            Function::EndsWith => "creatio_endswith(",
            Function::Length => "creatio_length(",
            Function::ToLower => "creatio_tolower(",
            Function::ToUpper => "creatio_toupper(",
            Function::Trim => "creatio_trim(",
            Function::Year => "creatio_year(",
            Function::Month => "creatio_month(",
            Function::Day => "creatio_day(",
            Function::Hour => "creatio_hour(",
            Function::Minute => "creatio_minute(",
            Function::Second => "creatio_second(",
            Function::Wall => "creatio_wall(",
            Function::Midnight => "creatio_midnight(",
            Function::Week => "creatio_week(",
            Function::Weekday => "creatio_weekday(",
            Function::Clock => "creatio_clock(",
            Function::Add => "creatio_add(",
            Function::Subtract => "creatio_subtract(",
            Function::Multiply => "creatio_multiply(",
            Function::Divide => "creatio_divide(",
            Function::Remainder => "creatio_remainder(",
            Function::Concat => "creatio_concat(",
            Function::IndexOf => "creatio_indexof(",
            Function::Replace => "creatio_replace(",
            Function::Substring => "creatio_substring(",
        });
        for (position, argument) in arguments.iter().enumerate() {
            self.words(if position == 0 { "" } else { ", " })
                .expression(argument);
        }
        self.words(")")
    }

    /// Joins many terms as a balanced tree: a chain of a thousand would pass SQLite's limit on
    /// the depth of an expression.
    fn balanced(&mut self, terms: &[Expr], word: &'static str) -> &mut Self {
        if let [only] = terms {
            return self.expression(only);
        }
        let (left, right) = terms.split_at(terms.len() / 2);
        self.words("(")
            .balanced(left, word)
            .words(word)
            .balanced(right, word)
            .words(")")
    }
}
