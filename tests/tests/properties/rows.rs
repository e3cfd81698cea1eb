//! Any row, however Creatio may write it, is read as the values it holds.

use creatio_core::{Decimal, Entity, Id, Timestamp, Uuid};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::json::{Member, Style};

#[derive(Debug, Clone, PartialEq, Entity)]
struct Owner {
    #[creatio(key)]
    id: Id<Owner>,
    name: String,
}

/// A column of each type that Creatio has, with and without room for "no value".
#[derive(Debug, Clone, PartialEq, Entity)]
struct Sample {
    #[creatio(key)]
    id: Id<Sample>,
    text: String,
    maybe_text: Option<String>,
    int: i32,
    maybe_int: Option<i32>,
    big: i64,
    real: f64,
    amount: Decimal,
    maybe_amount: Option<Decimal>,
    flag: bool,
    maybe_flag: Option<bool>,
    guid: Option<Uuid>,
    instant: Option<Timestamp>,
    #[creatio(lookup = "Owner")]
    owner_id: Option<Id<Owner>>,
}

/// What is read of one row: all of it, a path, and the row behind the lookup.
type Row = (Sample, Option<String>, Option<Owner>);

fn some_text() -> impl Strategy<Value = String> {
    vec(any::<char>(), 1..12).prop_map(String::from_iter)
}

fn guids() -> impl Strategy<Value = Uuid> {
    (1..=u128::MAX).prop_map(Uuid::from_u128)
}

fn amounts() -> impl Strategy<Value = Decimal> {
    (any::<i64>(), 0..8_u32).prop_map(|(mantissa, scale)| Decimal::new(mantissa, scale))
}

/// To 100 nanoseconds, as Creatio has them, and later than the one that means none.
fn instants() -> impl Strategy<Value = Timestamp> {
    (-621_355_967_999_999_999..=2_534_023_007_999_999_999_i64)
        .prop_map(|ticks| Timestamp::from_nanosecond(i128::from(ticks) * 100).unwrap())
}

fn samples() -> impl Strategy<Value = Sample> {
    let texts = (
        prop_oneof![Just(String::new()), some_text()],
        option::of(some_text()),
    );
    let integers = (any::<i32>(), option::of(any::<i32>()), any::<i64>());
    let numbers = (-1e300..1e300, amounts(), option::of(amounts()));
    let flags = (any::<bool>(), option::of(any::<bool>()));
    let others = (option::of(guids()), option::of(instants()), guids());
    (texts, integers, numbers, flags, others).prop_map(
        |(texts, integers, numbers, flags, others)| Sample {
            id: Id::new(others.2),
            text: texts.0,
            maybe_text: texts.1,
            int: integers.0,
            maybe_int: integers.1,
            big: integers.2,
            real: numbers.0,
            amount: numbers.1,
            maybe_amount: numbers.2,
            flag: flags.0,
            maybe_flag: flags.1,
            guid: others.0,
            instant: others.1,
            owner_id: None,
        },
    )
}

fn rows() -> impl Strategy<Value = Row> {
    let owner = (guids(), some_text()).prop_map(|(id, name)| Owner {
        id: Id::new(id),
        name,
    });
    (samples(), option::of(owner)).prop_map(|(sample, owner)| {
        let owner_id = owner.as_ref().map(|owner| owner.id);
        let name = owner.as_ref().map(|owner| owner.name.clone());
        (Sample { owner_id, ..sample }, name, owner)
    })
}

/// The members of a row under construction.
struct Members<'s> {
    style: &'s mut Style,
    members: Vec<Member>,
}

