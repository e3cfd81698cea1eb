//! The operators of columns, paths and computed values.
//!
//! Inherent methods, so that they need no import and no other trait's method hides them; macros, so
//! that [`Column`](crate::Column), [`Path`](crate::Path) and [`Computed`](crate::Computed) have the
//! same ones. Bounds stand on the methods: a missing one is then explained in the trait's own words.

/// Gives a type with a `term()` the comparisons with values. A third parameter is the capability of
/// what is compared.
macro_rules! value_operators {
    ($name:ident<$entity:ident, $type:ident $(, $capability:ident)?> $(of $bound:path)?) => {
        impl<$entity $(: $bound)?, $type: $crate::value::ColumnType $(, $capability: $crate::capability::Capability)?>
            $name<$entity, $type $(, $capability)?>
        {
            $crate::column::operators::comparisons! { [$crate::Expr<$entity $(, $capability)?>] $type
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

            /// Rows whose value lies between the two, both included.
            pub fn between(
                self,
                lower: impl $crate::value::Operand<$type::Scalar>,
                upper: impl $crate::value::Operand<$type::Scalar>,
            ) -> $crate::Expr<$entity $(, $capability)?> {
                $crate::Expr::new($crate::ast::Predicate::Between {
                    term: self.term(),
                    lower: lower.into_literal(),
                    upper: upper.into_literal(),
                })
            }

            /// Rows whose value is one of these. With no values there are no rows: an empty list is
            /// sent as a condition that nothing meets, never left out.
            pub fn is_in(
                self,
                values: impl IntoIterator<Item: $crate::value::Operand<$type::Scalar>>,
            ) -> $crate::Expr<$entity $(, $capability)?> {
                use $crate::value::Operand as _;
                $crate::Expr::new($crate::ast::Predicate::In {
                    term: self.term(),
                    values: values
                        .into_iter()
                        .map(|value| value.into_literal())
                        .collect(),
                })
            }

            /// Rows whose value is none of these. With no values it is every row.
            pub fn not_in(
                self,
                values: impl IntoIterator<Item: $crate::value::Operand<$type::Scalar>>,
            ) -> $crate::Expr<$entity $(, $capability)?> {
                self.is_in(values).not()
            }

            $crate::column::operators::text_tests! { [$crate::Expr<$entity $(, $capability)?>] $type
                /// Rows whose text contains this one. Creatio compares without regard to case.
                contains, not_contains => Contains;
                /// Rows whose text starts with this one. Creatio compares without regard to case.
                starts_with, not_starts_with => StartsWith;
                /// Rows whose text ends with this one. Creatio compares without regard to case.
                ends_with, not_ends_with => EndsWith;
            }
        }
    };
}

/// Gives a type with a `path()` what only columns have.
macro_rules! column_operators {
    ($name:ident $(of $bound:path)?) => {
        impl<E $(: $bound)?, T: $crate::value::ColumnType> $name<E, T> {
            fn term(self) -> $crate::ast::Term {
                $crate::ast::Term::Column(self.path())
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

            /// How many characters the text has, to compare with numbers.
            pub fn length(self) -> $crate::Computed<E, i32>
            where
                T: $crate::value::Textual,
            {
                $crate::Computed::new($crate::ast::Term::Length(self.path()))
            }

            /// Orders rows by this column, smallest first.
            pub fn asc(self) -> $crate::Order<E> {
                $crate::Order::new(
                    self.term(),
                    $crate::ast::Direction::Ascending,
                    $crate::ast::SortedValues::of::<T>(),
                )
            }

            /// Orders rows by this column, greatest first.
            pub fn desc(self) -> $crate::Order<E> {
                $crate::Order::new(
                    self.term(),
                    $crate::ast::Direction::Descending,
                    $crate::ast::SortedValues::of::<T>(),
                )
            }
        }
    };
}

macro_rules! comparisons {
    ([$expr:ty] $type:ident $($(#[$doc:meta])+ $method:ident => $operator:ident;)+) => {
        $(
            $(#[$doc])+
            pub fn $method(
                self,
                value: impl $crate::value::Operand<$type::Scalar>,
            ) -> $expr {
                $crate::Expr::new($crate::ast::Predicate::Compare($crate::ast::Comparison {
                    left: self.term(),
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
                    left: self.term(),
                    operator: $crate::ast::Operator::$operator,
                    right: $crate::ast::Right::Column(other.column_path().0),
                }))
            }
        )+
    };
}

macro_rules! text_tests {
    ([$expr:ty] $type:ident
        $($(#[$doc:meta])+ $method:ident, $negated:ident => $test:ident;)+
    ) => {
        $(
            $(#[$doc])+
            pub fn $method(self, text: impl Into<String>) -> $expr
            where
                $type: $crate::value::Textual,
            {
                $crate::Expr::new($crate::ast::Predicate::Text {
                    term: self.term(),
                    test: $crate::ast::TextTest::$test,
                    value: text.into(),
                })
            }

            #[doc = concat!("The opposite of `", stringify!($method), "`.")]
            pub fn $negated(self, text: impl Into<String>) -> $expr
            where
                $type: $crate::value::Textual,
            {
                self.$method(text).not()
            }
        )+
    };
}

pub(super) use {column_comparisons, column_operators, comparisons, text_tests, value_operators};
