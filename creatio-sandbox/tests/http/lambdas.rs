//! Conditions on the rows of a detail in OData 4: `any`, `all`, `$count`.

use std::collections::BTreeSet;

use creatio_sandbox::Sandbox;
use serde_json::Value;

use crate::support::{Server, check, encoded, guid, texts};

#[tokio::test]
async fn any_finds_owners_of_a_row_that_meets_the_condition() {
    let cases: &[(&str, &[&str])] = &[
        ("ContactCollectionByAccount/any()", &["Alpha"]),
        (
            "not ContactCollectionByAccount/any()",
            &["", "O'Brien 100%", "Ärger & Söhne"],
        ),
        (
            "ContactCollectionByAccount/any(x:x/Name eq 'bob')",
            &["Alpha"],
        ),
        ("ContactCollectionByAccount/any(x:x/Name eq 'Cid')", &[]),
        (
            "ContactCollectionByAccount/any( x : x/Confirmed )",
            &["Alpha"],
        ),
        (
            "ContactCollectionByAccount/any(x:x/Owner/Name eq 'Ann')",
            &["Alpha"],
        ),
        (
            "OrderCollectionByAccount/any(o:o/Amount gt 12.4999) or OrderCollectionByAccount/any(o:o/Amount lt 0)",
            &["Alpha", "Ärger & Söhne"],
        ),
        (
            "AccountCollectionByParent/any(x:x/Completeness lt 0)",
            &["Ärger & Söhne"],
        ),
    ];
    check("Account", "Name", cases).await;
}

#[tokio::test]
async fn all_holds_where_no_row_fails_the_condition() {
    let cases: &[(&str, &[&str])] = &[
        // Accounts without contacts have none that fails.
        (
            "ContactCollectionByAccount/all(x:x/Name eq 'Ann')",
            &["", "O'Brien 100%", "Ärger & Söhne"],
        ),
        (
            "ContactCollectionByAccount/all(x:x/Name ne 'Cid')",
            &["", "Alpha", "O'Brien 100%", "Ärger & Söhne"],
        ),
        // The contact without an owner neither meets nor fails it.
        (
            "ContactCollectionByAccount/any() and ContactCollectionByAccount/all(x:x/Owner/Name eq 'Ann')",
            &["Alpha"],
        ),
        (
            "not ContactCollectionByAccount/all(x:x/Confirmed)",
            &["Alpha"],
        ),
    ];
    check("Account", "Name", cases).await;
}

#[tokio::test]
async fn the_rows_of_a_detail_are_counted() {
    let cases: &[(&str, &[&str])] = &[
        ("ContactCollectionByAccount/$count eq 2", &["Alpha"]),
        ("1 lt ContactCollectionByAccount/$count", &["Alpha"]),
        (
            "AccountCollectionByParent/$count eq 1 and ContactCollectionByAccount/$count eq 0",
            &["", "Ärger & Söhne"],
        ),
        // Who has no owner has no accounts of that owner's.
        (
            "Owner/AccountCollectionByOwner/$count eq 0",
            &["", "O'Brien 100%"],
        ),
    ];
    check("Account", "Name", cases).await;
}

#[tokio::test]
async fn details_are_reached_through_lookups_and_from_within_details() {
    let cases: &[(&str, &[&str])] = &[
        (
            "Account/OrderCollectionByAccount/any(o:o/Number eq 'A')",
            &["Ann", "Bob"],
        ),
        (
            "not Account/OrderCollectionByAccount/any(o:o/Number eq 'A')",
            &["Cid"],
        ),
        (
            "AccountCollectionByOwner/any(a:a/OrderCollectionByAccount/any(o:o/Amount lt 0))",
            &["Bob"],
        ),
        (
            "AccountCollectionByOwner/any(a:a/Parent/OrderCollectionByAccount/any(o:o/Number eq 'A') and a/Completeness eq 20)",
            &["Bob"],
        ),
        (
            "AccountCollectionByOwner/any(a:a/OrderCollectionByAccount/$count gt 0 and not a/ContactCollectionByAccount/any())",
            &["Bob"],
        ),
        (
            "AccountCollectionByOwner/any(a:a/OrderCollectionByAccount/all(o:o/Amount gt 0) and a/OrderCollectionByAccount/any())",
            &["Ann"],
        ),
    ];
    check("Contact", "Name", cases).await;
}

