//! [`Id`]: a guid that knows which entity it belongs to.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use uuid::Uuid;

/// The key of a row of `E`.
///
/// The same sixteen bytes as a [`Uuid`], but a `Id<City>` cannot be put where a `Id<Contact>`
/// belongs. Converts from and to `Uuid` when the entity is known by other means.
///
/// ```
/// use creatio_core::{Id, Uuid};
///
/// struct Contact;
///
/// let id: Id<Contact> = "76929f8c-7e15-4c64-bdb0-adc62d383727".parse()?;
/// assert_eq!(id.to_string(), "76929f8c-7e15-4c64-bdb0-adc62d383727");
/// assert_eq!(Id::from(Uuid::from(id)), id);
/// # Ok::<(), creatio_core::uuid::Error>(())
/// ```
pub struct Id<E> {
    uuid: Uuid,
    entity: PhantomData<fn() -> E>,
}

impl<E> Id<E> {
    /// The id with this value.
    pub const fn new(uuid: Uuid) -> Self {
        Id {
            uuid,
            entity: PhantomData,
        }
    }

    /// The id with the value of these 128 bits, as hexadecimal digits write it: the form in which
    /// an id is a constant of a program.
    ///
    /// ```
    /// use creatio_core::Id;
    ///
    /// struct Country;
    ///
    /// const FRANCE: Id<Country> = Id::from_u128(0xe308b781_3c5b_4ecb_89ef_5c1ed4da488e);
    /// assert_eq!(FRANCE.to_string(), "e308b781-3c5b-4ecb-89ef-5c1ed4da488e");
    /// ```
    pub const fn from_u128(value: u128) -> Self {
        Self::new(Uuid::from_u128(value))
    }

    /// The value without its entity.
    pub const fn uuid(self) -> Uuid {
        self.uuid
    }
}

impl<E> Clone for Id<E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for Id<E> {}

impl<E> PartialEq for Id<E> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}

impl<E> Eq for Id<E> {}

impl<E> PartialOrd for Id<E> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<E> Ord for Id<E> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.uuid.cmp(&other.uuid)
    }
}

impl<E> Hash for Id<E> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}

impl<E> fmt::Debug for Id<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Id({})", self.uuid)
    }
}

impl<E> fmt::Display for Id<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uuid.fmt(f)
    }
}

impl<E> FromStr for Id<E> {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Id::new)
    }
}

impl<E> From<Uuid> for Id<E> {
    fn from(uuid: Uuid) -> Self {
        Id::new(uuid)
    }
}

impl<E> From<Id<E>> for Uuid {
    fn from(id: Id<E>) -> Self {
        id.uuid
    }
}

impl<E> serde::Serialize for Id<E> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.uuid.serialize(serializer)
    }
}

impl<'de, E> serde::Deserialize<'de> for Id<E> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uuid::deserialize(deserializer).map(Id::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct City;

    #[test]
    fn an_id_is_written_as_its_guid_in_json() {
        let id: Id<City> = "76929F8C-7E15-4C64-BDB0-ADC62D383727".parse().unwrap();
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(json, "\"76929f8c-7e15-4c64-bdb0-adc62d383727\"");
        assert_eq!(serde_json::from_str::<Id<City>>(&json).unwrap(), id);
    }

    #[test]
    fn an_id_is_usable_as_a_key_whatever_its_entity_implements() {
        let ids: std::collections::BTreeSet<Id<City>> =
            [Uuid::max(), Uuid::nil()].map(Id::new).into();
        assert_eq!(ids.first(), Some(&Id::new(Uuid::nil())));
    }
}
