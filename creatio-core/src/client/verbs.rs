//! The verbs: what a program does with a client and a query.

use url::Url;

use super::pager::{Pager, Walk};
use super::reply::classify::Expect;
use super::stream::{PageStream, RowStream};
use super::transport::Request;
use super::{Client, address};
use crate::capability::OverOData4;
use crate::error::{Call, Error, Protocol};
use crate::odata::ODataRequest;
use crate::prepared::Prepared;
use crate::query::{Entity, Query};

impl Client {
    /// All rows of a query, in one request.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; among them [`Error::RowLimit`] when the reply has as many rows as the server
    /// gives at most and the query asks for more: the server may have cut it. Read such a result
    /// with [`stream`](Self::stream).
    pub async fn fetch<E: Entity, R, C: OverOData4>(
        &self,
        query: Query<E, R, C>,
    ) -> Result<Vec<R>, Error> {
        let (top, _) = query.paging();
        let limit = self.inner.row_limit;
        let fetched = Walk::new(query.prepare_odata4()?, 0)
            .collect(self, top)
            .await?;
        if fetched.last_page == limit && top.is_none_or(|top| top > limit) {
            return Err(Error::RowLimit {
                call: Box::new(fetched.call),
                limit,
            });
        }
        Ok(fetched.rows)
    }

    /// The first row of a query.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; [`Error::NotFound`] if there is none.
    pub async fn fetch_one<E: Entity, R, C: OverOData4>(
        &self,
        query: Query<E, R, C>,
    ) -> Result<R, Error> {
        let (row, call) = self.first(query).await?;
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
    pub async fn fetch_optional<E: Entity, R, C: OverOData4>(
        &self,
        query: Query<E, R, C>,
    ) -> Result<Option<R>, Error> {
        self.first(query).await.map(|(row, _)| row)
    }

    /// The entity with this key.
    ///
    /// ```no_run
    /// # mod models {
    /// # use creatio_core::{Entity, Id};
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # pub struct Account { #[creatio(key)] pub id: Id<Account>, pub name: String }
    /// # }
    /// # use models::Account;
    /// # async fn run(client: creatio_core::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let id = "e308b781-3c5b-4ecb-89ef-5c1ed4da488e".parse()?;
    /// let account = client.fetch_by_id::<Account>(id).await?;
    /// # let _ = account;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Any [`Error`]; [`Error::NotFound`] if there is none, or none that the user may see.
    pub async fn fetch_by_id<E: Entity>(&self, key: E::Key) -> Result<E, Error> {
        let prepared = Prepared::<E>::by_key_odata4(&key)?;
        let reply = self
            .inner
            .transport
            .send(self.read(prepared.request(), Expect::Row))
            .await?;
        reply.decode(|body| prepared.read_one(body), |_| 1)
    }

    /// How many rows the filter of a query finds, whatever its `top` and `skip` say.
    ///
    /// # Errors
    ///
    /// Any [`Error`].
    pub async fn count<E: Entity, R, C: OverOData4>(
        &self,
        query: Query<E, R, C>,
    ) -> Result<u64, Error> {
        let mut walk = Walk::new(query.prepare_count_odata4()?, 0);
        let start = walk.start(self);
        let arrived = walk.step(self, start).await?;
        arrived.count.ok_or_else(|| Error::NotCreatio {
            call: Box::new(arrived.call),
            reply: "a page without the count that was asked for".to_owned(),
        })
    }

    /// The rows of a query as a stream, page by page, however many they are.
    ///
    /// Rows come in the order of the query, with the key as last sort key, so that pages neither
    /// overlap nor leave gaps while nobody writes. The query's own `top` and `skip` hold for the
    /// stream as a whole.
    ///
    /// ```no_run
    /// # mod models {
    /// # use creatio_core::{Entity, Id};
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # pub struct Contact { #[creatio(key)] pub id: Id<Contact>, pub name: String }
    /// # }
    /// # use models::{Contact, contact};
    /// # async fn run(client: creatio_core::Client) -> Result<(), creatio_core::Error> {
    /// use futures_util::TryStreamExt;
    ///
    /// let mut names = client.stream(Contact::query().select(contact::name)).page_size(500);
    /// while let Some(name) = names.try_next().await? {
    ///     println!("{name}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn stream<E, R, C>(&self, query: Query<E, R, C>) -> RowStream<R>
    where
        E: Entity,
        R: Send + 'static,
        C: OverOData4 + 'static,
    {
        RowStream::new(self.pages(query))
    }

    /// Like [`stream`](Self::stream), a page at a time.
    pub fn pages<E, R, C>(&self, query: Query<E, R, C>) -> PageStream<R>
    where
        E: Entity,
        R: Send + 'static,
        C: OverOData4 + 'static,
    {
        PageStream::new(Pager::new(self.clone(), query), self.inner.page_size)
    }

    /// The instance's `$metadata` document, in OData 4 form, as it is.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; [`Error::NotCreatio`] if the reply is no such document.
    pub async fn metadata(&self) -> Result<String, Error> {
        self.metadata_below(&self.inner.odata4, Protocol::OData4)
            .await
    }

    /// The instance's `$metadata` document, in OData 3 form, as it is.
    ///
    /// The OData 3 service exists on .NET Framework; hosts on .NET answer
    /// [`Error::NotServed`].
    ///
    /// # Errors
    ///
    /// Any [`Error`]; [`Error::NotCreatio`] if the reply is no such document.
    pub async fn metadata_odata3(&self) -> Result<String, Error> {
        self.metadata_below(&self.inner.odata3, Protocol::OData3)
            .await
    }

    async fn metadata_below(&self, root: &Url, protocol: Protocol) -> Result<String, Error> {
        let request = Request {
            protocol,
            url: address::below(root, "$metadata"),
            body: None,
            expect: Expect::Metadata,
            entity: None,
            key: None,
        };
        self.inner.transport.send(request).await?.into_text()
    }

    /// The first row, and the call that brought it.
    async fn first<E: Entity, R, C: OverOData4>(
        &self,
        query: Query<E, R, C>,
    ) -> Result<(Option<R>, Call), Error> {
        // A query that wants no row at all gets none.
        let top = query.paging().0.map_or(1, |top| top.min(1));
        let fetched = Walk::new(query.top(top).prepare_odata4()?, 0)
            .collect(self, Some(top))
            .await?;
        Ok((fetched.rows.into_iter().next(), fetched.call))
    }

    /// The request of a compiled query.
    pub(super) fn read(&self, request: &ODataRequest, expect: Expect) -> Request {
        let url = request.as_str();
        Request {
            protocol: Protocol::OData4,
            url: address::below(&self.inner.odata4, url),
            body: None,
            expect,
            entity: Some(request.entity()),
            key: if expect == Expect::Row {
                key_of(url)
            } else {
                None
            },
        }
    }
}

/// The key in the address of a keyed read, `Account(…)?$select=…`, as it stands there.
fn key_of(url: &str) -> Option<String> {
    let path = url.split('?').next()?;
    let (_, key) = path.strip_suffix(')')?.split_once('(')?;
    Some(key.to_owned())
}
