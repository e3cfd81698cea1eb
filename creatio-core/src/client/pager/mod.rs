//! [`Pager`]: which page comes next.
//!
//! Creatio's OData 4 and DataService do not page by themselves: a stream asks for one window of rows
//! after the other. OData 3 pages by 40, and any service may: next links are followed to the end of
//! a window first. Where a window begins is told by a [`Place`].
//!
//! The pager moves on by a [`Survey`] of a page, so that it can ask for the next one before anybody
//! has read the rows.

mod keyset;
mod page_size;
mod parcel;
mod parts;
mod place;
mod settings;
mod window;

use std::sync::Arc;

use self::parts::Parts;
use super::Client;
use super::count;
use super::job::Ready;
use super::reply::classify::Expect;
use super::request::Request;
use super::transport::Reply;
use crate::error::{BuildError, Error};

pub(super) use self::parcel::{Opened, Parcel, Survey};
pub(super) use self::place::Place;
pub use self::settings::Paging;
pub(super) use self::settings::{Settings, Source};
pub(super) use self::window::{Window, Windows};

/// All pages of a query, one after the other.
pub(super) struct Pager<R> {
    client: Client,
    source: Source<R>,
    settings: Settings,
    /// What there is to read, once it is known whether the query goes out in pieces.
    parts: Option<Parts<R>>,
    place: Place,
    windows: Windows<Asked<R>>,
    /// Rows that are passed over here and not by the server, since they are in several pieces.
    to_pass: u64,
    /// Where to go on by numbers of rows if the server refuses the first condition on values.
    instead: Option<Place>,
    /// How many rows there are in all, if that was asked.
    total: Option<u64>,
}

/// What one request asked for.
struct Asked<R> {
    ready: Arc<Ready<R>>,
    /// Whether there may be rows without a value behind its own, which it did not ask for.
    leaves_nulls: bool,
}

