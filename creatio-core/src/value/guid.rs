//! Guids as Creatio writes them: 36 characters with hyphens, in either case.
//!
//! A usual row has a dozen of them, so this form is read eight characters at a time; anything else
//! is left to [`Uuid`]'s own parser, which knows the other forms.

use uuid::Uuid;

/// The guid that the text is, if it is one.
#[inline]
pub(super) fn parse(text: &str) -> Option<Uuid> {
    canonical(text.as_bytes()).or_else(|| Uuid::try_parse(text).ok())
}

#[inline]
fn canonical(text: &[u8]) -> Option<Uuid> {
    let text: &[u8; 36] = text.try_into().ok()?;
    if [text[8], text[13], text[18], text[23]] != [b'-'; 4] {
        return None;
    }
    let four = |at: usize| {
        text[at..]
            .first_chunk()
            .map_or(0, |four| u32::from_be_bytes(*four))
    };
    let eight =
        |first: usize, second: usize| u64::from(four(first)) << 32 | u64::from(four(second));
    let (first, wrong) = hex(eight(0, 4), 0);
    let (second, wrong) = hex(eight(9, 14), wrong);
    let (third, wrong) = hex(eight(19, 24), wrong);
    let (fourth, wrong) = hex(eight(28, 32), wrong);
    let guid = Uuid::from_u64_pair(first << 32 | second, third << 32 | fourth);
    (wrong == 0).then_some(guid)
}

/// The number that eight hexadecimal digits are; the first is the highest byte. Characters that are
/// no digits set bits in what comes back beside it, so that four words need one test.
#[inline]
fn hex(digits: u64, wrong: u64) -> (u64, u64) {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    // Bit 6 tells letters from digits; the lower nibble of `a` is 1 and it means 10.
    let letters = digits >> 6 & ONES;
    let nibbles = (digits & (ONES * 0x0f)) + letters * 9;
    // Written again, in lower case, they are the same text, unless some character was no digit.
    let above_nine = (nibbles + ONES * 6) >> 4 & ONES;
    let again = (ONES * 0x30) + nibbles + above_nine * 39;
    let overflow = nibbles & (ONES * 0xf0);
    let pairs = (nibbles | nibbles >> 4) & 0x00ff_00ff_00ff_00ff;
    let quads = (pairs | pairs >> 8) & 0x0000_ffff_0000_ffff;
    let number = (quads | quads >> 16) & 0xffff_ffff;
    (number, wrong | overflow | (again ^ (digits | letters << 5)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_character_is_a_digit_here_exactly_if_it_is_one_for_the_standard_library() {
        for byte in 0..=u8::MAX {
            for position in 0..8 {
                let mut digits = *b"01a2B3c4";
                digits[position] = byte;
                let text = std::str::from_utf8(&digits);
                // `from_str_radix` takes a sign, which is no digit.
                let expected = text.ok().filter(|text| !text.starts_with('+'));
                let expected = expected.and_then(|text| u32::from_str_radix(text, 16).ok());
                let (number, wrong) = hex(u64::from_be_bytes(digits), 0);
                let found = (wrong == 0).then_some(number);
                assert_eq!(found, expected.map(u64::from), "{digits:?}");
            }
        }
    }

    #[test]
    fn the_other_forms_are_read_too() {
        let guid = parse("76929f8c-7e15-4c64-bdb0-adc62d383727");
        assert!(guid.is_some());
        assert_eq!(parse("76929F8C-7E15-4C64-BDB0-ADC62D383727"), guid);
        assert_eq!(parse("76929f8c7e154c64bdb0adc62d383727"), guid);
        assert_eq!(parse("{76929f8c-7e15-4c64-bdb0-adc62d383727}"), guid);
        for wrong in [
            "",
            "76929f8c-7e15-4c64-bdb0",
            "76929f8c_7e15-4c64-bdb0-adc62d383727",
        ] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn any_guid_reads_back(value: u128) {
            let guid = Uuid::from_u128(value);
            let text = guid.to_string();
            prop_assert_eq!(canonical(text.as_bytes()), Some(guid));
            prop_assert_eq!(canonical(text.to_uppercase().as_bytes()), Some(guid));
        }

        #[test]
        fn what_is_no_guid_is_refused_as_the_uuid_crate_refuses_it(text in "[0-9a-gA-G-]{36}") {
            prop_assert_eq!(parse(&text), Uuid::try_parse(&text).ok());
        }
    }
}
