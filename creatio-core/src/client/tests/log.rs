//! What a test's thread logs.

use std::cell::RefCell;
use std::io;
use std::sync::Once;

use tracing::callsite::rebuild_interest_cache;
use tracing_subscriber::fmt::format::FmtSpan;

thread_local! {
    /// What this thread has logged since it began to listen. Each of these tests has a thread of
    /// its own, which its client and its server share.
    static LOG: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
}

/// Begins to collect what this thread logs, at all levels.
pub(super) fn listen() {
    // One subscriber for all threads: one per thread would not see events whose first use was on a
    // thread without.
    static SUBSCRIBE: Once = Once::new();
    SUBSCRIBE.call_once(|| {
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .with_span_events(FmtSpan::FULL)
            .with_writer(|| Log)
            .finish();
        tracing::subscriber::set_global_default(subscriber).unwrap();
        rebuild_interest_cache();
    });
    LOG.set(Some(Vec::new()));
}

/// What this thread has logged.
pub(super) fn logged() -> String {
    String::from_utf8(LOG.take().unwrap()).unwrap()
}

struct Log;

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.with_borrow_mut(|log| {
            if let Some(log) = log {
                log.extend_from_slice(bytes);
            }
        });
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
