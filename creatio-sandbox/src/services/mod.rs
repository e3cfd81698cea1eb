//! Services of the configuration: a method of a service takes a request and gives a reply.
//!
//! A user's own services are closures. Those that every instance has are in `builtin`.

mod builtin;
mod reply;
mod request;

use std::{collections::HashMap, fmt, sync::Arc};

pub(crate) use builtin::{Rights, register};
pub use reply::ServiceReply;
pub use request::ServiceRequest;

/// What a method of a service does.
type Handler = Arc<dyn Fn(&ServiceRequest) -> ServiceReply + Send + Sync>;

/// The services of a sandbox, by service and method. Case does not matter.
#[derive(Clone, Default)]
pub(crate) struct Services(HashMap<(String, String), Handler>);

impl Services {
    /// Adds a method. It replaces one of the same name.
    pub(crate) fn add(
        &mut self,
        service: &str,
        method: &str,
        handler: impl Fn(&ServiceRequest) -> ServiceReply + Send + Sync + 'static,
    ) {
        self.0.insert(key(service, method), Arc::new(handler));
    }

    /// What a method of a service does, if there is one.
    pub(crate) fn find(&self, service: &str, method: &str) -> Option<Handler> {
        self.0.get(&key(service, method)).cloned()
    }
}

fn key(service: &str, method: &str) -> (String, String) {
    (service.to_lowercase(), method.to_lowercase())
}

impl fmt::Debug for Services {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
