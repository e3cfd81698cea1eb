//! One bound per protocol. Each leads to a trait that no clause implements, so that the compiler's
//! message is about the clause and not about type arithmetic.
//!
//! Written out and not by a macro, which the compiler would show in each of these messages.

use super::{Can, Cannot, Capability, Protocols, Verdict};

/// Queries that OData 4 can carry.
pub trait OverOData4: Capability {}

impl<OData4: Verdict, OData3: Verdict, DataService: Verdict> OverOData4
    for Protocols<OData4, OData3, DataService>
where
    OData4: CarriedByOData4,
{
}

/// What OData 4 says to a query.
#[doc(hidden)]
pub trait CarriedByOData4 {}

impl CarriedByOData4 for Can {}
impl<Clause: ClauseOfOData4> CarriedByOData4 for Cannot<Clause> {}

/// No clause that a query is marked with is one that OData 4 has.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "OData 4 cannot carry this query or write: it has no `{Self}`",
    label = "this needs `{Self}`",
    note = "most of what OData lacks goes over DataService: `client.data_service()`, or `.data_service()` of a query; \
            the documentation of `{Self}` in `creatio_core::capability::clause` says what to do instead"
)]
pub trait ClauseOfOData4 {}

/// Queries that OData 3 can carry.
pub trait OverOData3: Capability {}

impl<OData4: Verdict, OData3: Verdict, DataService: Verdict> OverOData3
    for Protocols<OData4, OData3, DataService>
where
    OData3: CarriedByOData3,
{
}

/// What OData 3 says to a query.
#[doc(hidden)]
pub trait CarriedByOData3 {}

impl CarriedByOData3 for Can {}
impl<Clause: ClauseOfOData3> CarriedByOData3 for Cannot<Clause> {}

/// No clause that a query is marked with is one that OData 3 has.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "OData 3 cannot carry this query or write: it has no `{Self}`",
    label = "this needs `{Self}`",
    note = "most of what OData 3 lacks goes over OData 4, with the client's own methods, or over DataService: `client.data_service()`; \
            the documentation of `{Self}` in `creatio_core::capability::clause` says what to do instead"
)]
pub trait ClauseOfOData3 {}

/// Queries that DataService can carry.
pub trait OverDataService: Capability {}

impl<OData4: Verdict, OData3: Verdict, DataService: Verdict> OverDataService
    for Protocols<OData4, OData3, DataService>
where
    DataService: CarriedByDataService,
{
}

/// What DataService says to a query.
#[doc(hidden)]
pub trait CarriedByDataService {}

impl CarriedByDataService for Can {}
impl<Clause: ClauseOfDataService> CarriedByDataService for Cannot<Clause> {}

/// No clause that a query is marked with is one that DataService has.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "DataService cannot carry this query or write: it has no `{Self}`",
    label = "this needs `{Self}`",
    note = "most of what DataService lacks goes over OData 4, with the client's own methods, or `.odata4()` of a query; \
            the documentation of `{Self}` in `creatio_core::capability::clause` says what to do instead"
)]
pub trait ClauseOfDataService {}
