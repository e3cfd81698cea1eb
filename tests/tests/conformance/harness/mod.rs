//! How a case is run: over which protocols, on which data, against which answer.

mod case;
mod compare;
mod judge;
mod roots;
mod world;

pub(crate) use case::{Case, finds, finds_asked, in_order, in_order_as, rows, rows_as};
pub(crate) use roots::Root;
pub(crate) use world::{Asked, NOW, UTC, id, key, path_text, stored};

/// A table of cases as `name: case;`, and one test per case, named as it is.
///
/// A name ends as its query does, so that a failure says what was asked.
macro_rules! cases {
    ($($name:ident: $case:expr;)+) => {
        /// The cases of this file.
        pub(crate) fn table() -> Vec<$crate::harness::Case> {
            vec![$($name()),+]
        }

        $(
            fn $name() -> $crate::harness::Case {
                $case.named(concat!(module_path!(), "::", stringify!($name)))
            }
        )+

        mod tests {
            $(
                #[test]
                fn $name() {
                    super::$name().check();
                }
            )+
        }
    };
}

pub(crate) use cases;
