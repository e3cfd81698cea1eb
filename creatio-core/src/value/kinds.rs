//! Kinds of column types: what some operators ask for.

use rust_decimal::Decimal;

use super::{ColumnType, Date, Id, Timestamp};

/// Column types that hold points in time.
#[diagnostic::on_unimplemented(
    message = "hours and minutes need a column of instants, and this one holds `{Self}`",
    label = "this column is `{Self}`",
    note = "they work on `Timestamp` and `Option<Timestamp>` columns"
)]
pub trait Instant: Dated + ColumnType<Scalar = Timestamp> {}

impl<T: Dated + ColumnType<Scalar = Timestamp>> Instant for T {}

/// Column types that hold days, or points in time that lie on one.
#[diagnostic::on_unimplemented(
    message = "parts of dates and periods need a column of dates, and this one holds `{Self}`",
    label = "this column is `{Self}`",
    note = "they work on `Timestamp` and `Date` columns, and on `Option`s of these"
)]
pub trait Dated: ColumnType {}

/// Column types that hold ids: keys, and keys of lookups.
#[diagnostic::on_unimplemented(
    message = "only an id can be the user's, and this column holds `{Self}`",
    label = "this column is `{Self}`",
    note = "it works on `Id<…>` and `Option<Id<…>>` columns"
)]
pub trait Reference: ColumnType {
    /// The entity whose rows they name.
    type Target;
}

impl<E: 'static> Reference for Id<E> {
    type Target = E;
}

impl<E: 'static> Reference for Option<Id<E>> {
    type Target = E;
}

/// Column types that hold numbers, which can be added up.
#[diagnostic::on_unimplemented(
    message = "sums and averages need a column of numbers, and this one holds `{Self}`",
    label = "this column is `{Self}`",
    note = "they work on integers, `f32`, `f64` and `Decimal`, and on `Option`s of these"
)]
pub trait Numeric: Ordered {
    /// The type of a sum. Sums of integers are wider than the integers.
    type Sum: ColumnType;
    /// The type of an average.
    type Average: ColumnType;
}

/// Column types whose values have a smallest and a greatest.
#[diagnostic::on_unimplemented(
    message = "a smallest and greatest value needs numbers or dates, and this column holds `{Self}`",
    label = "this column is `{Self}`",
    note = "they work on numbers, `Timestamp` and `Date` columns, and on `Option`s of these"
)]
pub trait Ordered: ColumnType {}

macro_rules! dated {
    ($($scalar:ty)+) => {
        $(
            impl Dated for $scalar {}
            impl Dated for Option<$scalar> {}
            impl Ordered for $scalar {}
            impl Ordered for Option<$scalar> {}
        )+
    };
}

macro_rules! numeric {
    ($($scalar:ty: $sum:ty, $average:ty;)+) => {
        $(
            numeric!(@one $scalar: $sum, $average);
            numeric!(@one Option<$scalar>: $sum, $average);
        )+
    };
    (@one $type:ty: $sum:ty, $average:ty) => {
        impl Ordered for $type {}
        impl Numeric for $type {
            type Sum = Option<$sum>;
            type Average = Option<$average>;
        }
    };
}

dated! { Timestamp Date }

numeric! {
    u8: i64, Decimal;
    i8: i64, Decimal;
    i16: i64, Decimal;
    i32: i64, Decimal;
    i64: i64, Decimal;
    Decimal: Decimal, Decimal;
    f32: f64, f64;
    f64: f64, f64;
}
