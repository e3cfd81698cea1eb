//! What `explain` shows at a terminal.

use crate::models;

use creatio_core::prelude::*;
use models::{Account, account, contact};

/// What is shown of OData; below it stands the body for DataService, whose members come in the order
/// that the program's build of `serde_json` keeps.
#[expect(clippy::panic, reason = "a helper of tests")]
fn shown<E, R, C>(query: &Query<E, R, C>) -> String {
    let explain = query.explain();
    let text = explain.to_string();
    let Some((odata, body)) = text.split_once("DataService\n") else {
        panic!("no DataService in {text}");
    };
    let body: Option<serde_json::Value> = serde_json::from_str(body).ok();
    assert_eq!(body.as_ref(), explain.data_service().ok());
    odata.to_owned()
}

#[test]
fn a_query_that_all_protocols_carry_is_shown_in_each() {
    let query = Account::query()
        .select((account::name, account::primary_contact.then(contact::name)))
        .filter(account::name.eq("O'Neill"))
        .order_by(account::completeness.desc())
        .top(5);
    insta::assert_snapshot!(shown(&query));
}

#[test]
fn what_a_protocol_lacks_is_shown_with_the_way_out() {
    let query = Account::query().select((account::parent_id, count()));
    insta::assert_snapshot!(shown(&query));
}

#[test]
fn a_long_query_shows_whether_it_goes_out_in_pieces() {
    let names = (0..500).map(|number| format!("{number:050}"));
    let query = Account::query()
        .select(account::id)
        .filter(account::name.is_in(names));
    let lines = |text: String| {
        let said = text.lines().filter(|line| line.contains("bytes"));
        said.collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(lines(query.explain().to_string()));
    let by_text = query.order_by(account::name.asc());
    insta::assert_snapshot!(lines(by_text.explain().to_string()));
}
