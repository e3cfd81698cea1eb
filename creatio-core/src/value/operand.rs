//! [`Operand`]: what a column of a type may be compared with.

use std::borrow::Cow;

use jiff::ZonedDateTime;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::{Date, Duration, Id, Literal, Time, Timestamp};

/// A value that can stand beside a column that holds `T` in a filter.
///
/// Implemented for each type itself and for the types that convert without loss: `&str` beside
/// text, `i32` beside `i64` and decimals, a [`ZonedDateTime`] beside an instant. An `Option` is no operand:
/// "has no value" is a test of its own, `is_null()`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be compared with a column that holds `{T}`",
    label = "expected a value that fits `{T}`",
    note = "a column is compared with a value of its own type; use `is_null()` for a missing value \
            and `eq_column()` for another column"
)]
pub trait Operand<T> {
    /// The value as the query carries it.
    fn into_literal(self) -> Literal;
}

macro_rules! operand {
    ($($column:ty: $($operand:ty)|+ => |$value:ident| $literal:expr;)+) => {
        $($(
            #[allow(clippy::useless_conversion, reason = "one of the operands is the column's type")]
            impl Operand<$column> for $operand {
                fn into_literal(self) -> Literal {
                    let $value = self;
                    $literal
                }
            }
        )+)+
    };
}

operand! {
    String: &str | String | &String | Cow<'_, str> => |value| Literal::Text(value.into());
    String: &&str => |value| Literal::Text((*value).into());
    u8: u8 => |value| Literal::Integer(value.into());
    i8: i8 => |value| Literal::Integer(value.into());
    i16: i16 => |value| Literal::Integer(value.into());
    i32: i32 => |value| Literal::Integer(value.into());
    i64: i32 | u32 | i64 => |value| Literal::Integer(value.into());
    f32: f32 => |value| Literal::Double(value.into());
    f64: f32 | f64 | i32 => |value| Literal::Double(value.into());
    Decimal: Decimal | i32 | u32 | i64 | u64 => |value| Literal::Decimal(value.into());
    bool: bool => |value| Literal::Boolean(value);
    Uuid: Uuid => |value| Literal::Guid(value);
    Timestamp: Timestamp => |value| Literal::Instant(value);
    Timestamp: ZonedDateTime | &ZonedDateTime => |value| Literal::Instant(value.timestamp());
    Date: Date => |value| Literal::Date(value);
    Time: Time => |value| Literal::Time(value);
    Duration: Duration => |value| Literal::Duration(value);
    Vec<u8>: Vec<u8> | &[u8] => |value| Literal::Binary(value.into());
}

/// What a loop over a slice gives: `is_in(&ids)`, `is_in(numbers.iter())`.
macro_rules! borrowed_operand {
    ($($value:ty)+) => {
        $(
            impl Operand<$value> for &$value {
                fn into_literal(self) -> Literal {
                    Operand::<$value>::into_literal(*self)
                }
            }
        )+
    };
}

borrowed_operand! { u8 i8 i16 i32 i64 f32 f64 Decimal bool Uuid Timestamp Date Time Duration }

impl<E> Operand<Id<E>> for Id<E> {
    fn into_literal(self) -> Literal {
        Literal::Guid(self.uuid())
    }
}

impl<E> Operand<Id<E>> for &Id<E> {
    fn into_literal(self) -> Literal {
        Literal::Guid(self.uuid())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literals<T>(values: impl IntoIterator<Item: Operand<T>>) -> Vec<Literal> {
        values.into_iter().map(Operand::into_literal).collect()
    }

    #[test]
    fn lists_are_taken_owned_and_borrowed() {
        let numbers = vec![1, 2];
        assert_eq!(literals::<i32>(&numbers), literals::<i32>(numbers.clone()));
        let names = ["a", "b"];
        assert_eq!(literals::<String>(names.iter()), literals::<String>(names));
        let owned = names.map(str::to_owned);
        assert_eq!(literals::<String>(&owned), literals::<String>(names));
        let ids: [Id<()>; 1] = [Id::new(Uuid::max())];
        assert_eq!(literals::<Id<()>>(&ids), literals::<Id<()>>(ids));
    }
}
