//! [`UploadBody`]: bytes on their way to Creatio, in memory, in a file, or as they come.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures_util::stream::{self, BoxStream};
use futures_util::{Stream, StreamExt, TryStreamExt};
use tokio::fs::File;
use tokio::io::AsyncRead;
use tokio::sync::Notify;
use tokio_util::io::ReaderStream;

/// How many bytes are taken at once.
const PIECE: usize = 64 << 10;

/// Bytes piece by piece.
pub(super) type Pieces = BoxStream<'static, io::Result<Bytes>>;

/// What is uploaded: bytes, text, a file, or what a reader or a stream gives.
///
/// Bytes, text and files can be sent again when a session turns out to be over or a connection
/// breaks. A reader or stream can be read once; an upload of one is repeated only while nothing of it
/// has been taken.
///
/// ```
/// use creatio_core::client::UploadBody;
///
/// # fn takes(_: impl Into<UploadBody>) {}
/// takes("text");
/// takes(vec![1, 2, 3]);
/// takes(UploadBody::reader(tokio::io::empty(), 0));
/// ```
#[derive(Clone)]
pub struct UploadBody {
    source: Source,
    length: Option<u64>,
}

#[derive(Clone)]
enum Source {
    Bytes(Bytes),
    File(Arc<Path>),
    Once(Arc<Once>),
}

/// A stream, and whether something was taken from it.
struct Once {
    stream: Mutex<Pieces>,
    is_begun: AtomicBool,
}

impl UploadBody {
    /// A file, which is opened anew for every attempt and is not held in memory.
    ///
    /// ```no_run
    /// # async fn run() -> std::io::Result<()> {
    /// use creatio_core::client::UploadBody;
    ///
    /// let logo = UploadBody::file("logo.png").await?;
    /// # let _ = logo;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What the system says when the file is not there, or is none.
    pub async fn file(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let file = tokio::fs::metadata(&path).await?;
        if !file.is_file() {
            let reason = format!("{} is not a file", path.display());
            return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
        }
        Ok(Self {
            source: Source::File(path.into()),
            length: Some(file.len()),
        })
    }

    /// What a reader gives, which has to be as many bytes as `length` says, and to end there.
    pub fn reader(reader: impl AsyncRead + Send + 'static, length: u64) -> Self {
        Self::stream(ReaderStream::with_capacity(reader, PIECE), length)
    }

    /// What a stream gives, which has to be as many bytes as `length` says, and to end there.
    ///
    /// ```
    /// use std::io;
    ///
    /// use bytes::Bytes;
    /// use creatio_core::client::UploadBody;
    /// use futures_util::stream;
    ///
    /// let pieces = stream::iter([io::Result::Ok(Bytes::from("a")), Ok(Bytes::from("b"))]);
    /// let body = UploadBody::stream(pieces, 2);
    /// assert_eq!(body.len(), Some(2));
    /// ```
    pub fn stream<E>(
        pieces: impl Stream<Item = Result<Bytes, E>> + Send + 'static,
        length: u64,
    ) -> Self
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
    {
        Self::once(pieces, Some(length))
    }

    /// What a stream gives, however much it is. Creatio needs the length of an attachment; a stream
    /// column can be uploaded without.
    pub fn stream_of_unknown_length<E>(
        pieces: impl Stream<Item = Result<Bytes, E>> + Send + 'static,
    ) -> Self
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
    {
        Self::once(pieces, None)
    }

    fn once<E>(
        pieces: impl Stream<Item = Result<Bytes, E>> + Send + 'static,
        length: Option<u64>,
    ) -> Self
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
    {
        let once = Once {
            stream: Mutex::new(pieces.map_err(io::Error::other).fuse().boxed()),
            is_begun: AtomicBool::new(false),
        };
        Self {
            source: Source::Once(Arc::new(once)),
            length,
        }
    }

    /// How many bytes there are, if that is known.
    #[expect(
        clippy::len_without_is_empty,
        reason = "a length that may be unknown says nothing of emptiness"
    )]
    pub fn len(&self) -> Option<u64> {
        self.length
    }

    /// The same; of a body that is said to be empty, which nobody will look at, only if it is.
    pub(super) async fn looked_into_if_empty(self) -> io::Result<Self> {
        if self.length != Some(0) {
            return Ok(self);
        }
        let nothing: Vec<Bytes> = self.pieces().try_collect().await?;
        Ok(nothing.concat().into())
    }

    /// Whether the bytes can be had a second time.
    pub(super) fn can_be_repeated(&self) -> bool {
        !matches!(self.source, Source::Once(_))
    }

    /// The bytes from the start, or from where a stream has been read to.
    ///
    /// They end with an error if they are fewer or more than was said.
    pub(super) fn pieces(&self) -> Pieces {
        let pieces = match &self.source {
            Source::Bytes(bytes) => slices(bytes.clone()),
            Source::File(path) => read(Arc::clone(path)),
            Source::Once(once) => taken(Arc::clone(once)),
        };
        match self.length {
            Some(length) => counted(pieces, length),
            None => pieces,
        }
    }

    fn is_spent(&self) -> bool {
        match &self.source {
            Source::Once(once) => once.is_begun.load(Ordering::Acquire),
            Source::Bytes(_) | Source::File(_) => false,
        }
    }
}

