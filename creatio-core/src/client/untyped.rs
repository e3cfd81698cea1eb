//! Rows that no model describes: read by the name of their entity set, as JSON.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::Stream;
use futures_util::stream::{self, BoxStream, StreamExt, TryStreamExt};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use super::complete::TOO_FEW_TO_BE_CUT;
use super::pager::{Window, Windows};
use super::reply::classify::Expect;
use super::request::Request;
use super::transport::Reply;
use super::{Client, address};
use crate::error::{Error, Protocol};

/// What expressions of OData consist of besides names and texts; all else is encoded.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b',')
    .remove(b'/')
    .remove(b'(')
    .remove(b')')
    .remove(b'$')
    .remove(b':');

/// A row as the service sent it: values by column, and what OData adds, such as `@odata.etag`.
pub type UntypedRow = Map<String, Value>;

/// A read of an entity set that no model describes, over OData 4.
///
/// For tools that learn at run time what there is to read. Names and expressions are sent as they
/// are, so a mistake in one shows when Creatio refuses it; a [`Query`](crate::Query) shows it when
/// the program is compiled. Nothing is interpreted either: dates are texts, and "no value" has
/// whatever form the service gives it.
///
/// ```no_run
/// # async fn run(client: creatio_core::Client) -> Result<(), creatio_core::Error> {
/// use creatio_core::UntypedQuery;
///
/// let query = UntypedQuery::new("AccountType").select(["Id", "Name"]).filter("Name ne ''");
/// let mut rows = client.stream_untyped(query);
/// while let Some(row) = rows.try_next().await? {
///     println!("{}", row["Name"]);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a query does nothing until a client reads it"]
pub struct UntypedQuery {
    set: String,
    select: Vec<String>,
    filter: Option<String>,
    order: Vec<String>,
    top: Option<u64>,
}

impl UntypedQuery {
    /// All columns of all rows of an entity set, which in Creatio has the name of the schema.
    pub fn new(entity_set: impl Into<String>) -> Self {
        Self {
            set: entity_set.into(),
            select: Vec::new(),
            filter: None,
            order: vec!["Id".to_owned()],
            top: None,
        }
    }

    /// Only these columns: `$select`. A second call adds to the first.
    pub fn select<S: Into<String>>(mut self, columns: impl IntoIterator<Item = S>) -> Self {
        self.select.extend(columns.into_iter().map(Into::into));
        self
    }

    /// Only rows for which this expression of OData is true: `$filter`. It replaces an earlier one.
    pub fn filter(mut self, expression: impl Into<String>) -> Self {
        self.filter = Some(expression.into());
        self
    }

    /// In the order of these columns, `Name` or `Name desc`, instead of the order of `Id`.
    ///
    /// Rows arrive in pages, which neither overlap nor leave gaps only if no two rows are equal in
    /// all of these columns: let the key be the last of them.
    pub fn order_by<S: Into<String>>(mut self, columns: impl IntoIterator<Item = S>) -> Self {
        self.order = columns.into_iter().map(Into::into).collect();
        self
    }

    /// At most so many rows.
    pub fn top(mut self, rows: u64) -> Self {
        self.top = Some(rows);
        self
    }

    /// The query options of one window of rows.
    fn options(&self, skip: u64, size: u64) -> String {
        let mut options = Vec::new();
        let list = |columns: &[String]| columns.join(",");
        if !self.select.is_empty() {
            options.push(("$select", list(&self.select)));
        }
        if let Some(filter) = &self.filter {
            options.push(("$filter", filter.clone()));
        }
        if !self.order.is_empty() {
            options.push(("$orderby", list(&self.order)));
        }
        options.push(("$top", size.to_string()));
        if skip > 0 {
            options.push(("$skip", skip.to_string()));
        }
        let options = options
            .iter()
            .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, RESERVED)));
        options.collect::<Vec<_>>().join("&")
    }
}

impl Client {
    /// The rows of an [`UntypedQuery`] as a stream, page by page, however many they are.
    ///
    /// Authorization, classified errors and pages of
    /// [`page_size`](crate::ClientBuilder::page_size) rows are those of
    /// [`stream`](Self::stream), and so is that a page which takes too long or is too long is asked
    /// for again with fewer rows. Pages are found by numbers of rows, as with
    /// [`Paging::Skip`](super::Paging::Skip). After an error the stream ends.
    ///
    /// # Errors
    ///
    /// The stream gives any [`Error`]; [`Error::NotServed`] if there is no such entity set,
    /// [`Error::Rejected`] with Creatio's words if it does not understand an expression.
    pub fn stream_untyped(&self, query: UntypedQuery) -> UntypedStream {
        let reader = Reader {
            client: self.clone(),
            left: query.top.unwrap_or(u64::MAX),
            query,
            delivered: 0,
            windows: Windows::new(self, self.inner.page_size, TOO_FEW_TO_BE_CUT),
        };
        let pages = stream::try_unfold(Some(reader), |reader| async {
            match reader {
                Some(reader) => reader.page().await,
                None => Ok(None),
            }
        });
        let rows = pages.map_ok(|rows| stream::iter(rows.into_iter().map(Ok)));
        UntypedStream(rows.try_flatten().boxed())
    }
}

