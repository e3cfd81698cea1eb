//! The types that columns have in Rust, and what each means on the wire.

mod guid;
mod id;
mod literal;
mod operand;
mod scalar;

pub use id::Id;
pub use literal::Literal;
pub use operand::Operand;
pub use scalar::{ColumnType, Instant, Nullable, Scalar, Textual};

pub use jiff::SignedDuration as Duration;
pub use jiff::Timestamp;
pub use jiff::civil::{Date, Time};
