//! Texts that break careless software reach the server and come back as they are.

use std::collections::BTreeSet;

use creatio_core::{Id, Uuid};
use creatio_sandbox::Sandbox;
use creatio_tests::models::{Account, account};
use creatio_tests::records::fold;
use creatio_tests::world;
use serde_json::json;

const TEXTS: &[&str] = &[
    "O'Brien",
    "''",
    "'",
    "'; DROP TABLE \"Account\"; --",
    "' or Name ne '",
    "a&b=c#d?e",
    "&$top=0",
    "100% %27 %2527 %zz",
    "1+1 = 2",
    "a/b\\c",
    "x),Owner($select=Name;$top=1",
    "  blanks before and behind  ",
    "tab\tline\nreturn\r\n",
    "\u{0}\u{1}\u{1f}\u{7f}\u{80}\u{9f}",
    "\u{feff}mark\u{2028}\u{2029}",
    "Ünïcödé ЖФЯ 日本語 עברית",
    "e\u{301} and \u{e9}",
    "👩\u{200d}👩\u{200d}👧 🦀 \u{1f1fa}\u{1f1e6}",
    "\u{10ffff}\u{e000}\u{fffd}",
    "null",
    "true",
    "00000000-0000-0000-0000-000000000000",
    "0001-01-01T00:00:00Z",
    "\"}],\"value\":[",
    "%",
    "_",
    "[a-z]*",
];

/// A sandbox with one account per text, named by it, and a client.
async fn with_texts() -> (Sandbox, creatio_core::Client) {
    let rows = TEXTS.iter().enumerate().map(|(number, text)| {
        let id = Uuid::from_u128(number as u128 + 1);
        json!({ "Id": id.to_string(), "Name": text })
    });
    let sandbox = world::with_rows(Sandbox::builder(), "Account", rows).await;
    let client = world::client(&sandbox);
    (sandbox, client)
}

/// The accounts whose names pass a test.
fn passing(test: impl Fn(&str) -> bool) -> BTreeSet<Id<Account>> {
    let texts = TEXTS.iter().enumerate().filter(|(_, text)| test(text));
    texts
        .map(|(number, _)| Id::new(Uuid::from_u128(number as u128 + 1)))
        .collect()
}

#[tokio::test]
async fn every_text_is_read_as_it_is_stored() {
    let (_sandbox, client) = with_texts().await;
    let query = Account::query()
        .select(account::name)
        .order_by(account::id.asc());
    assert_eq!(client.fetch(query).await.unwrap(), TEXTS);
}

#[tokio::test]
async fn every_text_finds_itself_and_nothing_else() {
    let (_sandbox, client) = with_texts().await;
    for text in TEXTS {
        let query = |filter| Account::query().select(account::id).filter(filter);
        let found = |rows: Vec<_>| rows.into_iter().collect::<BTreeSet<_>>();
        let equal = client.fetch(query(account::name.eq(*text))).await.unwrap();
        assert_eq!(
            found(equal),
            passing(|name| fold(name) == fold(text)),
            "{text:?}"
        );
        let others = client.fetch(query(account::name.ne(*text))).await.unwrap();
        assert_eq!(
            found(others),
            passing(|name| fold(name) != fold(text)),
            "{text:?}"
        );
        let containing = client
            .fetch(query(account::name.contains(*text)))
            .await
            .unwrap();
        let expected = passing(|name| fold(name).contains(&fold(text)));
        assert_eq!(found(containing), expected, "{text:?}");
    }
}

#[tokio::test]
async fn all_texts_at_once_find_all_rows() {
    let (_sandbox, client) = with_texts().await;
    let some_of = |texts: &[&str]| Account::query().filter(account::name.is_in(texts.to_vec()));
    assert_eq!(
        client.count(some_of(TEXTS)).await.unwrap(),
        TEXTS.len() as u64
    );
    assert_eq!(client.count(some_of(&TEXTS[..5])).await.unwrap(), 5);
}

#[tokio::test]
async fn a_text_in_a_nested_filter_stays_a_text() {
    let (_sandbox, client) = with_texts().await;
    for text in TEXTS {
        let same = Account::query()
            .select(account::id)
            .filter(account::name.eq(*text));
        let query = Account::query()
            .select((
                account::id,
                account::account_collection_by_parent.rows(same),
            ))
            .top(1);
        let rows = client.fetch(query).await;
        assert_eq!(
            rows.unwrap(),
            [(Id::new(Uuid::from_u128(1)), Vec::new())],
            "{text:?}"
        );
    }
}
