//! [`Batch`]: many reads and writes in one request, or in as few as it takes.
//!
//! One way from top to bottom: `item` is what a program adds, without its type; `split` shares items
//! out over requests; `exchange` makes a request of items and reads its reply with `answers`; `judge`
//! turns answers into outcomes or doubts, which `run` settles by looking at rows; `outcome` gives each
//! outcome its type back.

mod answers;
mod exchange;
mod item;
mod judge;
mod outcome;
mod run;
mod split;

use std::fmt;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use self::exchange::Form;
use self::item::Item;
use super::Client;
use super::calls::Caller;
use super::via::{Carries, DataService, OData4, Via, sealed::Carrier};
use super::write::Execute;
use crate::error::Error;

pub use self::item::BatchItem;
pub use self::outcome::{BatchHandle, Outcome, Outcomes};

/// Numbers batches, so that a handle is not taken for one of another batch.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// Reads and writes that go to Creatio together, and an outcome for each of them.
///
/// [`add`](Self::add) gives a handle, and [`send`](Self::send) the outcomes, which handles are the
/// keys of. A query gives its rows, a write what [`Client::execute`] gives for it.
///
/// ```no_run
/// # mod models {
/// # use creatio_core::{Entity, Id};
/// # #[derive(Debug, Clone, PartialEq, Entity)]
/// # pub struct Account { #[creatio(key)] pub id: Id<Account>, pub name: String }
/// # #[derive(Debug, Clone, PartialEq, Entity)]
/// # pub struct Contact {
/// #     #[creatio(key)] pub id: Id<Contact>,
/// #     pub name: String,
/// #     #[creatio(lookup = "Account")] pub account_id: Option<Id<Account>>,
/// # }
/// # }
/// # async fn run(client: creatio_core::Client) -> Result<(), creatio_core::Error> {
/// use creatio_core::Outcome;
/// use creatio_core::prelude::*;
/// use models::{Account, Contact, account, contact};
///
/// let acme = Account::insert().set(account::name, "Acme");
/// // The id is the client's, so that what comes later can name a row that is not there yet.
/// let ann = Contact::insert().set(contact::name, "Ann").set(contact::account_id, acme.id());
///
/// let mut batch = client.batch();
/// let acme = batch.add(acme);
/// let ann = batch.add(ann);
/// let names = batch.add(Contact::query().select(contact::name).top(10));
///
/// let mut outcomes = batch.send().await?;
/// if let Outcome::Rejected(error) = &outcomes[ann] {
///     println!("Creatio refused it: {error}");
/// }
/// let acme: Id<Account> = outcomes.take(acme).into_result()?;
/// let names: Vec<String> = outcomes.take(names).into_result()?;
/// # let _ = (acme, names);
/// # Ok(())
/// # }
/// ```
///
/// # Order, size and failures
///
/// Items are carried out in the order in which they were added, 100 per request, the most that
/// Creatio takes over OData (Creatio Academy); what is more goes out in further requests, one after
/// the other. The first item that fails keeps those after it from being tried, unless the batch
/// [continues](Self::continue_on_error). Whatever may have been changed is told by the outcomes;
/// [`send`](Self::send) itself fails only if nothing was.
///
/// Items of a [`group`](Self::group) are carried out together or not at all.
///
/// A batch that is dropped with items that were never sent says so in the log (`WARN`), with their
/// number.
///
/// # Protocols
///
/// `client.batch()` goes over OData 4 (`$batch`), `client.data_service().batch()` over the
/// DataService (`BatchQuery`), which also takes writes by a condition and aggregates. What a protocol
/// lacks is an error of the compiler, as in a single call. Queries stand in the body of the request,
/// so that no limit on addresses concerns them.
#[must_use = "a batch does nothing until it is sent"]
pub struct Batch<P = OData4> {
    client: Client,
    number: u64,
    items: Vec<Grouped>,
    /// How many of them were there when it was sent.
    sent: AtomicUsize,
    groups: usize,
    continue_on_error: bool,
    form: Form,
    protocol: PhantomData<fn() -> P>,
}

/// An item and the number of its group.
struct Grouped {
    item: Box<dyn Item>,
    group: Option<usize>,
}

