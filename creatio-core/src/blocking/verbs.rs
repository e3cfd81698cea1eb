//! The verbs of the async client, each of which waits.

use std::fmt;

use serde_json::Value;

use super::{Client, Iter};
use crate::capability::OverOData4;
use crate::client::{self, Carrier, Carries, Execute, PageStream, RowStream};
use crate::error::Error;
use crate::query::{Entity, Query};

/// The verbs of a [`Client`] over one protocol; see [`client::Via`].
#[must_use = "it does nothing until one of its calls is made"]
pub struct Via<P> {
    client: Client,
    via: client::Via<P>,
}

impl Client {
    /// All rows of a query; see [`Client::fetch`](crate::client::Client::fetch).
    ///
    /// # Errors
    ///
    /// Those of the async call; [`BuildError::InsideRuntime`](crate::BuildError::InsideRuntime) if this
    /// is no place to wait.
    pub fn fetch<E: Entity, R, C>(&self, query: Query<E, R, C>) -> Result<Vec<R>, Error>
    where
        R: Send + 'static,
        C: OverOData4,
    {
        self.wait(self.as_async().fetch(query))
    }

    /// The first row of a query; see [`Client::fetch_one`](crate::client::Client::fetch_one).
    ///
    /// # Errors
    ///
    /// Those of the async call; [`BuildError::InsideRuntime`](crate::BuildError::InsideRuntime) if this
    /// is no place to wait.
    pub fn fetch_one<E: Entity, R, C>(&self, query: Query<E, R, C>) -> Result<R, Error>
    where
        R: Send + 'static,
        C: OverOData4,
    {
        self.wait(self.as_async().fetch_one(query))
    }

    /// The first row of a query, if there is one; see [`Client::fetch_optional`](crate::client::Client::fetch_optional).
    ///
    /// # Errors
    ///
    /// Those of the async call; [`BuildError::InsideRuntime`](crate::BuildError::InsideRuntime) if this
    /// is no place to wait.
    pub fn fetch_optional<E: Entity, R, C>(&self, query: Query<E, R, C>) -> Result<Option<R>, Error>
    where
        R: Send + 'static,
        C: OverOData4,
    {
        self.wait(self.as_async().fetch_optional(query))
    }

    /// How many rows the filter of a query finds; see [`Client::count`](crate::client::Client::count).
    ///
    /// # Errors
    ///
    /// Those of the async call; [`BuildError::InsideRuntime`](crate::BuildError::InsideRuntime) if this
    /// is no place to wait.
    pub fn count<E: Entity, R, C>(&self, query: Query<E, R, C>) -> Result<u64, Error>
    where
        R: Send + 'static,
        C: OverOData4,
    {
        self.wait(self.as_async().count(query))
    }

    /// The entity with this key; see [`Client::fetch_by_id`](crate::client::Client::fetch_by_id).
    ///
    /// # Errors
    ///
    /// Those of the async call; [`BuildError::InsideRuntime`](crate::BuildError::InsideRuntime) if this
    /// is no place to wait.
    pub fn fetch_by_id<E: Entity>(&self, key: E::Key) -> Result<E, Error> {
        self.wait(self.as_async().fetch_by_id(key))
    }

    /// The rows of a query, page by page; see [`Client::stream`](crate::client::Client::stream).
    pub fn stream<E: Entity, R, C>(&self, query: Query<E, R, C>) -> Iter<RowStream<R>>
    where
        R: Send + 'static,
        C: OverOData4,
    {
        self.iterate(self.as_async().stream(query))
    }

    /// The pages of a query; see [`Client::pages`](crate::client::Client::pages).
    pub fn pages<E: Entity, R, C>(&self, query: Query<E, R, C>) -> Iter<PageStream<R>>
    where
        R: Send + 'static,
        C: OverOData4,
    {
        self.iterate(self.as_async().pages(query))
    }

    /// Makes a write; see [`Client::execute`](crate::client::Client::execute).
    ///
    /// # Errors
    ///
    /// Those of the async call; [`BuildError::InsideRuntime`](crate::BuildError::InsideRuntime) if this
    /// is no place to wait.
    pub fn execute<W: Execute>(&self, write: W) -> Result<W::Output, Error>
    where
        W::On: OverOData4,
    {
        self.wait(self.as_async().execute(write))
    }

    /// The instance's `$metadata` document, in OData 4 form; see [`Client::metadata`](crate::client::Client::metadata).
    ///
    /// # Errors
    ///
    /// Those of the async call; [`BuildError::InsideRuntime`](crate::BuildError::InsideRuntime) if this
    /// is no place to wait.
    pub fn metadata(&self) -> Result<String, Error> {
        self.wait(self.as_async().metadata())
    }

