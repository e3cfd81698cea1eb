//! [`Prepared`]: a request together with how its reply is read.

use std::fmt;

use crate::decode::DecodeError;
use crate::odata_request::ODataRequest;
use crate::query::Reader;
use crate::row::{Format, Page, Shape, read_page, read_single};
#[cfg(feature = "client")]
use crate::row::{Glance, Row, glance};

/// A compiled query: the request to send and the reader of its reply.
///
/// What a client does with a query, without the client: for programs that have a transport of their
/// own, and for tests without a server. `Q` is the request: an [`ODataRequest`], or a
/// [`DataServiceRequest`](crate::DataServiceRequest).
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
pub struct Prepared<R, Q = ODataRequest> {
    request: Q,
    shape: Shape,
    format: Format,
    reader: Reader<R>,
}

impl<R, Q> Prepared<R, Q> {
    pub(crate) fn new(request: Q, shape: Shape, format: Format, reader: Reader<R>) -> Self {
        Prepared {
            request,
            shape,
            format,
            reader,
        }
    }

    /// The request.
    pub fn request(&self) -> &Q {
        &self.request
    }

    #[cfg(all(test, feature = "client"))]
    pub(crate) fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The same with another form of the request.
    #[cfg(feature = "client")]
    pub(crate) fn map_request<P>(self, map: impl FnOnce(Q) -> P) -> Prepared<R, P> {
        Prepared {
            request: map(self.request),
            shape: self.shape,
            format: self.format,
            reader: self.reader,
        }
    }

    /// Reads a reply with many rows. `first_row` is the number of its first row in the whole
    /// result, from 1: errors name the row by it.
    ///
    /// # Errors
    /// [`DecodeError`] when the reply is not the JSON that the protocol prescribes, or a value does
    /// not fit its Rust type.
    pub fn read_page(&self, body: &[u8], first_row: u64) -> Result<Page<R>, DecodeError> {
        read_page(&self.format, &self.shape, body, first_row, |row| {
            (self.reader)(row)
        })
    }

    /// Reads a reply with many rows, and of each row what stands behind the selection.
    #[cfg(feature = "client")]
    pub(crate) fn read_page_with(
        &self,
        body: &[u8],
        first_row: u64,
        then: impl Fn(&mut Row<'_>) -> Result<(), DecodeError>,
    ) -> Result<Page<R>, DecodeError> {
        read_page(&self.format, &self.shape, body, first_row, |row| {
            let value = (self.reader)(row)?;
            then(row)?;
            Ok(value)
        })
    }

    /// Tells what a reply with many rows holds without making values of them, and visits the first and
    /// the last row, perhaps others. Nothing but reading the page shows for sure that it is true.
    #[cfg(feature = "client")]
    pub(crate) fn survey_page(
        &self,
        body: &[u8],
        first_row: u64,
        visit: impl Fn(&mut Row<'_>) -> Result<(), DecodeError>,
    ) -> Result<Glance, DecodeError> {
        if matches!(self.format, Format::OData4)
            && let Some(glance) = glance(&self.shape, body, first_row, &visit)
        {
            return Ok(glance);
        }
        let page = read_page(&self.format, &self.shape, body, first_row, visit)?;
        Ok(Glance {
            rows: page.rows.len() as u64,
            next_link: page.next_link,
        })
    }

    /// Reads the reply to a read by key.
    ///
    /// # Errors
    /// As [`read_page`](Prepared::read_page);
    /// [`DecodeErrorKind::NoRow`](crate::DecodeErrorKind::NoRow) when DataService found none: it
    /// answers with a page, while OData has a status for that.
    pub fn read_one(&self, body: &[u8]) -> Result<R, DecodeError> {
        read_single(&self.format, &self.shape, body, |row| (self.reader)(row))
    }
}

impl<R, Q: fmt::Debug> fmt::Debug for Prepared<R, Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Prepared").field(&self.request).finish()
    }
}
