//! Random conditions.

use creatio_core::{Decimal, Timestamp, Uuid};
use creatio_tests::records::{Record, Records};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::columns::{
    DECIMALS, FLAGS, GUIDS, INSTANTS, INTS, MATCHES, NULL_TESTS, PAIRS, TEXTS, Tested,
};
use super::{Condition, Match, Operator, Test};

/// Where the values of conditions come from.
#[derive(Debug, Clone)]
pub(crate) struct Values {
    pub(crate) text: BoxedStrategy<String>,
    pub(crate) part: BoxedStrategy<String>,
    pub(crate) int: BoxedStrategy<i32>,
    pub(crate) decimal: BoxedStrategy<Decimal>,
    pub(crate) instant: BoxedStrategy<Timestamp>,
    pub(crate) guid: BoxedStrategy<Uuid>,
}

/// The years 1 to 9999, in units of 100 nanoseconds from 1970 on: what Creatio stores.
const TICKS: std::ops::RangeInclusive<i64> = -621_355_968_000_000_000..=2_534_023_007_999_999_999;

impl Values {
    /// Any value of each type.
    pub(crate) fn any() -> Self {
        let text = vec(any::<char>(), 0..16).prop_map(String::from_iter);
        Values {
            text: text.clone().boxed(),
            part: text.boxed(),
            int: any::<i32>().boxed(),
            decimal: any_decimal().boxed(),
            instant: any_instant().boxed(),
            guid: any::<u128>().prop_map(Uuid::from_u128).boxed(),
        }
    }

    /// Values that rows hold, and some that none does.
    pub(crate) fn around(records: &Records) -> Self {
        let orders = records.all("Order");
        let accounts = records.all("Account");
        let contacts = records.all("Contact");
        let mut texts: Vec<_> = orders.iter().map(|row| row.text("Comment")).collect();
        texts.extend(orders.iter().take(20).map(|row| row.text("Number")));
        texts.extend(accounts.iter().map(|row| row.text("Name")));
        let cities = records.all("City");
        texts.extend(cities.iter().map(|row| row.text("Name")));
        let texts: Vec<_> = texts.into_iter().map(str::to_owned).collect();
        let mut parts: Vec<String> = texts
            .iter()
            .map(|text| text.chars().take(2).collect())
            .collect();
        parts.extend(
            texts
                .iter()
                .map(|text| text.chars().rev().take(1).collect()),
        );
        let decimals: Vec<_> = orders.iter().map(|row| row.decimal("Amount")).collect();
        let mut instants: Vec<_> = orders
            .iter()
            .filter_map(|row| row.instant("DueDate"))
            .collect();
        instants.extend(contacts.iter().filter_map(|row| row.instant("BirthDate")));
        instants.extend(orders.iter().filter_map(|row| row.instant("CreatedOn")));
        let mut guids: Vec<_> = accounts.iter().map(Record::id).collect();
        guids.extend(orders.iter().filter_map(|row| row.guid("ContactId")));
        guids.extend(orders.iter().map(Record::id));
        let any = Values::any();
        Values {
            text: prop_oneof![9 => select(texts), 1 => any.text].boxed(),
            part: prop_oneof![9 => select(parts), 1 => any.part].boxed(),
            int: prop_oneof![9 => -5..105, 1 => any.int].boxed(),
            decimal: prop_oneof![9 => select(decimals), 1 => any.decimal].boxed(),
            instant: prop_oneof![9 => select(instants), 1 => any.instant].boxed(),
            guid: prop_oneof![9 => select(guids), 1 => any.guid].boxed(),
        }
    }
}

fn any_decimal() -> impl Strategy<Value = Decimal> {
    let most = Decimal::MAX.mantissa();
    (-most..=most, 0..=28_u32)
        .prop_map(|(mantissa, scale)| Decimal::from_i128_with_scale(mantissa, scale))
}

fn any_instant() -> impl Strategy<Value = Timestamp> {
    TICKS.prop_map(|ticks| Timestamp::from_nanosecond(i128::from(ticks) * 100).unwrap())
}

/// Conditions of up to six levels.
pub(crate) fn conditions(values: &Values) -> impl Strategy<Value = Condition> + use<> {
    leaves(values).prop_recursive(6, 32, 2, |inner| {
        let sides = || [inner.clone(), inner.clone()];
        prop_oneof![
            sides().prop_map(|sides| Condition::And(Box::new(sides))),
            sides().prop_map(|sides| Condition::Or(Box::new(sides))),
            inner
                .clone()
                .prop_map(|inner| Condition::Not(Box::new(inner))),
        ]
    })
}

fn leaves(values: &Values) -> impl Strategy<Value = Condition> + use<> {
    let Values {
        text,
        part,
        int,
        decimal,
        instant,
        guid,
    } = values.clone();
    let matches = (of(&MATCHES), match_kinds(), any::<bool>(), part);
    prop_oneof![
        tested(&TEXTS, ordered(text), Condition::Text),
        tested(&INTS, ordered(int), Condition::Int),
        tested(&DECIMALS, ordered(decimal), Condition::Decimal),
        tested(&INSTANTS, ordered(instant), Condition::Instant),
        tested(&GUIDS, equated(guid), Condition::Guid),
        tested(&FLAGS, equated(any::<bool>().boxed()), Condition::Flag),
        matches.prop_map(|(column, kind, negated, text)| Condition::Match(
            column, kind, negated, text
        )),
        (of(&NULL_TESTS), any::<bool>())
            .prop_map(|(column, negated)| Condition::Null(column, negated)),
        (of(&PAIRS), operators()).prop_map(|(pair, operator)| Condition::Pair(pair, operator)),
    ]
}

fn of<T: std::fmt::Debug>(table: &'static [T]) -> impl Strategy<Value = &'static T> + Clone {
    select(table.iter().collect::<Vec<_>>())
}

fn tested<V: std::fmt::Debug + 'static>(
    columns: &'static [Tested<V>],
    tests: BoxedStrategy<Test<V>>,
    condition: fn(&'static Tested<V>, Test<V>) -> Condition,
) -> BoxedStrategy<Condition> {
    (of(columns), tests)
        .prop_map(move |(column, test)| condition(column, test))
        .boxed()
}

/// Tests of values that have an order.
fn ordered<V: Clone + std::fmt::Debug + 'static>(
    values: BoxedStrategy<V>,
) -> BoxedStrategy<Test<V>> {
    let compared = (operators(), values.clone());
    let range = [values.clone(), values.clone()];
    prop_oneof![
        3 => compared.prop_map(|(operator, value)| Test::Compare(operator, value)),
        1 => range.prop_map(|[lower, upper]| Test::Between(lower, upper)),
        1 => equated(values),
    ]
    .boxed()
}

/// Tests of values that are the same or not.
fn equated<V: Clone + std::fmt::Debug + 'static>(
    values: BoxedStrategy<V>,
) -> BoxedStrategy<Test<V>> {
    let equality = select(vec![Operator::Eq, Operator::Ne]);
    let compared = (equality, values.clone());
    let list = vec(values, 0..4);
    prop_oneof![
        compared.prop_map(|(operator, value)| Test::Compare(operator, value)),
        list.clone().prop_map(Test::In),
        list.prop_map(Test::NotIn),
    ]
    .boxed()
}

fn operators() -> impl Strategy<Value = Operator> {
    use Operator::{Eq, Ge, Gt, Le, Lt, Ne};
    select(vec![Eq, Ne, Gt, Ge, Lt, Le])
}

fn match_kinds() -> impl Strategy<Value = Match> {
    select(vec![Match::Contains, Match::StartsWith, Match::EndsWith])
}