/// The pieces, with an error in place of the end, or of what goes beyond it.
fn counted(pieces: Pieces, length: u64) -> Pieces {
    let differs = move |than| {
        let reason = format!("the body has {than} bytes than the {length} that were announced");
        io::Error::new(io::ErrorKind::InvalidData, reason)
    };
    let steps = stream::try_unfold((pieces.fuse(), 0), move |(mut pieces, before)| async move {
        let Some(piece) = pieces.try_next().await? else {
            return if before < length {
                Err(differs("fewer"))
            } else {
                Ok(None)
            };
        };
        let count = before + piece.len() as u64;
        // Whoever knows the length asks for nothing behind it, so that what is too much has to show
        // before the last piece is given out.
        if count > length || count == length && has_more(&mut pieces).await? {
            return Err(differs("more"));
        }
        Ok(Some((piece, (pieces, count))))
    });
    steps.boxed()
}

async fn has_more(
    pieces: &mut (impl Stream<Item = io::Result<Bytes>> + Unpin),
) -> io::Result<bool> {
    while let Some(piece) = pieces.try_next().await? {
        if !piece.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn slices(bytes: Bytes) -> Pieces {
    let slices = stream::unfold(bytes, |mut left| async {
        let piece = left.split_to(left.len().min(PIECE));
        (!piece.is_empty()).then_some((Ok(piece), left))
    });
    slices.boxed()
}

fn read(path: Arc<Path>) -> Pieces {
    let opening = async move { File::open(path).await };
    stream::once(opening)
        .map_ok(|file| ReaderStream::with_capacity(file, PIECE))
        .try_flatten()
        .boxed()
}

fn taken(once: Arc<Once>) -> Pieces {
    stream::poll_fn(move |context| {
        let mut stream = once.stream.lock().unwrap_or_else(PoisonError::into_inner);
        let polled = stream.poll_next_unpin(context);
        if polled.is_ready() {
            once.is_begun.store(true, Ordering::Release);
        }
        polled
    })
    .boxed()
}

impl fmt::Debug for UploadBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UploadBody")
            .field("length", &self.length)
            .field("can_be_repeated", &self.can_be_repeated())
            .finish_non_exhaustive()
    }
}

macro_rules! from_bytes {
    ($($bytes:ty)+) => {
        $(
            impl From<$bytes> for UploadBody {
                fn from(bytes: $bytes) -> Self {
                    let bytes = Bytes::from(bytes);
                    Self {
                        length: Some(bytes.len() as u64),
                        source: Source::Bytes(bytes),
                    }
                }
            }
        )+
    };
}

from_bytes! { Bytes Vec<u8> String &'static str &'static [u8] }

/// A body that a request sends piece by piece, watched on its way.
#[derive(Debug, Clone)]
pub(super) struct Outgoing {
    body: UploadBody,
    watch: Arc<Watch>,
}

#[derive(Debug, Default)]
struct Watch {
    /// A piece was taken.
    taken: Notify,
    /// Why there was no further piece.
    failure: Mutex<Option<io::Error>>,
}

impl Outgoing {
    pub(super) fn new(body: UploadBody) -> Self {
        Self {
            body,
            watch: Arc::default(),
        }
    }

    pub(super) fn is_spent(&self) -> bool {
        self.body.is_spent()
    }

    /// The body for one attempt.
    pub(super) fn begin(&self) -> reqwest::Body {
        let watch = Arc::clone(&self.watch);
        let pieces = self.body.pieces().map(move |piece| {
            watch.taken.notify_one();
            piece.map_err(|error| {
                let told = io::Error::new(error.kind(), "the body could not be read");
                *watch.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                told
            })
        });
        reqwest::Body::wrap_stream(pieces)
    }

    /// Waits until the next piece is taken.
    pub(super) async fn moved(&self) {
        self.watch.taken.notified().await;
    }

    /// Why the body came to no end, if it was its own fault.
    pub(super) fn failure(&self) -> Option<io::Error> {
        let mut failure = self
            .watch
            .failure
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        failure.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn all(body: &UploadBody) -> Vec<u8> {
        let pieces: Vec<Bytes> = body.pieces().try_collect().await.unwrap();
        pieces.concat()
    }

    #[tokio::test]
    async fn bytes_come_in_pieces_and_as_often_as_asked() {
        let bytes: Vec<u8> = (0..=u8::MAX).cycle().take(3 * PIECE + 1).collect();
        let body = UploadBody::from(bytes.clone());
        assert_eq!(body.pieces().count().await, 4);
        assert_eq!(all(&body).await, bytes);
        assert!(body.can_be_repeated() && !body.is_spent());
    }

    #[tokio::test]
    async fn a_reader_is_spent_once_something_was_taken() {
        let body = UploadBody::reader(&b"abc"[..], 3);
        drop(body.pieces());
        assert!(!body.is_spent(), "nobody has taken anything yet");
        assert_eq!(all(&body).await, b"abc");
        assert!(body.is_spent() && !body.can_be_repeated());
    }

    #[tokio::test]
    async fn what_is_no_file_is_told_before_anything_is_sent() {
        let error = UploadBody::file(env!("CARGO_MANIFEST_DIR"))
            .await
            .unwrap_err();
        assert!(error.to_string().ends_with("is not a file"), "{error}");
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        let body = UploadBody::file(file).await.unwrap();
        assert_eq!(body.len(), Some(all(&body).await.len() as u64));
    }
}
