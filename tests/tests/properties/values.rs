//! Any value of a filter comes back as the same value when the URL is read.

use creatio_core::{
    CompileError, Date, Decimal, Duration, Entity, Expr, Id, Time, Timestamp, Uuid, jiff::civil,
};
use creatio_tests::filter::{Filter, Literal, Operand, option, parse};
use proptest::collection::vec;
use proptest::prelude::*;

/// A column of each type.
#[derive(Debug, Entity)]
struct Sample {
    #[creatio(key)]
    id: Id<Sample>,
    text: String,
    byte: u8,
    small: i16,
    int: i32,
    big: i64,
    real: f64,
    amount: Decimal,
    flag: bool,
    guid: Option<Uuid>,
    instant: Option<Timestamp>,
    date: Option<Date>,
    time: Option<Time>,
    duration: Option<Duration>,
    bytes: Vec<u8>,
}

/// The value that the URL of a query for this condition carries.
fn sent(condition: Expr<Sample>) -> Literal {
    let url = Sample::query()
        .filter(condition)
        .odata4()
        .unwrap()
        .to_string();
    let text = option(&url, "$filter").unwrap_or_else(|| panic!("one $filter: {url}"));
    match parse(&text) {
        Ok(Filter::Compare(_, operator, Operand::Literal(literal))) if operator == "eq" => literal,
        other => panic!("{text}: {other:?}"),
    }
}

fn sent_number(condition: Expr<Sample>) -> String {
    match sent(condition) {
        Literal::Number(text) => text,
        other => panic!("{other:?}"),
    }
}

/// Texts of any characters; those that mean something in URLs and literals are frequent.
fn texts() -> impl Strategy<Value = String> {
    let special = "['&#%+/?=;,()\"\\\\ \t\r\n\u{0}\u{7f}$@:a1\u{e9}\u{1f980}]";
    let character = prop_oneof![
        special.prop_map(|text: String| text.chars().next().unwrap_or(' ')),
        any::<char>(),
    ];
    vec(character, 0..40).prop_map(String::from_iter)
}

