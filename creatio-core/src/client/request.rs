//! A request as the protocols build it: plain data, cheap to clone, sent as often as it takes.

use std::fmt;

use bytes::Bytes;
use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderValue};
use tracing::{Span, field};
use url::Url;

use super::body::Outgoing;
use super::reply::Extent;
use super::reply::classify::Expect;
use crate::error::{Call, Protocol};
use crate::odata::Version;

/// The content type of JSON as Creatio's own pages send it.
const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

/// The type of JSON over OData 3; there is no other of which it is known that Creatio takes it.
const VERBOSE: &str = "application/json;odata=verbose";

#[derive(Debug, Clone)]
pub(super) struct Request {
    pub(super) protocol: Protocol,
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) payload: Option<Payload>,
    /// A body that is sent piece by piece instead of a payload.
    pub(super) outgoing: Option<Outgoing>,
    /// What stands in the head besides the authorization and the types of the bodies.
    pub(super) headers: HeaderMap,
    pub(super) expect: Expect,
    /// Schema name of the entity, if the request concerns one.
    pub(super) entity: Option<&'static str>,
    /// The key of a keyed request, for the error if there is no such row.
    pub(super) key: Option<String>,
    /// Whether it does no harm to send it again when it may have arrived; of reads that is true.
    pub(super) repeatable: bool,
    /// Why it is not the query as it was asked, if it is not.
    pub(super) detour: Option<Detour>,
    /// How many items it carries, if it is a batch.
    pub(super) items: Option<usize>,
}

/// The body of a request.
#[derive(Debug, Clone)]
pub(super) struct Payload {
    pub(super) content_type: HeaderValue,
    pub(super) bytes: Bytes,
}

impl Payload {
    pub(super) fn json(bytes: impl Into<Bytes>) -> Self {
        Self {
            content_type: JSON,
            bytes: bytes.into(),
        }
    }

    /// JSON as a version of OData takes it.
    pub(super) fn odata(version: Version, bytes: impl Into<Bytes>) -> Self {
        let payload = Self::json(bytes);
        match version {
            Version::V3 => Self {
                content_type: HeaderValue::from_static(VERBOSE),
                ..payload
            },
            Version::V4 => payload,
        }
    }
}

/// What became of a query whose address would have been too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detour {
    /// This piece of so many.
    Piece(usize, usize),
    /// Sent over another protocol instead.
    InsteadOf(Protocol),
}

impl fmt::Display for Detour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Detour::Piece(number, of) => write!(f, "piece {number} of {of}"),
            Detour::InsteadOf(protocol) => write!(f, "instead of {protocol}"),
        }
    }
}

impl Request {
    /// A request without a body, of which nothing is assumed but that it can be repeated if its
    /// method reads.
    pub(super) fn new(protocol: Protocol, method: Method, url: Url, expect: Expect) -> Self {
        Self {
            repeatable: method == Method::GET,
            protocol,
            method,
            url,
            payload: None,
            outgoing: None,
            headers: HeaderMap::new(),
            expect,
            entity: None,
            key: None,
            detour: None,
            items: None,
        }
    }

    /// A read of an address.
    pub(super) fn get(protocol: Protocol, url: Url, expect: Expect) -> Self {
        Self::new(protocol, Method::GET, url, expect)
    }

    /// JSON posted to an address, once.
    pub(super) fn post(
        protocol: Protocol,
        url: Url,
        json: impl Into<Bytes>,
        expect: Expect,
    ) -> Self {
        Self::new(protocol, Method::POST, url, expect).with_payload(Payload::json(json))
    }

    pub(super) fn with_payload(mut self, payload: Payload) -> Self {
        self.payload = Some(payload);
        self
    }

    pub(super) fn for_entity(mut self, entity: &'static str) -> Self {
        self.entity = Some(entity);
        self
    }

    pub(super) fn with_key(mut self, key: Option<String>) -> Self {
        self.key = key;
        self
    }

    /// The same, which does no harm when it is carried out twice.
    pub(super) fn repeatable(mut self) -> Self {
        self.repeatable = true;
        self
    }

    pub(super) fn accept(&self) -> &'static str {
        match self.expect {
            Expect::Metadata => "application/xml",
            Expect::Bytes | Expect::TextInXml => "*/*",
            // Creatio's OData 3 answers in Atom unless asked like this.
            _ if self.protocol == Protocol::OData3 => VERBOSE,
            _ => "application/json",
        }
    }

    /// How much of the reply is collected before it is handed out.
    pub(super) fn extent(&self) -> Extent {
        match self.expect {
            Expect::Bytes => Extent::Beginning,
            _ => Extent::Whole,
        }
    }

    /// Whether its body was begun and cannot be had once more.
    pub(super) fn is_spent(&self) -> bool {
        self.outgoing.as_ref().is_some_and(Outgoing::is_spent)
    }

    pub(super) fn call(&self) -> Call {
        let call = Call::new(
            self.protocol,
            self.method.clone(),
            self.url.path().to_owned(),
        )
        .with_address_length(self.url.as_str().len());
        match self.entity {
            Some(entity) => call.for_entity(entity),
            None => call,
        }
    }

    pub(super) fn span(&self) -> Span {
        tracing::info_span!(
            "creatio.request",
            protocol = %self.protocol,
            method = %self.method,
            entity = self.entity,
            path = self.url.path(),
            status = field::Empty,
            rows = field::Empty,
            attempt = field::Empty,
            detour = self.detour.map(field::display),
            items = self.items,
        )
    }
}
