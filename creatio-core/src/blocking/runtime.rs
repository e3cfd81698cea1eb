//! The thread that does the waiting.

use std::task::{Context, Poll, Waker};

use tokio::runtime::{Builder, Handle};
use tokio::task::coop;

use crate::error::BuildError;

/// A runtime of one thread, which goes on with what is under way while nobody waits.
pub(super) struct Runtime(Option<tokio::runtime::Runtime>);

impl Runtime {
    pub(super) fn start() -> Result<Self, BuildError> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("creatio")
            .enable_all()
            .build();
        match runtime {
            Ok(runtime) => Ok(Runtime(Some(runtime))),
            Err(error) => Err(BuildError::Thread {
                source: error.into(),
            }),
        }
    }

    pub(super) fn wait<T>(&self, future: impl Future<Output = T>) -> Result<T, BuildError> {
        match &self.0 {
            Some(runtime) if !is_in_a_task() => Ok(runtime.block_on(future)),
            _ => Err(BuildError::InsideRuntime),
        }
    }
}

/// More steps than tokio lets a task make before others have their turn; it counts them in a byte.
const STEPS: usize = 256;

/// Whether this thread polls a future for a runtime, and must not wait.
///
/// That a runtime is at hand is no sign: it also is where waiting is fine, as in `spawn_blocking`. That
/// steps are counted is one.
fn is_in_a_task() -> bool {
    let mut context = Context::from_waker(Waker::noop());
    let mut step = || match coop::poll_proceed(&mut context) {
        Poll::Ready(step) => {
            step.made_progress();
            true
        }
        Poll::Pending => false,
    };
    Handle::try_current().is_ok() && !(0..STEPS).all(|_| step())
}

impl Drop for Runtime {
    /// A runtime may not wait for its threads inside of another one, where a client may end as well as
    /// anywhere.
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::ready;

    use tokio::task::{LocalSet, spawn_blocking};

    use super::*;

    #[test]
    fn it_waits_wherever_a_thread_may_wait_and_nowhere_else() {
        let waits = || Runtime::start().unwrap().wait(ready(1)).ok();
        let multi_thread = tokio::runtime::Runtime::new().unwrap();
        let mut one_thread = Builder::new_current_thread();
        let one_thread = one_thread.enable_all().build().unwrap();
        assert_eq!(waits(), Some(1));
        for other in [&multi_thread, &one_thread] {
            assert_eq!(other.block_on(async { waits() }), None);
            let task = other.spawn(async move { waits() });
            assert_eq!(other.block_on(task).unwrap(), None);
            let blocking = async { spawn_blocking(waits).await.unwrap() };
            assert_eq!(other.block_on(blocking), Some(1));
            let _entered = other.enter();
            assert_eq!(waits(), Some(1), "at hand, and not in use");
        }
        let local = LocalSet::new();
        assert_eq!(local.block_on(&one_thread, async { waits() }), None);
    }
}
