//! Days and times that the service declares as instants.

use super::{Date, Time};

/// Column types of days and times of day, which a service may declare as `Edm.DateTimeOffset`.
#[diagnostic::on_unimplemented(
    message = "a column of type `{Self}` cannot be declared with `edm = \"DateTimeOffset\"`",
    label = "this column is `{Self}`, not a `Date` or `Time`",
    note = "leave `edm` out: what the service has here follows from the type of the field"
)]
pub trait Calendar {}

impl Calendar for Date {}
impl Calendar for Option<Date> {}
impl Calendar for Time {}
impl Calendar for Option<Time> {}

/// What `#[derive(Entity)]` writes for `edm = "DateTimeOffset"`: true, for the types that may.
pub const fn declared_as_instant<T: Calendar>() -> bool {
    true
}
