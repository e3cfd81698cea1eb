//! Streams by numbers of rows: which pages are asked for, and where they end.

use futures_util::TryStreamExt;

use super::*;
use crate::{BuildError, Error, Paging, Query};

fn names() -> Query<Account, String> {
    Account::query().select(account::name)
}

async fn serving(answers: Vec<Answer>) -> TestServer {
    let next = in_turn(answers);
    TestServer::start(move |_| next()).await
}

/// All rows that a stream of pages of two gives.
async fn read(server: &TestServer, query: Query<Account, String>) -> Result<Vec<String>, Error> {
    client(server)
        .stream(query)
        .paging(Paging::Skip)
        .page_size(2)
        .try_collect()
        .await
}

/// `$top` and `$skip` of each request.
fn windows(server: &TestServer) -> Vec<(Option<u64>, Option<u64>)> {
    let option = |target: &str, name: &str| {
        let value = target
            .split(['?', '&'])
            .find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
        value.map(|value| value.parse().unwrap())
    };
    let targets = server.targets();
    targets
        .iter()
        .map(|target| (option(target, "$top"), option(target, "$skip")))
        .collect()
}

#[tokio::test]
async fn windows_are_read_until_one_is_short() {
    let server = serving(vec![
        Answer::names(&["A", "B"]),
        Answer::names(&["C", "D"]),
        Answer::names(&["E"]),
    ])
    .await;
    assert_eq!(
        read(&server, names()).await.unwrap(),
        ["A", "B", "C", "D", "E"]
    );
    assert_eq!(
        windows(&server),
        [(Some(2), None), (Some(2), Some(2)), (Some(2), Some(4))]
    );
}

#[tokio::test]
async fn the_key_comes_last_in_the_order() {
    let server = serving(vec![Answer::names(&[])]).await;
    read(&server, names().order_by(account::name.desc()))
        .await
        .unwrap();
    let target = &server.targets()[0];
    assert!(target.contains("$orderby=Name%20desc,Id"), "{target}");
}

#[tokio::test]
async fn a_result_that_fills_its_last_window_ends_with_an_empty_one() {
    let server = serving(vec![Answer::names(&["A", "B"]), Answer::names(&[])]).await;
    let pages = client(&server).pages(names()).paging(Paging::Skip);
    let pages = pages.page_size(2);
    let pages: Vec<Vec<String>> = pages.try_collect().await.unwrap();
    assert_eq!(pages, [["A", "B"]], "an empty page is no page");
    assert_eq!(server.targets().len(), 2);
}

#[tokio::test]
async fn top_and_skip_of_the_query_hold_for_the_stream_as_a_whole() {
    let server = serving(vec![Answer::names(&["A", "B"]), Answer::names(&["C"])]).await;
    assert_eq!(
        read(&server, names().skip(10).top(3)).await.unwrap(),
        ["A", "B", "C"]
    );
    assert_eq!(windows(&server), [(Some(2), Some(10)), (Some(1), Some(12))]);
}

