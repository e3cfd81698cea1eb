//! What the types of queries rule out, and what only plans can hold.

use super::codes;
use super::query::body;
use super::*;
use crate::ast::{
    ColumnPath, Comparison, DatePart, Detail, DetailRef, Hops, Item, Macro, Operator, Period, Plan,
    Predicate, Raw, Right, Shift, Term,
};
use crate::schema::value_column;
use crate::value::{Duration, Literal};

static CITY: EntitySchema = EntitySchema {
    name: "City",
    set: "City",
    columns: &[
        value_column("Id"),
        value_column("Name"),
        value_column("Count"),
    ],
    key: &[0],
};

fn path(position: usize) -> ColumnPath {
    ColumnPath::of(&CITY.columns[position])
}

fn refusal(change: impl FnOnce(&mut Plan)) -> String {
    let mut plan = Plan::all_of(&CITY);
    change(&mut plan);
    body(&plan, &TimeZone::UTC).unwrap_err().to_string()
}

fn refused_value(value: Literal) -> String {
    refusal(|plan| {
        plan.add_filter(Predicate::Compare(Comparison {
            left: Term::Column(path(1)),
            operator: Operator::Equal,
            right: Right::Literal(value),
        }));
    })
}

#[test]
fn values_without_a_parameter_are_refused_by_the_column_s_name() {
    let way_out = "with which Name is compared: send the query over OData 4, or read the rows and \
                   compare them in the program";
    for (value, kind) in [
        (Literal::Duration(Duration::from_hours(1)), "a duration"),
        (Literal::Binary(vec![1]), "bytes"),
        (
            Literal::Enum {
                ty: "Demo.Colour",
                members: "Red".to_owned(),
            },
            "a member of an enum",
        ),
    ] {
        let expected = format!("City: DataService has no parameter for {kind}, {way_out}");
        assert_eq!(refused_value(value), expected);
    }
}

#[test]
fn clauses_of_other_protocols_are_refused() {
    let minute = refusal(|plan| {
        plan.items = vec![Item::Computed(Term::Part(DatePart::Minute, path(1)))];
    });
    assert!(minute.starts_with("City: DataService has no `minute`: send the query over OData"));
    let nested = refusal(|plan| {
        plan.items.push(Item::Detail(Box::new(Detail {
            hops: Hops::NONE,
            collection: "CityCollectionByCity",
            plan: Plan::all_of(&CITY),
        })));
    });
    assert!(nested.starts_with("City: DataService has no nested rows of a collection: send"));
    for raw in [Raw::OData4(String::new()), Raw::OData3(String::new())] {
        let condition = Predicate::Raw(raw);
        for condition in [condition.clone(), condition.negate()] {
            let error = refusal(|plan| plan.add_filter(condition));
            assert!(error.starts_with("City: DataService has no raw condition of OData"));
        }
    }
}

#[test]
fn a_mistake_is_found_also_where_no_rows_are_asked_for() {
    let error = refusal(|plan| {
        plan.top = Some(0);
        plan.add_filter(Predicate::Raw(Raw::OData4(String::new())));
    });
    assert!(error.contains("raw condition of OData 4"), "{error}");
}

#[test]
fn a_collection_whose_name_does_not_tell_its_lookup_is_refused() {
    let error = refusal(|plan| {
        plan.add_filter(Predicate::Exists {
            rows: DetailRef {
                hops: Hops::NONE,
                collection: "Suburbs",
                entity: &CITY,
            },
            filter: None,
        });
    });
    assert_eq!(
        error,
        "City: DataService has to be told by which lookup the rows of Suburbs point back, and the \
         name does not say so, as `{Schema}CollectionBy{Lookup}` would: send the query over OData \
         4, or query those rows by themselves"
    );
}

#[test]
fn a_column_that_is_called_like_an_aggregate_does_not_hide_it() {
    let mut plan = Plan::all_of(&CITY);
    plan.items = vec![
        Item::Column(path(2)),
        Item::Computed(Term::Fold(crate::ast::Fold::Count, None)),
    ];
    let body = body(&plan, &TimeZone::UTC).unwrap();
    let items = &body["columns"]["items"];
    assert_eq!(items["Count"]["expression"]["columnPath"], "Count");
    assert_eq!(items["Count_2"]["expression"]["aggregationType"], 1);
}

#[test]
fn no_two_periods_have_one_number() {
    use Period::{Day, HalfYear, Hour, Month, Quarter, Week, Year};
    let mut numbers: Vec<u8> = [Day, Week, Month, Quarter, HalfYear, Year, Hour]
        .into_iter()
        .flat_map(|period| {
            [Shift::Previous, Shift::Current, Shift::Next]
                .map(|shift| codes::macros(Macro::Period(period, shift)).0)
        })
        .collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (3..=23).collect::<Vec<_>>());
}
