//! [`StreamColumn`]: bytes with a URL of their own.

use std::fmt;
use std::marker::PhantomData;

use super::phantom_copy;

/// A column of `E` that holds bytes: an image or a file.
///
/// Rows never carry it, and Creatio answers 500 to a `$select` that names it (observed on 8.x), so
/// it is no selection: its bytes are read and written through its own URL.
pub struct StreamColumn<E> {
    name: &'static str,
    entity: PhantomData<fn() -> E>,
}

phantom_copy!(StreamColumn<E>);

/// The stream with this wire name. `#[derive(Entity)]` calls it.
#[doc(hidden)]
pub const fn stream<E>(name: &'static str) -> StreamColumn<E> {
    StreamColumn {
        name,
        entity: PhantomData,
    }
}

impl<E> StreamColumn<E> {
    /// The column's wire name, for example `Logo`.
    pub const fn name(self) -> &'static str {
        self.name
    }
}

impl<E> fmt::Debug for StreamColumn<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
