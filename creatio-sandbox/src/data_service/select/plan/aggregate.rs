//! One value over many rows: of the query itself, or of a detail.
//!
//! An aggregation over a path with a backward reference is a sub-query in short: both forms give
//! every row a value over its own details.

use creatio_codegen::schema::PropertyType;

use super::{
    Binder,
    scope::{Found, Reverse},
    value::{Bound, Time},
};
use crate::{
    data_service::select::{
        exception::Exception,
        wire::{Aggregation, Expression, Filter, Fold},
    },
    query::{
        compare::collation,
        expr::{self, Details, Expr, Total},
    },
};

impl Binder<'_> {
    pub(super) fn aggregate(
        &mut self,
        fold: Fold,
        argument: &Expression,
    ) -> Result<Bound, Exception> {
        if let Expression::Column(path) = argument
            && let Found::Details(..) = self.scope.resolve(path)?
        {
            return self.sub_query(path, Some(fold), None);
        }
        total(fold, self.value(argument)?)
    }

    pub(super) fn sub_query(
        &mut self,
        path: &str,
        fold: Option<Fold>,
        filter: Option<&Filter>,
    ) -> Result<Bound, Exception> {
        let Found::Details(reverse, below) = self.scope.resolve(path)? else {
            return Err(Exception::not_supported(format!(
                "A sub-query needs a backward reference, which {path} is not."
            )));
        };
        let (details, value) = self.details(&reverse, below, filter)?;
        let value = match fold {
            Some(fold) => total(fold, value)?,
            None => value,
        };
        Ok(Bound {
            expr: Expr::Among(Box::new(details), Box::new(value.expr)),
            is_lookup_key: false,
            // What users see of a lookup is not at hand out here.
            data_type: value.lookup.map_or(value.data_type, |_| 0),
            lookup: None,
            ..value
        })
    }

    /// Rows of a detail, and the value of one of their columns.
    pub(super) fn details(
        &self,
        reverse: &Reverse,
        below: &str,
        filter: Option<&Filter>,
    ) -> Result<(Details, Bound), Exception> {
        let mut inner = Binder::new(self.world, reverse.target);
        let value = inner.column(below)?;
        let filter = filter.map(|filter| inner.filter(filter));
        let filter = filter.transpose()?.flatten();
        let details = Details {
            owner: reverse.owner,
            via: reverse.via,
            joins: inner.scope.joins,
            filter,
        };
        Ok((details, value))
    }
}

fn total(fold: Fold, values: Bound) -> Result<Bound, Exception> {
    if values.expr.is_total() || matches!(values.expr, Expr::Among(..)) {
        return Err(Exception::database(
            "Cannot perform an aggregate function on an expression containing an aggregate or a \
             subquery.",
        ));
    }
    let (kind, ty, data_type, time) = match fold.aggregation {
        Aggregation::Count => (expr::Fold::Count, PropertyType::Int32, 4, Time::None),
        Aggregation::Sum => {
            let ty = match number(&values, "sum")? {
                PropertyType::Decimal => PropertyType::Decimal,
                PropertyType::Single | PropertyType::Double => PropertyType::Double,
                _ => PropertyType::Int64,
            };
            (expr::Fold::Sum, ty, values.data_type, Time::None)
        }
        Aggregation::Avg => {
            let ty = match number(&values, "avg")? {
                PropertyType::Single | PropertyType::Double => PropertyType::Double,
                _ => PropertyType::Decimal,
            };
            (expr::Fold::Mean, ty, 5, Time::None)
        }
        Aggregation::Min => {
            let ty = ordered(&values, "min")?;
            (expr::Fold::Least, ty, values.data_type, values.time)
        }
        Aggregation::Max => {
            let ty = ordered(&values, "max")?;
            (expr::Fold::Greatest, ty, values.data_type, values.time)
        }
    };
    let total = Total {
        fold: kind,
        is_distinct: fold.is_distinct,
        collation: collation(values.ty),
    };
    Ok(Bound {
        time,
        ..Bound::plain(Expr::Total(total, Box::new(values.expr)), ty, data_type)
    })
}

fn number(values: &Bound, operator: &str) -> Result<PropertyType, Exception> {
    if values.is_number() {
        Ok(values.ty)
    } else {
        Err(invalid(operator))
    }
}

fn ordered(values: &Bound, operator: &str) -> Result<PropertyType, Exception> {
    match values.ty {
        PropertyType::Guid | PropertyType::Boolean => Err(invalid(operator)),
        ty => Ok(ty),
    }
}

fn invalid(operator: &str) -> Exception {
    Exception::database(format!(
        "Operand data type is invalid for {operator} operator."
    ))
}
