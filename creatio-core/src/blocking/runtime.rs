//! The thread that does the waiting.

use tokio::runtime::{Builder, Handle};

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
            Some(runtime) if Handle::try_current().is_err() => Ok(runtime.block_on(future)),
            _ => Err(BuildError::InsideRuntime),
        }
    }
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
