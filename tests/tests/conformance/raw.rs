//! Conditions in one protocol's own words, beside typed ones.

use creatio_core::Expr;
use creatio_core::jiff::tz::TimeZone;
use creatio_tests::models::{Account, account};
use creatio_tests::records::fold;
use serde_json::json;

use crate::harness::{cases, finds};

fn not_equal_to_fifty() -> serde_json::Value {
    json!({
        "filterType": 1,
        "comparisonType": 4,
        "isEnabled": true,
        "leftExpression": { "expressionType": 0, "columnPath": "Completeness" },
        "rightExpression": {
            "expressionType": 2,
            "parameter": { "dataValueType": 4, "value": 50 },
        },
    })
}

cases! {
    odata4: finds(
        Expr::<Account>::raw_odata4("second(CreatedOn) lt 30"),
        |row| {
            row.instant("CreatedOn")
                .map(|at| TimeZone::UTC.to_datetime(at).second() < 30)
        },
    );
    odata4_or_inside_of_and: finds(
        Expr::<Account>::raw_odata4("Completeness eq 0 or Completeness eq 100")
            & account::lead_conversion_score.gt(0),
        |row| [0, 100].contains(&row.int("Completeness")) && row.int("LeadConversionScore") > 0,
    );
    not_odata4: finds(!Expr::<Account>::raw_odata4("Completeness eq 0"), |row| {
        row.int("Completeness") != 0
    });
    odata3: finds(
        Expr::<Account>::raw_odata3("substringof('ltd',Name)"),
        |row| fold(row.text("Name")).contains("ltd"),
    );
    odata3_or_inside_of_and: finds(
        Expr::<Account>::raw_odata3("Completeness eq 0 or Completeness eq 100")
            & account::name.contains("a"),
        |row| [0, 100].contains(&row.int("Completeness")) && fold(row.text("Name")).contains('a'),
    );
    data_service: finds(
        Expr::<Account>::raw_data_service(not_equal_to_fifty()),
        |row| row.int("Completeness") != 50,
    );
    data_service_beside_typed_ones: finds(
        Expr::<Account>::raw_data_service(not_equal_to_fifty())
            & (account::completeness.eq(50) | account::lead_conversion_score.lt(0)),
        |row| row.int("Completeness") != 50 && row.int("LeadConversionScore") < 0,
    );
}
