//! What Creatio refuses, and the bodies it does so with.

use serde_json::{Value, json};

use crate::support::{Server, encoded, guid};

const ACCOUNT: &str = "Terrasoft.Configuration.OData.Account";

fn bad_query(message: &str) -> (u16, Value) {
    let body = json!({"error": {
        "code": "",
        "message": format!("The query specified in the URI is not valid. {message}"),
        "innererror": {"message": message, "type": "", "stacktrace": ""},
    }});
    (400, body)
}

async fn check_filters(cases: &[(&str, &str)]) {
    let server = Server::with_known_rows().await;
    for (filter, message) in cases {
        let refusal = server
            .refusal(&format!("Account?$filter={}", encoded(filter)))
            .await;
        assert_eq!(refusal, bad_query(message), "{filter}");
    }
}

#[tokio::test]
async fn an_unknown_property_is_named_with_its_type_wherever_it_stands() {
    let server = Server::with_known_rows().await;
    for option in [
        "$select=Id,Foo,Bar",
        "$filter=Foo%20eq%201",
        "$orderby=Foo",
        "$expand=Foo",
        "$filter=Parent/Foo%20eq%201",
        "$expand=Parent($select=Foo)",
        "$select=name&$filter=Foo%20eq%201&$orderby=Foo",
    ] {
        let name = if option.contains("name") {
            "name"
        } else {
            "Foo"
        };
        let message = format!("Could not find a property named '{name}' on type '{ACCOUNT}'.");
        assert_eq!(
            server.refusal(&format!("Account?{option}")).await,
            bad_query(&message),
            "{option}"
        );
    }
}

#[tokio::test]
async fn operands_of_different_types_are_refused() {
    let mismatch = |left: &str, right: &str, kind: &str| {
        format!(
            "A binary operator with incompatible types was detected. Found operand types \
             '{left}' and '{right}' for operator kind '{kind}'."
        )
    };
    let cases = [
        (
            "CreatedOn gt '2024-01-01T00:00:00Z'",
            mismatch("Edm.DateTimeOffset", "Edm.String", "GreaterThan"),
        ),
        (
            "CreatedOn ge 2024-01-01",
            mismatch("Edm.DateTimeOffset", "Edm.Date", "GreaterThanOrEqual"),
        ),
        (
            "Id eq '8ecab4a1-0ca3-4515-9399-efe0a19390bd'",
            mismatch("Edm.Guid", "Edm.String", "Equal"),
        ),
        (
            "Owner/Id ne 'x'",
            mismatch("Edm.Guid", "Edm.String", "NotEqual"),
        ),
        (
            "Completeness eq '10'",
            mismatch("Edm.Int32", "Edm.String", "Equal"),
        ),
        ("Name lt 5", mismatch("Edm.String", "Edm.Int32", "LessThan")),
        (
            "Owner/Confirmed eq 1",
            mismatch("Edm.Boolean", "Edm.Int32", "Equal"),
        ),
        (
            "Name eq 8ecab4a1-0ca3-4515-9399-efe0a19390bd",
            mismatch("Edm.String", "Edm.Guid", "Equal"),
        ),
        (
            "Name and Phone",
            mismatch("Edm.String", "Edm.String", "And"),
        ),
    ];
    let cases: Vec<_> = cases
        .iter()
        .map(|(filter, message)| (*filter, &**message))
        .collect();
    check_filters(&cases).await;
}

#[tokio::test]
async fn what_is_no_filter_is_a_syntax_error_that_names_the_place() {
    let guid_literal = "Id eq guid'8ecab4a1-0ca3-4515-9399-efe0a19390bd'";
    let unzoned = "CreatedOn gt 2024-01-01T00:00:00";
    check_filters(&[
        (guid_literal, &format!("Syntax error at position 10 in '{guid_literal}'.")),
        ("Name eq 'x", "There is an unterminated string literal at position 10 in 'Name eq 'x'."),
        ("(Name eq 'x'", "')' or operator expected at position 12 in '(Name eq 'x''."),
        ("Name eq", "Expression expected at position 7 in 'Name eq'."),
        ("Name = 'x'", "Syntax error: character '=' is not valid at position 5 in 'Name = 'x''."),
        ("Name eq 'a' 'b'", "Syntax error at position 12 in 'Name eq 'a' 'b''."),
        (unzoned, &format!(
            "Unrecognized 'Edm.DateTimeOffset' literal '2024-01-01T00:00:00' at '13' in '{unzoned}'."
        )),
    ])
    .await;
}