#[tokio::test]
async fn a_query_for_no_rows_sends_nothing() {
    let server = serving(vec![]).await;
    assert!(read(&server, names().top(0)).await.unwrap().is_empty());
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn next_links_are_followed_within_a_window() {
    let server = serving(vec![
        Answer::names_with("\"@odata.nextLink\":\"Account?$skiptoken=1\",", &["A"]),
        Answer::names(&["B"]),
        Answer::names(&["C"]),
        Answer::names(&[]),
    ])
    .await;
    assert_eq!(read(&server, names()).await.unwrap(), ["A", "B", "C"]);
    assert_eq!(server.targets()[1], "GET /0/odata/Account?$skiptoken=1");
    assert_eq!(
        windows(&server)[2],
        (Some(2), Some(2)),
        "the window was full with its links"
    );
}

#[tokio::test]
async fn an_empty_page_with_a_next_link_is_not_the_end() {
    let server = serving(vec![
        Answer::names_with("\"@odata.nextLink\":\"Account?$skiptoken=1\",", &[]),
        Answer::names(&["A"]),
        Answer::names(&[]),
    ])
    .await;
    assert_eq!(read(&server, names()).await.unwrap(), ["A"]);
}

#[tokio::test]
async fn rows_beyond_the_querys_top_are_dropped() {
    let server = serving(vec![
        Answer::names_with("\"@odata.nextLink\":\"Account?$skiptoken=1\",", &["A", "B"]),
        Answer::names(&["C"]),
    ])
    .await;
    assert_eq!(read(&server, names().top(1)).await.unwrap(), ["A"]);
    assert_eq!(server.targets().len(), 1);
}

#[tokio::test]
async fn fetch_reads_no_further_than_the_querys_top() {
    let link = |number| format!("\"@odata.nextLink\":\"Account?$skiptoken={number}\",");
    let server = serving(vec![
        Answer::names_with(&link(1), &["A"]),
        Answer::names_with(&link(2), &["B", "C"]),
    ])
    .await;
    assert_eq!(
        client(&server).fetch(names().top(2)).await.unwrap(),
        ["A", "B"]
    );
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn fetch_follows_next_links_too() {
    let server = TestServer::start(|request| {
        if request.target.contains("skiptoken") {
            Answer::names(&["B"])
        } else {
            let host = request.header("host").unwrap_or_default();
            let link =
                format!("\"@odata.nextLink\":\"http://{host}/0/odata/Account?$skiptoken=1\",");
            Answer::names_with(&link, &["A"])
        }
    })
    .await;
    assert_eq!(client(&server).fetch(names()).await.unwrap(), ["A", "B"]);
    assert_eq!(
        server.requests()[1].header("authorization"),
        Some("Bearer fixed-token")
    );
}

#[tokio::test]
async fn a_next_link_to_another_origin_is_not_followed() {
    let evil = serving(vec![Answer::names(&["X"])]).await;
    let link = format!(
        "\"@odata.nextLink\":\"{}/0/odata/Account?token=1\",",
        evil.url()
    );
    let server = serving(vec![Answer::names_with(&link, &["A"])]).await;
    let error = client(&server).fetch(names()).await.unwrap_err();
    let Error::NotCreatio { reply, .. } = &error else {
        panic!("{error:?}");
    };
    assert!(
        reply.contains(evil.url()) && !reply.contains("token"),
        "{reply}"
    );
    assert!(evil.requests().is_empty());
}

#[tokio::test]
async fn a_next_link_to_itself_does_not_run_forever() {
    let link = "\"@odata.nextLink\":\"Account?$select=Name&$count=true\",";
    let server = serving(vec![
        Answer::names_with(link, &["A"]),
        Answer::names(&["A"]),
    ])
    .await;
    let error = client(&server).fetch(names()).await.unwrap_err();
    assert!(matches!(error, Error::NotCreatio { .. }), "{error:?}");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_page_is_never_longer_than_the_servers_limit() {
    let server = serving(vec![Answer::names(&["A", "B"]), Answer::names(&[])]).await;
    let client = builder(&server)
        .row_limit(2)
        .page_size(500)
        .build()
        .unwrap();
    let rows = client.stream(names()).paging(Paging::Skip);
    let rows: Vec<String> = rows.try_collect().await.unwrap();
    assert_eq!(rows, ["A", "B"]);
    assert_eq!(windows(&server)[0].0, Some(2));
}

#[tokio::test]
async fn a_page_size_of_zero_is_an_error_and_not_an_empty_result() {
    let server = serving(vec![]).await;
    let rows: Result<Vec<String>, _> = client(&server)
        .stream(names())
        .page_size(0)
        .try_collect()
        .await;
    let zero = matches!(
        rows,
        Err(Error::Build(BuildError::Zero {
            setting: "page size"
        }))
    );
    assert!(zero, "{rows:?}");
}

#[tokio::test]
async fn an_error_ends_a_stream_after_the_rows_before_it() {
    let server = serving(vec![Answer::names(&["A", "B"])]).await;
    let mut rows = client(&server)
        .stream(names())
        .paging(Paging::Skip)
        .page_size(2);
    assert_eq!(rows.try_next().await.unwrap().as_deref(), Some("A"));
    assert_eq!(rows.try_next().await.unwrap().as_deref(), Some("B"));
    assert!(rows.try_next().await.is_err());
    assert_eq!(rows.try_next().await.unwrap(), None);
}

#[tokio::test]
async fn an_error_in_a_later_page_counts_rows_from_the_start() {
    let odd = r#"{"@odata.context":"x","value":[{"Name":null},{"Name":[]}]}"#;
    let server = serving(vec![Answer::names(&["A", "B"]), Answer::json(odd)]).await;
    let error = read(&server, names()).await.unwrap_err();
    let Error::Decode { source, .. } = &error else {
        panic!("{error:?}");
    };
    assert!(
        source.to_string().starts_with("row 4 of Account"),
        "{source}"
    );
}

#[tokio::test]
async fn a_stream_survives_the_death_of_its_token() {
    let pages = in_turn(vec![
        Answer::names(&["A", "B"]),
        Answer::new(401, "text/html", ""),
        Answer::names(&["C"]),
    ]);
    let server = TestServer::start(move |request| {
        if is_token_request(&request.target) {
            Answer::token("t", 3600)
        } else {
            pages()
        }
    })
    .await;
    let rows = client_with_credentials(&server)
        .stream(names())
        .paging(Paging::Skip)
        .page_size(2);
    let rows: Vec<String> = rows.try_collect().await.unwrap();
    assert_eq!(rows, ["A", "B", "C"]);
    let data = data_targets(&server);
    assert_eq!(data[1], data[2], "the same page was asked for again");
}