#[tokio::test]
async fn a_variable_may_be_spelt_like_a_column_and_hides_it() {
    let id = guid(11);
    let filter = format!("ContactCollectionByAccount/any(Name:{id} eq Name/Id)");
    check("Account", "Name", &[(&filter, &["Alpha"])]).await;
}

#[tokio::test]
async fn rows_outside_of_a_condition_are_out_of_reach() {
    let server = Server::with_known_rows().await;
    for name in ["$it/Name", "Name", "x/Name"] {
        let filter = format!(
            "ContactCollectionByAccount/any(x:x/AccountCollectionByOwner/any(y:y/Name eq {name}))"
        );
        let (status, body) = server
            .refusal(&format!("Account?$filter={}", encoded(&filter)))
            .await;
        let message = body["error"]["message"].as_str().unwrap();
        let expected = "leads to a row outside of it, which is not supported.";
        assert_eq!(status, 400, "{filter}");
        assert!(message.ends_with(expected), "{message}");
    }
}

/// Filters that are refused, and what is said of them.
const REFUSED: &[(&str, &str)] = &[
    ("$it/Name eq 'a'", "The name '$it' is not supported."),
    (
        "ContactCollectionByAccount/any(x:x eq null)",
        "The path 'x' ends in a row; a property of it is expected.",
    ),
    (
        "Owner/any(x:x/Name eq 'a')",
        "Any/All may only be used following a collection.",
    ),
    (
        "Owner/$count gt 1",
        "$count may only be used following a collection.",
    ),
    (
        "Name/any()",
        "Any/All may only be used following a collection.",
    ),
    (
        "NopeCollection/any()",
        "Could not find a property named 'NopeCollection' on type 'Terrasoft.Configuration.OData.Account'.",
    ),
    (
        "ContactCollectionByAccount/any(x:x/Nope eq 1)",
        "Could not find a property named 'Nope' on type 'Terrasoft.Configuration.OData.Contact'.",
    ),
    (
        "ContactCollectionByAccount/any(x:x/Name)",
        "The body of an Any/All lambda expression must evaluate to a boolean.",
    ),
    (
        "ContactCollectionByAccount/any(x:x/Id eq 'a')",
        "Found operand types 'Edm.Guid' and 'Edm.String' for operator kind 'Equal'.",
    ),
    (
        "ContactCollectionByAccount/any(x:x/AccountCollectionByOwner/any(x:x/Name eq ''))",
        "The range variable 'x' has already been declared.",
    ),
    (
        "ContactCollectionByAccount/AccountCollectionByOwner/any()",
        "Property access can only be applied to a single value.",
    ),
    (
        "ContactCollectionByAccount/all()",
        "Syntax error at position 31",
    ),
    (
        "ContactCollectionByAccount/any(x)",
        "Syntax error at position 32",
    ),
    (
        "ContactCollectionByAccount/any(x:)",
        "Syntax error at position 33",
    ),
    (
        "ContactCollectionByAccount/any(x:x/Confirmed",
        "')' or operator expected",
    ),
    (
        "ContactCollectionByAccount/$count",
        "The $filter expression must evaluate to a single boolean value.",
    ),
    (
        "any(x:x/Name eq 'a')",
        "')' or operator expected at position 5",
    ),
    ("Name in ('Alpha')", "Syntax error at position 5"),
];

#[tokio::test]
async fn what_is_no_condition_on_a_detail_is_refused() {
    let server = Server::with_known_rows().await;
    for (filter, words) in REFUSED {
        let message = refused(&server, filter).await;
        assert!(message.contains(words), "{filter}: {message}");
    }
}

