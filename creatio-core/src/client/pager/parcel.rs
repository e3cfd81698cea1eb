//! [`Parcel`]: a page that has arrived and was not read yet; [`Survey`] and [`Opened`], what is in it.

use std::cell::RefCell;
use std::sync::Arc;
use std::vec;

use super::keyset::Keyset;
use super::place::Place;
use crate::client::job::Ready;
use crate::client::transport::Reply;
use crate::error::Error;
use crate::row::SortKey;

/// A page that has arrived, with all that is needed to read it elsewhere.
pub(in super::super) struct Parcel<R> {
    pub(super) reply: Reply,
    pub(super) ready: Arc<Ready<R>>,
    /// The values that are read of each row behind the selection.
    pub(super) keyset: Option<Arc<Keyset>>,
    /// Where it begins.
    pub(super) start: Place,
    /// Rows at its beginning that were to be passed over.
    pub(super) passed: u64,
    /// Rows that the query wants in all.
    pub(super) limit: u64,
    /// How many rows were asked for.
    pub(super) size: u64,
    /// How many rows there are in all, if that was asked.
    pub(super) total: Option<u64>,
}

/// What the pager has to know of a page to ask for the next one.
#[derive(Debug, PartialEq)]
pub(in super::super) struct Survey {
    pub(super) rows: u64,
    pub(super) next_link: Option<String>,
    /// What the first row has in the first column of the order, if that can be nothing.
    pub(super) first: Option<SortKey>,
    /// The values of the last row that tell its place.
    pub(super) last: Vec<SortKey>,
}

/// A page that was read.
pub(in super::super) struct Opened<R> {
    rows: vec::IntoIter<R>,
    /// Of each row that arrived, the values that tell its place, one after the other.
    values: Vec<SortKey>,
    /// How many values a row has.
    width: usize,
    start: Place,
    /// Rows that arrived before the first of `rows`.
    passed: u64,
    taken: u64,
    pub(in super::super) size: u64,
    pub(in super::super) total: Option<u64>,
}

impl<R> Parcel<R> {
    /// Looks through the page without making values of its rows: a small part of the work, after which
    /// the next page can be asked for. Whether it is right shows when the page is opened.
    pub(super) fn survey(&self) -> Result<Survey, Error> {
        let first_row = self.first_row();
        let edges = RefCell::new((None, Vec::with_capacity(self.width())));
        let seen = self.reply.decode(
            |body| {
                self.ready.survey_page(body, first_row, |row| {
                    let Some(keyset) = &self.keyset else {
                        return Ok(());
                    };
                    row.skip_to_last(keyset.width());
                    let (first, last) = &mut *edges.borrow_mut();
                    last.clear();
                    keyset.read(row, |value| last.push(value))?;
                    if keyset.begins_optional() && first.is_none() {
                        *first = last.first().cloned();
                    }
                    Ok(())
                })
            },
            |seen| usize::try_from(seen.rows).unwrap_or(usize::MAX),
        )?;
        let (first, last) = edges.into_inner();
        Ok(Survey {
            rows: seen.rows,
            next_link: seen.next_link,
            first,
            last,
        })
    }

    /// Reads the rows.
    pub(in super::super) fn open(self) -> Result<(Opened<R>, Survey), Error> {
        let (first_row, width) = (self.first_row(), self.width());
        let expected = usize::try_from(self.size).unwrap_or(0).min(LARGEST_GUESS);
        let values = RefCell::new(Vec::with_capacity(width * expected));
        let page = self.reply.decode(
            |body| {
                self.ready
                    .read_page_with(body, first_row, |row| match &self.keyset {
                        Some(keyset) => {
                            let mut values = values.borrow_mut();
                            keyset.read(row, |value| values.push(value))
                        }
                        None => Ok(()),
                    })
            },
            |page| page.rows.len(),
        )?;
        let values = values.into_inner();
        let keyset = self.keyset.as_ref();
        let begins_optional = keyset.is_some_and(|keyset| keyset.begins_optional());
        let survey = Survey {
            rows: page.rows.len() as u64,
            next_link: page.next_link,
            first: values.first().filter(|_| begins_optional).cloned(),
            last: values[values.len() - width.min(values.len())..].to_vec(),
        };
        let mut start = self.start;
        start.nulls = start.nulls.learn(survey.first.as_ref());
        let count = |rows: u64| usize::try_from(rows).unwrap_or(usize::MAX);
        let mut rows = page.rows;
        rows.drain(..count(self.passed).min(rows.len()));
        rows.truncate(count(self.limit.saturating_sub(start.rows)));
        let opened = Opened {
            rows: rows.into_iter(),
            values,
            width,
            start,
            passed: self.passed,
            taken: 0,
            size: self.size,
            total: self.total,
        };
        Ok((opened, survey))
    }

    /// The number of its first row, for errors.
    fn first_row(&self) -> u64 {
        self.start.rows + 1
    }

    fn width(&self) -> usize {
        self.keyset.as_ref().map_or(0, |keyset| keyset.width())
    }
}

/// For how many rows memory is set aside before they are there.
const LARGEST_GUESS: usize = 20_000;

impl<R> Opened<R> {
    /// How many rows are left in it.
    pub(in super::super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The next row.
    pub(in super::super) fn next_row(&mut self) -> Option<R> {
        let row = self.rows.next()?;
        self.taken += 1;
        Some(row)
    }

    /// All rows that are left.
    pub(in super::super) fn into_rows(self) -> Vec<R> {
        self.rows.collect()
    }

    /// Rows of the whole stream up to the last one that was taken out.
    pub(in super::super) fn rows_so_far(&self) -> u64 {
        self.start.rows + self.taken
    }

    /// The place behind the last row that was taken out.
    pub(in super::super) fn place(&self) -> Place {
        self.place_behind(self.taken)
    }

    /// The place behind its last row.
    pub(in super::super) fn end(&self) -> Place {
        self.place_behind(self.taken + self.rows.len() as u64)
    }

    /// The place behind so many of the rows that it gives out.
    fn place_behind(&self, delivered: u64) -> Place {
        let arrived = self.passed + delivered;
        let end = usize::try_from(arrived).map_or(0, |arrived| arrived * self.width);
        let last = self.values.get(end.saturating_sub(self.width)..end);
        let last = last.filter(|_| self.width > 0);
        self.start.behind(arrived, delivered, last)
    }
}