/// The rows of an [`UntypedQuery`], made by [`Client::stream_untyped`].
#[must_use = "a stream does nothing until it is polled"]
pub struct UntypedStream(BoxStream<'static, Result<UntypedRow, Error>>);

impl UntypedStream {
    /// The next row; `None` when there is none left. The future can be dropped at any time: no row is
    /// lost.
    ///
    /// # Errors
    ///
    /// What the stream gives. After an error it is over.
    pub async fn try_next(&mut self) -> Result<Option<UntypedRow>, Error> {
        self.0.try_next().await
    }
}

impl Stream for UntypedStream {
    type Item = Result<UntypedRow, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next_unpin(context)
    }
}

impl fmt::Debug for UntypedStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UntypedStream").finish_non_exhaustive()
    }
}

/// What is still to be read.
///
/// A place between rows is the number of those before it: to ask for what lies behind values takes
/// their types, since a guid stands bare in a condition and a text in quotes, and JSON shows neither.
struct Reader {
    client: Client,
    query: UntypedQuery,
    /// Rows that are still wanted.
    left: u64,
    delivered: u64,
    windows: Windows<()>,
}

type Page = Option<(Vec<UntypedRow>, Option<Reader>)>;

impl Reader {
    /// The next page, with the reader of those after it.
    async fn page(mut self) -> Result<Page, Error> {
        if self.left == 0 {
            return Ok(None);
        }
        let reply = self.receive().await?;
        let body = reply.json()?;
        let next_link = body.get("@odata.nextLink").and_then(Value::as_str);
        let next_link = next_link.map(str::to_owned);
        let Some(mut rows) = rows(body) else {
            return Err(Error::NotCreatio {
                call: Box::new(reply.into_call()),
                reply: "JSON that holds no rows".to_owned(),
            });
        };
        reply.record_rows(rows.len());
        let received = rows.len() as u64;
        rows.truncate(usize::try_from(self.left).unwrap_or(usize::MAX));
        self.left -= rows.len() as u64;
        self.delivered += rows.len() as u64;
        let is_over = self.left == 0;
        let next_link = next_link.as_deref().filter(|_| !is_over);
        let may_go_on = self.pass(received, next_link)? && !is_over;
        Ok(Some((rows, may_go_on.then_some(self))))
    }

    async fn receive(&mut self) -> Result<Reply, Error> {
        loop {
            let window = self.windows.take().unwrap_or_else(|| self.open_window());
            let (error, size) = match self.windows.receive(&self.client, window).await {
                Ok((reply, _)) => return Ok(reply),
                Err(failure) => failure,
            };
            if !self.windows.failed(&error, size) {
                return Err(error);
            }
        }
    }

    fn open_window(&self) -> Window<()> {
        let size = self.windows.size().min(self.left);
        let mut url = address::segment_below(&self.client.inner.odata4, &self.query.set);
        url.set_query(Some(&self.query.options(self.delivered, size)));
        Window::new((), size, Request::get(Protocol::OData4, url, Expect::Rows))
    }

    /// Whether there may be rows behind a page.
    fn pass(&mut self, rows: u64, next_link: Option<&str>) -> Result<bool, Error> {
        let Some(window) = self.windows.take() else {
            return Ok(false);
        };
        self.windows.pass(&self.client, window, rows, next_link)
    }
}

/// The rows in the body of a reply, if it is a list of rows.
fn rows(body: Value) -> Option<Vec<UntypedRow>> {
    let Value::Object(mut body) = body else {
        return None;
    };
    let Some(Value::Array(rows)) = body.remove("value") else {
        return None;
    };
    let row = |row| match row {
        Value::Object(row) => Some(row),
        _ => None,
    };
    rows.into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_encoded_and_the_key_is_the_order() {
        let query = UntypedQuery::new("City").select(["Id", "Name"]);
        assert_eq!(
            query.options(0, 5),
            "$select=Id,Name&$orderby=Id&$top=5",
            "no $skip without need"
        );
        let query = query
            .filter("Name eq 'a&b+c #1'")
            .order_by(["Name desc", "Id"]);
        assert_eq!(
            query.options(5, 5),
            "$select=Id,Name&$filter=Name%20eq%20%27a%26b%2Bc%20%231%27\
             &$orderby=Name%20desc,Id&$top=5&$skip=5"
        );
    }
}
