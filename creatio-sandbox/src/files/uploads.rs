//! Files that are still coming: what has been received of each.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{Chunk, Refused};

/// The files of which something was received, by their ids.
#[derive(Debug, Default)]
pub(crate) struct Uploads(Mutex<HashMap<Uuid, Upload>>);

/// What was received of a file.
#[derive(Debug)]
struct Upload {
    total: u64,
    /// All bytes so far; none once the file is complete.
    bytes: Vec<u8>,
    /// How many they are, or were.
    received: u64,
    last: Piece,
}

/// What tells a chunk that comes twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    start: u64,
    hash: [u8; 32],
}

impl Uploads {
    /// Takes one chunk. One that comes twice counts once; that of a file in one chunk, or the first of
    /// several, begins the file anew, which comes to the same. If the file is complete with it, it is stored before the chunk counts as
    /// received, so that a chunk whose file could not be stored may come again.
    pub(super) fn receive(
        &self,
        chunk: &Chunk,
        store: impl FnOnce(&[u8]) -> Result<(), Refused>,
    ) -> Result<(), Refused> {
        let mut uploads = self.uploads();
        let id = chunk.file.id;
        let piece = Piece {
            start: chunk.start,
            hash: Sha256::digest(&chunk.bytes).into(),
        };
        let is_repeated = |upload: &Upload| {
            upload.last == piece && upload.total == chunk.file.total && chunk.start > 0
        };
        if uploads.get(&id).is_some_and(is_repeated) {
            return Ok(());
        }
        let mut upload = match uploads.remove(&id) {
            Some(upload) if chunk.start > 0 => upload,
            _ => Upload::new(chunk.file.total, piece),
        };
        let taken = upload.take(chunk, piece, store);
        uploads.insert(id, upload);
        taken
    }

    fn uploads(&self) -> MutexGuard<'_, HashMap<Uuid, Upload>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Upload {
    fn new(total: u64, last: Piece) -> Self {
        Self {
            total,
            bytes: Vec::new(),
            received: 0,
            last,
        }
    }

    fn take(
        &mut self,
        chunk: &Chunk,
        piece: Piece,
        store: impl FnOnce(&[u8]) -> Result<(), Refused>,
    ) -> Result<(), Refused> {
        if chunk.file.total != self.total {
            let (before, now) = (self.total, chunk.file.total);
            return Err(out_of_order(format!(
                "The file had {before} bytes with its first chunk, and {now} with this one."
            )));
        }
        if chunk.start != self.received {
            let (start, received) = (chunk.start, self.received);
            return Err(out_of_order(format!(
                "The chunk begins at byte {start}, but {received} bytes were received."
            )));
        }
        let before = self.bytes.len();
        self.bytes.extend_from_slice(&chunk.bytes);
        let received = self.received + chunk.bytes.len() as u64;
        if received == self.total {
            if let Err(refused) = store(&self.bytes) {
                self.bytes.truncate(before);
                return Err(refused);
            }
            self.bytes = Vec::new();
        }
        (self.received, self.last) = (received, piece);
        Ok(())
    }
}

fn out_of_order(message: String) -> Refused {
    Refused::new("InvalidOperationException", message)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use bytes::Bytes;
    use proptest::prelude::*;

    use super::*;
    use crate::files::chunk::File;

    fn chunk(start: usize, bytes: &[u8], total: usize) -> Chunk {
        Chunk {
            file: File {
                id: Uuid::nil(),
                name: "a".to_owned(),
                total: total as u64,
                schema: "AccountFile".to_owned(),
                column: "Data".to_owned(),
                parent: None,
                mime_type: None,
                columns: serde_json::Map::new(),
            },
            start: start as u64,
            bytes: Bytes::copy_from_slice(bytes),
        }
    }

    /// Sends a chunk; what was stored with it comes after what was stored before.
    fn send(uploads: &Uploads, stored: &RefCell<Vec<Vec<u8>>>, chunk: &Chunk) -> bool {
        let store = |bytes: &[u8]| {
            stored.borrow_mut().push(bytes.to_vec());
            Ok(())
        };
        uploads.receive(chunk, store).is_ok()
    }

    proptest! {
        #[test]
        fn chunks_of_any_size_sent_any_number_of_times_give_the_file(
            file in prop::collection::vec(any::<u8>(), 1..200),
            size in 1_usize..50,
            repeats in prop::collection::vec(1_usize..4, 200),
        ) {
            let (uploads, stored) = (Uploads::default(), RefCell::default());
            for (at, part) in file.chunks(size).enumerate() {
                for _ in 0..repeats[at] {
                    prop_assert!(send(&uploads, &stored, &chunk(at * size, part, file.len())));
                }
            }
            // A file in one chunk is stored with each repeat, in place of itself.
            let times = if size < file.len() { 1 } else { repeats[0] };
            prop_assert_eq!(stored.into_inner(), vec![file; times]);
        }
    }

    #[test]
    fn gaps_and_overlaps_are_refused_and_change_nothing() {
        let (uploads, stored) = (Uploads::default(), RefCell::default());
        assert!(
            !send(&uploads, &stored, &chunk(2, b"cd", 6)),
            "nothing was received"
        );
        assert!(send(&uploads, &stored, &chunk(0, b"ab", 6)));
        assert!(!send(&uploads, &stored, &chunk(3, b"def", 6)), "a gap");
        assert!(!send(&uploads, &stored, &chunk(1, b"bcd", 6)), "an overlap");
        assert!(
            !send(&uploads, &stored, &chunk(2, b"cdefg", 7)),
            "another total"
        );
        assert!(send(&uploads, &stored, &chunk(2, b"cdef", 6)));
        assert!(
            !send(&uploads, &stored, &chunk(2, b"xdef", 6)),
            "other bytes"
        );
        assert_eq!(stored.into_inner(), vec![b"abcdef".to_vec()]);
    }

    #[test]
    fn a_chunk_at_the_beginning_begins_anew() {
        let (uploads, stored) = (Uploads::default(), RefCell::default());
        assert!(send(&uploads, &stored, &chunk(0, b"ab", 4)));
        assert!(send(&uploads, &stored, &chunk(0, b"x", 3)));
        assert!(send(&uploads, &stored, &chunk(1, b"yz", 3)));
        assert_eq!(stored.into_inner(), vec![b"xyz".to_vec()]);
    }

    #[test]
    fn a_chunk_whose_file_could_not_be_stored_may_come_again() {
        let (uploads, stored) = (Uploads::default(), RefCell::default());
        assert!(send(&uploads, &stored, &chunk(0, b"ab", 4)));
        let refuse = |_: &[u8]| Err(Refused::new("DbOperationException", "no"));
        assert!(uploads.receive(&chunk(2, b"cd", 4), refuse).is_err());
        assert!(send(&uploads, &stored, &chunk(2, b"cd", 4)));
        assert_eq!(stored.into_inner(), vec![b"abcd".to_vec()]);
    }
}
