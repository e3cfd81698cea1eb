//! Guesses which new name a thing that is gone has got.
//!
//! A guess is only made where nothing else can be meant: one candidate, or one whose name is much
//! like the old one.

use std::collections::HashSet;

use crate::schema::{Collection, EntityType, Lookup, Property};

/// Names less alike than this do not suggest a new name by themselves.
const ALIKE: f64 = 0.8;

/// Share of common members from which two entities are taken for one.
const COMMON: f64 = 0.7;

/// The new entity with most of the members of `gone`.
pub(super) fn entity(gone: &EntityType, added: &[&EntityType]) -> Option<String> {
    let members = members(gone);
    added
        .iter()
        .map(|candidate| (common(&members, candidate), candidate))
        .filter(|(share, _)| *share >= COMMON)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| candidate.name.clone())
}

/// The new column of the same type that `column` may have become.
pub(super) fn column(column: &Property, gone: &[&Property], added: &[&Property]) -> Option<String> {
    let same = |it: &Property| it.type_name() == column.type_name();
    guess(&column.name, &named(gone, same), &named(added, same))
}

/// The new lookup of the same target that `lookup` may have become.
pub(super) fn lookup(lookup: &Lookup, gone: &[&Lookup], added: &[&Lookup]) -> Option<String> {
    let same = |it: &Lookup| it.target == lookup.target;
    guess(&lookup.name, &named(gone, same), &named(added, same))
}

/// The new collection of the same rows that `collection` may have become.
pub(super) fn collection(
    collection: &Collection,
    gone: &[&Collection],
    added: &[&Collection],
) -> Option<String> {
    let same = |it: &Collection| it.target == collection.target;
    guess(&collection.name, &named(gone, same), &named(added, same))
}

/// A member of an entity, as far as the guesses need it.
trait Named {
    fn name(&self) -> &str;
}

macro_rules! named {
    ($($ty:ty),+) => {$(
        impl Named for $ty {
            fn name(&self) -> &str {
                &self.name
            }
        }
    )+};
}

named!(Property, Lookup, Collection);

fn named<'s, T: Named>(all: &[&'s T], same: impl Fn(&T) -> bool) -> Vec<&'s str> {
    let of_kind = all.iter().filter(|it| same(it));
    of_kind.map(|it| it.name()).collect()
}

fn guess(name: &str, gone: &[&str], added: &[&str]) -> Option<String> {
    if let ([_], [only]) = (gone, added) {
        return Some((*only).to_owned());
    }
    added
        .iter()
        .map(|candidate| (strsim::jaro_winkler(name, candidate), candidate))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| (*candidate).to_owned())
}

fn members(entity: &EntityType) -> HashSet<&str> {
    let columns = entity.properties.iter().map(|it| it.name.as_str());
    let lookups = entity.lookups.iter().map(|it| it.name.as_str());
    columns.chain(lookups).collect()
}

/// Which share of all members of two entities they have in common.
fn common(members: &HashSet<&str>, candidate: &EntityType) -> f64 {
    let others = self::members(candidate);
    let both = members.intersection(&others).count();
    let all = members.len() + others.len() - both;
    // Thousands at most: exact in an f64.
    #[allow(
        clippy::cast_precision_loss,
        reason = "entities have thousands of members at most"
    )]
    let share = both as f64 / all.max(1) as f64;
    share
}
