//! What columns of days and instants have: the parts of a date, periods around now; and what ids
//! have: whether they are those of the user who asks.

/// Gives a type with a `path()` the operators of dates and of ids.
macro_rules! date_operators {
    ($name:ident $(of $bound:path)?) => {
        impl<E $(: $bound)?, T: $crate::value::ColumnType> $name<E, T> {
            $crate::column::dates::parts! { E T
                /// The year, for example 2024.
                year: Dated, $crate::capability::Portable => Year;
                /// The month, 1 for January to 12.
                month: Dated, $crate::capability::Portable => Month;
                /// The day of the month, 1 to 31.
                day: Dated, $crate::capability::Portable => Day;
                /// The day of the week as the server numbers it, which is not documented: the sandbox
                /// counts as SQL Server does unless told otherwise, from Sunday, 1, to Saturday, 7.
                /// OData has no such function.
                weekday: Dated,
                    $crate::capability::DataServiceOnly<$crate::capability::clause::Weekday> => Weekday;
                /// The hour, 0 to 23.
                hour: Instant, $crate::capability::Portable => Hour;
                /// The minute, 0 to 59. DataService has no such function.
                minute: Instant,
                    $crate::capability::ODataOnly<$crate::capability::clause::Minute> => Minute;
            }

            $crate::column::dates::periods! { E T
                /// Rows of yesterday.
                yesterday: Dated => Day Previous;
                /// Rows of today.
                today: Dated => Day Current;
                /// Rows of tomorrow.
                tomorrow: Dated => Day Next;
                /// Rows of the week before this one.
                previous_week: Dated => Week Previous;
                /// Rows of this week.
                current_week: Dated => Week Current;
                /// Rows of the week after this one.
                next_week: Dated => Week Next;
                /// Rows of the month before this one.
                previous_month: Dated => Month Previous;
                /// Rows of this month.
                current_month: Dated => Month Current;
                /// Rows of the month after this one.
                next_month: Dated => Month Next;
                /// Rows of the quarter before this one.
                previous_quarter: Dated => Quarter Previous;
                /// Rows of this quarter.
                current_quarter: Dated => Quarter Current;
                /// Rows of the quarter after this one.
                next_quarter: Dated => Quarter Next;
                /// Rows of the half-year before this one.
                previous_half_year: Dated => HalfYear Previous;
                /// Rows of this half-year.
                current_half_year: Dated => HalfYear Current;
                /// Rows of the half-year after this one.
                next_half_year: Dated => HalfYear Next;
                /// Rows of the year before this one.
                previous_year: Dated => Year Previous;
                /// Rows of this year.
                current_year: Dated => Year Current;
                /// Rows of the year after this one.
                next_year: Dated => Year Next;
                /// Rows of the hour before this one.
                previous_hour: Instant => Hour Previous;
                /// Rows of this hour.
                current_hour: Instant => Hour Current;
                /// Rows of the hour after this one.
                next_hour: Instant => Hour Next;
            }

            $crate::column::dates::spans! { E T
                /// Rows of the given number of days before today; today is not among them.
                previous_days: Dated => Days Previous;
                /// Rows of the given number of days after today; today is not among them.
                next_days: Dated => Days Next;
                /// Rows of the given number of hours before this one.
                previous_hours: Instant => Hours Previous;
                /// Rows of the given number of hours after this one.
                next_hours: Instant => Hours Next;
            }

            /// Rows in which this is the user who sends the query, a row of `SysAdminUnit`.
            pub fn is_current_user(
                self,
            ) -> $crate::Expr<
                E,
                $crate::capability::DataServiceOnly<$crate::capability::clause::UserMacro>,
            >
            where
                T: $crate::value::Reference,
            {
                $crate::column::dates::matching(self.path(), $crate::ast::Macro::CurrentUser)
            }

            /// Rows in which this is the contact of the user who sends the query.
            pub fn is_current_user_contact(
                self,
            ) -> $crate::Expr<
                E,
                $crate::capability::DataServiceOnly<$crate::capability::clause::UserMacro>,
            >
            where
                T: $crate::value::Reference,
            {
                $crate::column::dates::matching(self.path(), $crate::ast::Macro::CurrentUserContact)
            }
        }
    };
}

macro_rules! parts {
    ($entity:ident $type:ident
        $($(#[$doc:meta])+ $method:ident: $bound:ident, $capability:ty => $part:ident;)+
    ) => {
        $(
            $(#[$doc])+
            ///
            /// OData takes it in UTC, DataService in the time zone of the user's profile. Selected
            /// where there is no date, it is 0.
            pub fn $method(self) -> $crate::Computed<$entity, i32, $capability>
            where
                $type: $crate::value::$bound,
            {
                $crate::Computed::new($crate::ast::Term::Part(
                    $crate::ast::DatePart::$part,
                    self.path(),
                ))
            }
        )+
    };
}

macro_rules! periods {
    ($entity:ident $type:ident
        $($(#[$doc:meta])+ $method:ident: $bound:ident => $period:ident $shift:ident;)+
    ) => {
        $(
            $(#[$doc])+
            ///
            /// The server works it out when it answers, in the time zone of the user's profile.
            pub fn $method(
                self,
            ) -> $crate::Expr<
                $entity,
                $crate::capability::DataServiceOnly<$crate::capability::clause::DateMacro>,
            >
            where
                $type: $crate::value::$bound,
            {
                let period = $crate::ast::Macro::Period(
                    $crate::ast::Period::$period,
                    $crate::ast::Shift::$shift,
                );
                $crate::column::dates::matching(self.path(), period)
            }
        )+
    };
}

macro_rules! spans {
    ($entity:ident $type:ident
        $($(#[$doc:meta])+ $method:ident: $bound:ident => $unit:ident $toward:ident;)+
    ) => {
        $(
            $(#[$doc])+
            ///
            /// The server works it out when it answers, in the time zone of the user's profile.
            pub fn $method(
                self,
                number: u32,
            ) -> $crate::Expr<
                $entity,
                $crate::capability::DataServiceOnly<$crate::capability::clause::DateMacro>,
            >
            where
                $type: $crate::value::$bound,
            {
                let span = $crate::ast::Macro::$unit($crate::ast::Toward::$toward, number);
                $crate::column::dates::matching(self.path(), span)
            }
        )+
    };
}

pub(super) use {date_operators, parts, periods, spans};

use crate::Expr;
use crate::ast::{ColumnPath, Comparison, Macro, Operator, Predicate, Right, Term};

/// Rows whose column is what the macro stands for.
pub(super) fn matching<E, C>(column: ColumnPath, right: Macro) -> Expr<E, C> {
    Expr::new(Predicate::Compare(Comparison {
        left: Term::Column(column),
        operator: Operator::Equal,
        right: Right::Macro(right),
    }))
}
