//! Things of one namespace get their names, with what is to be remembered and reported.

use super::claims::{Wish, grant};
use super::lock::{Kind, NamesLock};
use super::{Remark, Renamed, ident};

/// Where names have to differ.
pub(super) struct Namespace<'a> {
    pub(super) lock: &'a NamesLock,
    /// The type whose members these are; empty for types themselves.
    pub(super) place: &'a str,
    /// Names that are not to be had.
    pub(super) reserved: &'a [&'a str],
}

/// Something with a wire name, and what it would be called.
pub(super) struct Thing<'a> {
    pub(super) kind: Kind,
    pub(super) wire: &'a str,
    pub(super) name: String,
    pub(super) suffix: &'static str,
    /// Whether the wire name could be guessed from the name.
    pub(super) plain: bool,
}

impl<'a> Thing<'a> {
    /// Something with the name of a type.
    pub(super) fn of_type(kind: Kind, wire: &'a str, suffix: &'static str) -> Self {
        let plain = ident::is_type(wire);
        let name = if plain {
            wire.to_owned()
        } else {
            ident::ty(wire)
        };
        Self {
            kind,
            wire,
            name,
            suffix,
            plain,
        }
    }
}

/// Names of things, in their order.
#[derive(Default)]
pub(super) struct Granted {
    pub(super) names: Vec<String>,
    pub(super) remarks: Vec<Option<Remark>>,
}

impl Namespace<'_> {
    /// Names the things; notes call each `what`, or its wire name if that is empty, and spell the
    /// name with `ident`.
    pub(super) fn grant(
        &self,
        things: &[Thing<'_>],
        what: &str,
        ident: fn(&str) -> String,
    ) -> Granted {
        let wishes: Vec<_> = things
            .iter()
            .map(|thing| Wish {
                name: thing.name.clone(),
                suffix: thing.suffix,
                plain: thing.plain,
                pin: self.lock.get(thing.kind, self.place, thing.wire),
            })
            .collect();
        let names = grant(&wishes, self.reserved);
        let remarks = things.iter().zip(&names).map(|(thing, name)| {
            let renamed = *name != thing.name;
            (renamed || !thing.plain).then(|| Remark {
                kind: thing.kind,
                place: self.place.to_owned(),
                wire: thing.wire.to_owned(),
                name: name.clone(),
                renamed: renamed.then(|| Renamed {
                    what: match what {
                        "" => format!("`{}`", thing.wire),
                        what => what.to_owned(),
                    },
                    to: ident(name),
                }),
            })
        });
        Granted {
            remarks: remarks.collect(),
            names,
        }
    }
}
