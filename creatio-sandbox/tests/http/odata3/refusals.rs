//! What the service refuses, in the words of WCF Data Services.

use creatio_sandbox::{Runtime, Sandbox};
use reqwest::Method;
use serde_json::Value;

use super::{get, refusal};
use crate::support::{Server, encoded, guid};

async fn check(cases: &[(String, u16, &str)]) {
    let server = Server::with_known_rows().await;
    for (path, status, words) in cases {
        let (found, message) = refusal(&server, path).await;
        assert_eq!((found, message.as_str()), (*status, *words), "{path}");
    }
}

fn filter(text: &str) -> String {
    format!("AccountCollection?$filter={}", encoded(text))
}

#[tokio::test]
async fn filters_of_odata_4_and_those_that_do_not_fit_the_model() {
    let bare = format!("Id eq {}", guid(1));
    check(&[
        (filter("contains(Name,'a')"), 400, "Unknown function 'contains' at position 0."),
        (filter(&bare), 400, "Unrecognized 'Edm.Int64' literal '00000000-0000-4000-8000-000000000001' at position 6."),
        (filter("CreatedOn gt 2024-01-01T00:00:00Z"), 400, "Unrecognized 'Edm.Int64' literal '2024-01-01T00' at position 13."),
        (filter("CreatedOn gt datetime'2024-01-01T00:00:00Z'"), 400, "Unrecognized 'Edm.DateTime' literal 'datetime'2024-01-01T00:00:00Z'' at position 13."),
        (filter("CreatedOn gt datetimeoffset'2024-01-01T00:00:00Z'"), 400, "Operator 'gt' incompatible with operand types 'System.Nullable`1[System.DateTime]' and 'System.DateTimeOffset' at position 10."),
        (filter("CreatedOn gt '2024-01-01'"), 400, "Operator 'gt' incompatible with operand types 'System.Nullable`1[System.DateTime]' and 'System.String' at position 10."),
        (filter("Id eq '1'"), 400, "Operator 'eq' incompatible with operand types 'System.Guid' and 'System.String' at position 3."),
        (filter("Owner/Id eq 'x'"), 400, "Operator 'eq' incompatible with operand types 'System.Nullable`1[System.Guid]' and 'System.String' at position 9."),
        (filter("Completeness eq '1'"), 400, "Operator 'eq' incompatible with operand types 'System.Nullable`1[System.Int32]' and 'System.String' at position 13."),
        (filter("Name add 1 eq 2"), 400, "Operator 'add' incompatible with operand types 'System.String' and 'System.Int32' at position 5."),
        (filter("Nope eq 1"), 400, "No property 'Nope' exists in type 'Terrasoft.Configuration.Account' at position 0."),
        (filter("Owner/Nope eq 1"), 400, "No property 'Nope' exists in type 'Terrasoft.Configuration.Contact' at position 0."),
        (filter("Completeness"), 400, "Expression of type 'System.Boolean' expected at position 0."),
        (filter("not Name"), 400, "Expression of type 'System.Boolean' expected at position 4."),
        (filter("length(1) eq 1"), 400, "No applicable function found for 'length' at position 0 with the specified arguments. The functions considered are: length(System.String)."),
        (filter("substringof('a',Completeness)"), 400, "No applicable function found for 'substringof' at position 0 with the specified arguments. The functions considered are: substringof(System.String, System.String)."),
        (filter("ContactCollectionByAccount/Name eq 'A'"), 400, "The 'ContactCollectionByAccount' is an entity collection property at position 0, which cannot be used inside query expressions."),
        (filter("ContactCollectionByAccount/any(x:x/Name eq 'A')"), 400, "The operator 'any' at position 27 is not supported by this service."),
        (filter("Owner eq null"), 400, "The path 'Owner' at position 0 ends in a navigation property; a property is expected."),
        (filter("Name eq 'x"), 400, "Unterminated string literal at position 10."),
        (filter("Name in ('x')"), 400, "Syntax error at position 5."),
        (filter(""), 400, "Expression expected at position 0."),
    ])
    .await;
}

#[tokio::test]
async fn options_of_odata_4_and_those_that_do_not_fit_the_model() {
    let set = |query: &str| format!("AccountCollection?{query}");
    let one = |query: &str| format!("AccountCollection(guid'{}')?{query}", guid(1));
    check(&[
        (set("$count=true"), 400, "The query parameter '$count' begins with a system-reserved '$' character but is not recognized."),
        (set("$top=x"), 400, "Incorrect format for $top argument 'x'."),
        (set("$skip=-1"), 400, "Incorrect value for $skip argument '-1'. The value must be a non-negative integer."),
        (set("$top=1&$top=2"), 400, "Query parameter '$top' is specified, but it should be specified exactly once."),
        (set("$inlinecount=true"), 400, "Unknown $inlinecount option, only \"allpages\" and \"none\" are supported."),
        (set("$select=Nope"), 400, "Could not find a property named 'Nope' on type 'Terrasoft.Configuration.Account'."),
        (set("$expand=Nope"), 400, "Could not find a property named 'Nope' on type 'Terrasoft.Configuration.Account'."),
        (set("$expand=Name"), 400, "Property 'Name' on type 'Terrasoft.Configuration.Account' is not a navigation property. Only navigation properties can be expanded or traversed."),
        (set("$select=Owner/Name"), 400, "Only navigation properties specified in expand option can be traversed in select option, found 'Owner'."),
        (set("$expand=Owner($select=Name)"), 400, "Syntax error at position 0."),
        (set("$expand=Owner/Account/Owner"), 400, "The request includes an $expand path which is too deep. The maximum depth allowed is 2."),
        (set("$orderby=Nope"), 400, "No property 'Nope' exists in type 'Terrasoft.Configuration.Account' at position 0."),
        (set("$orderby=Name,%20Owner"), 400, "The path 'Owner' at position 6 ends in a navigation property; a property is expected."),
        (set("$orderby=Name&$skiptoken=guid'00000000-0000-4000-8000-000000000001'"), 400, "The skip token 'guid'00000000-0000-4000-8000-000000000001'' is malformed."),
        (set("$orderby=Name&$skiptoken=1,guid'00000000-0000-4000-8000-000000000001'"), 400, "The skip token '1,guid'00000000-0000-4000-8000-000000000001'' is malformed."),
        (one("$top=1"), 400, "Query options $orderby, $inlinecount, $skip and $top cannot be applied to the requested resource."),
        (one("$filter=true"), 400, "Query option $filter cannot be applied to the requested resource."),
        ("AccountCollection/$count?$select=Name".to_owned(), 400, "Query option $select cannot be applied to the requested resource."),
    ])
    .await;
}