#[tokio::test]
async fn what_is_no_condition_is_refused() {
    let not_boolean = "The $filter expression must evaluate to a single boolean value.";
    check_filters(&[
        ("Name", not_boolean),
        ("length(Name)", not_boolean),
        ("null", not_boolean),
        (
            "not Name eq 'x'",
            "A unary operator with an incompatible type was detected. Found operand type \
             'Edm.String' for operator kind 'Not'.",
        ),
        (
            "substringof('x',Name)",
            "An unknown function with name 'substringof' was found. This may also be a function \
             import or a key lookup on a navigation property, which is not allowed.",
        ),
        (
            "contains(Completeness,'1')",
            "No function signature for the function with name 'contains' matches the specified \
             arguments. The function signatures considered are: contains(Edm.String \
             Nullable=true, Edm.String Nullable=true).",
        ),
        (
            "ContactCollectionByAccount/Name eq 'x'",
            "The parent value for a property access of a property 'Name' is not a single value. \
             Property access can only be applied to a single value.",
        ),
        (
            &format!("{}true{}", "(".repeat(500), ")".repeat(500)),
            "Recursion depth exceeded allowed limit.",
        ),
    ])
    .await;
}

fn unknown_path(path: &str, schema: &str) -> (u16, Value) {
    let body = json!({"error": {"code": "", "message": "An error has occurred.", "innererror": {
        "message": "The 'ObjectContent`1' type failed to serialize the response body for content \
                    type 'application/json'.",
        "type": "",
        "stacktrace": "",
        "internalexception": {
            "message": format!("Column by path {path} not found in schema {schema}."),
            "type": "",
            "stacktrace": "",
        },
    }}});
    (500, body)
}

#[tokio::test]
async fn the_key_column_of_a_lookup_is_unknown_to_filters_and_orders() {
    let server = Server::with_known_rows().await;
    let eq = encoded(&format!("AccountId eq {}", guid(1)));
    assert_eq!(
        server.refusal(&format!("Contact?$filter={eq}")).await,
        unknown_path("AccountId", "Contact")
    );
    let null = encoded("Name eq 'x' or AccountId eq null");
    assert_eq!(
        server.refusal(&format!("Contact?$filter={null}")).await,
        unknown_path("AccountId", "Contact")
    );
    let order = server.refusal("Contact?$orderby=AccountId").await;
    assert_eq!(order, unknown_path("AccountId", "Contact"));
    let far = server.refusal("Contact?$orderby=Account/OwnerId").await;
    assert_eq!(far, unknown_path("Account.OwnerId", "Contact"));
    let count = server
        .refusal(&format!("Contact/$count?$filter={eq}"))
        .await;
    assert_eq!(count, unknown_path("AccountId", "Contact"));
    let nested = format!("Account?$expand=ContactCollectionByAccount($filter={eq})");
    assert_eq!(
        server.refusal(&nested).await,
        unknown_path("AccountId", "Contact")
    );
}

#[tokio::test]
async fn the_key_column_of_a_lookup_may_be_selected_and_the_own_key_filtered() {
    let server = Server::with_known_rows().await;
    let filter = encoded(&format!("Id eq {}", guid(12)));
    let reply = server
        .json(&format!(
            "Contact?$select=AccountId&$filter={filter}&$orderby=Id"
        ))
        .await;
    assert_eq!(reply["value"], json!([{"AccountId": guid(1)}]));
}

#[tokio::test]
async fn a_type_error_is_noticed_before_an_unknown_path() {
    let server = Server::with_known_rows().await;
    let filter = encoded("AccountId eq 'x'");
    assert_eq!(
        server.refusal(&format!("Contact?$filter={filter}")).await.0,
        400
    );
}

