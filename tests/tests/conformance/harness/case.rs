//! A query with its answer.

use std::fmt::{Debug, Write as _};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use creatio_core::capability::Protocols;
use creatio_core::{Entity, Expr, Id, Protocol, Query};
use creatio_tests::address;
use creatio_tests::filter::Version;
use creatio_tests::protocols::{self, Address, OnDataService, OnOData3, OnOData4, PROTOCOLS};
use creatio_tests::records::Record;

use super::Root;
use super::compare::Order;
use super::judge::{Expected, Judge, Terms};
use super::world::{Asked, KYIV, UTC, World};

/// A query, the answer that plain Rust computes from the stored rows, and where protocols may not
/// agree.
pub(crate) struct Case {
    /// Its name in the table.
    pub(crate) name: &'static str,
    /// The clause that each of [`PROTOCOLS`] lacks, by the query's type.
    pub(crate) lacks: [Option<&'static str>; 3],
    addresses: [Option<Address>; 3],
    terms: Terms,
    run: Box<dyn Fn(&'static World, Terms) -> Wrong + Send + Sync>,
}

/// What is wrong, once awaited; nothing if nothing is.
type Wrong = Pin<Box<dyn Future<Output = String>>>;

impl Case {
    /// Names the case.
    pub(crate) fn named(self, name: &'static str) -> Self {
        Case { name, ..self }
    }

    /// Says that the protocols give different rows, each its own answer, for a reason in the nature
    /// of the services.
    pub(crate) fn differing(mut self, reason: &'static str) -> Self {
        self.terms.differs = Some(reason);
        self
    }

    /// Says that the type allows a protocol which refuses the query's values before anything is
    /// sent, in an error with these words.
    pub(crate) fn refused_by(mut self, protocol: Protocol, words: &'static str) -> Self {
        self.terms.refused.push((protocol, words));
        self
    }

    /// Runs the case in both worlds, and checks its addresses.
    pub(crate) fn check(&self) {
        let mut wrong = self.check_addresses();
        for world in [&*UTC, &*KYIV] {
            wrong += &world.block_on((self.run)(world, self.terms.clone()));
        }
        assert!(wrong.is_empty(), "{}{wrong}", self.name);
    }

    fn check_addresses(&self) -> String {
        let mut wrong = String::new();
        for (protocol, address) in PROTOCOLS.into_iter().zip(&self.addresses) {
            let Some(Ok(address)) = address else { continue };
            let version = match protocol {
                Protocol::OData3 => Version::V3,
                _ => Version::V4,
            };
            if let Err(reason) = address::check(version, address) {
                let _ = write!(wrong, "\n  {protocol}: {reason}\n    {address}");
            }
        }
        wrong
    }
}

/// A query whose rows come in any order.
pub(crate) fn rows<E, R, A, B, D>(
    query: Query<E, R, Protocols<A, B, D>>,
    expected: impl Fn(&Asked<'_>) -> Vec<R> + Send + Sync + 'static,
) -> Case
where
    E: Entity,
    R: Debug + PartialEq + Send + 'static,
    A: OnOData4,
    B: OnOData3,
    D: OnDataService,
{
    case(Order::Any, query, |row| row, expected)
}

/// A query whose rows have one order only.
pub(crate) fn in_order<E, R, A, B, D>(
    query: Query<E, R, Protocols<A, B, D>>,
    expected: impl Fn(&Asked<'_>) -> Vec<R> + Send + Sync + 'static,
) -> Case
where
    E: Entity,
    R: Debug + PartialEq + Send + 'static,
    A: OnOData4,
    B: OnOData3,
    D: OnDataService,
{
    case(Order::Total, query, |row| row, expected)
}

/// The same as [`rows`], compared by a view of each row.
pub(crate) fn rows_as<E, R, T, A, B, D>(
    query: Query<E, R, Protocols<A, B, D>>,
    view: fn(R) -> T,
    expected: impl Fn(&Asked<'_>) -> Vec<T> + Send + Sync + 'static,
) -> Case
where
    E: Entity,
    R: Send + 'static,
    T: Debug + PartialEq + 'static,
    A: OnOData4,
    B: OnOData3,
    D: OnDataService,
{
    case(Order::Any, query, view, expected)
}

/// The same as [`in_order`], compared by a view of each row.
pub(crate) fn in_order_as<E, R, T, A, B, D>(
    query: Query<E, R, Protocols<A, B, D>>,
    view: fn(R) -> T,
    expected: impl Fn(&Asked<'_>) -> Vec<T> + Send + Sync + 'static,
) -> Case
where
    E: Entity,
    R: Send + 'static,
    T: Debug + PartialEq + 'static,
    A: OnOData4,
    B: OnOData3,
    D: OnDataService,
{
    case(Order::Total, query, view, expected)
}

/// A condition, and whether a stored row meets it: some rows do, but not all. `None` is unknown.
pub(crate) fn finds<E, A, B, D, T>(
    condition: Expr<E, Protocols<A, B, D>>,
    test: impl Fn(Record<'_>) -> T + Send + Sync + 'static,
) -> Case
where
    E: Root,
    T: Into<Option<bool>>,
    A: OnOData4,
    B: OnOData3,
    D: OnDataService,
{
    finds_asked(condition, move |_, row| test(row))
}

/// The same for a condition whose meaning depends on who asks, and how.
pub(crate) fn finds_asked<E, A, B, D, T>(
    condition: Expr<E, Protocols<A, B, D>>,
    test: impl Fn(&Asked<'_>, Record<'_>) -> T + Send + Sync + 'static,
) -> Case
where
    E: Root,
    T: Into<Option<bool>>,
    A: OnOData4,
    B: OnOData3,
    D: OnDataService,
{
    let query = E::query().select(E::ID).filter(condition);
    rows(query, move |asked| {
        let all = asked.all(E::SCHEMA.name);
        let meets = |row: &&Record<'_>| test(asked, **row).into() == Some(true);
        let found: Vec<Id<E>> = all
            .iter()
            .filter(meets)
            .map(|row| Id::new(row.id()))
            .collect();
        assert!(
            !found.is_empty() && found.len() < all.len(),
            "the condition finds {} of {} rows",
            found.len(),
            all.len()
        );
        found
    })
}

fn case<E, R, T, A, B, D>(
    order: Order,
    query: Query<E, R, Protocols<A, B, D>>,
    view: fn(R) -> T,
    expected: impl Fn(&Asked<'_>) -> Vec<T> + Send + Sync + 'static,
) -> Case
where
    E: Entity,
    R: Send + 'static,
    T: Debug + PartialEq + 'static,
    A: OnOData4,
    B: OnOData3,
    D: OnDataService,
{
    let addresses = protocols::addresses(&query);
    let expected: Expected<T> = Arc::new(expected);
    let run = move |world: &'static World, terms: Terms| -> Wrong {
        let judge = Judge::new(world, terms, order, Arc::clone(&expected));
        Box::pin(judge.hear(protocols::replies(&world.client, &query), view))
    };
    Case {
        name: "",
        lacks: protocols::lacked::<A, B, D>(),
        addresses,
        terms: Terms::default(),
        run: Box::new(run),
    }
}
