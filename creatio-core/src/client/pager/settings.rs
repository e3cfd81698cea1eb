//! What a stream reads, and how.

use crate::client::job::Job;
use crate::client::request::Detour;
use crate::error::Protocol;

/// How the pages of a stream are found; set by [`RowStream::paging`](crate::client::RowStream::paging).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Paging {
    /// By the values of the row in front of the page, where these tell the place; else as
    /// [`Skip`](Self::Skip). While others insert and delete, no row is skipped or repeated.
    ///
    /// The columns of the order and the key are read in addition to what is selected, and the next
    /// page is what lies behind their values: `Id gt …`, or `CreatedOn gt … or CreatedOn eq … and Id
    /// gt …`. That numbers, guids, texts and instants can be compared so is standard OData, but has
    /// not been seen documented for Creatio's guids; a service that refuses the first such
    /// condition is read by [`Skip`](Self::Skip) from there, which is logged as a warning.
    ///
    /// Values tell the place of rows of an entity that has a key, in an order by
    ///
    /// - guids, lookups, numbers, truth values and text,
    /// - over OData 4, instants: OData 3 and the DataService cut them to milliseconds,
    ///
    /// of which the first may be an optional one, if the query has no `skip` and it is no text. They
    /// do not in orders by days and times of day, of which Creatio stores more than it shows; by
    /// what the server works out; and of distinct rows and groups.
    #[default]
    Auto,
    /// By a number of rows to pass over, `$skip`. Rows that others insert or delete in front of the
    /// page while the stream is read make it repeat or skip as many.
    Skip,
}

/// What is read.
pub(in super::super) struct Source<R> {
    /// The protocol that the caller asked for.
    pub(in super::super) protocol: Protocol,
    /// The query, in a total order.
    pub(in super::super) job: Job<R>,
    /// Whether the program asked for an order; the key alone is no such.
    pub(in super::super) ordered: bool,
    /// What the caller says of all of it.
    pub(in super::super) detour: Option<Detour>,
    /// Replies with fewer rows than this are not taken for cut by the server.
    pub(in super::super) trusted: u64,
}

impl<R> Source<R> {
    /// The pages of a query. Over pages the order has to be one only; what is added for that nobody
    /// has asked for.
    pub(in super::super) fn new(protocol: Protocol, mut job: Job<R>) -> Self {
        let ordered = !job.plan.order.is_empty();
        job.plan.make_order_total(job.key_kinds);
        Source {
            protocol,
            job,
            ordered,
            detour: None,
            trusted: 0,
        }
    }
}

impl<R> Clone for Source<R> {
    fn clone(&self) -> Self {
        Source {
            job: self.job.clone(),
            ..*self
        }
    }
}

/// How it is read.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Settings {
    pub(in super::super) page_size: u64,
    pub(in super::super) paging: Paging,
    pub(in super::super) with_total: bool,
}