#[tokio::test]
async fn addresses_that_lead_nowhere() {
    let one = |below: &str| format!("AccountCollection(guid'{}'){below}", guid(3));
    check(&[
        (
            "Account".to_owned(),
            404,
            "Resource not found for the segment 'Account'.",
        ),
        (
            "NopeCollection".to_owned(),
            404,
            "Resource not found for the segment 'NopeCollection'.",
        ),
        (
            "AccountCollection/Name".to_owned(),
            404,
            "Resource not found for the segment 'Name'.",
        ),
        (
            format!("AccountCollection(guid'{}')", guid(999)),
            404,
            "Resource not found for the segment 'AccountCollection'.",
        ),
        (
            format!("AccountCollection(guid'{}')/Name", guid(999)),
            404,
            "Resource not found for the segment 'AccountCollection'.",
        ),
        (
            one("/Nope"),
            404,
            "Resource not found for the segment 'Nope'.",
        ),
        (
            one("/Owner"),
            404,
            "Resource not found for the segment 'Owner'.",
        ),
        (
            one("/Name/$count"),
            404,
            "Resource not found for the segment '$count'.",
        ),
        (
            one("/Owner/$value"),
            404,
            "Resource not found for the segment '$value'.",
        ),
    ])
    .await;
}

#[tokio::test]
async fn keys_without_their_prefix_or_parenthesis() {
    check(&[
        (
            format!("AccountCollection({})", guid(1)),
            400,
            "Bad Request - Error in query syntax.",
        ),
        (
            format!("AccountCollection('{}')", guid(1)),
            400,
            "Bad Request - Error in query syntax.",
        ),
        (
            format!("AccountCollection(guid'{}'", guid(1)),
            400,
            "Bad Request - Error in query syntax.",
        ),
    ])
    .await;
}

#[tokio::test]
async fn raw_keys_and_streams_fail_while_the_query_runs() {
    let server = Server::with_known_rows().await;
    let raw = filter(&format!("OwnerId eq guid'{}'", guid(11)));
    for (path, cause) in [
        (
            raw.as_str(),
            "Column by path OwnerId not found in schema Account.",
        ),
        (
            "AccountCollection?$orderby=Owner/AccountId",
            "Column by path Owner.AccountId not found in schema Account.",
        ),
        (
            "AccountCollection?$select=Logo",
            "Column by path Logo not found in schema Account.",
        ),
    ] {
        let reply = get(&server, path).await;
        assert_eq!(reply.status(), 500, "{path}");
        let body: Value = reply.json().await.unwrap();
        let error = &body["error"];
        assert_eq!(
            error["message"]["value"],
            "An error occurred while processing this request."
        );
        assert_eq!(error["innererror"]["message"], cause);
    }
}

#[tokio::test]
async fn the_service_is_below_the_workspace_of_net_framework_only() {
    let server = Server::with_known_rows().await;
    let status = |path: &'static str| {
        let request = server.request(path);
        async { request.send().await.unwrap().status().as_u16() }
    };
    assert_eq!(
        status("/0/ServiceModel/EntityDataService.svc/AccountCollection").await,
        200
    );
    assert_eq!(status("/0/servicemodel/entitydataservice.svc").await, 200);
    assert_eq!(
        status("/ServiceModel/EntityDataService.svc/AccountCollection").await,
        404
    );
    let net = Server::start(Sandbox::builder().runtime(Runtime::Net)).await;
    let path = "/0/ServiceModel/EntityDataService.svc/AccountCollection";
    assert_eq!(net.request(path).send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn a_token_is_needed_and_a_verb_that_the_resource_serves() {
    let server = Server::with_known_rows().await;
    let url = super::url(&server, "AccountCollection");
    let http = reqwest::Client::new();
    let anonymous = http.get(&url).send().await.unwrap();
    assert_eq!(anonymous.status(), 401);
    let body: Value = anonymous.json().await.unwrap();
    assert_eq!(body["Message"], "Authentication failed.");
    let request = http.request(Method::DELETE, &url);
    let token = server.sandbox.issue_token();
    let refused = request.bearer_auth(token).send().await.unwrap();
    assert_eq!(refused.status(), 405);
    assert_eq!(refused.headers()["allow"], "GET, POST");
}
