use uuid::Uuid;

use super::*;
use crate::client::job::Job;
use crate::odata::{self, Version};
use crate::{Date, Decimal, Entity, Id, Query, Timestamp};

#[derive(Debug, Clone, PartialEq, Entity)]
#[creatio(crate = "crate")]
struct City {
    #[creatio(key)]
    id: Id<City>,
    name: String,
    notes: Option<String>,
    population: i32,
    area: Decimal,
    active: bool,
    founded: Option<Date>,
    created_on: Option<Timestamp>,
    #[creatio(lookup = "Twin")]
    twin_id: Option<Id<City>>,
}

const ID: Uuid = Uuid::from_u128(7);

/// The plan of a query with a total order.
fn plan<R, C>(query: Query<City, R, C>) -> Plan {
    let mut job = Job::from(query);
    job.plan.make_order_total(job.key_kinds);
    job.plan
}

fn keyset<R, C>(query: Query<City, R, C>, protocol: Protocol) -> Option<Keyset> {
    Keyset::of(&plan(query), protocol)
}

/// The condition that finds rows behind some values, as OData 4 writes it.
fn behind<R, C>(query: Query<City, R, C>, values: &[SortKey], nulls: Nulls) -> String {
    let mut plan = plan(query);
    let keyset = Keyset::of(&plan, Protocol::OData4).unwrap();
    plan.add_filter(keyset.after(values, nulls).unwrap());
    plan.order.clear();
    let url = odata::request(Version::V4, &plan).unwrap().to_string();
    let (_, filter) = url.split_once("$filter=").unwrap();
    filter.replace("%20", " ").replace(&ID.to_string(), "ID")
}

fn text(text: &str) -> SortKey {
    SortKey::Text(text.to_owned())
}

#[test]
fn behind_a_row_is_told_by_all_values_of_the_order() {
    let by = City::query().order_by((city::name.asc(), city::population.desc()));
    let values = [text("Oslo"), SortKey::Number(700.into()), SortKey::Guid(ID)];
    assert_eq!(
        behind(by, &values, Nulls::Unknown),
        "Name ge 'Oslo' and (Name gt 'Oslo' or Population le 700 and \
         (Population lt 700 or Id gt ID))"
    );
}

#[test]
fn the_key_alone_needs_one_comparison() {
    let values = [SortKey::Guid(ID)];
    assert_eq!(behind(City::query(), &values, Nulls::Unknown), "Id gt ID");
    let descending = City::query().order_by(city::id.desc());
    assert_eq!(behind(descending, &values, Nulls::Unknown), "Id lt ID");
}

#[test]
fn truth_values_are_not_compared_by_size() {
    let up = || City::query().order_by(city::active.asc());
    let down = || City::query().order_by(city::active.desc());
    let at = |flag| [SortKey::Flag(flag), SortKey::Guid(ID)];
    let both = "Active eq true and Id gt ID or Active eq false";
    let last = "Active eq false and Id gt ID";
    assert_eq!(behind(down(), &at(true), Nulls::Unknown), both);
    assert_eq!(behind(down(), &at(false), Nulls::Unknown), last);
    let both = "Active eq false and Id gt ID or Active eq true";
    assert_eq!(behind(up(), &at(false), Nulls::Unknown), both);
}

#[test]
fn a_required_value_that_is_missing_is_the_one_that_stands_for_nothing() {
    let by_name = City::query().order_by(city::name.asc());
    assert_eq!(
        behind(by_name, &[SortKey::None, SortKey::Guid(ID)], Nulls::Unknown),
        "Name ge '' and (Name gt '' or Id gt ID)"
    );
}

#[test]
fn rows_without_a_value_are_a_stretch_at_the_end_where_they_were_found() {
    let newest = || City::query().order_by(city::created_on.desc());
    let moment: Timestamp = "2024-01-31T08:15:00.123456Z".parse().unwrap();
    let some = [SortKey::Instant(moment), SortKey::Guid(ID)];
    let none = [SortKey::None, SortKey::Guid(ID)];
    let value = "CreatedOn le 2024-01-31T08:15:00.123456Z and \
                 (CreatedOn lt 2024-01-31T08:15:00.123456Z or Id gt ID)";
    assert_eq!(behind(newest(), &some, Nulls::First), value);
    assert_eq!(behind(newest(), &some, Nulls::Last), value);
    assert_eq!(
        behind(newest(), &none, Nulls::First),
        "CreatedOn eq null and Id gt ID or CreatedOn ne null"
    );
    let end = "CreatedOn eq null and Id gt ID";
    assert_eq!(behind(newest(), &none, Nulls::Last), end);
    let start = "CreatedOn eq null";
    assert_eq!(behind(newest(), &[SortKey::None], Nulls::Last), start);
}

#[test]
fn values_tell_the_place_only_where_they_arrive_as_they_are_stored() {
    use Protocol::{DataService, OData3, OData4};
    let by_moment = || City::query().order_by(city::created_on.asc());
    assert!(keyset(by_moment(), OData4).is_some());
    for protocol in [OData3, DataService] {
        assert!(keyset(by_moment(), protocol).is_none());
        let by_number = City::query().order_by((city::area.asc(), city::twin_id.asc()));
        assert!(keyset(by_number, protocol).is_none(), "optional, not first");
        let by_lookup = City::query().order_by((city::twin_id.asc(), city::area.asc()));
        assert!(keyset(by_lookup, protocol).is_some());
    }
    let by_day = City::query().order_by(city::founded.asc());
    assert!(keyset(by_day, OData4).is_none());
    let by_optional_text = City::query().order_by(city::notes.asc());
    assert!(keyset(by_optional_text, OData4).is_none());
    assert!(keyset(by_moment().skip(3), OData4).is_none());
    let by_far_name = City::query().order_by(city::twin.then(city::name).asc());
    assert!(keyset(by_far_name, OData4).is_none());
    let distinct = City::query().select(city::name).distinct();
    assert!(keyset(distinct, DataService).is_none());
    let groups = City::query().select((city::name, crate::count()));
    assert!(keyset(groups, DataService).is_none());
}

#[test]
fn values_of_another_order_are_no_place() {
    let plan = plan(City::query().order_by(city::population.asc()));
    let keyset = Keyset::of(&plan, Protocol::OData4).unwrap();
    let number = SortKey::Number(7.into());
    for values in [
        vec![],
        vec![number.clone()],
        vec![SortKey::None],
        vec![text("7"), SortKey::Guid(ID)],
        vec![number, SortKey::None],
    ] {
        assert_eq!(keyset.after(&values, Nulls::Last), None, "{values:?}");
    }
}

#[test]
fn a_sample_is_a_place() {
    let all = (
        city::created_on.asc(),
        city::name.asc(),
        city::population.asc(),
        city::area.asc(),
        city::active.asc(),
    );
    let keyset = keyset(City::query().order_by(all), Protocol::OData4).unwrap();
    assert!(keyset.after(&keyset.sample(), Nulls::Last).is_some());
}
