//! Queries as OData 4 requests.

use std::sync::Arc;

use super::super::{ODataRequest, Version, compile};
use crate::CompileError;
use crate::capability::OverOData4;
use crate::prepared::Prepared;
use crate::query::{Entity, Query};

impl<E: Entity> Prepared<E> {
    /// A read of one row by its key; its reply is for [`read_one`](Prepared::read_one).
    ///
    /// # Errors
    /// [`CompileError`] when OData cannot carry the key.
    pub fn by_key_odata4(key: &E::Key) -> Result<Self, CompileError> {
        compile::prepare_by_key(Version::V4, key)
    }
}

impl<E, R, C> Query<E, R, C> {
    /// The query as an OData 4 URL, relative to the service's root.
    ///
    /// # Errors
    /// [`CompileError`] when OData cannot carry the query's values.
    pub fn odata4(&self) -> Result<ODataRequest, CompileError>
    where
        C: OverOData4,
    {
        compile::request(Version::V4, self.plan())
    }

    /// The query as an OData 4 request together with the reader of its reply.
    ///
    /// # Errors
    /// [`CompileError`] when OData cannot carry the query's values.
    pub fn prepare_odata4(&self) -> Result<Prepared<R>, CompileError>
    where
        C: OverOData4,
    {
        compile::prepare(Version::V4, self.plan(), Arc::clone(self.reader()))
    }

    /// A request that counts the rows which the filter finds, whatever `top` and `skip` say: the
    /// reply is a page without rows and with a count.
    ///
    /// # Errors
    /// [`CompileError`] when OData cannot carry the query's values.
    pub fn prepare_count_odata4(&self) -> Result<Prepared<()>, CompileError>
    where
        C: OverOData4,
    {
        compile::prepare_count(Version::V4, self.plan())
    }
}
