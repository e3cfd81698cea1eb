//! The protocols that calls can go over, as types: [`Via`] and what it takes.

use std::fmt;
use std::marker::PhantomData;

use super::calls::Caller;
use super::job::Job;
use super::pager::Source;
use super::stream::{PageStream, RowStream};
use super::{Client, count};
use crate::capability::{OverDataService, OverOData3, OverOData4};
use crate::error::{Error, Protocol};
use crate::query::{Entity, Query};

/// OData 4, the protocol of [`Client`]'s own verbs.
#[derive(Debug)]
pub enum OData4 {}

/// OData 3, Creatio's older service on .NET Framework: pages of 40 rows, followed to the end.
#[derive(Debug)]
pub enum OData3 {}

/// The DataService, the protocol of Creatio's own pages: aggregates, date macros, sub-queries.
#[derive(Debug)]
pub enum DataService {}

/// Protocols that can carry a query marked with `C`. Only this crate implements it.
pub trait Carries<C>: sealed::Carrier {}

impl<C: OverOData4> Carries<C> for OData4 {}
impl<C: OverOData3> Carries<C> for OData3 {}
impl<C: OverDataService> Carries<C> for DataService {}

pub(crate) mod sealed {
    use super::Protocol;

    pub trait Carrier {
        const PROTOCOL: Protocol;
    }

    impl Carrier for super::OData4 {
        const PROTOCOL: Protocol = Protocol::OData4;
    }

    impl Carrier for super::OData3 {
        const PROTOCOL: Protocol = Protocol::OData3;
    }

    impl Carrier for super::DataService {
        const PROTOCOL: Protocol = Protocol::DataService;
    }
}

/// The verbs of a [`Client`] over one protocol; made by [`Client::odata4`], [`Client::odata3`] and
/// [`Client::data_service`].
///
/// The same query gives the same rows over every protocol that its type allows.
///
/// ```no_run
/// # mod models {
/// # use creatio_core::{Entity, Id};
/// # #[derive(Debug, Clone, PartialEq, Entity)]
/// # pub struct AccountType { #[creatio(key)] pub id: Id<AccountType>, pub name: String }
/// # #[derive(Debug, Clone, PartialEq, Entity)]
/// # pub struct Account {
/// #     #[creatio(key)] pub id: Id<Account>,
/// #     #[creatio(lookup = "Type")] pub type_id: Option<Id<AccountType>>,
/// # }
/// # }
/// # use models::{Account, account, account_type};
/// # async fn run(client: creatio_core::Client) -> Result<(), creatio_core::Error> {
/// use creatio_core::count;
///
/// let type_name = account::r#type.then(account_type::name);
/// let per_type: Vec<(Option<String>, i64)> = client
///     .data_service()
///     .fetch(Account::query().select((type_name, count())))
///     .await?;
/// # let _ = per_type;
/// # Ok(())
/// # }
/// ```
#[must_use = "it does nothing until one of its calls is made"]
pub struct Via<P> {
    client: Client,
    protocol: PhantomData<fn() -> P>,
}

impl Client {
    /// The same calls over OData 4. The client's own verbs go over it, too.
    pub fn odata4(&self) -> Via<OData4> {
        Via::new(self)
    }

    /// The same calls over OData 3. The service exists on .NET Framework only; hosts on .NET
    /// answer [`Error::NotServed`].
    pub fn odata3(&self) -> Via<OData3> {
        Via::new(self)
    }

    /// The same calls over the DataService.
    ///
    /// It takes and gives dates as wall-clock time of the user's profile: set
    /// [`time_zone`](crate::ClientBuilder::time_zone) to that profile's zone.
    pub fn data_service(&self) -> Via<DataService> {
        Via::new(self)
    }
}

impl<P: sealed::Carrier> Via<P> {
    fn new(client: &Client) -> Self {
        Via {
            client: client.clone(),
            protocol: PhantomData,
        }
    }

    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    pub(super) fn caller(&self) -> Caller<'_> {
        Caller {
            client: &self.client,
            protocol: P::PROTOCOL,
        }
    }

    /// All rows of a query; see [`Client::fetch`].
    ///
    /// # Errors
    ///
    /// Any [`Error`]; [`Error::RowLimit`] when the server has cut the reply.
    pub async fn fetch<E: Entity, R, C>(&self, query: Query<E, R, C>) -> Result<Vec<R>, Error>
    where
        P: Carries<C>,
        R: Send + 'static,
    {
        self.caller().fetch(query.into()).await
    }

    /// The first row of a query; see [`Client::fetch_one`].
    ///
    /// # Errors
    ///
    /// Any [`Error`]; [`Error::NotFound`] if there is none.
    pub async fn fetch_one<E: Entity, R, C>(&self, query: Query<E, R, C>) -> Result<R, Error>
    where
        P: Carries<C>,
        R: Send + 'static,
    {
        let (row, call) = self.caller().first(query.into()).await?;
        row.ok_or_else(|| Error::NotFound {
            call: Box::new(call),
            key: None,
        })
    }

    /// The first row of a query, if there is one.
    ///
    /// # Errors
    ///
    /// Any [`Error`] but [`Error::NotFound`].
    pub async fn fetch_optional<E: Entity, R, C>(
        &self,
        query: Query<E, R, C>,
    ) -> Result<Option<R>, Error>
    where
        P: Carries<C>,
        R: Send + 'static,
    {
        let (row, _) = self.caller().first(query.into()).await?;
        Ok(row)
    }

    /// The entity with this key; see [`Client::fetch_by_id`].
    ///
    /// # Errors
    ///
    /// Any [`Error`]; [`Error::NotFound`] if there is none, or none that the user may see.
    pub async fn fetch_by_id<E: Entity>(&self, key: E::Key) -> Result<E, Error> {
        self.caller().by_key::<E>(&key).await
    }

    /// How many rows the filter of a query finds; see [`Client::count`].
    ///
    /// # Errors
    ///
    /// Any [`Error`].
    pub async fn count<E: Entity, R, C>(&self, query: Query<E, R, C>) -> Result<u64, Error>
    where
        P: Carries<C>,
    {
        count::all(&self.client, P::PROTOCOL, query.plan()).await
    }

    /// The rows of a query as a stream, page by page; see [`Client::stream`].
    pub fn stream<E, R, C>(&self, query: Query<E, R, C>) -> RowStream<R>
    where
        P: Carries<C>,
        E: Entity,
        R: Send + 'static,
    {
        RowStream::new(self.pages(query))
    }

    /// Like [`stream`](Self::stream), a page at a time.
    pub fn pages<E, R, C>(&self, query: Query<E, R, C>) -> PageStream<R>
    where
        P: Carries<C>,
        E: Entity,
        R: Send + 'static,
    {
        let source = Source::new(P::PROTOCOL, Job::from(query));
        PageStream::new(self.client.clone(), source)
    }
}

impl<P> Clone for Via<P> {
    fn clone(&self) -> Self {
        Via {
            client: self.client.clone(),
            protocol: PhantomData,
        }
    }
}

impl<P: sealed::Carrier> fmt::Debug for Via<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Via")
            .field("protocol", &P::PROTOCOL)
            .field("client", &self.client)
            .finish()
    }
}
