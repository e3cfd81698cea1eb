//! The verbs: what a program does with a client and a query.

use url::Url;

use super::reply::classify::Expect;
use super::request::Request;
use super::stream::{PageStream, RowStream};
use super::{Client, address};
use crate::capability::OverOData4;
use crate::error::{Error, Protocol};
use crate::query::{Entity, Query};

impl Client {
    /// All rows of a query, in one request, or an error: never a part of them.
    ///
    /// Creatio gives a limited number of rows at once and does not tell when there are more. Without
    /// a `top` the request asks for their number, too. With one, and over the DataService, which
    /// does not tell it, a second request looks behind the last row, unless there are as many rows as
    /// were asked for, fewer than 15, or fewer than the service has given this client at once before.
    ///
    /// A query whose address would be too long is [sent in
    /// pieces](crate::ClientBuilder::address_limit).
    ///
    /// ```no_run
    /// # mod models {
    /// # use creatio_core::{Entity, Id};
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # pub struct Account { #[creatio(key)] pub id: Id<Account>, pub name: String, pub completeness: i32 }
    /// # }
    /// # use models::{Account, account};
    /// # async fn run(client: creatio_core::Client) -> Result<(), creatio_core::Error> {
    /// let complete = Account::query().filter(account::completeness.ge(100));
    /// let accounts: Vec<Account> = client.fetch(complete).await?;
    /// # let _ = accounts;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Any [`Error`]; among them [`Error::RowLimit`] when there are more rows than the server gives
    /// at once. Read such a result with [`stream`](Self::stream).
    pub async fn fetch<E: Entity, R, C>(&self, query: Query<E, R, C>) -> Result<Vec<R>, Error>
    where
        R: Send + 'static,
        C: OverOData4,
    {
        self.odata4().fetch(query).await
    }

    /// The first row of a query.
    ///
    /// ```no_run
    /// # mod models {
    /// # use creatio_core::{Entity, Id};
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # pub struct Account { #[creatio(key)] pub id: Id<Account>, pub name: String, pub completeness: i32 }
    /// # }
    /// # use models::{Account, account};
    /// # async fn run(client: creatio_core::Client) -> Result<(), creatio_core::Error> {
    /// let best = Account::query().order_by(account::completeness.desc());
    /// let name: String = client.fetch_one(best.select(account::name)).await?;
    /// # let _ = name;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Any [`Error`]; [`Error::NotFound`] if there is none.
    pub async fn fetch_one<E: Entity, R, C>(&self, query: Query<E, R, C>) -> Result<R, Error>
    where
        R: Send + 'static,
        C: OverOData4,
    {
        self.odata4().fetch_one(query).await
    }

    /// The first row of a query, if there is one.
    ///
    /// ```no_run
    /// # mod models {
    /// # use creatio_core::{Entity, Id};
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # pub struct Account { #[creatio(key)] pub id: Id<Account>, pub name: String, pub completeness: i32 }
    /// # }
    /// # use models::{Account, account};
    /// # async fn run(client: creatio_core::Client) -> Result<(), creatio_core::Error> {
    /// let acme = Account::query().filter(account::name.eq("Acme"));
    /// match client.fetch_optional(acme).await? {
    ///     Some(acme) => println!("{}", acme.id),
    ///     None => println!("no such account"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Any [`Error`] but [`Error::NotFound`].
    pub async fn fetch_optional<E: Entity, R, C>(
        &self,
        query: Query<E, R, C>,
    ) -> Result<Option<R>, Error>
    where
        R: Send + 'static,
        C: OverOData4,
    {
        self.odata4().fetch_optional(query).await
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
        self.odata4().fetch_by_id(key).await
    }

    /// How many rows the filter of a query finds, whatever its `top` and `skip` say.
    ///
    /// ```no_run
    /// # mod models {
    /// # use creatio_core::{Entity, Id};
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # pub struct Account { #[creatio(key)] pub id: Id<Account>, pub name: String, pub completeness: i32 }
    /// # }
    /// # use models::{Account, account};
    /// # async fn run(client: creatio_core::Client) -> Result<(), creatio_core::Error> {
    /// let sparse = Account::query().filter(account::completeness.lt(50));
    /// println!("{} accounts are sparse", client.count(sparse).await?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Any [`Error`].
    pub async fn count<E: Entity, R, C>(&self, query: Query<E, R, C>) -> Result<u64, Error>
    where
        C: OverOData4,
    {
        self.odata4().count(query).await
    }

    /// The rows of a query as a stream, page by page, however many they are.
    ///
    /// Rows come in the order of the query, with the key as last sort key. Pages are found by the
    /// values of the row in front of them, so that others may insert and delete meanwhile, where
    /// these tell the place: see [`Paging`](crate::Paging). The query's own `top` and `skip` hold for
    /// the stream as a whole. While the program works on a page, the next one is received
    /// ([`prefetch`](RowStream::prefetch)); a place can be kept and gone on from
    /// ([`Cursor`](crate::Cursor)).
    ///
    /// The stream ends when the server has no more rows, whatever its limit of rows at once. A query
    /// whose address is too long is read in pieces if it has no order, and else gives
    /// [`Error::TooLong`].
    ///
    /// ```no_run
    /// # mod models {
    /// # use creatio_core::{Entity, Id};
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # pub struct Contact { #[creatio(key)] pub id: Id<Contact>, pub name: String }
    /// # }
    /// # use models::{Contact, contact};
    /// # async fn run(client: creatio_core::Client) -> Result<(), creatio_core::Error> {
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
        C: OverOData4,
    {
        self.odata4().stream(query)
    }

    /// Like [`stream`](Self::stream), a page at a time.
    ///
    /// ```no_run
    /// # mod models {
    /// # use creatio_core::{Entity, Id};
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # pub struct Account { #[creatio(key)] pub id: Id<Account>, pub name: String, pub completeness: i32 }
    /// # }
    /// # use models::{Account, account};
    /// # async fn run(client: creatio_core::Client) -> Result<(), creatio_core::Error> {
    /// let mut pages = client.pages(Account::query()).page_size(500);
    /// while let Some(page) = pages.try_next().await? {
    ///     println!("{} accounts", page.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn pages<E, R, C>(&self, query: Query<E, R, C>) -> PageStream<R>
    where
        E: Entity,
        R: Send + 'static,
        C: OverOData4,
    {
        self.odata4().pages(query)
    }

    /// The instance's `$metadata` document, in OData 4 form, as it is.
    ///
    /// ```no_run
    /// # async fn run(client: creatio_core::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// std::fs::write("metadata.xml", client.metadata().await?)?;
    /// # Ok(())
    /// # }
    /// ```
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
    /// ```no_run
    /// # async fn run(client: creatio_core::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// std::fs::write("metadata.odata3.xml", client.metadata_odata3().await?)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Any [`Error`]; [`Error::NotCreatio`] if the reply is no such document.
    pub async fn metadata_odata3(&self) -> Result<String, Error> {
        self.metadata_below(&self.inner.odata3, Protocol::OData3)
            .await
    }

    async fn metadata_below(&self, root: &Url, protocol: Protocol) -> Result<String, Error> {
        let url = address::below(root, "$metadata");
        let request = Request::get(protocol, url, Expect::Metadata);
        self.inner.transport.send(request).await?.into_text()
    }
}
