//! Files: chunks put together to rows, and bytes handed out, in part if that is set.
//!
//! Documented for 8.x: chunks of a file come in order, each with its place in `Content-Range`, and
//! the file becomes a row of an entity such as `AccountFile`. Not documented, and assumed here:
//! - the chunk received last may come twice, as it does when its answer was lost: it counts once;
//! - a chunk at byte 0 begins anew, whatever was received before;
//! - chunks that were received survive a restart;
//! - a file whose row exists already replaces its content.

mod chunk;
mod content;
mod downloads;
mod part;
mod row;
mod uploads;

pub(crate) use chunk::Chunk;
pub(crate) use content::download;
pub use downloads::Downloads;
pub(crate) use downloads::Wanted;
pub(crate) use row::receive;
pub(crate) use uploads::Uploads;

/// Why a file was refused: the code and the message of the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl Refused {
    fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }
}
