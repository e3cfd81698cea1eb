//! Calculations over numbers that SQLite would make inexact.
//!
//! Decimals are text in the database, and calculations with them are decimal. Integers stay
//! integers, as in SQL Server and PostgreSQL: 7 / 2 is 3. What overflows is an error, in SQL
//! Server's words.

use rusqlite::{
    Connection, Error, Result,
    functions::{Aggregate, Context, FunctionFlags},
    types::{Value as SqlValue, ValueRef},
};
use rust_decimal::Decimal;

/// Registers the functions on a fresh connection.
pub(super) fn register(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    for (name, operation) in OPERATIONS {
        connection.create_scalar_function(*name, 2, flags, move |context| {
            let both = (number(context, 0)?, number(context, 1)?);
            let (Some(left), Some(right)) = both else {
                return Ok(SqlValue::Null);
            };
            operation(left, right).map(Number::into_sql)
        })?;
    }
    connection.create_aggregate_function("creatio_sum", 1, flags, Folding::Sum)?;
    connection.create_aggregate_function("creatio_mean", 1, flags, Folding::Mean)
}

type Operation = fn(Number, Number) -> Result<Number>;

const OPERATIONS: &[(&str, Operation)] = &[
    ("creatio_add", |left, right| {
        calculate(
            left,
            right,
            i64::checked_add,
            Decimal::checked_add,
            |a, b| a + b,
        )
    }),
    ("creatio_subtract", |left, right| {
        calculate(
            left,
            right,
            i64::checked_sub,
            Decimal::checked_sub,
            |a, b| a - b,
        )
    }),
    ("creatio_multiply", |left, right| {
        calculate(
            left,
            right,
            i64::checked_mul,
            Decimal::checked_mul,
            |a, b| a * b,
        )
    }),
    ("creatio_divide", |left, right| {
        if right.is_zero() {
            return Err(failure("Divide by zero error encountered."));
        }
        calculate(
            left,
            right,
            i64::checked_div,
            Decimal::checked_div,
            |a, b| a / b,
        )
    }),
    ("creatio_remainder", |left, right| {
        if right.is_zero() {
            return Err(failure("Divide by zero error encountered."));
        }
        calculate(
            left,
            right,
            i64::checked_rem,
            Decimal::checked_rem,
            |a, b| a % b,
        )
    }),
];

/// A number as it is stored.
#[derive(Debug, Clone, Copy)]
enum Number {
    Int(i64),
    Decimal(Decimal),
    Real(f64),
}

impl Number {
    fn is_zero(self) -> bool {
        match self {
            Self::Int(value) => value == 0,
            Self::Decimal(value) => value.is_zero(),
            Self::Real(value) => value == 0.0,
        }
    }

    fn as_decimal(self) -> Result<Decimal> {
        match self {
            Self::Int(value) => Ok(value.into()),
            Self::Decimal(value) => Ok(value),
            Self::Real(value) => Decimal::try_from(value).map_err(|_| overflow()),
        }
    }

    fn as_real(self) -> f64 {
        match self {
            #[expect(
                clippy::cast_precision_loss,
                reason = "SQL, too, rounds integers that meet floating point"
            )]
            Self::Int(value) => value as f64,
            Self::Decimal(value) => value.try_into().unwrap_or(f64::NAN),
            Self::Real(value) => value,
        }
    }

    fn into_sql(self) -> SqlValue {
        match self {
            Self::Int(value) => SqlValue::Integer(value),
            Self::Decimal(value) => SqlValue::Text(value.to_string()),
            Self::Real(value) => SqlValue::Real(value),
        }
    }
}

fn calculate(
    left: Number,
    right: Number,
    ints: fn(i64, i64) -> Option<i64>,
    decimals: fn(Decimal, Decimal) -> Option<Decimal>,
    reals: fn(f64, f64) -> f64,
) -> Result<Number> {
    match (left, right) {
        (Number::Real(_), _) | (_, Number::Real(_)) => {
            Ok(Number::Real(reals(left.as_real(), right.as_real())))
        }
        (Number::Int(left), Number::Int(right)) => {
            ints(left, right).map(Number::Int).ok_or_else(overflow)
        }
        _ => decimals(left.as_decimal()?, right.as_decimal()?)
            .map(Number::Decimal)
            .ok_or_else(overflow),
    }
}

