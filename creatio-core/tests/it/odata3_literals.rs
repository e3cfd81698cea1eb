//! Any value of a filter comes back as the same value when an OData 3 URL is read, by a reader that
//! is written from the terms of that protocol's grammar and shares nothing with the writer.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail the test by panicking"
)]

use creatio_core::Duration;
use creatio_core::prelude::*;
use creatio_core::{CompileError, jiff::Span, jiff::civil};
use proptest::collection::vec;
use proptest::prelude::*;

/// A column of each type.
#[derive(Debug, Entity)]
#[allow(dead_code, reason = "what matters is the module of columns")]
struct Sample {
    #[creatio(key)]
    id: Id<Sample>,
    text: String,
    small: i16,
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

/// A literal of OData 3, by its form: quoted text behind a prefix, or a bare word.
#[derive(Debug, PartialEq)]
enum Literal {
    Quoted(String, String),
    Bare(String),
}

/// Reads `column operator literal` out of a URL: the query ends at `#`, options at `&`, names at the
/// first `=`; then it is decoded; a quote inside quotes is doubled.
fn sent(condition: Expr<Sample>) -> Result<Literal, CompileError> {
    let url = Sample::query().filter(condition).odata3()?.to_string();
    let (_, query) = url.split('#').next().unwrap().split_once('?').unwrap();
    let mut filters = query
        .split('&')
        .filter_map(|pair| pair.strip_prefix("$filter="));
    let filter = filters.next().unwrap();
    assert_eq!(filters.next(), None, "{url}");
    let decoded = percent_decoded(filter);
    let literal = decoded.splitn(3, ' ').nth(2).unwrap();
    Ok(match literal.split_once('\'') {
        None => Literal::Bare(literal.to_owned()),
        Some((prefix, rest)) => {
            let text = rest.strip_suffix('\'').unwrap();
            let single = text.replace("''", "");
            assert!(
                !single.contains('\''),
                "a quote that ends the text early: {literal}"
            );
            Literal::Quoted(prefix.to_owned(), text.replace("''", "'"))
        }
    })
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        if byte == b'%' {
            let digits = std::str::from_utf8(&after[..2]).unwrap();
            bytes.push(u8::from_str_radix(digits, 16).unwrap());
            rest = &after[2..];
        } else {
            bytes.push(byte);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap()
}

fn quoted(condition: Expr<Sample>, prefix: &str) -> String {
    match sent(condition).unwrap() {
        Literal::Quoted(found, text) if found == prefix => text,
        other => panic!("{other:?}"),
    }
}

fn bare(condition: Expr<Sample>) -> String {
    match sent(condition).unwrap() {
        Literal::Bare(text) => text,
        other @ Literal::Quoted(..) => panic!("{other:?}"),
    }
}

/// `Edm.DateTime`: no zone, up to seven digits of a second's fraction; the clock shows UTC.
fn instant(text: &str) -> Timestamp {
    assert!(!text.contains(['Z', '+']), "{text}");
    let fraction = text.split_once('.').map_or("", |(_, digits)| digits);
    assert!(fraction.len() <= 7, "{text}");
    format!("{text}Z").parse().unwrap()
}

/// Texts of any characters; those that mean something in URLs and literals are frequent.
fn texts() -> impl Strategy<Value = String> {
    let special = prop::sample::select(
        "'&#%+/?=;,()\"\\ \t\r\n\u{0}$@:a1é🦀"
            .chars()
            .collect::<Vec<_>>(),
    );
    vec(prop_oneof![special, any::<char>()], 0..40).prop_map(String::from_iter)
}

/// Civil instants of the years 1 to 9999, to 100 nanoseconds.
fn instants() -> impl Strategy<Value = Timestamp> {
    (-621_355_968_000_000_000..=2_534_022_071_999_999_999_i64)
        .prop_map(|ticks| Timestamp::from_nanosecond(i128::from(ticks) * 100).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_text_comes_back(text in texts()) {
        prop_assert_eq!(quoted(sample::text.eq(&*text), ""), text);
    }

    #[test]
    fn a_text_comes_back_from_a_test_that_names_it_first(text in texts()) {
        let query = Sample::query().filter(sample::text.contains(&*text));
        let url = query.odata3().unwrap().to_string();
        let filter = percent_decoded(url.split_once("$filter=").unwrap().1);
        let expected = format!("substringof('{}',Text)", text.replace('\'', "''"));
        prop_assert_eq!(filter, expected);
    }

    #[test]
    fn an_integer_comes_back_with_a_suffix_where_32_bits_do_not_do(small: i16, big: i64) {
        prop_assert_eq!(bare(sample::small.eq(small)).parse(), Ok(small));
        let text = bare(sample::big.eq(big));
        let digits = text.strip_suffix('L').unwrap_or(&text);
        prop_assert_eq!(digits.parse(), Ok(big));
        prop_assert_eq!(text.ends_with('L'), i32::try_from(big).is_err());
    }

    #[test]
    fn a_floating_point_number_comes_back_to_the_last_bit(real in proptest::num::f64::ANY) {
        let text = bare(sample::real.eq(real));
        let back: f64 = match &*text {
            "INF" => f64::INFINITY,
            "-INF" => f64::NEG_INFINITY,
            "NaN" => f64::NAN,
            // Without a point or an exponent it would be an integer.
            text => {
                prop_assert!(text.contains(['.', 'e']), "{}", text);
                text.parse().unwrap()
            }
        };
        prop_assert!(back.to_bits() == real.to_bits() || back.is_nan() && real.is_nan(), "{}", text);
    }

    #[test]
    fn a_decimal_comes_back_with_all_its_digits(mantissa: i64, scale in 0..=28_u32) {
        let amount = Decimal::from_i128_with_scale(mantissa.into(), scale);
        let text = bare(sample::amount.eq(amount));
        let back: Decimal = text.strip_suffix('M').unwrap().parse().unwrap();
        prop_assert_eq!((back, back.scale()), (amount, amount.scale()));
    }

    #[test]
    fn a_guid_and_a_flag_come_back(guid: u128, flag: bool) {
        let guid = Uuid::from_u128(guid);
        prop_assert_eq!(quoted(sample::guid.eq(guid), "guid"), guid.to_string());
        prop_assert_eq!(quoted(sample::id.eq(Id::new(guid)), "guid"), guid.to_string());
        prop_assert_eq!(bare(sample::flag.eq(flag)), flag.to_string());
    }

    #[test]
    fn an_instant_comes_back(value in instants()) {
        prop_assert_eq!(instant(&quoted(sample::instant.eq(value), "datetime")), value);
    }

    #[test]
    fn an_instant_finer_than_the_type_parts_the_same_rows(stored in instants(), apart in -3..=3_i64, nanoseconds in 1..100_i64) {
        let fine = stored + Span::new().nanoseconds(apart * 100 + nanoseconds);
        let below = instant(&quoted(sample::instant.le(fine), "datetime"));
        prop_assert_eq!(stored <= below, stored <= fine);
        let below = instant(&quoted(sample::instant.gt(fine), "datetime"));
        prop_assert_eq!(stored > below, stored > fine);
        let above = instant(&quoted(sample::instant.lt(fine), "datetime"));
        prop_assert_eq!(stored < above, stored < fine);
        let above = instant(&quoted(sample::instant.ge(fine), "datetime"));
        prop_assert_eq!(stored >= above, stored >= fine);
        let refused = CompileError::InstantTooFine { entity: "Sample", instant: fine };
        prop_assert_eq!(sent(sample::instant.eq(fine)), Err(refused));
    }

    #[test]
    fn a_day_and_a_time_come_back(day in -719_162..2_932_896_i32, nanoseconds in 0..86_400_000_000_000_i64) {
        let date = civil::date(1970, 1, 1).checked_add(Span::new().days(day)).unwrap();
        let midnight = quoted(sample::date.eq(date), "datetime");
        prop_assert_eq!(midnight.strip_suffix("T00:00:00").unwrap().parse::<Date>().unwrap(), date);
        let since_midnight = Duration::from_nanos(nanoseconds);
        let time = Time::midnight().wrapping_add(since_midnight);
        let text = quoted(sample::time.eq(time), "time");
        prop_assert_eq!(text.parse::<Duration>().unwrap(), since_midnight);
    }

    #[test]
    fn a_duration_and_bytes_come_back(milliseconds: i32, bytes in vec(any::<u8>(), 0..50)) {
        let duration = Duration::from_millis(milliseconds.into());
        let text = quoted(sample::duration.eq(duration), "time");
        prop_assert_eq!(text.parse::<Duration>().unwrap(), duration);
        let text = quoted(sample::bytes.eq(&*bytes), "binary");
        let digits = text.as_bytes().chunks_exact(2);
        let back: Vec<u8> = digits
            .map(|digits| u8::from_str_radix(std::str::from_utf8(digits).unwrap(), 16).unwrap())
            .collect();
        prop_assert_eq!((back, text.len()), (bytes.clone(), bytes.len() * 2));
    }
}
