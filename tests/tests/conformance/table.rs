//! The table of cases is as large as it claims, and leaves no clause and no protocol out.

use std::collections::BTreeSet;

use creatio_tests::protocols::PROTOCOLS;

use crate::harness::Case;

/// All cases.
fn table() -> Vec<Case> {
    [
        crate::aggregates::table(),
        crate::collections::table(),
        crate::columns::table(),
        crate::comparisons::table(),
        crate::computed::table(),
        crate::dates::table(),
        crate::days::table(),
        crate::distinct::table(),
        crate::lists::table(),
        crate::macros::table(),
        crate::negation::table(),
        crate::nested::table(),
        crate::orders::table(),
        crate::paths::table(),
        crate::projections::table(),
        crate::raw::table(),
        crate::related::table(),
        crate::text::table(),
        crate::users::table(),
        crate::whole::table(),
        crate::zones::table(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The clauses that the library's list declares: `Name, "words":` each.
fn clauses() -> BTreeSet<&'static str> {
    let source = include_str!("../../../creatio-core/src/capability/clause.rs");
    let (_, list) = source
        .split_once("clauses! {\n")
        .expect("the list of clauses");
    let declared = list.lines().filter_map(|line| {
        let (name, words) = line.trim().split_once(", \"")?;
        (words.ends_with("\":") && name.chars().all(char::is_alphanumeric)).then_some(name)
    });
    declared.collect()
}

#[test]
fn the_table_has_more_than_one_hundred_and_fifty_queries() {
    let table = table();
    let names: BTreeSet<_> = table.iter().map(|case| case.name).collect();
    assert_eq!(names.len(), table.len(), "each case has a name of its own");
    assert!(table.len() >= 150, "{} cases", table.len());
}

#[test]
fn every_clause_that_a_protocol_lacks_occurs() {
    let table = table();
    let mut lacked: BTreeSet<_> = table.iter().flat_map(|case| case.lacks).flatten().collect();
    // A clause of writes, which are no queries.
    lacked.insert("ConditionalWrite");
    assert_eq!(lacked, clauses());
}

#[test]
fn every_protocol_carries_many_queries_and_lacks_something() {
    let table = table();
    for (position, protocol) in PROTOCOLS.into_iter().enumerate() {
        let (carried, lacked): (Vec<_>, Vec<_>) = table
            .iter()
            .partition(|case| case.lacks[position].is_none());
        assert!(carried.len() >= 100, "{protocol} carries {}", carried.len());
        assert!(!lacked.is_empty(), "{protocol} lacks nothing");
    }
    let everywhere = table.iter().filter(|case| case.lacks == [None; 3]).count();
    assert!(everywhere >= 100, "only {everywhere} go over all three");
}
