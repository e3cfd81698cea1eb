//! Writes on the wire, and what is made of their replies.

use super::super::test_server::{Answer, TestServer};
use super::{Account, account, client};
use crate::{Entity as _, Error, Id};

const ID: Id<Account> = Id::from_u128(7);
const KEY: &str = "00000000-0000-0000-0000-000000000007";

fn update() -> crate::Update<Account> {
    Account::update(ID).set(account::name, "Città")
}

/// The outcome of an update over DataService that is answered so.
async fn updated(reply: &'static str) -> Result<(), Error> {
    let server = TestServer::start(move |_| Answer::json(reply)).await;
    client(&server).data_service().execute(update()).await
}

#[tokio::test]
async fn each_write_has_its_method_and_a_body_in_utf_8() {
    let server = TestServer::start(|_| Answer::new(204, "text/plain", "")).await;
    let client = client(&server);
    let id = client
        .execute(Account::insert().set_id(ID).set(account::name, "a"))
        .await
        .unwrap();
    assert_eq!(id, ID);
    client.execute(update()).await.unwrap();
    client.execute(Account::delete(ID)).await.unwrap();
    assert_eq!(
        server.targets(),
        [
            "POST /0/odata/Account".to_owned(),
            format!("PATCH /0/odata/Account({KEY})"),
            format!("DELETE /0/odata/Account({KEY})"),
        ]
    );
    let [insert, update, delete] = server.requests().try_into().unwrap();
    assert_eq!(insert.body, format!(r#"{{"Id":"{KEY}","Name":"a"}}"#));
    assert_eq!(update.body, r#"{"Name":"Città"}"#);
    let content_type = update.header("content-type");
    assert_eq!(content_type, Some("application/json; charset=utf-8"));
    assert_eq!(
        (delete.body.as_str(), delete.header("content-type")),
        ("", None)
    );
}

#[tokio::test]
async fn over_odata_3_an_update_merges_and_all_speak_verbose_json() {
    let server = TestServer::start(|request| match request.method.as_str() {
        "POST" => Answer::new(
            201,
            "application/json;odata=verbose;charset=utf-8",
            r#"{"d":{"Id":"00000000-0000-0000-0000-000000000007","Name":"a","message":"b"}}"#,
        ),
        _ => Answer::new(204, "text/plain", ""),
    })
    .await;
    let client = client(&server).odata3();
    let insert = Account::insert().set_id(ID).set(account::name, "a");
    assert_eq!(client.execute(insert).await.unwrap(), ID);
    client.execute(update()).await.unwrap();
    client.execute(Account::delete(ID)).await.unwrap();
    let set = "/0/ServiceModel/EntityDataService.svc/AccountCollection";
    assert_eq!(
        server.targets(),
        [
            format!("POST {set}"),
            format!("MERGE {set}(guid'{KEY}')"),
            format!("DELETE {set}(guid'{KEY}')"),
        ]
    );
    let verbose = Some("application/json;odata=verbose");
    let [insert, update, delete] = server.requests().try_into().unwrap();
    for request in [&insert, &update, &delete] {
        assert_eq!(request.header("accept"), verbose);
    }
    assert_eq!(insert.body, format!(r#"{{"Id":"{KEY}","Name":"a"}}"#));
    assert_eq!(update.body, r#"{"Name":"Città"}"#);
    assert_eq!(update.header("content-type"), verbose);
    assert_eq!(
        (delete.body.as_str(), delete.header("content-type")),
        ("", None)
    );
}

#[tokio::test]
async fn a_refusal_over_odata_3_is_told_in_its_words() {
    let refusal = r#"{"error":{"code":"","message":{"lang":"en-US","value":"No such property."}}}"#;
    let verbose = "application/json;odata=verbose;charset=utf-8";
    let server = TestServer::start(move |_| Answer::new(400, verbose, refusal)).await;
    let client = client(&server).odata3();
    let error = client.execute(update()).await.unwrap_err();
    assert!(matches!(error, Error::Rejected { .. }), "{error:?}");
    assert!(error.to_string().contains("No such property."), "{error}");
}

#[tokio::test]
async fn a_row_that_is_not_there_over_odata_3_is_told_as_one() {
    let refusal = r#"{"error":{"code":"","message":{"lang":"en-US","value":"Resource not found for the segment 'AccountCollection'."}}}"#;
    let verbose = "application/json;odata=verbose;charset=utf-8";
    let server = TestServer::start(move |_| Answer::new(404, verbose, refusal)).await;
    let client = client(&server).odata3();
    for error in [
        client.execute(update()).await.unwrap_err(),
        client.execute(Account::delete(ID)).await.unwrap_err(),
        client.fetch_by_id::<Account>(ID).await.unwrap_err(),
    ] {
        let Error::NotFound { key, .. } = &error else {
            panic!("{error:?}")
        };
        assert_eq!(*key, Some(format!("guid'{KEY}'")));
    }
    let insert = client.execute(Account::insert().set(account::name, "a"));
    let error = insert.await.unwrap_err();
    assert!(matches!(error, Error::NotServed { .. }), "{error:?}");
}

#[tokio::test]
async fn the_number_of_rows_decides_over_data_service() {
    for done in [
        r#"{"rowsAffected":1,"success":true}"#,
        r#"{"rowsAffected":"1","success":true}"#,
    ] {
        updated(done).await.unwrap();
    }
    for nothing in [
        r#"{"rowsAffected":0,"success":true}"#,
        r#"{"rowsAffected":-1,"success":true}"#,
    ] {
        let error = updated(nothing).await.unwrap_err();
        assert!(error.is_not_found(), "{error:?}");
        assert!(error.to_string().contains(KEY), "{error}");
    }
    for doubtful in [
        r#"{"success":true}"#,
        r#"{"rowsAffected":"x","success":true}"#,
    ] {
        let error = updated(doubtful).await.unwrap_err();
        assert!(matches!(error, Error::OutcomeUnknown { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn a_success_that_is_not_creatio_s_is_none() {
    let page = "<html><title>Welcome</title></html>";
    for answer in [
        Answer::new(200, "text/html", page),
        Answer::new(200, "text/html", ""),
    ] {
        let server = TestServer::start(move |_| answer.clone()).await;
        let error = client(&server).execute(update()).await.unwrap_err();
        let Error::OutcomeUnknown { source, .. } = &error else {
            panic!("{error:?}")
        };
        assert!(matches!(**source, Error::NotCreatio { .. }), "{source:?}");
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_verb_that_the_web_server_blocks_was_not_carried_out() {
    let page = "<html><title>405 - Method not allowed</title></html>";
    let server = TestServer::start(move |_| Answer::new(405, "text/html", page)).await;
    let error = client(&server)
        .execute(Account::delete(ID))
        .await
        .unwrap_err();
    assert!(matches!(error, Error::NotCreatio { .. }), "{error:?}");
    assert!(error.to_string().contains("405"), "{error}");
    assert_eq!(server.requests().len(), 1, "nothing is left open");
}

#[tokio::test]
async fn a_row_may_still_come_after_the_word_of_a_gateway() {
    for (status, is_final) in [
        (408, false),
        (502, false),
        (504, false),
        (503, true),
        (500, true),
    ] {
        let answers = super::in_turn(vec![
            Answer::new(status, "text/html", "<html><title>Sorry</title></html>"),
            Answer::json(r#"{"@odata.context":"x","value":[]}"#),
        ]);
        let server = TestServer::start(move |_| answers()).await;
        let insert = Account::insert().set(account::name, "a");
        let error = client(&server).execute(insert).await.unwrap_err();
        let is_open = matches!(error, Error::OutcomeUnknown { .. });
        assert_eq!(is_open, !is_final, "{status}: {error:?}");
        assert_eq!(error.is_retryable(), status != 500, "{status}: {error:?}");
        assert_eq!(server.requests().len(), 2, "{status}");
    }
}
