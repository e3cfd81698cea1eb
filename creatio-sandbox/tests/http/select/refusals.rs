//! What is refused, and in which words.

use creatio_sandbox::{Runtime, Sandbox, Seed};
use serde_json::{Value, json};

use super::{aggregate, compare, macros, parameter, path, query, refusal, sub_query, with};
use crate::support::{Server, guid};

async fn refused(body: Value) -> (u16, String, String) {
    let server = Server::start(Sandbox::builder().seed(Seed::empty())).await;
    refusal(&server, &body).await
}

/// The refusal of a query over contacts with this condition.
async fn refused_filter(filter: Value) -> (u16, String, String) {
    let body = query("Contact", [("Id", path("Id"))]);
    let filters = json!({ "filterType": 6, "items": { "f": filter } });
    refused(with(body, "filters", filters)).await
}

fn not_found(path: &str) -> (u16, String, String) {
    let message = format!("Column by path {path} not found in schema Contact.");
    (200, "ItemNotFoundException".to_owned(), message)
}

#[tokio::test]
async fn the_names_of_odata_are_no_columns_here() {
    for name in [
        "AccountId",
        "Account.OwnerId",
        "Account/Id",
        "Foo",
        "name",
        "ContactPhoto",
        "ContactCollectionByOwner",
        "Name.Length",
        "[Contact:Foo].Id",
        "[Foo:Account].Id",
        "[Account:City].Id",
        "[Contact:Owner]",
        "[Contact:Owner.Id",
    ] {
        let found = refused(query("Contact", [("x", path(name))])).await;
        assert_eq!(found, not_found(name), "{name}");
        let filter = compare(3, path(name), parameter(0, guid(1)));
        assert_eq!(refused_filter(filter).await, not_found(name), "{name}");
    }
}

#[tokio::test]
async fn an_unknown_schema_and_a_missing_one_are_refused() {
    let (status, code, message) = refused(query("Nothing", [("Id", path("Id"))])).await;
    assert_eq!((status, &*code), (200, "ItemNotFoundException"));
    assert!(message.contains("\"Nothing\""), "{message}");
    let (status, code, _) = refused(json!({ "columns": {} })).await;
    assert_eq!((status, &*code), (500, "ArgumentNullOrEmptyException"));
    let (_, code, _) = refused(json!({ "rootSchemaName": "Contact" })).await;
    assert_eq!(code, "ArgumentNullOrEmptyException");
}

