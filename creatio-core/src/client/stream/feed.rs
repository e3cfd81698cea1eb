//! [`Feed`]: where a stream's pages come from, on demand or from a task that runs ahead.

use std::task::{Context, Poll, ready};

use futures_util::future::BoxFuture;
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;
use tracing::Instrument as _;

use crate::client::pager::{Opened, Pager, Parcel, Survey};
use crate::error::Error;

/// What a feed gives next.
pub(super) enum Fed<R> {
    Page(Opened<R>),
    End,
    Failed(Error),
    /// The task that ran ahead went astray, or is gone: its runtime ended, or it panicked.
    Lost,
}

pub(super) enum Feed<R> {
    OnDemand(OnDemand<R>),
    Ahead(Ahead<R>),
}

impl<R: Send + 'static> Feed<R> {
    /// Pages as they are wanted or, on a runtime of tokio, up to `ahead` of them before.
    pub(super) fn start(pager: Pager<R>, ahead: usize) -> Self {
        match Handle::try_current() {
            Ok(runtime) if ahead > 0 => Feed::Ahead(Ahead::start(pager, ahead, &runtime)),
            _ => Feed::OnDemand(OnDemand::Idle(Box::new(pager))),
        }
    }

    pub(super) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Fed<R>> {
        match self {
            Feed::OnDemand(pages) => pages.poll_next(context),
            Feed::Ahead(pages) => pages.poll_next(context),
        }
    }
}

/// Pages that are asked for when they are wanted, by whoever wants them.
pub(super) enum OnDemand<R> {
    Idle(Box<Pager<R>>),
    Busy(BoxFuture<'static, (Box<Pager<R>>, NextPage<R>)>),
    Over,
}

type NextPage<R> = Result<Option<Opened<R>>, Error>;

impl<R: Send + 'static> OnDemand<R> {
    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Fed<R>> {
        // While the state is away it reads as over, which it is if the future panics.
        let mut page = match std::mem::replace(self, OnDemand::Over) {
            OnDemand::Over => return Poll::Ready(Fed::End),
            OnDemand::Busy(page) => page,
            OnDemand::Idle(mut pager) => Box::pin(async move {
                let page = pager.next_opened().await;
                (pager, page)
            }),
        };
        let Poll::Ready((pager, page)) = page.as_mut().poll(context) else {
            *self = OnDemand::Busy(page);
            return Poll::Pending;
        };
        Poll::Ready(match page {
            Ok(Some(page)) => {
                *self = OnDemand::Idle(pager);
                Fed::Page(page)
            }
            Ok(None) => Fed::End,
            Err(error) => Fed::Failed(error),
        })
    }
}

/// Pages that a task asks for ahead. It only receives them and looks through them; their rows are
/// made by whoever takes them, so that both go on at the same time.
pub(super) struct Ahead<R> {
    pages: mpsc::Receiver<Arrived<R>>,
    /// Whether the task took a page for another than it is, so that what it asked for next is wrong.
    is_astray: bool,
    _task: AbortOnDrop,
}

/// A page, an error after which there is none, or the end.
type Arrived<R> = Option<Result<(Parcel<R>, Survey), Error>>;

impl<R: Send + 'static> Ahead<R> {
    fn start(pager: Pager<R>, ahead: usize, runtime: &Handle) -> Self {
        let (buffer, arriving) = mpsc::channel(ahead.min(Semaphore::MAX_PERMITS));
        let task = runtime.spawn(run_ahead(pager, buffer).in_current_span());
        Self {
            pages: arriving,
            is_astray: false,
            _task: AbortOnDrop(task),
        }
    }

    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Fed<R>> {
        while !self.is_astray {
            let (parcel, told) = match ready!(self.pages.poll_recv(context)) {
                Some(Some(Ok(arrived))) => arrived,
                Some(Some(Err(error))) => return Poll::Ready(Fed::Failed(error)),
                Some(None) => return Poll::Ready(Fed::End),
                None => return Poll::Ready(Fed::Lost),
            };
            match parcel.open() {
                Ok((page, found)) => {
                    self.is_astray = found != told;
                    if page.len() > 0 {
                        return Poll::Ready(Fed::Page(page));
                    }
                }
                Err(error) => return Poll::Ready(Fed::Failed(error)),
            }
        }
        Poll::Ready(Fed::Lost)
    }
}

async fn run_ahead<R: 'static>(mut pager: Pager<R>, buffer: mpsc::Sender<Arrived<R>>) {
    // A page is asked for only when there is room for it.
    while let Ok(room) = buffer.reserve().await {
        let arrived = pager.next_parcel().await.transpose();
        let goes_on = matches!(arrived, Some(Ok(_)));
        room.send(arrived);
        if !goes_on {
            return;
        }
    }
}

/// A task that ends with what started it.
struct AbortOnDrop(JoinHandle<()>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}
