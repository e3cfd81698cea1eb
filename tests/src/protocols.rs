//! One query over every protocol that its type allows.
//!
//! Whether a protocol is allowed is read off the query's type, as the compiler does for programs:
//! [`Can`] sends, [`Cannot`] names the clause. A query whose type is wrong about a protocol is thus
//! either sent over one that cannot carry it, or missing from the comparison, and both show.

use std::any::type_name;
use std::future::Future;
use std::pin::Pin;

use creatio_core::capability::{Can, Cannot, Protocols, Verdict};
use creatio_core::{Client, CompileError, Entity, Error, Protocol, Query};

/// The protocols, in the order in which this module lists anything about them.
pub const PROTOCOLS: [Protocol; 3] = [Protocol::OData4, Protocol::OData3, Protocol::DataService];

/// All rows of a query, once awaited.
pub type Rows<R> = Pin<Box<dyn Future<Output = Result<Vec<R>, Error>> + Send>>;

/// A query's address in a version of OData.
pub type Address = Result<String, CompileError>;

macro_rules! verdicts {
    ($(
        $(#[$doc:meta])+
        $over:ident: [$($before:ident)*] [$($after:ident)*], $via:ident,
            |$query:ident| $address:expr;
    )+) => {
        $(
            $(#[$doc])+
            pub trait $over: Verdict + Sized + 'static {
                /// The name of the clause that is lacked, one of
                /// [`creatio_core::capability::clause`].
                fn lacks() -> Option<&'static str> {
                    None
                }

                /// Sends the query, if the protocol can carry it.
                fn send<
                    E: Entity,
                    R: Send + 'static,
                    $($before: Verdict + 'static,)*
                    $($after: Verdict + 'static),*
                >(
                    _client: &Client,
                    _query: &Query<E, R, Protocols<$($before,)* Self, $($after),*>>,
                ) -> Option<Rows<R>> {
                    None
                }

                /// The query's address, if the protocol has addresses and can carry it.
                fn address<E, R, $($before: Verdict,)* $($after: Verdict),*>(
                    _query: &Query<E, R, Protocols<$($before,)* Self, $($after),*>>,
                ) -> Option<Address> {
                    None
                }
            }

            impl $over for Can {
                fn send<
                    E: Entity,
                    R: Send + 'static,
                    $($before: Verdict + 'static,)*
                    $($after: Verdict + 'static),*
                >(
                    client: &Client,
                    query: &Query<E, R, Protocols<$($before,)* Self, $($after),*>>,
                ) -> Option<Rows<R>> {
                    let (via, query) = (client.$via(), query.clone());
                    Some(Box::pin(async move { via.fetch(query).await }))
                }

                fn address<E, R, $($before: Verdict,)* $($after: Verdict),*>(
                    $query: &Query<E, R, Protocols<$($before,)* Self, $($after),*>>,
                ) -> Option<Address> {
                    $address
                }
            }

            impl<Clause: 'static> $over for Cannot<Clause> {
                fn lacks() -> Option<&'static str> {
                    type_name::<Clause>().rsplit("::").next()
                }
            }
        )+
    };
}

verdicts! {
    /// What OData 4 does with a query.
    OnOData4: [] [B D], odata4,
        |query| Some(query.odata4().map(|request| request.to_string()));
    /// What OData 3 does with a query.
    OnOData3: [A] [D], odata3,
        |query| Some(query.odata3().map(|request| request.to_string()));
    /// What DataService does with a query.
    OnDataService: [A B] [], data_service, |_query| None;
}

/// The clause that each of [`PROTOCOLS`] lacks, by the query's type.
pub fn lacked<A: OnOData4, B: OnOData3, D: OnDataService>() -> [Option<&'static str>; 3] {
    [A::lacks(), B::lacks(), D::lacks()]
}

/// The query's reply over each of [`PROTOCOLS`] that its type allows.
pub fn replies<E, R, A, B, D>(
    client: &Client,
    query: &Query<E, R, Protocols<A, B, D>>,
) -> [Option<Rows<R>>; 3]
where
    E: Entity,
    R: Send + 'static,
    A: OnOData4,
    B: OnOData3,
    D: OnDataService,
{
    [
        A::send(client, query),
        B::send(client, query),
        D::send(client, query),
    ]
}

/// The query's address in each of [`PROTOCOLS`] that has one and whose use the type allows.
pub fn addresses<E, R, A, B, D>(query: &Query<E, R, Protocols<A, B, D>>) -> [Option<Address>; 3]
where
    A: OnOData4,
    B: OnOData3,
    D: OnDataService,
{
    [A::address(query), B::address(query), D::address(query)]
}
