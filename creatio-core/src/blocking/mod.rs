//! The client for programs without async: the same calls, which wait.
//!
//! With the feature `blocking`. A [`Client`] here is an async [`Client`](crate::Client) with a thread
//! of its own that does the waiting, so that everything holds that is said there: retries, deadlines,
//! renewed authorizations, errors.
//!
//! ```no_run
//! # mod models {
//! # use creatio_core::{Entity, Id};
//! # #[derive(Debug, Clone, PartialEq, Entity)]
//! # pub struct Account { #[creatio(key)] pub id: Id<Account>, pub name: String }
//! # }
//! # fn run(secret: String) -> Result<(), creatio_core::Error> {
//! use creatio_core::{Client, ClientCredentials, Entity as _};
//! use models::{Account, account};
//!
//! let client = Client::builder("https://acme.creatio.com")
//!     .auth(ClientCredentials::new("1D4F5A2B", secret))
//!     .build_blocking()?;
//!
//! let id = client.execute(Account::insert().set(account::name, "Acme"))?;
//! let account = client.fetch_by_id::<Account>(id)?;
//! for name in client.stream(Account::query().select(account::name)) {
//!     println!("{}", name?);
//! }
//! # let _ = account;
//! # Ok(())
//! # }
//! ```
//!
//! What has no method here is called on the async client and [waited for](Client::wait):
//!
//! ```no_run
//! # fn run(client: creatio_core::blocking::Client) -> Result<(), creatio_core::Error> {
//! let document = client.wait(client.as_async().metadata_odata3())?;
//! # let _ = document;
//! # Ok(())
//! # }
//! ```
//!
//! Nothing here can wait inside of an async runtime, whose thread it would hold up: calls from there
//! give [`BuildError::InsideRuntime`].

mod iter;
mod runtime;
mod verbs;

use std::fmt;
use std::sync::Arc;

pub use self::iter::Iter;
use self::runtime::Runtime;
pub use self::verbs::Via;
use crate::client::{ClientBuilder, DataService, OData3, OData4};
use crate::error::{BuildError, Error};

/// A client whose calls wait; made by [`ClientBuilder::build_blocking`], or of an async one by
/// [`new`](Self::new).
///
/// Clones share everything, and can be used by many threads at once.
#[derive(Clone)]
pub struct Client {
    client: crate::Client,
    runtime: Arc<Runtime>,
}

impl Client {
    /// A client that calls as `client` does.
    ///
    /// # Errors
    ///
    /// [`BuildError::Thread`] if the system gives no thread.
    pub fn new(client: crate::Client) -> Result<Self, BuildError> {
        Ok(Client {
            client,
            runtime: Arc::new(Runtime::start()?),
        })
    }

    /// The async client that does the calls.
    pub fn as_async(&self) -> &crate::Client {
        &self.client
    }

    /// Waits for a call of the [async client](Self::as_async).
    ///
    /// # Errors
    ///
    /// Those of the call; [`BuildError::InsideRuntime`] if this is no place to wait.
    pub fn wait<T>(&self, call: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        self.runtime.wait(call)?
    }

    /// Ends the session; see [`Client::sign_out`](crate::client::Client::sign_out).
    ///
    /// ```no_run
    /// # fn run(client: creatio_core::blocking::Client) -> Result<(), creatio_core::Error> {
    /// client.sign_out()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of the async call; [`BuildError::InsideRuntime`] if this is no place to wait.
    pub fn sign_out(&self) -> Result<(), Error> {
        self.wait(self.client.sign_out())
    }

    /// Waits for the items of a stream of the [async client](Self::as_async), one after the other.
    ///
    /// ```no_run
    /// # mod models {
    /// # use creatio_core::{Entity, Id};
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # pub struct Account { #[creatio(key)] pub id: Id<Account>, pub name: String }
    /// # }
    /// # use models::Account;
    /// # fn run(client: creatio_core::blocking::Client) -> Result<(), creatio_core::Error> {
    /// let pages = client.as_async().pages(Account::query()).page_size(500);
    /// for page in client.iterate(pages) {
    ///     println!("{} accounts", page?.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn iterate<S>(&self, stream: S) -> Iter<S> {
        Iter::new(stream, Arc::clone(&self.runtime))
    }

    /// The same calls over OData 4. The client's own verbs go over it, too.
    pub fn odata4(&self) -> Via<OData4> {
        Via::new(self.clone(), self.client.odata4())
    }

    /// The same calls over OData 3.
    pub fn odata3(&self) -> Via<OData3> {
        Via::new(self.clone(), self.client.odata3())
    }

    /// The same calls over the DataService.
    pub fn data_service(&self) -> Via<DataService> {
        Via::new(self.clone(), self.client.data_service())
    }
}

impl ClientBuilder {
    /// Makes a client whose calls wait.
    ///
    /// # Errors
    ///
    /// As [`build`](ClientBuilder::build); [`BuildError::Thread`] if the system gives no thread.
    pub fn build_blocking(self) -> Result<Client, BuildError> {
        Client::new(self.build()?)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("client", &self.client)
            .finish_non_exhaustive()
    }
}
