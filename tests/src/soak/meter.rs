//! What the client logs, counted; and what the process has in memory.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::registry;

/// Counts the calls of all clients of this process, and what they do about failures.
#[derive(Debug, Clone, Default)]
pub struct Meter(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    calls: AtomicU64,
    retries: AtomicU64,
    renewals: AtomicU64,
    looks: AtomicU64,
}

impl Meter {
    /// Starts to count. Nothing else in the process may listen to logs.
    ///
    /// # Errors
    ///
    /// If something does.
    pub fn install() -> Result<Self, tracing::subscriber::SetGlobalDefaultError> {
        let meter = Self::default();
        let of_client = Targets::new().with_target("creatio_core", Level::DEBUG);
        let layer = meter.clone().with_filter(of_client);
        tracing::subscriber::set_global_default(registry().with(layer))?;
        Ok(meter)
    }
}

impl fmt::Display for Meter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        write!(
            f,
            "{} calls, {} retries after a pause, {} renewals of an authorization, {} looks at rows by \
             the client itself",
            read(&self.0.calls),
            read(&self.0.retries),
            read(&self.0.renewals),
            read(&self.0.looks)
        )
    }
}

impl<S: Subscriber> Layer<S> for Meter {
    fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        if attributes.metadata().name() == "creatio.request" {
            self.0.calls.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut message = Message(String::new());
        event.record(&mut message);
        let count = match &*message.0 {
            text if text.starts_with("trying again") => &self.0.retries,
            text if text.starts_with("the authorization was not accepted") => &self.0.renewals,
            text if text.contains("looking for") => &self.0.looks,
            _ => return,
        };
        count.fetch_add(1, Ordering::Relaxed);
    }
}

struct Message(String);

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            self.0 = format!("{value:?}");
        }
    }
}

/// What the process has in memory, in KiB; `None` where there is no `/proc`.
pub(super) fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}
