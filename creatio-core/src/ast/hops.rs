//! [`Hops`]: the lookups that a path walks through.

use std::collections::HashSet;
use std::sync::{LazyLock, Mutex, PoisonError};

use crate::schema::LookupSchema;

/// The lookups between an entity and a column, nearest first.
///
/// One pointer and `Copy` whatever the length, so that paths can be used like the constants they
/// are made of. A single hop borrows the lookup's own constant; longer ones are interned: each
/// distinct path of a program is kept once, for its lifetime.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Hops(&'static [LookupSchema]);

static INTERNED: LazyLock<Mutex<HashSet<&'static [LookupSchema]>>> = LazyLock::new(Mutex::default);

impl Hops {
    pub(crate) const NONE: Hops = Hops(&[]);

    pub(crate) const fn new(lookups: &'static [LookupSchema]) -> Self {
        Hops(lookups)
    }

    pub(crate) fn lookups(self) -> &'static [LookupSchema] {
        self.0
    }

    /// The names with dots between them, as DataService writes a column path.
    pub(crate) fn dotted(self) -> String {
        let names: Vec<&str> = self.0.iter().map(|lookup| lookup.name).collect();
        names.join(".")
    }

    /// These hops and then those.
    pub(crate) fn join(self, next: Hops) -> Hops {
        match (self.0, next.0) {
            ([], _) => next,
            (_, []) => self,
            (first, rest) => Hops(intern([first, rest].concat())),
        }
    }
}

impl std::fmt::Debug for Hops {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.dotted())
    }
}

fn intern(lookups: Vec<LookupSchema>) -> &'static [LookupSchema] {
    let mut interned = INTERNED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = interned.get(lookups.as_slice()) {
        return known;
    }
    let lookups: &'static [LookupSchema] = Vec::leak(lookups);
    interned.insert(lookups);
    lookups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_is_built_again_is_not_kept_again() {
        const ACCOUNT: Hops = Hops::new(&[LookupSchema {
            name: "Account",
            key: "Id",
        }]);
        const CONTACT: Hops = Hops::new(&[LookupSchema {
            name: "PrimaryContact",
            key: "Id",
        }]);
        let (once, again) = (ACCOUNT.join(CONTACT), ACCOUNT.join(CONTACT));
        assert_eq!(once.dotted(), "Account.PrimaryContact");
        assert!(std::ptr::eq(once.lookups(), again.lookups()));
    }
}
