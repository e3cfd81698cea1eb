//! What is known after a call that changes something and got no clear reply.

use crate::client::doubt;
use crate::error::{Error, Protocol};

/// The error of a call that is not to be repeated: [`Error::OutcomeUnknown`] if it may have been
/// carried out.
///
/// The refusal of a web service is an answer, whatever its status: it has looked at the call.
pub(in crate::client) fn open_unless_clear(error: Error, key: Option<&str>) -> Error {
    let is_answer = matches!(
        &error,
        Error::Rejected { call, .. } if call.protocol() == Protocol::WebService
    );
    let is_open = !is_answer && doubt::leaves_it_open(&error);
    match error.call().filter(|_| is_open).cloned() {
        Some(call) => doubt::unknown(call, key.map(str::to_owned), error),
        None => error,
    }
}
