//! Data to begin with: believable, deterministic, and hostile in places.
//!
//! The same seed gives the same rows on every machine. Twelve entities are known; of those, the
//! ones in the snapshot are filled, with the columns the snapshot has.

mod hostile;
mod parties;
mod reference;
mod words;
mod work;
mod world;

use self::world::{Draft, World};
use uuid::Uuid;

use crate::{catalog::Catalog, rng::Rng, store::Rows};

/// Which rows a new sandbox holds.
///
/// ```
/// use creatio_sandbox::Seed;
///
/// assert_eq!(Seed::default(), Seed::demo());
/// assert_ne!(Seed::from(7), Seed::demo());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seed(Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Empty,
    Numbered(u64),
}

/// The user that every new Creatio has.
const SUPERVISOR: Uuid = Uuid::from_u128(0x7f3b_869f_34f3_4f20_ab4d_7480_a5fd_f647);
/// The contact of that user.
const SUPERVISOR_CONTACT: Uuid = Uuid::from_u128(0x4100_06e1_ca4e_4502_a9ec_e54d_922d_2c00);

/// The number behind [`Seed::demo`].
const DEMO: u64 = 81;

impl Seed {
    /// The data set of the documentation: some 300 accounts, 3,000 contacts, 1,500 orders, 4,000
    /// activities, and what they refer to.
    pub fn demo() -> Self {
        Self(Kind::Numbered(DEMO))
    }

    /// The keys of the user Supervisor and of the contact of that name. Without rows, those of
    /// every new Creatio.
    pub(crate) fn supervisor(self) -> (Uuid, Uuid) {
        match self.0 {
            Kind::Empty => (SUPERVISOR, SUPERVISOR_CONTACT),
            Kind::Numbered(number) => world::supervisor(number),
        }
    }

    /// No rows at all.
    pub fn empty() -> Self {
        Self(Kind::Empty)
    }
}

impl Default for Seed {
    fn default() -> Self {
        Self::demo()
    }
}

/// Another data set of the same size: other keys, names and values.
impl From<u64> for Seed {
    fn from(number: u64) -> Self {
        Self(Kind::Numbered(number))
    }
}

/// Makes one row, given its position and its common columns.
type MakeRow = fn(&World<'_>, &mut Rng, usize, Draft) -> Draft;

const ENTITIES: &[(&str, MakeRow)] = &[
    ("Country", reference::country),
    ("City", reference::city),
    ("AccountType", reference::account_type),
    ("ContactType", reference::contact_type),
    ("SysAdminUnit", reference::user),
    ("Product", reference::product),
    ("Account", parties::account),
    ("Contact", parties::contact),
    ("AccountFile", parties::account_file),
    ("Order", work::order),
    ("Lead", work::lead),
    ("Activity", work::activity),
];

/// The rows of a seed, for the entities that the catalog has.
pub(crate) fn rows(catalog: &Catalog, seed: Seed) -> Vec<Rows> {
    let Kind::Numbered(number) = seed.0 else {
        return Vec::new();
    };
    let world = World::new(catalog, number);
    ENTITIES
        .iter()
        .filter_map(|(entity, make)| world.rows(entity, |rng, at, row| make(&world, rng, at, row)))
        .collect()
}
