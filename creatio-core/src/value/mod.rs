//! The types that columns have in Rust, and what each means on the wire.

mod assign;
mod calendar;
mod complex;
mod declared;
mod edm_date_time;
mod enumeration;
mod guid;
mod id;
mod kinds;
mod literal;
mod operand;
mod scalar;
mod temporal;
mod wall_clock;

pub use assign::{Assign, Optional, Plain};
#[doc(hidden)]
pub use calendar::{Calendar, declared_as_instant};
pub use complex::{ComplexType, Object, decode_complex};
pub use declared::{DeclaredType, Element};
pub use enumeration::{EnumType, Flags, decode_enum};
pub use id::Id;
pub use kinds::{Dated, Instant, Numeric, Ordered, Reference};
#[doc(hidden)]
pub use literal::Kind;
pub use literal::Literal;
pub use operand::Operand;
pub use scalar::{Clearable, ColumnType, Nullable, Scalar, Textual, length_of_text};

pub use jiff::SignedDuration as Duration;
pub use jiff::Timestamp;
pub use jiff::civil::{Date, Time};
