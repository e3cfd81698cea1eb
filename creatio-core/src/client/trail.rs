//! Next links: followed within their service, and never in a circle.

use std::collections::HashSet;

use url::Url;

use super::request::Request;
use super::{Client, address};
use crate::error::{Call, Error, Protocol};

/// The addresses of the pages of one request so far.
#[derive(Debug, Default)]
pub(super) struct Trail(HashSet<Url>);

impl Trail {
    /// The request for the page that a next link leads to, within the service.
    ///
    /// # Errors
    /// [`Error::NotCreatio`] if the link leads out of the service or to a page that was read
    /// already.
    pub(super) fn follow(
        &mut self,
        client: &Client,
        from: Request,
        link: &str,
        call: &Call,
    ) -> Result<Request, Error> {
        let refuse = |reply: String| Error::NotCreatio {
            call: Box::new(call.clone()),
            reply,
        };
        let root = match from.protocol {
            Protocol::OData3 => &client.inner.odata3,
            _ => &client.inner.odata4,
        };
        let url = address::next_link(root, link).map_err(refuse)?;
        if url == from.url {
            return Err(refuse("a page whose next link leads to itself".to_owned()));
        }
        self.0.insert(from.url.clone());
        if self.0.contains(&url) {
            let circle = "a page whose next link leads back to one before it";
            return Err(refuse(circle.to_owned()));
        }
        Ok(Request { url, ..from })
    }
}
