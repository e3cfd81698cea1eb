//! Calls that fail for the moment are made again.

use std::time::Duration;

use creatio_core::Error;

/// Times that a request is sent before it is given up.
const TRIES: u32 = 3;
/// The pause before the second try; the next is twice as long.
const PAUSE: Duration = Duration::from_millis(500);
/// The longest pause, however long the server asks to be left alone.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Calls until there is an answer, or an error that another try does not mend.
pub(super) async fn patiently<T>(call: impl AsyncFn() -> Result<T, Error>) -> Result<T, Error> {
    let mut tries = 1;
    loop {
        match call().await {
            Err(error) if error.is_retryable() && tries < TRIES => {
                let pause = error.retry_after().unwrap_or(PAUSE * tries);
                tokio::time::sleep(pause.min(LONGEST_PAUSE)).await;
                tries += 1;
            }
            outcome => return outcome,
        }
    }
}
