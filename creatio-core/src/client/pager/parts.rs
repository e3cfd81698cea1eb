//! [`Parts`]: the query that is read page by page or, where its address is too long, its pieces.

use std::sync::Arc;

use super::keyset::Keyset;
use super::place::{Nulls, Place};
use super::settings::{Paging, Source};
use crate::ast::{Plan, Predicate};
use crate::client::Client;
use crate::client::job::{Job, Ready};
use crate::client::request::Detour;
use crate::client::route::{cut, fits, rows_request, too_long, whole};
use crate::error::{Error, Protocol};

/// Larger than any number of rows to skip or to read, for the length of addresses.
const MANY: u64 = u32::MAX as u64;

/// What there is to read, and how its pages are found.
pub(super) struct Parts<R> {
    /// The protocol that the caller asked for.
    asked: Protocol,
    /// The protocol that carries the query.
    protocol: Protocol,
    keyset: Option<Arc<Keyset>>,
    /// Whether pages are found by the values of their rows, which are read for that.
    by_values: bool,
    jobs: Vec<Job<R>>,
}

impl<R> Parts<R> {
    /// The query as it is or, where its address is too long, over the DataService or in pieces.
    pub(super) fn of(client: &Client, source: &Source<R>, paging: Paging) -> Result<Self, Error> {
        let asked = source.protocol;
        let mut parts = Parts::over(asked, asked, source, paging);
        let longest = parts.longest();
        if let Some(ready) = whole(client, asked, &longest)? {
            let protocol = ready.request().protocol();
            if protocol != asked {
                parts = Parts::over(asked, protocol, source, paging);
            }
            return Ok(parts);
        }
        let request = |piece: &Plan| rows_request(asked, piece);
        if source.ordered {
            return Err(too_long(client, &request(&longest.plan)?));
        }
        let template = parts.jobs.remove(0);
        let sample = parts.sample();
        let request = |piece: &Plan| {
            let mut piece = piece.clone();
            if let Some(sample) = &sample {
                piece.add_filter(sample.clone());
            }
            rows_request(asked, &piece)
        };
        let unlimited = template.window(MANY, Some(MANY));
        for piece in cut(client, &unlimited.plan, request)? {
            parts.jobs.push(template.with_plan(Plan {
                top: None,
                skip: None,
                ..piece
            }));
        }
        Ok(parts)
    }

    /// The whole query over a protocol.
    fn over(asked: Protocol, protocol: Protocol, source: &Source<R>, paging: Paging) -> Self {
        let mut job = source.job.clone();
        let keyset = Keyset::of(&job.plan, protocol).map(Arc::new);
        let by_values = keyset.as_ref().filter(|_| paging == Paging::Auto);
        if let Some(keyset) = by_values {
            job.plan.items.extend(keyset.columns());
        }
        Parts {
            asked,
            protocol,
            by_values: by_values.is_some(),
            keyset,
            jobs: vec![job],
        }
    }

    /// The condition of a page that is found by values, as long as most.
    fn sample(&self) -> Option<Predicate> {
        let keyset = self.keyset()?;
        keyset.after(&keyset.sample(), Nulls::Last)
    }

    /// The query as long as its windows get: with all their options.
    fn longest(&self) -> Job<R> {
        let skip = self.jobs[0].plan.skip.unwrap_or(0);
        let mut longest = self.jobs[0].window(skip.saturating_add(MANY), Some(MANY));
        if let Some(sample) = self.sample() {
            longest.plan.add_filter(sample);
        }
        longest
    }

    /// The values that tell the places between rows, if they do.
    pub(super) fn keyset(&self) -> Option<Arc<Keyset>> {
        self.keyset.clone().filter(|_| self.by_values)
    }

    /// From now on places are told by numbers of rows.
    pub(super) fn count_rows(&mut self) {
        self.by_values = false;
    }

    /// How many parts there are.
    pub(super) fn number(&self) -> usize {
        self.jobs.len()
    }

    /// The query for `size` rows from a place on; `None` if the place is none of this query.
    fn window(&self, place: &Place, size: u64) -> Option<Job<R>> {
        let job = self.jobs.get(place.part)?;
        let mut window = job.window(place.skip, Some(size));
        if let Some(values) = &place.after {
            let keyset = self.keyset.as_ref()?;
            window.plan.add_filter(keyset.after(values, place.nulls)?);
        }
        Some(window)
    }

    /// The same as a request.
    pub(super) fn request(
        &self,
        client: &Client,
        place: &Place,
        size: u64,
    ) -> Result<Option<Ready<R>>, Error> {
        let Some(window) = self.window(place, size) else {
            return Ok(None);
        };
        let ready = window.prepare(self.protocol, &client.inner.time_zone)?;
        if fits(client, ready.request()) {
            Ok(Some(ready))
        } else {
            Err(too_long(client, ready.request()))
        }
    }

    /// What keeps a part from going out as it was asked.
    pub(super) fn detour(&self, part: usize) -> Option<Detour> {
        if self.jobs.len() > 1 {
            Some(Detour::Piece(part + 1, self.jobs.len()))
        } else {
            (self.protocol != self.asked).then_some(Detour::InsteadOf(self.asked))
        }
    }
}
