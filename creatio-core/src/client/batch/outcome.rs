//! [`Outcome`]: what became of an item; and [`Outcomes`], those of a whole batch.

use std::any::Any;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::ops::Index;

use crate::error::Error;

/// What became of an item of a batch, sorted by what the caller should do about it.
///
/// | outcome | the item | what to do |
/// |---|---|---|
/// | [`Done`](Self::Done) | was carried out | go on |
/// | [`Rejected`](Self::Rejected) | changed nothing | read the error, change the item |
/// | [`RolledBack`](Self::RolledBack) | changed nothing | change the item of its group that was refused, send the group again |
/// | [`NeverRan`](Self::NeverRan) | changed nothing | send it again as it is |
/// | [`Unknown`](Self::Unknown) | may have changed something | send it again as it is, or read the row |
///
/// All but the first have an error that names the item: to pass it on, write
/// `outcomes.take(handle).into_result()?`.
#[derive(Debug)]
#[must_use = "an item may have failed though its batch was sent"]
pub enum Outcome<T> {
    /// It was carried out, and gave this: a query its rows, an insert the id of the new row.
    ///
    /// Also of a write whose reply said nothing of it, where the row told that it was made.
    Done(T),
    /// Creatio refused it and changed nothing, or the rows of a read cannot be used: they do not fit
    /// the model ([`Error::Decode`]), or may have been cut ([`Error::RowLimit`]).
    Rejected(Error),
    /// Another write of its group was refused, and it was taken back or not tried. The error is
    /// [`Error::RolledBack`].
    RolledBack(Error),
    /// It was not tried: one before it failed ([`Error::NeverRan`]), or its request was turned away
    /// or, of a read, got no reply ([`Error::Batch`]).
    NeverRan(Error),
    /// Nobody can tell whether the write was made, not even its row, if it has one. The error is
    /// [`Error::OutcomeUnknown`].
    ///
    /// To send the same value again is safe: an insert keeps its id, so that it makes no second row,
    /// and is done if the first one has come meanwhile; updates and deletes by key change nothing more.
    /// Only of writes by a condition that is not so.
    Unknown(Error),
}

impl<T> Outcome<T> {
    /// What it gave, or the error.
    ///
    /// # Errors
    ///
    /// The error of any outcome but [`Done`](Self::Done).
    pub fn into_result(self) -> Result<T, Error> {
        match self {
            Self::Done(value) => Ok(value),
            Self::Rejected(error)
            | Self::RolledBack(error)
            | Self::NeverRan(error)
            | Self::Unknown(error) => Err(error),
        }
    }

    /// The error of any outcome but [`Done`](Self::Done).
    pub fn error(&self) -> Option<&Error> {
        match self {
            Self::Done(_) => None,
            Self::Rejected(error)
            | Self::RolledBack(error)
            | Self::NeverRan(error)
            | Self::Unknown(error) => Some(error),
        }
    }

    /// Whether it was carried out.
    pub fn is_done(&self) -> bool {
        matches!(self, Self::Done(_))
    }

    /// The same with another value.
    pub(super) fn map<U>(self, map: impl FnOnce(T) -> U) -> Outcome<U> {
        match self {
            Self::Done(value) => Outcome::Done(map(value)),
            Self::Rejected(error) => Outcome::Rejected(error),
            Self::RolledBack(error) => Outcome::RolledBack(error),
            Self::NeverRan(error) => Outcome::NeverRan(error),
            Self::Unknown(error) => Outcome::Unknown(error),
        }
    }
}

/// An outcome whose type only a handle knows.
pub(super) trait AnyOutcome: Any + Send {
    fn error(&self) -> Option<&Error>;
    fn into_error(self: Box<Self>) -> Option<Error>;
    /// The name of the variant.
    fn name(&self) -> &'static str;
}

impl<T: Send + 'static> AnyOutcome for Outcome<T> {
    fn error(&self) -> Option<&Error> {
        self.error()
    }

    fn into_error(self: Box<Self>) -> Option<Error> {
        self.into_result().err()
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Done(_) => "Done",
            Self::Rejected(_) => "Rejected",
            Self::RolledBack(_) => "RolledBack",
            Self::NeverRan(_) => "NeverRan",
            Self::Unknown(_) => "Unknown",
        }
    }
}

/// The key of an item's outcome; made by [`Batch::add`](super::Batch::add).
pub struct BatchHandle<T> {
    batch: u64,
    item: usize,
    output: PhantomData<fn() -> T>,
}

impl<T> BatchHandle<T> {
    pub(super) fn new(batch: u64, item: usize) -> Self {
        BatchHandle {
            batch,
            item,
            output: PhantomData,
        }
    }
}

impl<T> Clone for BatchHandle<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for BatchHandle<T> {}

impl<T> PartialEq for BatchHandle<T> {
    fn eq(&self, other: &Self) -> bool {
        (self.batch, self.item) == (other.batch, other.item)
    }
}

impl<T> Eq for BatchHandle<T> {}

impl<T> Hash for BatchHandle<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.batch, self.item).hash(state);
    }
}

impl<T> fmt::Debug for BatchHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BatchHandle({})", self.item + 1)
    }
}

