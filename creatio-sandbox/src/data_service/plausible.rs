//! What the schema service could say about entities of which only `$metadata` is known.

use creatio_codegen::schema::PropertyType;
use uuid::Uuid;

/// The data value type that fits a column: Creatio's number for it.
pub(super) fn data_value_type(ty: PropertyType, is_lookup: bool) -> u8 {
    match ty {
        _ if is_lookup => 10,
        PropertyType::Guid => 0,
        PropertyType::String | PropertyType::Enum | PropertyType::Complex => 1,
        PropertyType::Byte
        | PropertyType::SByte
        | PropertyType::Int16
        | PropertyType::Int32
        | PropertyType::Int64
        | PropertyType::Duration => 4,
        PropertyType::Single | PropertyType::Double => 5,
        PropertyType::Decimal => 6,
        PropertyType::DateTimeOffset => 7,
        PropertyType::Date => 8,
        PropertyType::TimeOfDay => 9,
        PropertyType::Boolean => 12,
        PropertyType::Binary => 13,
        PropertyType::Stream => 14,
    }
}

/// A caption in English: the words of the name, the first with a capital.
pub(super) fn caption(name: &str) -> String {
    let mut caption = String::with_capacity(name.len() + 4);
    let mut before = None;
    for char in name.chars() {
        let word = before.is_some_and(|before: char| before.is_lowercase() || before.is_numeric());
        match char {
            '_' => caption.push(' '),
            char if before == Some('_') => caption.extend(char.to_lowercase()),
            char if word && char.is_uppercase() => {
                caption.push(' ');
                caption.extend(char.to_lowercase());
            }
            char => caption.push(char),
        }
        before = Some(char);
    }
    caption
}

/// An id that is the same in every run: a hash of the names that lead to the thing.
pub(super) fn id(path: &[&str]) -> Uuid {
    // FNV-1a over 128 bits; a separator keeps ["ab"] and ["a", "b"] apart.
    let bytes = path.iter().flat_map(|part| part.bytes().chain([0]));
    let hash = bytes.fold(
        0x6c62_272e_07bb_0142_62b8_2175_6295_c58d,
        |hash: u128, byte| {
            (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
        },
    );
    uuid::Builder::from_custom_bytes(hash.to_be_bytes()).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caption_is_made_of_the_words_of_the_name() {
        assert_eq!(caption("PrimaryContact"), "Primary contact");
        assert_eq!(caption("UsrTotal_Sum2B"), "Usr total sum2 b");
        assert_eq!(caption("URL"), "URL");
    }

    #[test]
    fn ids_are_stable_and_distinct() {
        assert_eq!(id(&["Order", "Id"]), id(&["Order", "Id"]));
        assert_ne!(id(&["Order", "Id"]), id(&["OrderI", "d"]));
    }
}