fn number(context: &Context<'_>, at: usize) -> Result<Option<Number>> {
    match context.get_raw(at) {
        ValueRef::Null => Ok(None),
        ValueRef::Integer(value) => Ok(Some(Number::Int(value))),
        ValueRef::Real(value) => Ok(Some(Number::Real(value))),
        ValueRef::Text(text) => {
            let parsed = std::str::from_utf8(text)
                .ok()
                .and_then(|text| text.parse().ok());
            let parsed = parsed.map(Number::Decimal);
            parsed
                .map(Some)
                .ok_or_else(|| failure("Error converting data type text to numeric."))
        }
        ValueRef::Blob(_) => Err(failure("Operand data type image is invalid.")),
    }
}

fn overflow() -> Error {
    failure("Arithmetic overflow error converting expression to data type numeric.")
}

fn failure(message: &str) -> Error {
    Error::UserFunctionError(message.into())
}

/// An aggregate over numbers.
#[derive(Debug, Clone, Copy)]
enum Folding {
    /// All added up.
    Sum,
    /// Their mean, which has fraction digits even for integers, as in PostgreSQL.
    Mean,
}

impl Folding {
    fn finish(self, sum: Number, count: u32) -> Result<Number> {
        match (self, sum) {
            (Self::Sum, sum) => Ok(sum),
            (Self::Mean, Number::Real(sum)) => Ok(Number::Real(sum / f64::from(count))),
            (Self::Mean, sum) => sum
                .as_decimal()?
                .checked_div(count.into())
                .map(|mean| Number::Decimal(mean.normalize()))
                .ok_or_else(overflow),
        }
    }
}

impl Aggregate<Option<(Number, u32)>, SqlValue> for Folding {
    fn init(&self, _: &mut Context<'_>) -> Result<Option<(Number, u32)>> {
        Ok(None)
    }

    fn step(&self, context: &mut Context<'_>, sum: &mut Option<(Number, u32)>) -> Result<()> {
        let Some(next) = number(context, 0)? else {
            return Ok(());
        };
        *sum = Some(match sum.take() {
            None => (next, 1),
            Some((sum, count)) => {
                let sum = calculate(sum, next, i64::checked_add, Decimal::checked_add, |a, b| {
                    a + b
                })?;
                (sum, count.saturating_add(1))
            }
        });
        Ok(())
    }

    fn finalize(
        &self,
        _: &mut Context<'_>,
        sum: Option<Option<(Number, u32)>>,
    ) -> Result<SqlValue> {
        match sum.flatten() {
            None => Ok(SqlValue::Null),
            Some((sum, count)) => self.finish(sum, count).map(Number::into_sql),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(sql: &str) -> Result<SqlValue> {
        let connection = Connection::open_in_memory()?;
        register(&connection)?;
        connection.query_row(sql, [], |row| row.get(0))
    }

    #[test]
    fn decimals_add_up_to_the_last_digit() {
        let sum = ask(
            "SELECT creatio_sum(n) FROM (SELECT '99999999999999.9999' AS n UNION ALL SELECT '0.0001')",
        );
        assert_eq!(
            sum.unwrap(),
            SqlValue::Text("100000000000000.0000".to_owned())
        );
    }

    #[test]
    fn the_mean_leaves_absent_values_out() {
        let mean = ask(
            "SELECT creatio_mean(n) FROM (SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT NULL)",
        );
        assert_eq!(mean.unwrap(), SqlValue::Text("1.5".to_owned()));
    }

    #[test]
    fn nothing_adds_up_to_nothing() {
        let sum = ask("SELECT creatio_sum(n) FROM (SELECT 1 AS n) WHERE n > 1");
        assert_eq!(sum.unwrap(), SqlValue::Null);
        let sum = ask("SELECT creatio_sum(n) FROM (SELECT NULL AS n)");
        assert_eq!(sum.unwrap(), SqlValue::Null);
    }

    #[test]
    fn integers_divide_to_integers_and_decimals_to_decimals() {
        assert_eq!(
            ask("SELECT creatio_divide(7, 2)").unwrap(),
            SqlValue::Integer(3)
        );
        let decimal = ask("SELECT creatio_divide('7.0', 2)").unwrap();
        assert_eq!(decimal, SqlValue::Text("3.5".to_owned()));
        assert_eq!(ask("SELECT creatio_add(1, NULL)").unwrap(), SqlValue::Null);
    }

    #[test]
    fn division_by_zero_and_overflow_are_errors() {
        for sql in [
            "SELECT creatio_divide(1, 0)",
            "SELECT creatio_divide('1', '0.000')",
            "SELECT creatio_multiply(9223372036854775807, 2)",
        ] {
            assert!(ask(sql).is_err(), "{sql}");
        }
    }
}