/// The message of a filter that must be answered with 400.
async fn refused(server: &Server, filter: &str) -> String {
    let path = format!("Account?$filter={}", encoded(filter));
    let (status, body) = server.refusal(&path).await;
    assert_eq!(status, 400, "{filter}");
    body["error"]["message"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn conditions_nest_to_a_limit() {
    let deep = |levels: usize| {
        let level = |at: usize| match at {
            0 => "AccountCollectionByParent/any(x0:".to_owned(),
            at => format!("x{}/AccountCollectionByParent/any(x{at}:", at - 1),
        };
        let opened: Vec<_> = (0..levels).map(level).collect();
        let innermost = levels - 1;
        format!(
            "{}x{innermost}/Name eq ''{}",
            opened.concat(),
            ")".repeat(levels)
        )
    };
    let server = Server::with_known_rows().await;
    assert_eq!(server.matches("Account", "Name", &deep(8)).await, [""]);
    let message = refused(&server, &deep(9)).await;
    let words = "The Any/All nesting limit of '8' has been exceeded.";
    assert!(message.contains(words), "{message}");
}

#[tokio::test]
async fn a_raw_key_within_a_condition_fails_as_it_does_outside() {
    let server = Server::with_known_rows().await;
    let filter = format!(
        "ContactCollectionByAccount/any(x:x/OwnerId eq {})",
        guid(11)
    );
    let (status, body) = server
        .refusal(&format!("Account?$filter={}", encoded(&filter)))
        .await;
    assert_eq!(status, 500);
    let cause = &body["error"]["innererror"]["internalexception"]["message"];
    assert_eq!(cause, "Column by path OwnerId not found in schema Contact.");
}

#[tokio::test]
async fn a_strict_sandbox_refuses_what_nobody_has_seen_answered() {
    let server = Server::start(Sandbox::builder().documented_filters_only()).await;
    for (filter, name) in [
        ("ContactCollectionByAccount/any()", "any"),
        ("ContactCollectionByAccount/all(x:x/Confirmed)", "all"),
        ("ContactCollectionByAccount/$count gt 1", "$count"),
        ("tolower(Name) eq 'a'", "tolower"),
        ("year(CreatedOn) eq 2024", "year"),
    ] {
        let (status, body) = server
            .refusal(&format!("Account?$filter={}", encoded(filter)))
            .await;
        assert_eq!(status, 400, "{filter}");
        let message = body["error"]["message"].as_str().unwrap();
        let words = format!("Function '{name}' is not allowed.");
        assert!(message.contains(&words), "{message}");
    }
    for filter in [
        "contains(Name,'a')",
        "length(Name) gt 3",
        "day(CreatedOn) eq 1",
    ] {
        let path = format!("Account?$filter={}", encoded(filter));
        assert_eq!(server.get(&path).await.status(), 200, "{filter}");
    }
}

type Test<'t> = Box<dyn Fn(&Value) -> bool + 't>;

#[tokio::test]
async fn over_the_whole_seed_conditions_on_details_agree_with_plain_loops() {
    let server = Server::start(Sandbox::builder()).await;
    let contacts = server.sandbox.rows("Contact").await.unwrap();
    let accounts = server.sandbox.rows("Account").await.unwrap();
    let of = |account: &Value, test: &dyn Fn(&str) -> bool| {
        let own = contacts.iter().filter(|row| row["AccountId"] == *account);
        own.filter(|row| test(row["Name"].as_str().unwrap()))
            .count()
    };
    let has_z = |name: &str| name.to_lowercase().contains('z');
    let cases: [(&str, Test<'_>); 3] = [
        (
            "ContactCollectionByAccount/any(c:contains(c/Name,'Z'))",
            Box::new(|id| of(id, &has_z) > 0),
        ),
        (
            "ContactCollectionByAccount/all(c:not contains(c/Name,'Z'))",
            Box::new(|id| of(id, &has_z) == 0),
        ),
        (
            "ContactCollectionByAccount/$count ge 12",
            Box::new(|id| of(id, &|_| true) >= 12),
        ),
    ];
    for (filter, test) in cases {
        let path = format!("Account?$select=Id&$filter={}", encoded(filter));
        let found: BTreeSet<_> = texts(&server.json(&path).await, "Id").into_iter().collect();
        let ids = accounts.iter().map(|row| &row["Id"]);
        let expected: BTreeSet<_> = ids
            .filter(|id| test(id))
            .map(|id| id.as_str().unwrap().to_owned())
            .collect();
        assert!(
            !expected.is_empty() && expected.len() < accounts.len(),
            "{filter}"
        );
        assert_eq!(found, expected, "{filter}");
    }
}
