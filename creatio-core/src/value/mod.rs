//! The types that columns have in Rust, and what each means on the wire.

mod assign;
pub(crate) mod calendar;
pub(crate) mod complex;
mod declared;
mod edm_date_time;
pub(crate) mod enumeration;
mod guid;
mod id;
mod kinds;
mod literal;
mod operand;
pub(crate) mod scalar;
mod temporal;
mod wall_clock;

pub use assign::{Assign, Optional, Plain};
pub use complex::{ComplexType, Object};
pub use declared::{DeclaredType, Element};
pub use enumeration::{EnumType, Flags};
pub use id::Id;
pub use kinds::{Dated, Instant, Numeric, Ordered, Reference};
#[doc(hidden)]
pub use literal::Kind;
pub use literal::Literal;
pub use operand::Operand;
pub use scalar::{Clearable, ColumnType, Nullable, Scalar, Textual};

pub use jiff::SignedDuration as Duration;
pub use jiff::Timestamp;
pub use jiff::civil::{Date, Time};
