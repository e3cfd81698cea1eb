//! [`RowCap`]: what is known of the server's limit of rows, by what it has given so far.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::Protocol;

/// The most rows that each service has given in one reply.
///
/// A reply with fewer was not cut by the limit, Creatio's `MaxEntityRowCount`.
#[derive(Debug, Default)]
pub(super) struct RowCap {
    odata4: AtomicU64,
    odata3: AtomicU64,
    data_service: AtomicU64,
}

impl RowCap {
    fn of(&self, protocol: Protocol) -> Option<&AtomicU64> {
        match protocol {
            Protocol::OData4 => Some(&self.odata4),
            Protocol::OData3 => Some(&self.odata3),
            Protocol::DataService => Some(&self.data_service),
            // It gives no rows.
            _ => None,
        }
    }

    /// How many rows were seen in one reply.
    pub(super) fn seen(&self, protocol: Protocol) -> u64 {
        self.of(protocol)
            .map_or(0, |rows| rows.load(Ordering::Relaxed))
    }

    pub(super) fn note(&self, protocol: Protocol, rows: u64) {
        if let Some(most) = self.of(protocol) {
            most.fetch_max(rows, Ordering::Relaxed);
        }
    }
}
