//! The operators of columns and paths.
//!
//! Inherent methods, so that they need no import and no other trait's method hides them; a macro,
//! so that [`Column`](crate::Column) and [`Path`](crate::Path) have the same ones. Bounds stand on
//! the methods: a missing one is then explained in the trait's own words.

/// Gives a type with a `path()` the operators of a column.
macro_rules! operators {
    ($name:ident $(of $entity:path)?) => {
        impl<E $(: $entity)?, T: $crate::value::ColumnType> $name<E, T> {
            $crate::column::operators::comparisons! { E T
                /// Rows whose value equals this one.
                eq => Equal;
                /// Rows whose value is another one.
                ne => NotEqual;
                /// Rows whose value is greater. Text compares as the server sorts it.
                gt => Greater;
                /// Rows whose value is greater or equal.
                ge => GreaterOrEqual;
                /// Rows whose value is less.
                lt => Less;
                /// Rows whose value is less or equal.
                le => LessOrEqual;
            }

            $crate::column::operators::column_comparisons! { E T
                /// Rows in which both columns have the same value.
                eq_column => Equal;
                /// Rows in which the columns have different values.
                ne_column => NotEqual;
                /// Rows in which this column's value is greater than the other's.
                gt_column => Greater;
                /// Rows in which this column's value is greater than the other's or equal.
                ge_column => GreaterOrEqual;
                /// Rows in which this column's value is less than the other's.
                lt_column => Less;
                /// Rows in which this column's value is less than the other's or equal.
                le_column => LessOrEqual;
            }

            /// Rows whose value lies between the two, both included.
            pub fn between(
                self,
                lower: impl $crate::value::Operand<T::Scalar>,
                upper: impl $crate::value::Operand<T::Scalar>,
            ) -> $crate::Expr<E> {
                $crate::Expr::new($crate::ast::Predicate::Between {
                    column: self.path(),
                    lower: lower.into_literal(),
                    upper: upper.into_literal(),
                })
            }

            /// Rows whose value is one of these. With no values there are no rows: an empty list is
            /// sent as a condition that nothing meets, never left out.
            pub fn is_in(
                self,
                values: impl IntoIterator<Item: $crate::value::Operand<T::Scalar>>,
            ) -> $crate::Expr<E> {
                use $crate::value::Operand as _;
                $crate::Expr::new($crate::ast::Predicate::In {
                    column: self.path(),
                    values: values
                        .into_iter()
                        .map(|value| value.into_literal())
                        .collect(),
                })
            }

            /// Rows whose value is none of these. With no values it is every row.
            pub fn not_in(
                self,
                values: impl IntoIterator<Item: $crate::value::Operand<T::Scalar>>,
            ) -> $crate::Expr<E> {
                self.is_in(values).not()
            }

            /// Rows that have no value here.
            pub fn is_null(self) -> $crate::Expr<E>
            where
                T: $crate::value::Nullable,
            {
                $crate::Expr::new($crate::ast::Predicate::IsNull(self.path()))
            }

            /// Rows that have a value here.
            pub fn is_not_null(self) -> $crate::Expr<E>
            where
                T: $crate::value::Nullable,
            {
                self.is_null().not()
            }

            $crate::column::operators::text_tests! { E T
                /// Rows whose text contains this one. Creatio compares without regard to case.
                contains, not_contains => Contains;
                /// Rows whose text starts with this one. Creatio compares without regard to case.
                starts_with, not_starts_with => StartsWith;
                /// Rows whose text ends with this one. Creatio compares without regard to case.
                ends_with, not_ends_with => EndsWith;
            }

            /// Orders rows by this column, smallest first.
            pub fn asc(self) -> $crate::Order<E> {
                $crate::Order::new(self.path(), $crate::ast::Direction::Ascending)
            }

            /// Orders rows by this column, greatest first.
            pub fn desc(self) -> $crate::Order<E> {
                $crate::Order::new(self.path(), $crate::ast::Direction::Descending)
            }
        }
    };
}

macro_rules! comparisons {
    ($entity:ident $type:ident $($(#[$doc:meta])+ $method:ident => $operator:ident;)+) => {
        $(
            $(#[$doc])+
            pub fn $method(
                self,
                value: impl $crate::value::Operand<$type::Scalar>,
            ) -> $crate::Expr<$entity> {
                $crate::Expr::new($crate::ast::Predicate::Compare($crate::ast::Comparison {
                    left: self.path(),
                    operator: $crate::ast::Operator::$operator,
                    right: $crate::ast::Right::Literal(value.into_literal()),
                }))
            }
        )+
    };
}

macro_rules! column_comparisons {
    ($entity:ident $type:ident $($(#[$doc:meta])+ $method:ident => $operator:ident;)+) => {
        $(
            $(#[$doc])+
            pub fn $method(
                self,
                other: impl $crate::column::ColumnOf<$entity, $type::Scalar>,
            ) -> $crate::Expr<$entity> {
                $crate::Expr::new($crate::ast::Predicate::Compare($crate::ast::Comparison {
                    left: self.path(),
                    operator: $crate::ast::Operator::$operator,
                    right: $crate::ast::Right::Column(other.column_path().0),
                }))
            }
        )+
    };
}

macro_rules! text_tests {
    ($entity:ident $type:ident
        $($(#[$doc:meta])+ $method:ident, $negated:ident => $test:ident;)+
    ) => {
        $(
            $(#[$doc])+
            pub fn $method(self, text: impl Into<String>) -> $crate::Expr<$entity>
            where
                $type: $crate::value::Textual,
            {
                $crate::Expr::new($crate::ast::Predicate::Text {
                    column: self.path(),
                    test: $crate::ast::TextTest::$test,
                    value: text.into(),
                })
            }

            #[doc = concat!("The opposite of `", stringify!($method), "`.")]
            pub fn $negated(self, text: impl Into<String>) -> $crate::Expr<$entity>
            where
                $type: $crate::value::Textual,
            {
                self.$method(text).not()
            }
        )+
    };
}

pub(super) use {column_comparisons, comparisons, operators, text_tests};
