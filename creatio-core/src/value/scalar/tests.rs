//! Every form of a value that Creatio sends, and what it reads as.

use super::*;

fn read<T: ColumnType>(raw: &str) -> Result<T, CellError> {
    T::from_cell(crate::json::cell_of(raw))
}

#[test]
fn every_form_of_no_value_reads_as_none() {
    for raw in [
        "",
        "null",
        "\"\"",
        "\"00000000-0000-0000-0000-000000000000\"",
    ] {
        assert_eq!(read::<Option<Uuid>>(raw), Ok(None), "{raw}");
    }
    for raw in [
        "",
        "null",
        "\"\"",
        "\"0001-01-01T00:00:00Z\"",
        "\"0001-01-01T00:00:00.000Z\"",
    ] {
        assert_eq!(read::<Option<Timestamp>>(raw), Ok(None), "{raw}");
    }
    for raw in ["", "null", "\"\""] {
        assert_eq!(read::<Option<String>>(raw), Ok(None), "{raw}");
    }
    assert_eq!(read::<Option<Date>>("\"0001-01-01T00:00:00Z\""), Ok(None));
    assert_eq!(read::<Option<Time>>("\"0001-01-01T00:00:00Z\""), Ok(None));
}

#[test]
fn a_column_without_option_reads_null_as_its_zero() {
    assert_eq!(read::<i32>("null"), Ok(0));
    assert_eq!(read::<bool>("null"), Ok(false));
    assert_eq!(read::<Decimal>("null"), Ok(Decimal::ZERO));
    assert_eq!(read::<String>("null"), Ok(String::new()));
}

#[test]
fn a_column_without_option_and_without_zero_refuses_no_value() {
    assert_eq!(read::<Uuid>("null"), Err(CellError::NoValue));
    assert_eq!(
        read::<Timestamp>("\"0001-01-01T00:00:00Z\""),
        Err(CellError::NoValue)
    );
}

#[test]
fn a_missing_member_is_an_error_unless_the_type_is_an_option() {
    assert_eq!(read::<i32>(""), Err(CellError::Missing));
    assert_eq!(read::<String>(""), Err(CellError::Missing));
    assert_eq!(read::<Option<i32>>(""), Ok(None));
}

#[test]
fn decimals_keep_every_digit_and_their_scale() {
    let text = "79228162514264337593543950.335";
    assert_eq!(read::<Decimal>(text).unwrap().to_string(), text);
    assert_eq!(read::<Decimal>("0.1000").unwrap().to_string(), "0.1000");
    assert_eq!(read::<Decimal>("\"12.50\"").unwrap().to_string(), "12.50");
    assert_eq!(read::<Decimal>("1E-7").unwrap().to_string(), "0.0000001");
}

#[test]
fn a_decimal_that_does_not_fit_is_an_error_and_not_rounded() {
    assert!(read::<Decimal>("0.12345678901234567890123456789012345").is_err());
}

#[test]
fn an_instant_of_the_first_day_that_is_not_its_first_moment_is_a_value() {
    assert!(
        read::<Option<Timestamp>>("\"0001-01-01T00:00:01Z\"")
            .unwrap()
            .is_some()
    );
}

#[test]
fn days_and_times_are_read_from_the_instants_that_creatio_sends() {
    let date = read::<Date>("\"2019-09-08T00:00:00Z\"");
    assert_eq!(date, Ok(jiff::civil::date(2019, 9, 8)));
    let time = jiff::civil::time(8, 15, 0, 0);
    assert_eq!(read::<Time>("\"0001-01-01T08:15:00Z\""), Ok(time));
    assert_eq!(read::<Time>("\"2024-01-31T08:15:00.000Z\""), Ok(time));
    let midnight = read::<Option<Time>>("\"00:00:00\"");
    assert_eq!(midnight, Ok(Some(Time::midnight())));
}

#[test]
fn escapes_in_text_are_read() {
    let text = read::<String>(r#""a\"b\\c\u00e9\ud83d\ude00\n""#).unwrap();
    assert_eq!(text, "a\"b\\cé😀\n");
}

#[test]
fn a_lone_surrogate_is_an_error() {
    assert!(read::<String>(r#""\ud83d""#).is_err());
}

#[test]
fn a_value_of_another_type_is_an_error_that_says_what_was_expected() {
    let error = read::<i32>("\"many\"").unwrap_err();
    assert_eq!(error.to_string(), "a 32-bit integer was expected");
    assert!(read::<i32>("99999999999").is_err());
    assert!(read::<bool>("1").is_err());
    assert!(read::<String>("{}").is_err());
}

#[test]
fn durations_and_bytes_are_read() {
    assert_eq!(read::<Duration>("\"P1DT2H\""), Ok(Duration::from_hours(26)));
    assert_eq!(read::<Vec<u8>>("\"-_8=\""), Ok(vec![0xfb, 0xff]));
    assert_eq!(read::<Vec<u8>>("\"+/8=\""), Ok(vec![0xfb, 0xff]));
}
