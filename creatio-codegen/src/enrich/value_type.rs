//! Creatio's data value types.

use std::fmt;

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The type of a column as Creatio knows it: finer than that of `$metadata`.
///
/// Versions of Creatio add types, so that a number without a name here is as good as any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DataValueType(pub u16);

/// Numbers and names, as in Creatio's `Terrasoft.DataValueType` (8.x). 2 and 3 are not in use.
const NAMES: [(u16, &str); 49] = [
    (0, "Guid"),
    (1, "Text"),
    (4, "Integer"),
    (5, "Float"),
    (6, "Money"),
    (7, "DateTime"),
    (8, "Date"),
    (9, "Time"),
    (10, "Lookup"),
    (11, "Enum"),
    (12, "Boolean"),
    (13, "Blob"),
    (14, "Image"),
    (15, "Object"),
    (16, "ImageLookup"),
    (17, "ValueList"),
    (18, "Color"),
    (19, "LocalizableString"),
    (20, "Entity"),
    (21, "EntityCollection"),
    (22, "EntityColumnMappingCollection"),
    (23, "HashText"),
    (24, "SecureText"),
    (25, "File"),
    (26, "Mapping"),
    (27, "ShortText"),
    (28, "MediumText"),
    (29, "MaxSizeText"),
    (30, "LongText"),
    (31, "Float1"),
    (32, "Float2"),
    (33, "Float3"),
    (34, "Float4"),
    (35, "LocalizableParameterValuesList"),
    (36, "MetaDataText"),
    (37, "StageIndicator"),
    (38, "ObjectList"),
    (39, "CompositeObjectList"),
    (40, "Float8"),
    (41, "FileLocator"),
    (42, "PhoneText"),
    (43, "RichText"),
    (44, "WebText"),
    (45, "EmailText"),
    (46, "CompositeObject"),
    (47, "Float0"),
    (48, "Money0"),
    (49, "Money1"),
    (50, "Money3"),
];

impl DataValueType {
    /// A day.
    pub const DATE: Self = Self(8);
    /// A time of day.
    pub const TIME: Self = Self(9);
    /// A reference to a row.
    pub const LOOKUP: Self = Self(10);
    /// A reference to a row that holds a picture.
    pub const IMAGE_LOOKUP: Self = Self(16);

    /// Creatio's name of the type, if it is one of 8.x.
    pub fn name(self) -> Option<&'static str> {
        let known = NAMES.iter().find(|(number, _)| *number == self.0);
        known.map(|(_, name)| *name)
    }

    /// The most characters that a text of this type has, where the type says it.
    ///
    /// The length of a plain `Text` is set by the designer of the column, and Creatio's services
    /// do not tell it.
    pub fn max_length(self) -> Option<u16> {
        match self.name()? {
            "ShortText" => Some(50),
            "MediumText" => Some(250),
            "LongText" => Some(500),
            _ => None,
        }
    }
}

impl Serialize for DataValueType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.name() {
            Some(name) => serializer.serialize_str(name),
            None => serializer.serialize_u16(self.0),
        }
    }
}

impl<'de> Deserialize<'de> for DataValueType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NameOrNumber)
    }
}

struct NameOrNumber;

impl Visitor<'_> for NameOrNumber {
    type Value = DataValueType;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name or number of a data value type")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<DataValueType, E> {
        let fits = u16::try_from(number);
        fits.map(DataValueType)
            .map_err(|_| E::invalid_value(Unexpected::Unsigned(number), &self))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<DataValueType, E> {
        let known = NAMES.iter().find(|(_, known)| *known == name);
        known
            .map(|(number, _)| DataValueType(*number))
            .ok_or_else(|| E::invalid_value(Unexpected::Str(name), &self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_survives_being_written() {
        for number in 0..=60 {
            let text = serde_json::to_string(&DataValueType(number)).unwrap();
            let read: DataValueType = serde_json::from_str(&text).unwrap();
            assert_eq!(read, DataValueType(number), "{text}");
        }
        assert_eq!(
            serde_json::to_string(&DataValueType::DATE).unwrap(),
            "\"Date\""
        );
        assert!(serde_json::from_str::<DataValueType>("\"Nothing\"").is_err());
        assert!(serde_json::from_str::<DataValueType>("65536").is_err());
    }

    #[test]
    fn only_texts_of_a_fixed_length_have_one() {
        assert_eq!(DataValueType(28).max_length(), Some(250));
        assert_eq!(DataValueType(1).max_length(), None);
        assert_eq!(DataValueType(29).max_length(), None);
        assert_eq!(DataValueType(999).max_length(), None);
    }
}
