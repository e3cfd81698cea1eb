//! Streams that run ahead, and pages that are too much for the server.

use std::sync::Arc;
use std::time::Duration;

use futures_util::TryStreamExt;
use tokio::sync::Semaphore;

use super::log::{listen, logged};
use super::*;
use crate::{Error, Paging};

fn names() -> crate::Query<Account, String> {
    Account::query().select(account::name)
}

/// A server of endless pages of one account each.
async fn endless() -> TestServer {
    TestServer::start(|_| Answer::names(&["Acme"])).await
}

/// Lets all that can go on go on.
async fn settle() {
    for _ in 0..200 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn nothing_is_sent_before_a_stream_is_polled() {
    let server = endless().await;
    let rows = client(&server).stream(names()).page_size(1);
    settle().await;
    assert!(server.requests().is_empty());
    drop(rows);
}

#[tokio::test]
async fn so_many_pages_as_set_are_asked_for_ahead_and_no_more() {
    for ahead in [1, 2, 5] {
        let server = endless().await;
        let rows = client(&server).stream(names()).paging(Paging::Skip);
        let mut rows = rows.page_size(1).prefetch(ahead);
        rows.try_next().await.unwrap();
        server.arrived(1 + ahead).await;
        settle().await;
        assert_eq!(server.requests().len(), 1 + ahead);
        rows.try_next().await.unwrap();
        server.arrived(2 + ahead).await;
    }
}

#[tokio::test]
async fn without_prefetch_a_page_is_asked_for_when_it_is_wanted() {
    let server = endless().await;
    let rows = builder(&server).prefetch(0).build().unwrap();
    let mut rows = rows.stream(names()).paging(Paging::Skip).page_size(1);
    for pages in 1..4 {
        rows.try_next().await.unwrap();
        settle().await;
        assert_eq!(server.requests().len(), pages);
    }
}

#[tokio::test]
async fn a_stream_that_is_dropped_aborts_what_is_under_way() {
    let gate = Arc::new(Semaphore::new(0));
    let behind = Arc::clone(&gate);
    let server = TestServer::start(move |request| {
        let answer = Answer::names(&["Acme"]);
        if request.target.contains("$skip") {
            answer.behind(&behind)
        } else {
            answer
        }
    })
    .await;
    let client = builder(&server).concurrency(1).build().unwrap();
    let rows = client.stream(names()).paging(Paging::Skip);
    let mut rows = rows.page_size(1);
    rows.try_next().await.unwrap();
    server.arrived(2).await;
    drop(rows);
    // The only turn is free again, while the server still waits.
    assert_eq!(client.fetch(names().top(1)).await.unwrap(), ["Acme"]);
}

#[tokio::test]
async fn a_stream_that_was_polled_and_dropped_before_its_first_page_aborts_it() {
    let gate = Arc::new(Semaphore::new(0));
    let behind = Arc::clone(&gate);
    let server = TestServer::start(move |_| Answer::names(&["Acme"]).behind(&behind)).await;
    let client = builder(&server).concurrency(1).build().unwrap();
    for prefetch in [0, 1] {
        let mut rows = client.stream(names()).prefetch(prefetch);
        tokio::select! {
            row = rows.try_next() => panic!("{row:?} came through a closed gate"),
            () = server.arrived(1 + prefetch) => {}
        }
    }
    gate.add_permits(3);
    assert_eq!(client.fetch(names().top(1)).await.unwrap(), ["Acme"]);
}

#[tokio::test]
async fn settings_can_change_in_the_middle_of_a_stream() {
    let server = TestServer::start(|request| {
        let skip = request.target.split("$skip=").nth(1);
        let skip: u64 = skip.map_or(0, |skip| skip.parse().unwrap());
        let top = request.target.split("$top=").nth(1).unwrap();
        let top: u64 = top.split('&').next().unwrap().parse().unwrap();
        let rows: Vec<String> = (skip..(skip + top).min(9)).map(|n| n.to_string()).collect();
        Answer::names(&rows.iter().map(String::as_str).collect::<Vec<_>>())
    })
    .await;
    let rows = client(&server).stream(names()).paging(Paging::Skip);
    let mut rows = rows.page_size(2).prefetch(3);
    let mut found = vec![rows.try_next().await.unwrap().unwrap()];
    let mut rows = rows.page_size(3).prefetch(0);
    assert_eq!(rows.progress().rows(), 1);
    while let Some(row) = rows.try_next().await.unwrap() {
        found.push(row);
    }
    assert_eq!(found, (0..9).map(|n| n.to_string()).collect::<Vec<_>>());
    assert!(
        server
            .targets()
            .iter()
            .any(|t| t.ends_with("$top=3&$skip=2"))
    );
}

#[tokio::test]
async fn progress_tells_rows_pages_and_the_size_of_a_page() {
    let answers = in_turn(vec![Answer::names(&["A", "B"]), Answer::names(&["C"])]);
    let server = TestServer::start(move |_| answers()).await;
    let rows = client(&server).stream(names()).paging(Paging::Skip);
    let mut rows = rows.page_size(2);
    let mut told = Vec::new();
    loop {
        let progress = rows.progress();
        told.push((progress.rows(), progress.pages(), progress.page_size()));
        if rows.try_next().await.unwrap().is_none() {
            break;
        }
    }
    assert_eq!(told, [(0, 0, 2), (1, 1, 2), (2, 1, 2), (3, 2, 2)]);
    assert_eq!(rows.progress().total(), None);
}

#[tokio::test]
async fn a_page_that_was_misjudged_ahead_costs_no_row() {
    // The first row of each page holds another object that begins as rows do.
    let row = |n: u64| match n % 2 {
        0 => format!(r#"{{"Name":"{n}","Extra":{{"Name":"x"}}}}"#),
        _ => format!(r#"{{"Name":"{n}"}}"#),
    };
    let server = TestServer::start(move |request| {
        let skip = request.target.split("$skip=").nth(1);
        let skip: u64 = skip.map_or(0, |skip| skip.parse().unwrap());
        let rows: Vec<String> = (skip..(skip + 2).min(7)).map(row).collect();
        Answer::json(format!(r#"{{"value":[{}]}}"#, rows.join(",")))
    })
    .await;
    for prefetch in [1, 3] {
        let rows = client(&server).stream(names()).paging(Paging::Skip);
        let rows = rows.page_size(2).prefetch(prefetch);
        let rows: Vec<String> = rows.try_collect().await.unwrap();
        assert_eq!(rows, ["0", "1", "2", "3", "4", "5", "6"]);
    }
}

/// A server of five accounts that answers when the gate lets it.
async fn five_behind(gate: &Arc<Semaphore>) -> TestServer {
    let gate = Arc::clone(gate);
    TestServer::start(move |request| {
        let skip = request.target.split("$skip=").nth(1);
        let skip: usize = skip.map_or(0, |skip| skip.parse().unwrap());
        let names = ["A", "B", "C", "D", "E"];
        Answer::names(&names[skip..names.len().min(skip + 2)]).behind(&gate)
    })
    .await
}

/// All that a stream gives to one who stops waiting for each item before it is there.
async fn impatiently<T>(
    gate: &Semaphore,
    mut read: impl AsyncFnMut() -> Result<Option<T>, Error>,
) -> Vec<T> {
    let (mut found, mut given_up) = (Vec::new(), 0);
    loop {
        let item = tokio::select! {
            biased;
            item = read() => item.unwrap(),
            () = settle() => {
                given_up += 1;
                gate.add_permits(1);
                continue;
            }
        };
        match item {
            Some(item) => found.push(item),
            None => break,
        }
    }
    assert!(given_up >= 3, "each page was waited for in vain once");
    found
}

#[tokio::test]
async fn a_read_that_is_dropped_while_it_waits_loses_nothing() {
    for prefetch in [0, 1] {
        let gate = Arc::new(Semaphore::new(0));
        let server = five_behind(&gate).await;
        let rows = client(&server).stream(names()).paging(Paging::Skip);
        let mut rows = rows.page_size(2).prefetch(prefetch);
        let found = impatiently(&gate, async || rows.try_next().await).await;
        assert_eq!(found, ["A", "B", "C", "D", "E"]);
        let pages = client(&server).pages(names()).paging(Paging::Skip);
        let mut pages = pages.page_size(2).prefetch(prefetch);
        let found = impatiently(&gate, async || pages.try_next().await).await;
        assert_eq!(found.concat(), ["A", "B", "C", "D", "E"]);
        // Nothing was asked for twice, by either of them.
        let mut targets = server.targets();
        targets.sort();
        assert!(targets.chunks(2).all(|two| two[0] == two[1]), "{targets:?}");
    }
}

/// `$top` of a request.
fn top(target: &str) -> u64 {
    let top = target.split("$top=").nth(1).unwrap();
    top.split('&').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_page_that_takes_too_long_is_asked_for_in_smaller_ones() {
    let never = Arc::new(Semaphore::new(0));
    let server = TestServer::start(move |request| {
        if top(&request.target) > 10 {
            return Answer::names(&[]).behind(&never);
        }
        if request.target.contains("$skip") {
            return Answer::names(&[]);
        }
        Answer::names(&["A", "B"])
    })
    .await;
    listen();
    let client = builder(&server).timeout(Duration::from_millis(40));
    let rows = client.build().unwrap().stream(names()).page_size(40);
    let mut rows = rows.paging(Paging::Skip).prefetch(0);
    assert_eq!(rows.try_next().await.unwrap().as_deref(), Some("A"));
    assert_eq!(rows.progress().page_size(), 10);
    assert_eq!(rows.try_next().await.unwrap().as_deref(), Some("B"));
    assert_eq!(rows.try_next().await.unwrap(), None);
    let sizes: Vec<u64> = server.targets().iter().map(|t| top(t)).collect();
    assert_eq!(sizes, [40, 20, 10, 10]);
    assert!(logged().contains("asking for fewer rows"), "{}", logged());
}

#[tokio::test]
async fn a_reply_that_is_too_long_is_asked_for_in_smaller_ones() {
    let server = TestServer::start(|request| {
        let rows = top(&request.target).min(if request.target.contains("$skip") {
            1
        } else {
            8
        });
        Answer::names(&vec!["0123456789"; usize::try_from(rows).unwrap()])
    })
    .await;
    let client = builder(&server).reply_limit(140).build().unwrap();
    let rows = client.stream(names()).paging(Paging::Skip).page_size(8);
    let rows: Vec<String> = rows.try_collect().await.unwrap();
    assert_eq!(rows.len(), 5, "four at most at once, and a page of one");
}

#[tokio::test]
async fn a_server_that_never_answers_is_not_asked_forever() {
    let never = Arc::new(Semaphore::new(0));
    let server = TestServer::start(move |_| Answer::names(&[]).behind(&never)).await;
    let client = builder(&server).timeout(Duration::from_millis(20));
    let rows = client.build().unwrap().stream(names()).page_size(1_000);
    let rows: Result<Vec<String>, _> = rows.try_collect().await;
    assert!(matches!(rows, Err(Error::Timeout { .. })), "{rows:?}");
    let sizes: Vec<u64> = server.targets().iter().map(|t| top(t)).collect();
    assert_eq!(sizes, [1_000, 500, 250, 125, 62, 31, 15]);
}

#[tokio::test]
async fn after_an_error_a_stream_resumes_from_its_cursor() {
    let answers = in_turn(vec![
        Answer::names(&["A", "B"]),
        Answer::new(500, "text/plain", "broken"),
        Answer::names(&["C"]),
    ]);
    let server = TestServer::start(move |_| answers()).await;
    let rows = client(&server).stream(names()).paging(Paging::Skip);
    let mut rows = rows.page_size(2);
    let mut found = Vec::new();
    while let Ok(Some(row)) = rows.try_next().await {
        found.push(row);
    }
    let cursor = rows.cursor();
    let mut rows = rows.resume(cursor);
    found.extend(rows.try_next().await.unwrap());
    assert_eq!(found, ["A", "B", "C"]);
    assert!(server.targets()[2].ends_with("$skip=2"));
}

#[tokio::test]
async fn as_many_pages_as_there_are_may_be_asked_for_ahead() {
    let server = TestServer::start(|_| Answer::names(&[])).await;
    let mut rows = client(&server).stream(names()).prefetch(usize::MAX);
    assert_eq!(rows.try_next().await.unwrap(), None);
}
