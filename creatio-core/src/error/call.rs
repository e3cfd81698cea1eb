//! The call an error comes from: enough to find it in a log, nothing that must not be in one.

use std::fmt;
use std::time::Duration;

use reqwest::Method;

/// A protocol of Creatio's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Protocol {
    /// OData 4, the service below `odata/`.
    OData4,
    /// OData 3, the service `EntityDataService.svc`.
    OData3,
    /// The DataService, Creatio's own protocol in JSON.
    DataService,
    /// Creatio's other web services: configuration services, processes, files.
    WebService,
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OData4 => f.write_str("OData 4"),
            Self::OData3 => f.write_str("OData 3"),
            Self::DataService => f.write_str("DataService"),
            Self::WebService => f.write_str("web service"),
        }
    }
}

/// Addresses up to this length are nothing to mention: IIS takes so long a query unless its
/// `maxQueryString` says otherwise, and answers a longer one as if there were no such page.
const USUAL_LENGTH: usize = 2048;

/// Which call went wrong: protocol, method, path, entity, and the reply's status.
///
/// The path comes without its query, since a filter may hold personal data; the full address is
/// in the `tracing` events of level `TRACE`. Of a long address the text tells the length, since a
/// server or gateway may have refused the call for nothing else, in whatever words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    protocol: Protocol,
    method: Method,
    path: String,
    entity: Option<String>,
    status: Option<u16>,
    address_length: usize,
    batch_item: Option<usize>,
}

impl Call {
    pub(crate) fn new(protocol: Protocol, method: Method, path: String) -> Self {
        Self {
            protocol,
            method,
            path,
            entity: None,
            status: None,
            address_length: 0,
            batch_item: None,
        }
    }

    pub(crate) fn for_entity(mut self, entity: impl Into<String>) -> Self {
        self.entity = Some(entity.into());
        self
    }

    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    pub(crate) fn with_address_length(mut self, bytes: usize) -> Self {
        self.address_length = bytes;
        self
    }

    pub(crate) fn in_batch(mut self, number: usize) -> Self {
        self.batch_item = Some(number);
        self
    }

    /// The protocol of the call.
    pub fn protocol(&self) -> Protocol {
        self.protocol
    }

    /// The HTTP method.
    pub fn method(&self) -> &str {
        self.method.as_str()
    }

    /// The path on the host, without the query.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The schema name of the entity, if the call concerns one.
    pub fn entity(&self) -> Option<&str> {
        self.entity.as_deref()
    }

    /// The HTTP status of the reply; `None` if none arrived.
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// The length of the whole address with its query, in bytes.
    pub fn address_length(&self) -> usize {
        self.address_length
    }

    /// Its number in the batch that carried it, from 1; `None` if it was a call of its own.
    pub fn batch_item(&self) -> Option<usize> {
        self.batch_item
    }

    pub(super) fn entity_or_resource(&self) -> &str {
        self.entity().unwrap_or(&self.path)
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} {}", self.protocol, self.method, self.path)?;
        if let Some(number) = self.batch_item {
            write!(f, ", item {number} of a batch")?;
        }
        if self.address_length > USUAL_LENGTH {
            write!(f, ", address of {} bytes", self.address_length)?;
        }
        match self.status {
            Some(status) => write!(f, ", status {status}"),
            None => Ok(()),
        }
    }
}

/// What is open, and what to look at: the end of "it is not known whether …".
pub(super) fn open(call: &Call, key: Option<&str>) -> String {
    if call.protocol() == Protocol::WebService && key.is_none() {
        return "the call was carried out: look for its effects before sending it again".to_owned();
    }
    let entity = call.entity_or_resource();
    let rows = match key {
        Some(key) => format!("the row of {entity} with the key {key}"),
        None => format!("the rows of {entity}"),
    };
    format!("the write was made: send the same write again, or read {rows} first")
}

/// What is not there, and why that may be: the end of "Creatio does not serve …".
pub(super) fn not_served(call: &Call) -> String {
    if call.protocol() == Protocol::WebService {
        return "this address: no such service or method, a configuration that is not compiled, or the \
                wrong `Platform`"
            .to_owned();
    }
    let resource = call.entity_or_resource();
    format!(
        "{resource} here: a wrong name, a virtual schema, one published in the last minutes, or the \
         wrong `Platform`"
    )
}

/// What was sought in vain: the end of "no row of Account …".
pub(super) fn sought(key: Option<&str>) -> String {
    key.map_or_else(
        || "matches the query".to_owned(),
        |key| format!("has the key {key}"),
    )
}

/// The server's wish to be left alone, as the end of a sentence.
pub(super) fn wait(retry_after: Option<Duration>) -> String {
    retry_after.map_or_else(String::new, |wait| {
        format!("; it asks to wait {} s", wait.as_secs())
    })
}