#[tokio::test]
async fn a_query_that_shows_nothing_or_one_alias_twice_is_refused() {
    let hidden = json!({ "expression": path("Name"), "isVisible": false });
    let body = json!({ "rootSchemaName": "Contact", "columns": { "items": { "n": hidden } },
        "isDistinct": true });
    assert_eq!(refused(body).await.1, "ArgumentNullOrEmptyException");
    let server = Server::start(Sandbox::builder().seed(Seed::empty())).await;
    let column = r#""x":{"expression":{"columnPath":"Id"}}"#;
    let body =
        format!(r#"{{"rootSchemaName":"Contact","columns":{{"items":{{{column},{column}}}}}}}"#);
    let request = server.post(super::SELECT, &json!({})).body(body);
    let reply: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(
        reply["responseStatus"]["ErrorCode"], "ArgumentException",
        "{reply}"
    );
}

#[tokio::test]
async fn an_empty_in_is_an_error_of_the_database() {
    let filter = json!({ "filterType": 4, "comparisonType": 3, "leftExpression": path("Id"),
        "rightExpressions": [] });
    let (status, code, message) = refused_filter(filter).await;
    assert_eq!((status, &*code), (200, "DbOperationException"));
    assert_eq!(message, "Incorrect syntax near ')'.");
}

#[tokio::test]
async fn values_that_reach_the_server_as_null_are_refused() {
    let null = compare(3, path("Name"), parameter(1, Value::Null));
    let single = compare(
        7,
        path("CreatedOn"),
        parameter(7, "2024-01-15T00:00:00.000"),
    );
    for filter in [null, single] {
        let expected = "Value cannot be null.\r\nParameter name: value".to_owned();
        let found = refused_filter(filter).await;
        assert_eq!(found, (500, "ArgumentNullException".to_owned(), expected));
    }
}

#[tokio::test]
async fn a_value_must_have_the_form_of_its_type() {
    let cases = [
        compare(3, path("Account"), parameter(10, "Alpha")),
        compare(3, path("Account"), parameter(1, "Alpha")),
        compare(
            3,
            path("Account"),
            parameter(10, json!({ "value": guid(1) })),
        ),
        compare(3, path("Age"), parameter(4, "18")),
        compare(3, path("Age"), parameter(4, 18.5)),
        compare(3, path("Confirmed"), parameter(12, "true")),
        compare(7, path("CreatedOn"), parameter(7, "\"yesterday\"")),
    ];
    for filter in cases {
        let (status, code, _) = refused_filter(filter.clone()).await;
        assert_eq!((status, &*code), (500, "FormatException"), "{filter}");
    }
}

#[tokio::test]
async fn types_that_refine_others_are_refused_in_parameters() {
    for (ty, name) in [(28, "MediumText"), (42, "PhoneText"), (40, "Float8")] {
        let filter = compare(3, path("Name"), parameter(ty, "x"));
        let expected = (500, "NotSupportedException".to_owned(), name.to_owned());
        assert_eq!(refused_filter(filter).await, expected);
    }
}

#[tokio::test]
async fn values_of_different_types_do_not_compare() {
    let cases = [
        compare(3, path("Age"), parameter(1, "18")),
        compare(3, path("Name"), parameter(4, 18)),
        compare(3, path("Confirmed"), parameter(4, 1)),
        compare(11, path("Account"), path("Name")),
        compare(11, path("Age"), parameter(4, 1)),
        compare(3, path("CreatedOn"), path("Name")),
    ];
    for filter in cases {
        let (_, code, _) = refused_filter(filter.clone()).await;
        assert_eq!(code, "DbOperationException", "{filter}");
    }
}

#[tokio::test]
async fn numbers_of_enumerations_must_be_known_and_fit() {
    let id = || parameter(0, guid(1));
    let on = |filter: u8, comparison: u8| {
        json!({ "filterType": filter, "comparisonType": comparison, "leftExpression": path("Id"),
            "rightExpression": id(), "rightExpressions": [id()], "rightLessExpression": id(),
            "rightGreaterExpression": id() })
    };
    for filter in [
        on(0, 3),
        on(7, 15),
        on(1, 0),
        on(1, 15),
        on(2, 3),
        on(3, 3),
        on(4, 5),
        on(5, 3),
        compare(3, macros(36), id()),
        compare(3, path("CreatedOn"), macros(33)),
        compare(3, path("CreatedOn"), macros(99)),
        compare(11, path("Name"), macros(4)),
        compare(3, macros(4), path("CreatedOn")),
    ] {
        let (_, code, _) = refused_filter(filter.clone()).await;
        assert_eq!(code, "NotSupportedException", "{filter}");
    }
}

#[tokio::test]
async fn a_between_without_its_own_members_is_refused() {
    let filter = json!({ "filterType": 3, "leftExpression": path("Age"),
        "rightExpressions": [parameter(4, 1), parameter(4, 2)] });
    let (_, code, message) = refused_filter(filter).await;
    assert_eq!(code, "ArgumentNullException");
    assert!(message.ends_with("rightLessExpression"), "{message}");
}

#[tokio::test]
async fn aggregates_have_their_places_and_types() {
    let filter = compare(7, aggregate(1, "Id"), parameter(4, 3));
    assert_eq!(refused_filter(filter).await.1, "DbOperationException");
    for expression in [
        aggregate(2, "Name"),
        aggregate(3, "CreatedOn"),
        aggregate(5, "Id"),
        aggregate(4, "Confirmed"),
    ] {
        let (_, code, message) = refused(query("Contact", [("x", expression)])).await;
        assert_eq!(code, "DbOperationException");
        assert!(
            message.starts_with("Operand data type is invalid"),
            "{message}"
        );
    }
    let (_, code, _) = refused(query("Contact", [("x", aggregate(6, "Name"))])).await;
    assert_eq!(code, "NotSupportedException");
}

#[tokio::test]
async fn details_need_a_backward_reference_and_columns_none() {
    let exists =
        json!({ "filterType": 5, "comparisonType": 15, "leftExpression": path("Account.Id") });
    assert_eq!(refused_filter(exists).await.1, "NotSupportedException");
    let forward = sub_query(1, "Account.Id", json!({}));
    let (_, code, _) = refused(query("Contact", [("x", forward)])).await;
    assert_eq!(code, "NotSupportedException");
    let many = path("[Account:Owner].Name");
    let (_, code, _) = refused(query("Contact", [("x", many)])).await;
    assert_eq!(code, "NotSupportedException");
}

#[tokio::test]
async fn division_by_zero_is_an_error_of_the_database() {
    let server = Server::with_known_rows().await;
    let division = json!({ "expressionType": 4, "arithmeticOperation": 3,
        "leftArithmeticOperand": path("Completeness"),
        "rightArithmeticOperand": parameter(4, 0) });
    let (status, code, message) = refusal(&server, &query("Account", [("x", division)])).await;
    assert_eq!((status, &*code), (200, "DbOperationException"));
    assert_eq!(message, "Divide by zero error encountered.");
}

#[tokio::test]
async fn what_the_sandbox_does_not_do_is_refused_and_not_left_out() {
    for (member, value) in [
        ("isHierarchical", json!(true)),
        ("conditionalValues", json!({ "items": {} })),
    ] {
        let body = with(query("Contact", [("Id", path("Id"))]), member, value);
        let (_, code, message) = refused(body).await;
        assert_eq!(code, "NotSupportedException");
        assert!(message.starts_with(member), "{message}");
    }
}

#[tokio::test]
async fn members_must_have_their_types() {
    for (member, value) in [
        ("rowCount", json!("5")),
        ("isPageable", json!(1)),
        ("columns", json!([])),
        ("filters", json!("all")),
    ] {
        let body = with(query("Contact", [("Id", path("Id"))]), member, value);
        let (status, code, message) = refused(body).await;
        assert_eq!(
            (status, &*code),
            (400, "SerializationException"),
            "{message}"
        );
    }
}

#[tokio::test]
async fn a_type_given_first_must_be_that_of_the_query() {
    let server = Server::start(Sandbox::builder().seed(Seed::empty())).await;
    let body = |ty: &str| {
        let mut body = json!({ "__type": ty });
        let query = query("Contact", [("Id", path("Id"))]);
        body.as_object_mut()
            .unwrap()
            .extend(query.as_object().unwrap().clone());
        body
    };
    let name = "Terrasoft.Nui.ServiceModel.DataContract.SelectQuery";
    for ty in [
        name.to_owned(),
        format!("{name}, Terrasoft.Nui.ServiceModel"),
    ] {
        assert_eq!(super::rows(&server, &body(&ty)).await, [] as [Value; 0]);
    }
    let other = body("Terrasoft.Nui.ServiceModel.DataContract.InsertQuery");
    let (status, code, _) = refusal(&server, &other).await;
    assert_eq!((status, &*code), (400, "SerializationException"));
}

#[tokio::test]
async fn a_body_that_is_no_object_or_too_deep_is_malformed() {
    let server = Server::start(Sandbox::builder().seed(Seed::empty())).await;
    let deep = format!(
        "{}{}",
        "{\"a\":".repeat(200),
        "1".to_owned() + &"}".repeat(200)
    );
    for body in ["[]".to_owned(), "{".to_owned(), deep] {
        let request = server.post(super::SELECT, &json!({})).body(body);
        assert_eq!(request.send().await.unwrap().status(), 400);
    }
}

#[tokio::test]
async fn the_service_asks_for_a_token_and_answers_under_both_names() {
    let builder = Sandbox::builder().seed(Seed::empty()).runtime(Runtime::Net);
    let server = Server::start(builder).await;
    let body = query("Contact", [("Id", path("Id"))]);
    for path in [
        "/0/DataService/json/SyncReply/SelectQuery",
        "/0/dataservice/JSON/reply/selectquery",
        "/DataService/json/SyncReply/SelectQuery",
    ] {
        let reply = server.post(path, &body).send().await.unwrap();
        assert_eq!(reply.status(), 200, "{path}");
    }
    let url = format!("{}{}", server.sandbox.url(), super::SELECT);
    let anonymous = reqwest::Client::new()
        .post(url)
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(anonymous.status(), 401);
}
