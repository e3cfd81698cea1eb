//! [`Prepared`]: a request together with how its reply is read.

use std::fmt;
use std::sync::Arc;

use super::v4::{self, Tree};
use super::{CompileError, ODataRequest};
use crate::ast::Plan;
use crate::decode::DecodeError;
use crate::query::{Entity, KeyValue, Query, Reader};
use crate::row::{Page, Shape, read_page, read_single};

/// A compiled query: the request to send and the reader of its reply.
///
/// What a client does with a query, without the client: for programs that have a transport of their
/// own, and for tests without a server.
///
/// ```
/// # mod models {
/// # use creatio_core::{Entity, Id};
/// # #[derive(Debug, Clone, PartialEq, Entity)]
/// # pub struct City { #[creatio(key)] pub id: Id<City>, pub name: String }
/// # }
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use models::{City, city};
///
/// let query = City::query().select(city::name).top(2).prepare_odata4()?;
/// assert_eq!(query.request().to_string(), "City?$select=Name&$top=2");
///
/// let reply = br#"{"value":[{"Name":"Oslo"},{"Name":"Bergen"}]}"#;
/// assert_eq!(query.read_page(reply, 1)?.rows, ["Oslo", "Bergen"]);
/// # Ok(())
/// # }
/// ```
pub struct Prepared<R> {
    request: ODataRequest,
    shape: Shape,
    reader: Reader<R>,
}

impl<R> Prepared<R> {
    fn new(plan: &Plan, tree: &Tree<'_>, url: String, reader: Reader<R>) -> Self {
        let request = ODataRequest::new(plan.root.name, url);
        Prepared {
            request,
            shape: tree.shape(plan),
            reader,
        }
    }

    /// The request.
    pub fn request(&self) -> &ODataRequest {
        &self.request
    }

    /// Reads a reply with many rows. `first_row` is the number of its first row in the whole
    /// result, from 1: errors name the row by it.
    ///
    /// # Errors
    /// [`DecodeError`] when the reply is not the JSON that OData 4 prescribes, or a value does not
    /// fit its Rust type.
    pub fn read_page(&self, body: &[u8], first_row: u64) -> Result<Page<R>, DecodeError> {
        read_page(&self.shape, body, first_row, |row| (self.reader)(row))
    }

    /// Reads the reply to a read by key.
    ///
    /// # Errors
    /// As [`read_page`](Prepared::read_page).
    pub fn read_one(&self, body: &[u8]) -> Result<R, DecodeError> {
        read_single(&self.shape, body, |row| (self.reader)(row))
    }
}

impl<E: Entity> Prepared<E> {
    /// A read of one row by its key; its reply is for [`read_one`](Prepared::read_one).
    ///
    /// # Errors
    /// [`CompileError`] when OData cannot carry the key.
    pub fn by_key_odata4(key: &E::Key) -> Result<Self, CompileError> {
        let plan = Plan::all_of(E::SCHEMA);
        let tree = Tree::build(&plan)?;
        let url = v4::key_url(&plan, &tree, &key.parts())?;
        Ok(Prepared::new(&plan, &tree, url, Arc::new(E::from_row)))
    }
}

impl<R> fmt::Debug for Prepared<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Prepared").field(&self.request).finish()
    }
}

impl<E, R, C> Query<E, R, C> {
    /// The query as an OData 4 URL, relative to the service's root.
    ///
    /// # Errors
    /// [`CompileError`] when OData cannot carry the query's values.
    pub fn odata4(&self) -> Result<ODataRequest, CompileError> {
        let plan = self.plan();
        let tree = Tree::build(plan)?;
        Ok(ODataRequest::new(
            plan.root.name,
            v4::collection_url(plan, &tree)?,
        ))
    }

    /// The query as an OData 4 request together with the reader of its reply.
    ///
    /// # Errors
    /// [`CompileError`] when OData cannot carry the query's values.
    pub fn prepare_odata4(&self) -> Result<Prepared<R>, CompileError> {
        let plan = self.plan();
        let tree = Tree::build(plan)?;
        let url = v4::collection_url(plan, &tree)?;
        Ok(Prepared::new(plan, &tree, url, Arc::clone(self.reader())))
    }

    /// A request that counts the rows which the filter finds, whatever `top` and `skip` say: the
    /// reply is a page without rows and with a count.
    ///
    /// # Errors
    /// [`CompileError`] when OData cannot carry the query's values.
    pub fn prepare_count_odata4(&self) -> Result<Prepared<()>, CompileError> {
        let plan = Plan {
            items: Vec::new(),
            ..self.plan().clone()
        };
        let url = v4::count_url(&plan)?;
        Ok(Prepared::new(
            &plan,
            &Tree::build(&plan)?,
            url,
            Arc::new(|_| Ok(())),
        ))
    }
}
