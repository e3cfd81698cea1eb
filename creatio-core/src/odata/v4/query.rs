//! Queries as OData 4 requests.

use std::sync::Arc;

use super::{Tree, collection_url, count_url, key_url};
use crate::CompileError;
use crate::ast::Plan;
use crate::capability::OverOData4;
use crate::odata::ODataRequest;
use crate::prepared::Prepared;
use crate::query::{Entity, KeyValue, Query, Reader};
use crate::row::Format;

fn prepared<R>(plan: &Plan, tree: &Tree<'_>, url: String, reader: Reader<R>) -> Prepared<R> {
    let request = ODataRequest::new(plan.root.name, url);
    Prepared::new(request, tree.shape(plan), Format::OData4, reader)
}

/// A plan as a URL.
pub(crate) fn request(plan: &Plan) -> Result<ODataRequest, CompileError> {
    let tree = Tree::build(plan)?;
    let url = collection_url(plan, &tree)?;
    Ok(ODataRequest::new(plan.root.name, url))
}

/// A plan as a request, and how its reply is read.
pub(crate) fn prepare<R>(plan: &Plan, reader: Reader<R>) -> Result<Prepared<R>, CompileError> {
    let tree = Tree::build(plan)?;
    let url = collection_url(plan, &tree)?;
    Ok(prepared(plan, &tree, url, reader))
}

/// A request that only counts.
pub(crate) fn prepare_count(plan: &Plan) -> Result<Prepared<()>, CompileError> {
    let plan = Plan {
        items: Vec::new(),
        ..plan.clone()
    };
    let url = count_url(&plan)?;
    Ok(prepared(
        &plan,
        &Tree::build(&plan)?,
        url,
        Arc::new(|_| Ok(())),
    ))
}

impl<E: Entity> Prepared<E> {
    /// A read of one row by its key; its reply is for [`read_one`](Prepared::read_one).
    ///
    /// # Errors
    /// [`CompileError`] when OData cannot carry the key.
    pub fn by_key_odata4(key: &E::Key) -> Result<Self, CompileError> {
        let plan = Plan::all_of(E::SCHEMA);
        let tree = Tree::build(&plan)?;
        let url = key_url(&plan, &tree, &key.parts())?;
        Ok(prepared(&plan, &tree, url, Arc::new(E::from_row)))
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
        request(self.plan())
    }

    /// The query as an OData 4 request together with the reader of its reply.
    ///
    /// # Errors
    /// [`CompileError`] when OData cannot carry the query's values.
    pub fn prepare_odata4(&self) -> Result<Prepared<R>, CompileError>
    where
        C: OverOData4,
    {
        prepare(self.plan(), Arc::clone(self.reader()))
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
        prepare_count(self.plan())
    }
}