impl Client {
    /// Starts a batch over OData 4; see [`Batch`].
    pub fn batch(&self) -> Batch<OData4> {
        Batch::new(self)
    }
}

impl Via<OData4> {
    /// Starts a batch over OData 4; see [`Batch`].
    pub fn batch(&self) -> Batch<OData4> {
        Batch::new(self.client())
    }
}

impl Via<DataService> {
    /// Starts a batch over the DataService; see [`Batch`].
    ///
    /// ```no_run
    /// # mod models {
    /// # use creatio_core::{Entity, Id};
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # pub struct Account { #[creatio(key)] pub id: Id<Account>, pub name: String, pub completeness: i32 }
    /// # }
    /// # async fn run(client: creatio_core::Client) -> Result<(), creatio_core::Error> {
    /// use creatio_core::prelude::*;
    /// use models::{Account, account};
    ///
    /// let mut batch = client.data_service().batch();
    /// let emptied = batch.add(
    ///     Account::update_where(account::name.eq("Acme")).set(account::completeness, 0),
    /// );
    /// let left = batch.add(Account::query().select(count()).filter(account::completeness.gt(0)));
    ///
    /// let mut outcomes = batch.send().await?;
    /// let emptied: u64 = outcomes.take(emptied).into_result()?;
    /// let left: Vec<i64> = outcomes.take(left).into_result()?;
    /// # let _ = (emptied, left);
    /// # Ok(())
    /// # }
    /// ```
    pub fn batch(&self) -> Batch<DataService> {
        Batch::new(self.client())
    }
}

impl Batch<OData4> {
    /// Sends the batch in MIME parts and not in JSON, as servers want it that know no other form.
    ///
    /// A server that says that it is one of them is understood without this; it costs a request.
    pub fn multipart(mut self) -> Self {
        self.form = Form::Multipart;
        self
    }
}

impl<P: Carrier> Batch<P> {
    fn new(client: &Client) -> Self {
        Batch {
            client: client.clone(),
            number: NEXT.fetch_add(1, Ordering::Relaxed),
            items: Vec::new(),
            sent: AtomicUsize::new(0),
            groups: 0,
            continue_on_error: false,
            form: Form::Json,
            protocol: PhantomData,
        }
    }

    /// Adds a query or a write after what was added before. The handle is the key of its outcome.
    ///
    /// What the protocol cannot carry is an error of the compiler, which names the clause:
    ///
    /// ```compile_fail,E0277
    /// # mod models {
    /// # use creatio_core::{Entity, Id};
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # pub struct Account { #[creatio(key)] pub id: Id<Account>, pub name: String }
    /// # }
    /// # use models::{Account, account};
    /// # fn run(client: creatio_core::Client) {
    /// use creatio_core::Entity as _;
    ///
    /// let mut batch = client.batch();
    /// // OData 4 cannot carry this query or write: it has no `ConditionalWrite`
    /// batch.add(Account::delete_where(account::name.eq("Acme")));
    /// # }
    /// ```
    pub fn add<I: BatchItem>(&mut self, item: I) -> BatchHandle<I::Output>
    where
        P: Carries<I::On>,
    {
        self.push(item, None)
    }

    /// The same for items whose outcomes nobody will ask for one by one:
    /// [`Outcomes::ensure_done`] tells of all of them.
    ///
    /// ```no_run
    /// # mod models {
    /// # use creatio_core::{Entity, Id};
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # pub struct Account { #[creatio(key)] pub id: Id<Account>, pub name: String }
    /// # }
    /// # use models::{Account, account};
    /// # async fn run(client: creatio_core::Client, ids: [creatio_core::Id<Account>; 2]) -> Result<(), creatio_core::Error> {
    /// use creatio_core::Entity as _;
    ///
    /// client
    ///     .batch()
    ///     .with(Account::update(ids[0]).set(account::name, "Acme Ltd"))
    ///     .with(Account::delete(ids[1]))
    ///     .send()
    ///     .await?
    ///     .ensure_done()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn with<I: BatchItem>(mut self, item: I) -> Self
    where
        P: Carries<I::On>,
    {
        self.push(item, None);
        self
    }

