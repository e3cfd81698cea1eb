//! Reading on after a row: the values it is sorted by, and the condition that others come later.
//!
//! Pages that begin after a row, rather than after a number of rows, stay right while rows before
//! them come and go.

use rusqlite::OptionalExtension;
use uuid::Uuid;

use super::{
    compare::collation,
    expr::{Collation, Expr, Operator},
    joins::Alias,
    plan::Plan,
    run::Source,
    sql::Statement,
};
use crate::{catalog::Catalog, value::Value};

impl Source<'_> {
    /// What the row with this key is sorted by in a plan; `None` if there is no such row.
    pub(crate) fn sort_values(
        self,
        plan: &Plan,
        key: Uuid,
    ) -> rusqlite::Result<Option<Vec<Value>>> {
        let Some(key_column) = self.catalog.entity(plan.entity).key else {
            return Ok(None);
        };
        let mut statement = Statement::new(self.catalog, &plan.joins, "SELECT NULL");
        for order in &plan.order {
            statement.words(", ").column(order.alias, order.column);
        }
        statement.tables();
        statement.words(" WHERE ").column(Alias::ROOT, key_column);
        statement.words(" = ").value(&Value::Guid(key));
        let parameters = rusqlite::params_from_iter(&statement.parameters);
        let mut prepared = self.connection.prepare(&statement.sql)?;
        let found = prepared.query_row(parameters, |row| {
            let orders = plan.order.iter().enumerate();
            let values = orders.map(|(at, order)| {
                let entity = self.catalog.entity(plan.joins.entity(order.alias));
                let ty = entity.columns[order.column].ty;
                Ok(Value::from_sql(ty, row.get_ref(at + 1)?))
            });
            values.collect()
        });
        found.optional()
    }
}

/// That a row comes after the one with these sort values and this key, in the order of a plan.
pub(crate) fn after(catalog: &Catalog, plan: &Plan, values: &[Value], key: Uuid) -> Expr {
    let root = catalog.entity(plan.entity);
    let last = root.key.map_or(Expr::Value(Value::Bool(false)), |column| {
        let column = Expr::Column(Alias::ROOT, column);
        compare(Operator::Gt, Collation::Binary, column, &Value::Guid(key))
    });
    let sorted = plan.order.iter().zip(values).rev();
    sorted.fold(last, |later, (order, value)| {
        let column = Expr::Column(order.alias, order.column);
        let entity = catalog.entity(plan.joins.entity(order.alias));
        let collation = collation(entity.columns[order.column].ty);
        let (beyond, same) = match (value, order.descending) {
            (Value::Null, false) => (not(is_null(&column)), is_null(&column)),
            (Value::Null, true) => (Expr::Value(Value::Bool(false)), is_null(&column)),
            (value, descending) => {
                let operator = if descending {
                    Operator::Lt
                } else {
                    Operator::Gt
                };
                let mut beyond = compare(operator, collation, column.clone(), value);
                if descending {
                    beyond = Expr::Or(vec![beyond, is_null(&column)]);
                }
                (beyond, compare(Operator::Eq, collation, column, value))
            }
        };
        Expr::Or(vec![beyond, Expr::And(vec![same, later])])
    })
}

fn compare(operator: Operator, collation: Collation, column: Expr, value: &Value) -> Expr {
    let sides = (column, Expr::Value(value.clone()));
    Expr::Compare(operator, collation, Box::new(sides))
}

fn is_null(expr: &Expr) -> Expr {
    Expr::IsNull(Box::new(expr.clone()))
}

fn not(expr: Expr) -> Expr {
    Expr::Not(Box::new(expr))
}