/// The outcomes of a batch, by the handles that [`Batch::add`](super::Batch::add) gave.
///
/// ```no_run
/// # mod models {
/// # use creatio_core::{Entity, Id};
/// # #[derive(Debug, Clone, PartialEq, Entity)]
/// # pub struct Account { #[creatio(key)] pub id: Id<Account>, pub name: String }
/// # }
/// # use models::{Account, account};
/// # async fn run(client: creatio_core::Client, names: Vec<String>) -> Result<(), creatio_core::Error> {
/// use creatio_core::{Entity as _, Outcome};
///
/// let mut batch = client.batch().continue_on_error();
/// let mut handles = Vec::new();
/// for name in names {
///     handles.push(batch.add(Account::insert().set(account::name, name)));
/// }
/// let mut outcomes = batch.send().await?;
/// for handle in handles {
///     match outcomes.take(handle) {
///         Outcome::Done(id) => println!("{id}"),
///         Outcome::Rejected(error) => println!("to be repaired: {error}"),
///         Outcome::RolledBack(error) | Outcome::NeverRan(error) | Outcome::Unknown(error) => {
///             println!("to be sent again: {error}");
///         }
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "items may have failed though their batch was sent"]
pub struct Outcomes {
    batch: u64,
    /// In the order of the items; `None` once taken.
    outcomes: Vec<Option<Box<dyn AnyOutcome>>>,
}

impl Outcomes {
    pub(super) fn new(batch: u64, outcomes: Vec<Box<dyn AnyOutcome>>) -> Self {
        Outcomes {
            batch,
            outcomes: outcomes.into_iter().map(Some).collect(),
        }
    }

    /// How many items the batch had.
    pub fn len(&self) -> usize {
        self.outcomes.len()
    }

    /// Whether the batch was empty.
    pub fn is_empty(&self) -> bool {
        self.outcomes.is_empty()
    }

    /// The outcome of an item; `None` if it has been taken, or the handle is another batch's.
    pub fn get<T: Send + 'static>(&self, handle: BatchHandle<T>) -> Option<&Outcome<T>> {
        let outcome: &dyn Any = &**self.slot(handle)?.as_ref()?;
        outcome.downcast_ref()
    }

    /// The outcome of an item, moved out.
    ///
    /// # Panics
    ///
    /// If it has been taken before, or the handle is another batch's.
    #[track_caller]
    pub fn take<T: Send + 'static>(&mut self, handle: BatchHandle<T>) -> Outcome<T> {
        let slot = (handle.batch == self.batch).then(|| self.outcomes.get_mut(handle.item));
        let taken: Option<Box<dyn Any>> = match slot.flatten().and_then(Option::take) {
            Some(outcome) => Some(outcome),
            None => None,
        };
        match taken.and_then(|outcome| outcome.downcast().ok()) {
            Some(outcome) => *outcome,
            None => no_such_outcome(handle.item),
        }
    }

    /// The errors of all items that were not carried out, in the order of the items;
    /// [`Call::batch_item`](crate::Call::batch_item) tells which.
    pub fn errors(&self) -> impl Iterator<Item = &Error> {
        let outcomes = self.outcomes.iter().flatten();
        outcomes.filter_map(|outcome| outcome.error())
    }

    /// Whether all items were carried out.
    pub fn is_all_done(&self) -> bool {
        self.errors().next().is_none()
    }

    /// Whether all items were carried out, as a result.
    ///
    /// # Errors
    ///
    /// Of the items that were not, the error of the first that is not a consequence of another. It is
    /// moved out, so that its outcome counts as taken; the others stay, and some may be
    /// [`Done`](Outcome::Done).
    pub fn ensure_done(&mut self) -> Result<(), Error> {
        let cause = |error: &Error| !is_consequence(error);
        let position = self.position(cause).or_else(|| self.position(|_| true));
        let outcome = position.and_then(|position| self.outcomes[position].take());
        match outcome.and_then(AnyOutcome::into_error) {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    fn position(&self, wanted: impl Fn(&Error) -> bool) -> Option<usize> {
        self.outcomes.iter().position(|outcome| {
            let error = outcome.as_ref().and_then(|outcome| outcome.error());
            error.is_some_and(&wanted)
        })
    }

    fn slot<T>(&self, handle: BatchHandle<T>) -> Option<&Option<Box<dyn AnyOutcome>>> {
        let ours = handle.batch == self.batch;
        self.outcomes.get(handle.item).filter(|_| ours)
    }
}

fn is_consequence(error: &Error) -> bool {
    matches!(error, Error::RolledBack { .. } | Error::NeverRan { .. })
}

#[cold]
#[track_caller]
#[expect(
    clippy::panic,
    reason = "a handle of another batch is a mistake of the program, as an index past the end is; no \
              reply of a server leads here"
)]
fn no_such_outcome(item: usize) -> ! {
    panic!(
        "no outcome for item {}: it was taken before, or the handle is another batch's",
        item + 1
    )
}

/// The outcome of an item.
///
/// # Panics
///
/// If it has been taken, or the handle is another batch's; [`Outcomes::get`] gives `None` then.
impl<T: Send + 'static> Index<BatchHandle<T>> for Outcomes {
    type Output = Outcome<T>;

    #[track_caller]
    fn index(&self, handle: BatchHandle<T>) -> &Outcome<T> {
        match self.get(handle) {
            Some(outcome) => outcome,
            None => no_such_outcome(handle.item),
        }
    }
}

impl fmt::Debug for Outcomes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.outcomes.iter().map(|outcome| match outcome {
            Some(outcome) => outcome.name(),
            None => "taken",
        });
        f.debug_list().entries(names).finish()
    }
}