#[tokio::test]
async fn a_stream_in_a_selection_is_a_500() {
    let server = Server::with_known_rows().await;
    let body = json!({"error": {"code": "", "message": "An error has occurred.", "innererror": {
        "message": "Value cannot be null.\r\nParameter name: property", "type": "", "stacktrace": "",
    }}});
    for path in [
        "Account?$select=Name,Logo",
        "Contact?$expand=Account($select=Logo)",
    ] {
        assert_eq!(server.refusal(path).await, (500, body.clone()), "{path}");
    }
}

#[tokio::test]
async fn an_unknown_set_is_404_from_the_router() {
    let server = Server::with_known_rows().await;
    let url = format!("{}/0/odata/UsrX?$top=1", server.sandbox.url());
    let body = json!({
        "Message": format!("No HTTP resource was found that matches the request URI '{url}'."),
        "MessageDetail": "No type was found that matches the controller named 'UsrX'.",
    });
    assert_eq!(server.refusal("UsrX?$top=1").await, (404, body));
    for path in [
        "account",
        "Account/$metadata",
        "Account/Name",
        "AccountCollection",
    ] {
        assert_eq!(server.get(path).await.status(), 404, "{path}");
    }
}

#[tokio::test]
async fn a_key_that_is_no_bare_guid_is_refused() {
    let server = Server::with_known_rows().await;
    for key in [
        "1",
        "'x'",
        &format!("'{}'", guid(1)),
        &format!("guid'{}'", guid(1)),
        "",
    ] {
        let (status, body) = server.refusal(&format!("Account({})", encoded(key))).await;
        assert_eq!(status, 400, "{key}");
        let message = body["error"]["message"].as_str().unwrap();
        assert!(
            message.contains("Bad Request - Error in query syntax"),
            "{message}"
        );
    }
}

#[tokio::test]
async fn options_that_make_no_sense_are_refused() {
    let server = Server::with_known_rows().await;
    for (query, part) in [
        ("$foo=1", "The query parameter '$foo' is not supported."),
        ("$top=-1", "Invalid value '-1' for $top query option found."),
        ("$skip=x", "Invalid value 'x' for $skip query option found."),
        (
            "$count=1",
            "Invalid value '1' for $count query option found.",
        ),
        (
            "$top=1&$top=2",
            "Query option '$top' was specified more than once",
        ),
        (
            "$filter=",
            "The value for OData query '$filter' cannot be empty.",
        ),
        (
            "$select=Owner/Name",
            "Found a path with multiple navigation properties",
        ),
        ("$expand=Name", "is not a navigation property"),
        (
            "$expand=Owner()",
            "Missing expand option on navigation property 'Owner'",
        ),
        ("$expand=Owner($top=1)", "is not a collection"),
        ("$expand=Owner($select=Name", "unbalanced bracket"),
        (
            "$orderby=Name%20up",
            "Syntax error at position 7 in 'Name up'.",
        ),
        (
            "$orderby=ContactCollectionByAccount/Name",
            "is not a single value",
        ),
        (
            "$inlinecount=allpages",
            "The query parameter '$inlinecount' is not supported.",
        ),
    ] {
        let (status, body) = server.refusal(&format!("Account?{query}")).await;
        assert_eq!(status, 400, "{query}");
        let message = body["error"]["innererror"]["message"].as_str().unwrap();
        assert!(message.contains(part), "{query}: {message}");
    }
    let single = server
        .refusal(&format!("Account({})?$top=1", guid(1)))
        .await;
    assert_eq!(single.0, 400);
}

#[tokio::test]
async fn verbs_that_are_not_served_are_405() {
    let server = Server::with_known_rows().await;
    let url = format!("{}/0/odata/Account", server.sandbox.url());
    let http = reqwest::Client::new();
    let reply = http
        .put(url)
        .bearer_auth(server.sandbox.issue_token())
        .send()
        .await
        .unwrap();
    assert_eq!(reply.status(), 405);
}
