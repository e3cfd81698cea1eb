//! [`Explain`]: what a query becomes in each protocol, or why not.

use std::fmt;

use jiff::tz::TimeZone;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::CompileError;
use crate::ast::Plan;
use crate::data_service;
use crate::odata::{self, Version, pieces};
use crate::odata_request::ODataRequest;
use crate::query::Query;

/// The longest address that a client sends unless set otherwise, in bytes.
pub(crate) const ADDRESS_LIMIT: usize = 8_192;

/// A query in the words of all three protocols; made by [`Query::explain`].
///
/// Its `Display` is for people at a terminal: addresses an option per line and not
/// percent-encoded, bodies indented, refusals with their reasons.
///
/// ```
/// # mod models {
/// # use creatio_core::{Entity, Id};
/// # #[derive(Debug, Clone, PartialEq, Entity)]
/// # pub struct City { #[creatio(key)] pub id: Id<City>, pub name: String }
/// # }
/// # use models::{City, city};
/// use creatio_core::count;
///
/// let explain = City::query().select(count()).filter(city::name.starts_with("O")).explain();
/// assert!(explain.odata4().is_err());
/// let body = explain.data_service().unwrap();
/// assert_eq!(body["rootSchemaName"], "City");
/// println!("{explain}");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Explain {
    entity: &'static str,
    odata4: Result<Address, CompileError>,
    odata3: Result<Address, CompileError>,
    data_service: Result<Value, CompileError>,
}

/// An address, and in how many pieces it is sent.
#[derive(Debug, Clone, PartialEq)]
struct Address {
    request: ODataRequest,
    pieces: Pieces,
}

/// How a query over OData goes out, as a client decides it whose limit is the usual one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Pieces {
    /// In one request.
    One,
    /// The address would be too long: in so many requests, which share out the values of a list.
    Several(usize),
    /// The address is too long, and there is no list to share out, or an order that only the
    /// server knows: not at all, unless the client may go over the DataService.
    TooLong,
}

impl Explain {
    /// The request over OData 4.
    ///
    /// # Errors
    /// [`CompileError`] says what OData 4 lacks.
    pub fn odata4(&self) -> Result<&ODataRequest, &CompileError> {
        self.odata4.as_ref().map(|address| &address.request)
    }

    /// The request over OData 3.
    ///
    /// # Errors
    /// [`CompileError`] says what OData 3 lacks.
    pub fn odata3(&self) -> Result<&ODataRequest, &CompileError> {
        self.odata3.as_ref().map(|address| &address.request)
    }

    /// The body over DataService, with instants as wall-clock time of UTC.
    ///
    /// # Errors
    /// [`CompileError`] says what DataService lacks.
    pub fn data_service(&self) -> Result<&Value, &CompileError> {
        self.data_service.as_ref()
    }

    /// How the query goes out over OData 4; `None` if that cannot carry it.
    pub fn odata4_pieces(&self) -> Option<Pieces> {
        self.odata4.as_ref().ok().map(|address| address.pieces)
    }

    /// How the query goes out over OData 3; `None` if that cannot carry it.
    pub fn odata3_pieces(&self) -> Option<Pieces> {
        self.odata3.as_ref().ok().map(|address| address.pieces)
    }
}

impl<E, R, C> Query<E, R, C> {
    /// What the query becomes in each protocol, whatever its type says: for a look at it, in a
    /// test or at a terminal.
    pub fn explain(&self) -> Explain {
        let plan = self.plan();
        Explain {
            entity: plan.root.name,
            odata4: address(plan, Version::V4),
            odata3: address(plan, Version::V3),
            data_service: data_service::body(plan, &TimeZone::UTC),
        }
    }
}

fn address(plan: &Plan, version: Version) -> Result<Address, CompileError> {
    let compile = |plan: &Plan| odata::request(version, plan);
    let request = compile(plan)?;
    let fits = |request: &ODataRequest| sent_length(request.as_str()) <= ADDRESS_LIMIT;
    let pieces = if fits(&request) {
        Pieces::One
    } else if plan.order.iter().all(|key| key.values.exact) {
        match pieces(plan, |piece| Ok(fits(&compile(piece)?)))? {
            Some(pieces) => Pieces::Several(pieces.len()),
            None => Pieces::TooLong,
        }
    } else {
        Pieces::TooLong
    };
    Ok(Address { request, pieces })
}

/// How long an address is below a root of usual length. A client encodes the quotes of texts.
fn sent_length(url: &str) -> usize {
    const USUAL_ROOT: usize = "https://acme.creatio.com/0/odata/".len();
    USUAL_ROOT + url.len() + 2 * url.bytes().filter(|&byte| byte == b'\'').count()
}

impl fmt::Display for Explain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "query of {}\n\nOData 4", self.entity)?;
        write_address(f, &self.odata4)?;
        writeln!(f, "\nOData 3")?;
        write_address(f, &self.odata3)?;
        writeln!(f, "\nDataService")?;
        match &self.data_service {
            Ok(body) => write_indented(f, &format!("{body:#}")),
            Err(error) => write_refusal(f, error),
        }
    }
}

fn write_address(
    f: &mut fmt::Formatter<'_>,
    address: &Result<Address, CompileError>,
) -> fmt::Result {
    let address = match address {
        Ok(address) => address,
        Err(error) => return write_refusal(f, error),
    };
    let url = address.request.as_str();
    let (path, options) = url.split_once('?').unwrap_or((url, ""));
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    writeln!(f, "  {}", decoded(path))?;
    for option in options.split('&').filter(|option| !option.is_empty()) {
        writeln!(f, "    {}", decoded(option))?;
    }
    let length = sent_length(url);
    match address.pieces {
        Pieces::One => Ok(()),
        Pieces::Several(pieces) => writeln!(
            f,
            "  {length} bytes, more than the {ADDRESS_LIMIT} that a client sends unless set \
             otherwise: sent in {pieces} pieces"
        ),
        Pieces::TooLong => writeln!(
            f,
            "  {length} bytes, more than the {ADDRESS_LIMIT} that a client sends unless set \
             otherwise, and not to be sent in pieces: `long_queries_over_data_service` lets it go \
             over the DataService"
        ),
    }
}

fn write_refusal(f: &mut fmt::Formatter<'_>, error: &CompileError) -> fmt::Result {
    writeln!(f, "  cannot carry it: {error}")
}

fn write_indented(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    for line in text.lines() {
        writeln!(f, "  {line}")?;
    }
    Ok(())
}