    /// Posts a request to an operation of the DataService; see [`Client::data_service_request`](crate::client::Client::data_service_request).
    ///
    /// # Errors
    ///
    /// Those of the async call; [`BuildError::InsideRuntime`](crate::BuildError::InsideRuntime) if this
    /// is no place to wait.
    pub fn data_service_request(&self, operation: &str, body: &Value) -> Result<Value, Error> {
        self.wait(self.as_async().data_service_request(operation, body))
    }
}

impl<P: Carrier> Via<P> {
    pub(super) fn new(client: Client, via: client::Via<P>) -> Self {
        Via { client, via }
    }

    /// All rows of a query; see [`Via::fetch`](crate::client::Via::fetch).
    ///
    /// # Errors
    ///
    /// Those of the async call; [`BuildError::InsideRuntime`](crate::BuildError::InsideRuntime) if this
    /// is no place to wait.
    pub fn fetch<E: Entity, R, C>(&self, query: Query<E, R, C>) -> Result<Vec<R>, Error>
    where
        R: Send + 'static,
        P: Carries<C>,
    {
        self.client.wait(self.via.fetch(query))
    }

    /// The first row of a query; see [`Via::fetch_one`](crate::client::Via::fetch_one).
    ///
    /// # Errors
    ///
    /// Those of the async call; [`BuildError::InsideRuntime`](crate::BuildError::InsideRuntime) if this
    /// is no place to wait.
    pub fn fetch_one<E: Entity, R, C>(&self, query: Query<E, R, C>) -> Result<R, Error>
    where
        R: Send + 'static,
        P: Carries<C>,
    {
        self.client.wait(self.via.fetch_one(query))
    }

    /// The first row of a query, if there is one; see [`Via::fetch_optional`](crate::client::Via::fetch_optional).
    ///
    /// # Errors
    ///
    /// Those of the async call; [`BuildError::InsideRuntime`](crate::BuildError::InsideRuntime) if this
    /// is no place to wait.
    pub fn fetch_optional<E: Entity, R, C>(&self, query: Query<E, R, C>) -> Result<Option<R>, Error>
    where
        R: Send + 'static,
        P: Carries<C>,
    {
        self.client.wait(self.via.fetch_optional(query))
    }

    /// How many rows the filter of a query finds; see [`Via::count`](crate::client::Via::count).
    ///
    /// # Errors
    ///
    /// Those of the async call; [`BuildError::InsideRuntime`](crate::BuildError::InsideRuntime) if this
    /// is no place to wait.
    pub fn count<E: Entity, R, C>(&self, query: Query<E, R, C>) -> Result<u64, Error>
    where
        R: Send + 'static,
        P: Carries<C>,
    {
        self.client.wait(self.via.count(query))
    }

    /// The entity with this key; see [`Via::fetch_by_id`](crate::client::Via::fetch_by_id).
    ///
    /// # Errors
    ///
    /// Those of the async call; [`BuildError::InsideRuntime`](crate::BuildError::InsideRuntime) if this
    /// is no place to wait.
    pub fn fetch_by_id<E: Entity>(&self, key: E::Key) -> Result<E, Error> {
        self.client.wait(self.via.fetch_by_id(key))
    }

    /// The rows of a query, page by page; see [`Via::stream`](crate::client::Via::stream).
    pub fn stream<E: Entity, R, C>(&self, query: Query<E, R, C>) -> Iter<RowStream<R>>
    where
        R: Send + 'static,
        P: Carries<C>,
    {
        self.client.iterate(self.via.stream(query))
    }

    /// The pages of a query; see [`Via::pages`](crate::client::Via::pages).
    pub fn pages<E: Entity, R, C>(&self, query: Query<E, R, C>) -> Iter<PageStream<R>>
    where
        R: Send + 'static,
        P: Carries<C>,
    {
        self.client.iterate(self.via.pages(query))
    }

    /// Makes a write; see [`Via::execute`](crate::client::Via::execute).
    ///
    /// # Errors
    ///
    /// Those of the async call; [`BuildError::InsideRuntime`](crate::BuildError::InsideRuntime) if this
    /// is no place to wait.
    pub fn execute<W: Execute>(&self, write: W) -> Result<W::Output, Error>
    where
        P: Carries<W::On>,
    {
        self.client.wait(self.via.execute(write))
    }
}

impl<P> Clone for Via<P> {
    fn clone(&self) -> Self {
        Via {
            client: self.client.clone(),
            via: self.via.clone(),
        }
    }
}

impl<P: Carrier> fmt::Debug for Via<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Via").field(&self.via).finish()
    }
}