impl Members<'_> {
    /// Any of these forms of one value; an empty one leaves the member out.
    fn any(&mut self, name: &str, forms: &[&str]) {
        let form = self.style.pick(forms);
        if !form.is_empty() {
            self.members.push((name.to_owned(), form.to_owned()));
        }
    }

    fn text(&mut self, name: &str, text: &str) {
        let json = self.style.string(text);
        self.members.push((name.to_owned(), json));
    }

    /// A number, bare or as text.
    fn number(&mut self, name: &str, number: &str) {
        self.any(name, &[number, &format!("\"{number}\"")]);
    }

    fn guid(&mut self, name: &str, guid: Option<Uuid>) {
        let Some(guid) = guid else {
            let nil = format!("\"{}\"", Uuid::nil());
            return self.any(name, &[&nil, "null", "\"\"", ""]);
        };
        let upper = guid.to_string().to_uppercase();
        self.any(name, &[&format!("\"{guid}\""), &format!("\"{upper}\"")]);
    }

    fn instant(&mut self, instant: Option<Timestamp>) {
        match instant {
            Some(instant) => self.any("Instant", &[&format!("\"{instant}\"")]),
            None => self.any("Instant", &["\"0001-01-01T00:00:00Z\"", "null", "\"\"", ""]),
        }
    }

    fn owner(&mut self, owner: Option<&Owner>) {
        self.guid("OwnerId", owner.map(|owner| owner.id.into()));
        let Some(owner) = owner else {
            return self.any("Owner", &["null", ""]);
        };
        let name = ("Name".to_owned(), self.style.string(&owner.name));
        let id = ("Id".to_owned(), format!("\"{}\"", owner.id));
        let object = self.style.object(vec![id, name]);
        self.members.push(("Owner".to_owned(), object));
    }
}

/// A row as Creatio might write it.
fn encoded((sample, _, owner): &Row, style: &mut Style) -> String {
    let mut to = Members {
        style,
        members: Vec::new(),
    };
    to.guid("Id", Some(sample.id.into()));
    match &*sample.text {
        "" => to.any("Text", &["\"\"", "null"]),
        text => to.text("Text", text),
    }
    match &sample.maybe_text {
        Some(text) => to.text("MaybeText", text),
        None => to.any("MaybeText", &["\"\"", "null", ""]),
    }
    match sample.int {
        0 => to.any("Int", &["0", "null"]),
        int => to.number("Int", &int.to_string()),
    }
    match sample.maybe_int {
        Some(int) => to.number("MaybeInt", &int.to_string()),
        None => to.any("MaybeInt", &["null", ""]),
    }
    to.number("Big", &sample.big.to_string());
    to.number("Real", &format!("{:?}", sample.real));
    to.number("Amount", &sample.amount.to_string());
    match sample.maybe_amount {
        Some(amount) => to.number("MaybeAmount", &amount.to_string()),
        None => to.any("MaybeAmount", &["null", ""]),
    }
    let flag_forms: &[&str] = if sample.flag {
        &["true"]
    } else {
        &["false", "null"]
    };
    to.any("Flag", flag_forms);
    match sample.maybe_flag {
        Some(flag) => to.any("MaybeFlag", &[&flag.to_string()]),
        None => to.any("MaybeFlag", &["null", ""]),
    }
    to.guid("Guid", sample.guid);
    to.instant(sample.instant);
    to.owner(owner.as_ref());
    let Members { style, members } = to;
    style.object(members)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_page_is_read_as_the_rows_it_holds(
        rows in vec(rows(), 0..6),
        choices in vec(any::<u32>(), 0..400),
        count in option::of(0..u64::MAX),
        link in option::of(some_text()),
    ) {
        let mut style = Style::new(choices);
        let encoded: Vec<_> = rows.iter().map(|row| encoded(row, &mut style)).collect();
        let mut envelope = vec![
            ("@odata.context".to_owned(), "\"https://host/0/odata/$metadata#Sample\"".to_owned()),
            ("value".to_owned(), style.array(&encoded)),
        ];
        envelope.extend(count.map(|count| ("@odata.count".to_owned(), count.to_string())));
        if let Some(link) = &link {
            envelope.push(("@odata.nextLink".to_owned(), style.string(link)));
        }
        let body = style.object(envelope);
        let selection = (Sample::all(), sample::owner.then(owner::name), sample::owner.row(Owner::all()));
        let query = Sample::query().select(selection).prepare_odata4().unwrap();
        let page = query.read_page(body.as_bytes(), 1);
        let page = page.map_err(|error| TestCaseError::fail(format!("{error}: {body}")))?;
        prop_assert_eq!(page.rows, rows, "{}", body);
        prop_assert_eq!((page.count, page.next_link), (count, link));
        serde_json::from_str::<serde_json::Value>(&body).unwrap();
    }
}
