//! Which protocols can carry a query, as a type.
//!
//! A query starts as [`Portable`]. Every clause that some protocol lacks marks the query's type
//! with the clause, so that sending it over that protocol is an error of the compiler that names
//! the clause. The mark is one type of fixed size whatever the number of clauses: for each protocol
//! [`Can`], or [`Cannot`] with the first clause that it lacks.

pub mod clause;
mod protocol;

use std::marker::PhantomData;

pub use protocol::{OverDataService, OverOData3, OverOData4};

/// The protocols that can carry a query or a part of one: for each of them [`Can`] or [`Cannot`].
///
/// Never made, only named. Programs meet it under its aliases: [`Portable`], [`ODataOnly`],
/// [`DataServiceOnly`] and so on.
#[derive(Debug)]
pub struct Protocols<OData4, OData3, DataService>(PhantomData<(OData4, OData3, DataService)>);

/// The protocol has all clauses.
#[derive(Debug)]
pub enum Can {}

/// The protocol lacks this clause, one of [`clause`].
#[derive(Debug)]
pub struct Cannot<Clause>(PhantomData<Clause>);

/// Every protocol can carry it.
pub type Portable = Protocols<Can, Can, Can>;
/// Both versions of OData can carry it, DataService lacks the clause.
pub type ODataOnly<Clause> = Protocols<Can, Can, Cannot<Clause>>;
/// DataService can carry it, both versions of OData lack the clause.
pub type DataServiceOnly<Clause> = Protocols<Cannot<Clause>, Cannot<Clause>, Can>;
/// OData 4 alone can carry it.
pub type OData4Only<Clause> = Protocols<Can, Cannot<Clause>, Cannot<Clause>>;
/// OData 3 alone can carry it.
pub type OData3Only<Clause> = Protocols<Cannot<Clause>, Can, Cannot<Clause>>;
/// OData 4 and DataService can carry it, OData 3 lacks the clause.
pub type NotOData3<Clause> = Protocols<Can, Cannot<Clause>, Can>;

/// What a protocol can do with a query: [`Can`] or [`Cannot`]. Only this crate implements it.
pub trait Verdict: sealed::Sealed {
    /// Whether the protocol can carry it.
    const CAN: bool;
    /// Both together: the first clause that is lacked stays.
    type And<Other: Verdict>: Verdict;
}

impl Verdict for Can {
    const CAN: bool = true;
    type And<Other: Verdict> = Other;
}

impl<Clause> Verdict for Cannot<Clause> {
    const CAN: bool = false;
    type And<Other: Verdict> = Cannot<Clause>;
}

/// The marker of a query that says which protocols can carry it. Only this crate implements it, for
/// [`Protocols`].
pub trait Capability: sealed::Sealed {
    /// What OData 4 can do with it.
    type OData4: Verdict;
    /// What OData 3 can do with it.
    type OData3: Verdict;
    /// What DataService can do with it.
    type DataService: Verdict;
    /// The protocols that can carry both this and the other.
    type And<Other: Capability>: Capability;
}

impl<OData4: Verdict, OData3: Verdict, DataService: Verdict> Capability
    for Protocols<OData4, OData3, DataService>
{
    type OData4 = OData4;
    type OData3 = OData3;
    type DataService = DataService;
    type And<Other: Capability> = Protocols<
        OData4::And<Other::OData4>,
        OData3::And<Other::OData3>,
        DataService::And<Other::DataService>,
    >;
}

/// `C` and then a part that these protocols can carry.
pub(crate) type And<C, Other> = <C as Capability>::And<Other>;

mod sealed {
    pub trait Sealed {}

    impl Sealed for super::Can {}
    impl<Clause> Sealed for super::Cannot<Clause> {}
    impl<A, B, C> Sealed for super::Protocols<A, B, C> {}
}
