//! Connections that fail over a certificate, or over what is no TLS at all.

use std::error::Error;
use std::io::{self, ErrorKind};

/// Whether a failed connection is one that time does not heal: the host was reached, and what it
/// showed is not to be trusted.
///
/// The TLS library reports this as invalid data, somewhere among the causes.
pub(super) fn is_about_trust(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.downcast_ref().is_some_and(is_invalid_data) {
            return true;
        }
        cause = error.source();
    }
    false
}

/// An I/O error that wraps another one leaves it out of its own causes.
fn is_invalid_data(error: &io::Error) -> bool {
    let wrapped = || error.get_ref()?.downcast_ref::<io::Error>();
    error.kind() == ErrorKind::InvalidData || wrapped().is_some_and(is_invalid_data)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_data_is_found_behind_other_errors() {
        let tls = || io::Error::new(ErrorKind::InvalidData, "invalid peer certificate");
        assert!(is_about_trust(&tls()));
        assert!(is_about_trust(&io::Error::other(tls())));
        let reset = io::Error::from(ErrorKind::ConnectionReset);
        assert!(!is_about_trust(&io::Error::other(reset)));
    }
}
