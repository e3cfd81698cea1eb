//! Streams whose pages are found by the values of their rows.

use std::sync::{Arc, Mutex};

use futures_util::TryStreamExt;
use uuid::Uuid;

use super::*;
use crate::{Cursor, Error, Paging};

/// Accounts in a table that tests change while it is read. It knows `Id gt`, `$top`, `$skip` and the
/// order by key.
#[derive(Clone, Default)]
struct Table {
    ids: Arc<Mutex<Vec<u128>>>,
    /// The server's limit of rows in one reply.
    cap: Option<usize>,
}

impl Table {
    fn of(ids: impl IntoIterator<Item = u128>) -> Self {
        Self {
            ids: Arc::new(Mutex::new(ids.into_iter().collect())),
            cap: None,
        }
    }

    async fn serve(&self) -> TestServer {
        let table = self.clone();
        TestServer::start(move |request| table.answer(&request.target)).await
    }

    fn answer(&self, target: &str) -> Answer {
        let target = percent_encoding::percent_decode_str(target).decode_utf8_lossy();
        let option = |name: &str| {
            let mut options = target.split(['?', '&']);
            options.find_map(|part| part.strip_prefix(name)?.strip_prefix('='))
        };
        let number = |name| option(name).map(|text| text.parse::<usize>().unwrap());
        let behind = option("$filter").map(|filter| {
            let id = filter.strip_prefix("Id gt ").unwrap();
            id.parse::<Uuid>().unwrap().as_u128()
        });
        let mut ids = self.ids.lock().unwrap().clone();
        ids.sort_unstable();
        let count = ids.len();
        let ids = ids.into_iter().filter(|id| Some(*id) > behind);
        let top = number("$top").unwrap_or(usize::MAX);
        let ids = ids
            .skip(number("$skip").unwrap_or(0))
            .take(top.min(self.cap.unwrap_or(usize::MAX)));
        let row = |id: u128| format!(r#"{{"Id":"{}","Name":"{id}"}}"#, Uuid::from_u128(id));
        let rows: Vec<String> = ids.map(row).collect();
        let rows = rows.join(",");
        Answer::json(format!(r#"{{"@odata.count":{count},"value":[{rows}]}}"#))
    }
}

fn names() -> crate::Query<Account, String> {
    Account::query().select(account::name)
}

fn texts(ids: impl IntoIterator<Item = u128>) -> Vec<String> {
    ids.into_iter().map(|id| id.to_string()).collect()
}

#[tokio::test]
async fn a_page_is_what_lies_behind_the_last_row_of_the_one_before() {
    let server = Table::of(1..=5).serve().await;
    let rows = client(&server).stream(names()).page_size(2);
    let rows: Vec<String> = rows.try_collect().await.unwrap();
    assert_eq!(rows, texts(1..=5));
    let id = |number| Uuid::from_u128(number);
    let page = "GET /0/odata/Account?$select=Name,Id";
    assert_eq!(
        server.targets(),
        [
            format!("{page}&$orderby=Id%20asc&$top=2"),
            format!(
                "{page}&$filter=Id%20gt%20{}&$orderby=Id%20asc&$top=2",
                id(2)
            ),
            format!(
                "{page}&$filter=Id%20gt%20{}&$orderby=Id%20asc&$top=2",
                id(4)
            ),
        ]
    );
}

#[tokio::test]
async fn skip_holds_for_the_first_page_only() {
    let server = Table::of(1..=9).serve().await;
    let rows = client(&server).stream(names().skip(3).top(5)).page_size(2);
    let rows: Vec<String> = rows.try_collect().await.unwrap();
    assert_eq!(rows, texts(4..=8));
    let skips = server.targets().into_iter();
    let skips: Vec<bool> = skips.map(|target| target.contains("$skip=3")).collect();
    assert_eq!(skips, [true, false, false]);
}

#[tokio::test]
async fn rows_that_come_and_go_between_pages_move_no_others() {
    for (paging, expected) in [
        (Paging::Auto, texts([10, 20, 30, 40, 50, 60])),
        // The control: with one row gone in front of the page, another one is missed.
        (Paging::Skip, texts([10, 20, 40, 50, 60])),
    ] {
        let table = Table::of([10, 20, 30, 40, 50, 60]);
        let server = table.serve().await;
        let rows = client(&server).stream(names()).paging(paging);
        let mut rows = rows.page_size(2).prefetch(0);
        let mut found = Vec::new();
        while let Some(row) = rows.try_next().await.unwrap() {
            found.push(row);
            if found.len() == 2 {
                table.ids.lock().unwrap().retain(|id| *id != 10);
            }
        }
        assert_eq!(found, expected, "{paging:?}");
    }
}

#[tokio::test]
async fn a_server_that_cuts_pages_shorter_than_asked_loses_no_row() {
    for prefetch in [0, 1, 3] {
        let table = Table {
            cap: Some(3),
            ..Table::of(1..=10)
        };
        let server = table.serve().await;
        let rows = client(&server).stream(names()).prefetch(prefetch);
        let rows: Vec<String> = rows.try_collect().await.unwrap();
        assert_eq!(rows, texts(1..=10));
        assert_eq!(server.targets().len(), 4, "the last page, of one, ends it");
    }
}

#[tokio::test]
async fn a_first_page_that_is_short_is_followed_by_one_look_behind_it() {
    let server = Table::of(1..=3).serve().await;
    let rows: Vec<String> = client(&server).stream(names()).try_collect().await.unwrap();
    assert_eq!(rows, texts(1..=3));
    assert_eq!(server.targets().len(), 2);
}

#[tokio::test]
async fn a_total_is_no_end_while_others_insert() {
    let table = Table {
        cap: Some(3),
        ..Table::of((1..=6).map(|number| number * 10))
    };
    let server = table.serve().await;
    let mut rows = client(&server).stream(names()).with_total().prefetch(0);
    let mut read = Vec::new();
    while let Some(row) = rows.try_next().await.unwrap() {
        read.push(row);
        if read.len() == 3 {
            table.ids.lock().unwrap().extend(31..=33);
        }
    }
    assert_eq!(rows.progress().total(), Some(6));
    assert_eq!(read, texts([10, 20, 30, 31, 32, 33, 40, 50, 60]));
}

#[tokio::test]
async fn fetch_is_complete_or_an_error_whatever_the_server_cuts() {
    let table = Table {
        cap: Some(20),
        ..Table::of(1..=60)
    };
    let server = table.serve().await;
    for query in [names(), names().top(21), names().skip(39)] {
        let error = client(&server).fetch(query).await.unwrap_err();
        assert!(
            matches!(error, Error::RowLimit { limit: 20, .. }),
            "{error:?}"
        );
        assert!(error.to_string().contains("`stream`"), "{error}");
    }
    for (query, rows) in [
        (names().top(20), texts(1..=20)),
        (names().skip(40), texts(41..=60)),
        (names().skip(40).top(30), texts(41..=60)),
        (names().skip(55), texts(56..=60)),
    ] {
        assert_eq!(client(&server).fetch(query).await.unwrap(), rows);
    }
}

#[tokio::test]
async fn small_results_are_fetched_in_one_request() {
    let server = Table::of(1..=14).serve().await;
    for query in [names(), names().top(14), names().top(100)] {
        let before = server.targets().len();
        let rows = client(&server).fetch(query).await.unwrap();
        assert_eq!(rows.len(), 14);
        assert_eq!(server.targets().len(), before + 1);
    }
}

#[tokio::test]
async fn what_a_server_has_given_at_once_it_gives_again() {
    let server = Table::of(1..=60).serve().await;
    let client = client(&server);
    client.fetch(names()).await.unwrap();
    let before = server.targets().len();
    let rows = client.fetch(names().skip(20).top(50)).await.unwrap();
    assert_eq!(rows.len(), 40);
    assert_eq!(
        server.targets().len(),
        before + 1,
        "60 were seen: 40 are no cut"
    );
}

#[tokio::test]
async fn a_service_that_refuses_conditions_on_keys_is_read_by_numbers_of_rows() {
    let table = Table::of(1..=5);
    let server = TestServer::start(move |request| {
        if request.target.contains("%20gt%20") {
            let refusal = r#"{"error":{"code":"","message":"No > for guids."}}"#;
            return Answer::new(400, "application/json", refusal);
        }
        table.answer(&request.target)
    })
    .await;
    let rows = client(&server).stream(names()).page_size(2);
    let rows: Vec<String> = rows.try_collect().await.unwrap();
    assert_eq!(rows, texts(1..=5));
}

#[tokio::test]
async fn a_refusal_after_pages_that_were_found_is_an_error() {
    let table = Table::of(1..=7);
    let behind_four = Uuid::from_u128(4).to_string();
    let server = TestServer::start(move |request| {
        if request.target.contains(&behind_four) {
            let refusal = r#"{"error":{"code":"","message":"Not today."}}"#;
            return Answer::new(400, "application/json", refusal);
        }
        table.answer(&request.target)
    })
    .await;
    let rows = client(&server).stream(names()).page_size(2);
    let rows: Result<Vec<String>, _> = rows.try_collect().await;
    assert!(matches!(rows, Err(Error::Rejected { .. })), "{rows:?}");
}

#[tokio::test]
async fn a_server_that_ignores_the_condition_does_not_make_it_run_forever() {
    let page = r#"{"value":[{"Id":"e308b781-3c5b-4ecb-89ef-5c1ed4da488e","Name":"A"}]}"#;
    let server = TestServer::start(move |_| Answer::json(page)).await;
    let rows = client(&server).stream(names()).page_size(1);
    let rows: Result<Vec<String>, _> = rows.try_collect().await;
    let Err(Error::NotCreatio { reply, .. }) = rows else {
        panic!("{rows:?}");
    };
    assert_eq!(reply, "a page that ends with the row in front of it");
}

#[tokio::test]
async fn a_stream_resumes_behind_any_row_in_another_client() {
    let server = Table::of(1..=7).serve().await;
    for taken in 0..=7_u64 {
        let mut rows = client(&server).stream(names()).page_size(3);
        for _ in 0..taken {
            rows.try_next().await.unwrap();
        }
        let saved = serde_json::to_string(&rows.cursor()).unwrap();
        drop(rows);
        let cursor: Cursor = serde_json::from_str(&saved).unwrap();
        assert_eq!(cursor.rows(), taken);
        let rest = client(&server).stream(names()).page_size(2).resume(cursor);
        let rest: Vec<String> = rest.try_collect().await.unwrap();
        assert_eq!(rest, texts(u128::from(taken) + 1..=7), "after {taken} rows");
    }
}

#[tokio::test]
async fn a_cursor_holds_whatever_top_skip_and_paging_are() {
    let server = Table::of(1..=20).serve().await;
    for paging in [Paging::Auto, Paging::Skip] {
        let query = || names().skip(5).top(10);
        let open = || client(&server).stream(query()).paging(paging).page_size(3);
        let mut rows = open();
        for _ in 0..4 {
            rows.try_next().await.unwrap();
        }
        let text = rows.cursor().to_string();
        let rest = open().resume(text.parse().unwrap());
        let rest: Vec<String> = rest.try_collect().await.unwrap();
        assert_eq!(rest, texts(10..=15), "{paging:?}");
    }
}

#[tokio::test]
async fn a_cursor_of_values_can_be_resumed_by_numbers_of_rows() {
    let server = Table::of(1..=9).serve().await;
    let mut rows = client(&server).stream(names()).page_size(2);
    for _ in 0..3 {
        rows.try_next().await.unwrap();
    }
    let rest = client(&server).stream(names()).paging(Paging::Skip);
    let rest = rest.page_size(2).resume(rows.cursor());
    let rest: Vec<String> = rest.try_collect().await.unwrap();
    assert_eq!(rest, texts(4..=9));
}

#[tokio::test]
async fn a_cursor_of_another_query_is_refused_before_anything_is_sent() {
    let server = Table::of(1..=7).serve().await;
    let cursor = client(&server).stream(names()).cursor();
    for other in [
        names().filter(account::name.ne("x")),
        names().order_by(account::name.asc()),
        names().top(3),
    ] {
        let rows = client(&server).stream(other).resume(cursor.clone());
        let rows: Result<Vec<String>, _> = rows.try_collect().await;
        assert!(
            matches!(rows, Err(Error::ForeignCursor { entity: "Account" })),
            "{rows:?}"
        );
    }
    assert!(server.targets().is_empty());
}

#[test]
fn a_text_that_is_no_cursor_is_refused() {
    for text in ["", "abc", "!", "eyJ2ZXJzaW9uIjoxfQ"] {
        let refused = text.parse::<Cursor>().unwrap_err();
        assert!(refused.to_string().contains("no cursor"), "{refused}");
    }
}

#[tokio::test]
async fn a_cursor_shows_no_values_of_rows_to_logs() {
    let server = Table::of([7]).serve().await;
    let query = Account::query().order_by(account::name.asc());
    let mut rows = client(&server).stream(query).prefetch(0);
    rows.try_next().await.unwrap();
    let shown = format!("{:?} {:?}", rows.cursor(), rows);
    assert!(!shown.contains(&Uuid::from_u128(7).to_string()), "{shown}");
}