    /// Starts a group: the writes that are added to it are carried out together or not at all.
    ///
    /// ```no_run
    /// # mod models {
    /// # use creatio_core::{Entity, Id};
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # pub struct Account { #[creatio(key)] pub id: Id<Account>, pub name: String }
    /// # }
    /// # use models::{Account, account};
    /// # async fn run(client: creatio_core::Client, old: creatio_core::Id<Account>) -> Result<(), creatio_core::Error> {
    /// use creatio_core::{Entity as _, Outcome};
    ///
    /// let mut batch = client.batch();
    /// let mut swap = batch.group();
    /// let gone = swap.add(Account::delete(old));
    /// let come = swap.add(Account::insert().set(account::name, "Acme"));
    ///
    /// let outcomes = batch.send().await?;
    /// if let Outcome::RolledBack(error) = &outcomes[gone] {
    ///     println!("{error}");
    /// }
    /// # let _ = come;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Over OData it is an atomicity group, or a change set. Over the DataService it is a request of
    /// its own that stops at the first failure: that Creatio then takes back what came before is not
    /// documented, so that what the reply reports as done is looked up. A group is never torn apart:
    /// with more than 100 writes the batch is not sent.
    pub fn group(&mut self) -> BatchGroup<'_, P> {
        self.groups += 1;
        BatchGroup { batch: self }
    }

    /// Lets a failure concern its own item, or group, alone: the others are carried out all the same.
    ///
    /// Requests that do not get through at all end the batch nevertheless.
    pub fn continue_on_error(mut self) -> Self {
        self.continue_on_error = true;
        self
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none. Such a batch can be sent, and makes no request.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Sends the batch; the outcome of each item.
    ///
    /// A batch of reads is repeated as a single read is. One with a write in it is sent once; where
    /// the reply is lost, or leaves open what was done, the rows of inserts and of deletes by key are
    /// looked up, as [`Client::execute`] does. A deadline of the client is one for each request.
    ///
    /// The batch stays as it is, and can be sent again: inserts keep their ids, so that none makes a
    /// second row.
    ///
    /// # Errors
    ///
    /// Any [`Error`]. It means that nothing was changed: the batch cannot be sent, or its first
    /// request was turned away, or had nothing but reads in it. Everything later is in the outcomes.
    pub async fn send(&self) -> Result<Outcomes, Error> {
        self.sent.store(self.items.len(), Ordering::Relaxed);
        let outcomes = self.run().await?;
        Ok(Outcomes::new(self.number, outcomes))
    }

    fn push<I: BatchItem>(&mut self, item: I, group: Option<usize>) -> BatchHandle<I::Output> {
        let handle = BatchHandle::new(self.number, self.items.len());
        let item = item.erase().0;
        self.items.push(Grouped { item, group });
        handle
    }

    fn caller(&self) -> Caller<'_> {
        Caller {
            client: &self.client,
            protocol: P::PROTOCOL,
        }
    }
}

impl<P: Carrier> fmt::Debug for Batch<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch")
            .field("protocol", &P::PROTOCOL)
            .field("items", &self.items.len())
            .field("continue_on_error", &self.continue_on_error)
            .finish_non_exhaustive()
    }
}

/// A batch that nobody sends loses what was added to it, which nothing else would tell.
impl<P> Drop for Batch<P> {
    fn drop(&mut self) {
        let items = self.items.len().saturating_sub(*self.sent.get_mut());
        // A panic has its own words for what is lost.
        if items > 0 && !std::thread::panicking() {
            tracing::warn!(items, "a batch was dropped with items that were never sent");
        }
    }
}

/// Writes of a [`Batch`] that are carried out together or not at all; made by [`Batch::group`].
///
/// Reads have no place in it: OData has none for them there.
#[must_use = "a group is what is added to it"]
pub struct BatchGroup<'b, P> {
    batch: &'b mut Batch<P>,
}

impl<P: Carrier> BatchGroup<'_, P> {
    /// Adds a write. The handle is the key of its outcome.
    pub fn add<W: Execute>(&mut self, write: W) -> BatchHandle<W::Output>
    where
        P: Carries<W::On>,
    {
        let group = Some(self.batch.groups);
        self.batch.push(write, group)
    }
}

impl<P: Carrier> fmt::Debug for BatchGroup<'_, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.batch.fmt(f)
    }
}