/// Civil instants of the years 1 to 9999, with nanoseconds.
fn instants() -> impl Strategy<Value = Timestamp> {
    const SECONDS: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_207_200;
    (SECONDS, 0..1_000_000_000_i32)
        .prop_map(|(second, nanosecond)| Timestamp::new(second, nanosecond).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_text_comes_back(text in texts()) {
        prop_assert_eq!(sent(sample::text.eq(&*text)), Literal::Text(text));
    }

    #[test]
    fn a_text_comes_back_from_a_text_operator(text in texts()) {
        let query = Sample::query().filter(sample::text.contains(&*text));
        let filter = option(query.odata4().unwrap().as_str(), "$filter").unwrap();
        let path = Operand::Path(vec!["Text".to_owned()]);
        let expected = vec![path, Operand::Literal(Literal::Text(text))];
        prop_assert_eq!(parse(&filter), Ok(Filter::Call("contains".to_owned(), expected)));
    }

    #[test]
    fn an_integer_comes_back(byte: u8, small: i16, int: i32, big: i64) {
        prop_assert_eq!(sent_number(sample::byte.eq(byte)).parse(), Ok(byte));
        prop_assert_eq!(sent_number(sample::small.eq(small)).parse(), Ok(small));
        prop_assert_eq!(sent_number(sample::int.eq(int)).parse(), Ok(int));
        prop_assert_eq!(sent_number(sample::big.eq(big)).parse(), Ok(big));
    }

    #[test]
    fn a_floating_point_number_comes_back_to_the_last_bit(real in proptest::num::f64::ANY) {
        let text = sent_number(sample::real.eq(real));
        let back: f64 = match &*text {
            "INF" => f64::INFINITY,
            "-INF" => f64::NEG_INFINITY,
            "NaN" => f64::NAN,
            text => text.parse().unwrap(),
        };
        prop_assert!(back.to_bits() == real.to_bits() || back.is_nan() && real.is_nan(), "{}", text);
    }

    #[test]
    fn a_decimal_comes_back_with_all_its_digits(mantissa: i64, high in -4_000_000_000_i128..4_000_000_000, scale in 0..=28_u32) {
        let amount = Decimal::from_i128_with_scale(high * i128::from(i64::MAX) + i128::from(mantissa), scale);
        let back: Decimal = sent_number(sample::amount.eq(amount)).parse().unwrap();
        prop_assert_eq!((back, back.scale()), (amount, amount.scale()));
    }

    #[test]
    fn a_guid_and_a_flag_come_back(guid: u128, flag: bool) {
        let guid = Uuid::from_u128(guid);
        prop_assert_eq!(sent(sample::guid.eq(guid)), Literal::Guid(guid.to_string()));
        prop_assert_eq!(sent(sample::id.eq(Id::new(guid))), Literal::Guid(guid.to_string()));
        prop_assert_eq!(sent(sample::flag.eq(flag)), Literal::Boolean(flag));
    }

    #[test]
    fn an_instant_comes_back_to_the_nanosecond(instant in instants()) {
        let Literal::Instant(text) = sent(sample::instant.eq(instant)) else {
            return Err(TestCaseError::fail("no instant"));
        };
        prop_assert_eq!(text.parse::<Timestamp>().unwrap(), instant);
    }

    #[test]
    fn a_date_and_a_time_come_back(day in -719_162..2_932_896_i32, second in 0..86_400_i32, nanosecond in 0..1_000_000_000_i32) {
        let date = civil::date(1970, 1, 1).checked_add(creatio_core::jiff::Span::new().days(day)).unwrap();
        let time = civil::time(0, 0, 0, nanosecond).wrapping_add(creatio_core::jiff::Span::new().seconds(second));
        let Literal::Date(text) = sent(sample::date.eq(date)) else {
            return Err(TestCaseError::fail("no date"));
        };
        prop_assert_eq!(text.parse::<Date>().unwrap(), date);
        let Literal::Time(text) = sent(sample::time.eq(time)) else {
            return Err(TestCaseError::fail("no time"));
        };
        prop_assert_eq!(text.parse::<Time>().unwrap(), time);
    }

    #[test]
    fn a_duration_comes_back(seconds in any::<i32>(), nanosecond in 0..1_000_000_000_i32) {
        let duration = Duration::new(seconds.into(), if seconds < 0 { -nanosecond } else { nanosecond });
        let Literal::Duration(text) = sent(sample::duration.eq(duration)) else {
            return Err(TestCaseError::fail("no duration"));
        };
        prop_assert_eq!(text.parse::<Duration>().unwrap(), duration);
    }

    #[test]
    fn bytes_come_back(bytes in vec(any::<u8>(), 0..50)) {
        let Literal::Binary(text) = sent(sample::bytes.eq(&*bytes)) else {
            return Err(TestCaseError::fail("no binary"));
        };
        prop_assert_eq!(base64url(&text), bytes);
    }
}

/// Bytes from base64url, with or without padding.
fn base64url(text: &str) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let digits = text.trim_end_matches('=').bytes();
    let bits = digits.flat_map(|digit| {
        let value = DIGITS.iter().position(|known| *known == digit).unwrap();
        (0..6).rev().map(move |bit| value >> bit & 1)
    });
    let bits: Vec<_> = bits.collect();
    let bytes = bits.chunks_exact(8);
    bytes
        .map(|bits| u8::try_from(bits.iter().fold(0, |byte, bit| byte << 1 | bit)).unwrap())
        .collect()
}

#[test]
fn an_instant_that_creatio_cannot_store_is_refused_before_anything_is_sent() {
    for instant in [
        Timestamp::MIN,
        "0000-12-31T23:59:59.999999999Z".parse().unwrap(),
    ] {
        let query = Sample::query().filter(sample::instant.eq(instant));
        assert_eq!(
            query.odata4(),
            Err(CompileError::InstantOutOfRange {
                entity: "Sample",
                instant
            })
        );
    }
}
