//! Queries as OData 3 requests.

use std::sync::Arc;

use super::super::{ODataRequest, Version, compile};
use crate::CompileError;
use crate::capability::OverOData3;
use crate::prepared::Prepared;
use crate::query::{Entity, Query};

impl<E: Entity> Prepared<E> {
    /// A read of one row by its key over OData 3; its reply is for [`read_one`](Prepared::read_one).
    ///
    /// # Errors
    /// [`CompileError`] when OData 3 cannot carry the key.
    pub fn by_key_odata3(key: &E::Key) -> Result<Self, CompileError> {
        compile::prepare_by_key(Version::V3, key)
    }
}

impl<E, R, C> Query<E, R, C> {
    /// The query as an OData 3 URL, relative to the service's root.
    ///
    /// ```
    /// # mod models {
    /// # use creatio_core::{Entity, Id};
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # pub struct Contact { #[creatio(key)] pub id: Id<Contact>, pub name: String }
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # pub struct Account {
    /// #     #[creatio(key)] pub id: Id<Account>,
    /// #     pub name: String,
    /// #     #[creatio(lookup = "PrimaryContact")] pub primary_contact_id: Option<Id<Contact>>,
    /// # }
    /// # }
    /// # use models::{Account, account, contact};
    /// let query = Account::query()
    ///     .select((account::name, account::primary_contact.then(contact::name)))
    ///     .filter(account::name.contains("Ltd"))
    ///     .top(10);
    /// assert_eq!(
    ///     query.odata3()?.to_string(),
    ///     "AccountCollection?$select=Name,PrimaryContact/Name&$expand=PrimaryContact\
    ///      &$filter=substringof('Ltd',Name)&$top=10",
    /// );
    /// # Ok::<(), creatio_core::CompileError>(())
    /// ```
    ///
    /// # Errors
    /// [`CompileError`] when OData 3 cannot carry the query's values, or is asked for a part of a
    /// nested collection: it expands whole collections.
    pub fn odata3(&self) -> Result<ODataRequest, CompileError>
    where
        C: OverOData3,
    {
        compile::request(Version::V3, self.plan())
    }

    /// The query as an OData 3 request together with the reader of its reply, which is verbose
    /// JSON: send `Accept: application/json;odata=verbose`, since the service's default is Atom.
    ///
    /// # Errors
    /// As [`odata3`](Query::odata3).
    pub fn prepare_odata3(&self) -> Result<Prepared<R>, CompileError>
    where
        C: OverOData3,
    {
        compile::prepare(Version::V3, self.plan(), Arc::clone(self.reader()))
    }

    /// A request that counts the rows which the filter finds, whatever `top` and `skip` say: the
    /// reply is a page without rows and with a count.
    ///
    /// # Errors
    /// [`CompileError`] when OData 3 cannot carry the query's values.
    pub fn prepare_count_odata3(&self) -> Result<Prepared<()>, CompileError>
    where
        C: OverOData3,
    {
        compile::prepare_count(Version::V3, self.plan())
    }
}