impl<R: 'static> Pager<R> {
    /// The pages from a place on.
    pub(super) fn new(client: Client, source: Source<R>, settings: Settings, place: Place) -> Self {
        Self {
            windows: Windows::new(&client, settings.page_size, source.trusted),
            client,
            source,
            settings,
            parts: None,
            place,
            to_pass: 0,
            instead: None,
            total: None,
        }
    }

    /// The next page that has rows, read; `None` at the end.
    pub(super) async fn next_opened(&mut self) -> Result<Option<Opened<R>>, Error> {
        while let Some(parcel) = self.receive().await? {
            let (opened, survey) = parcel.open()?;
            self.advance(&survey)?;
            if opened.len() > 0 {
                return Ok(Some(opened));
            }
        }
        Ok(None)
    }

    /// The next page as it arrived, with the pager already behind it by this survey; `None` at the
    /// end.
    pub(super) async fn next_parcel(&mut self) -> Result<Option<(Parcel<R>, Survey)>, Error> {
        let Some(parcel) = self.receive().await? else {
            return Ok(None);
        };
        let survey = parcel.survey()?;
        self.advance(&survey)?;
        Ok(Some((parcel, survey)))
    }

    /// Asks for the page at the place at hand.
    async fn receive(&mut self) -> Result<Option<Parcel<R>>, Error> {
        if self.settings.page_size == 0 {
            let setting = "page size";
            return Err(BuildError::Zero { setting }.into());
        }
        self.begin().await?;
        loop {
            let window = match self.windows.take() {
                Some(window) => window,
                None => match self.open_window()? {
                    Some(window) => window,
                    None => return Ok(None),
                },
            };
            match self.windows.receive(&self.client, window).await {
                Ok((reply, window)) => {
                    let (ready, size) = (Arc::clone(&window.about.ready), window.size);
                    return Ok(Some(self.parcel(reply, ready, size)));
                }
                Err((error, size)) => self.recover(error, size)?,
            }
        }
    }

    /// Finds out what there is to read.
    async fn begin(&mut self) -> Result<(), Error> {
        if self.parts.is_some() || self.limit() == 0 {
            return Ok(());
        }
        let parts = Parts::of(&self.client, &self.source, self.settings.paging)?;
        let (number, skip) = (parts.number(), self.source.job.plan.skip.unwrap_or(0));
        let is_new = self.place.parts == 0;
        if !is_new && self.place.parts != number {
            return Err(self.foreign_cursor());
        }
        self.place.parts = number;
        if number > 1 && self.place.rows == 0 {
            self.to_pass = skip;
        } else if is_new {
            self.place.skip = skip;
        }
        if self.settings.with_total && self.source.job.plan.rows_have_keys() {
            let (protocol, plan) = (self.source.protocol, &self.source.job.plan);
            let found = count::all(&self.client, protocol, plan).await?;
            self.total = Some(found.saturating_sub(skip).min(self.limit()));
        }
        self.parts = Some(parts);
        Ok(())
    }

    /// The request for the rows behind the place at hand; `None` at the end.
    fn open_window(&self) -> Result<Option<Window<Asked<R>>>, Error> {
        let wanted = self.limit().saturating_sub(self.place.rows);
        let parts = self.parts.as_ref();
        let Some(parts) = parts.filter(|parts| wanted > 0 && self.place.part < parts.number())
        else {
            return Ok(None);
        };
        let size = self.windows.size().min(wanted.saturating_add(self.to_pass));
        let ready = parts.request(&self.client, &self.place, size)?;
        let ready = ready.ok_or_else(|| self.foreign_cursor())?;
        let detour = self.source.detour.or_else(|| parts.detour(self.place.part));
        let next = Request {
            detour,
            ..self.client.request(ready.request(), Expect::Rows)
        };
        let asked = Asked {
            ready: Arc::new(ready),
            leaves_nulls: self.place.leaves_nulls(),
        };
        Ok(Some(Window::new(asked, size, next)))
    }

    fn parcel(&self, reply: Reply, ready: Arc<Ready<R>>, size: u64) -> Parcel<R> {
        Parcel {
            reply,
            ready,
            keyset: self.parts.as_ref().and_then(Parts::keyset),
            start: self.place.clone(),
            passed: self.to_pass,
            limit: self.limit(),
            size,
            total: self.total,
        }
    }

    /// Rows that the query wants in all.
    fn limit(&self) -> u64 {
        self.source.job.plan.top.unwrap_or(u64::MAX)
    }

    fn foreign_cursor(&self) -> Error {
        Error::ForeignCursor {
            entity: self.source.job.plan.root.name,
        }
    }

    /// Sees to it that another request for the same page, which was to have so many rows, is worth a
    /// try, or gives the error back.
    fn recover(&mut self, error: Error, size: u64) -> Result<(), Error> {
        let is_refusal = matches!(error, Error::Rejected { .. }) && !error.is_retryable();
        if let Some(instead) = self.instead.take_if(|_| is_refusal) {
            tracing::warn!(
                %error,
                "the service does not find pages by values: reading by numbers of rows, which may \
                 skip or repeat some while others write"
            );
            if let Some(parts) = &mut self.parts {
                parts.count_rows();
            }
            self.place = instead;
            return Ok(());
        }
        let longest = match self.source.trusted {
            0 => size,
            page => page.min(size),
        };
        if self.windows.failed(&error, longest) {
            return Ok(());
        }
        Err(error)
    }

    /// Moves on behind a page.
    fn advance(&mut self, survey: &Survey) -> Result<(), Error> {
        let Some(window) = self.windows.take() else {
            return Ok(());
        };
        self.pass(survey, &window)?;
        let leaves_nulls = window.about.leaves_nulls;
        let is_over = self.place.rows >= self.limit();
        let link = survey.next_link.as_deref().filter(|_| !is_over);
        let may_go_on = self.windows.pass(&self.client, window, survey.rows, link)?;
        if !is_over && !may_go_on {
            self.place.leave(leaves_nulls);
        }
        Ok(())
    }

    /// Takes the place behind the rows of a page.
    fn pass(&mut self, survey: &Survey, window: &Window<Asked<R>>) -> Result<(), Error> {
        let passed = self.to_pass.min(survey.rows);
        self.to_pass -= passed;
        let left = self.limit().saturating_sub(self.place.rows);
        let delivered = (survey.rows - passed).min(left);
        self.place.nulls = self.place.nulls.learn(survey.first.as_ref());
        let last = Some(survey.last.as_slice()).filter(|last| !last.is_empty());
        if last.is_some() && self.place.after.as_deref() == last {
            let reply = "a page that ends with the row in front of it".to_owned();
            let call = Box::new(window.call());
            return Err(Error::NotCreatio { call, reply });
        }
        let is_first = last.is_some() && self.place.after.is_none();
        self.instead = is_first.then(|| self.place.behind(survey.rows, delivered, None));
        self.place = self.place.behind(survey.rows, delivered, last);
        Ok(())
    }
}
