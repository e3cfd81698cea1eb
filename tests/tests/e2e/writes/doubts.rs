//! Writes whose reply does not tell what became of them.

use creatio_core::prelude::*;
use creatio_core::{Error, Protocol};
use creatio_sandbox::Fault;
use creatio_tests::models::{Contact, contact};
use creatio_tests::world;
use serde_json::json;

use super::{EACH, ann, execute, key_over, number_of, row};

#[tokio::test]
async fn an_insert_whose_reply_is_lost_is_found_by_its_id_and_never_made_twice() {
    let (sandbox, client) = world::empty().await;
    for protocol in EACH {
        for fault in [
            Fault::AppliedThenDropped,
            Fault::TruncatedBody,
            Fault::AppliedThenFailed,
            Fault::WrongContentType,
        ] {
            let before = number_of(&sandbox, "Contact").await;
            sandbox.inject(fault.clone());
            let outcome = execute!(client, protocol, ann());
            let id = outcome.unwrap_or_else(|error| panic!("{protocol} {fault:?}: {error}"));
            assert!(row(&sandbox, "Contact", id.uuid()).await.is_some());
            assert_eq!(
                number_of(&sandbox, "Contact").await,
                before + 1,
                "{fault:?}"
            );
        }
    }
}

#[tokio::test]
async fn an_insert_that_was_not_made_is_an_error_and_may_be_sent_again() {
    let (sandbox, client) = world::empty().await;
    for protocol in EACH {
        // A gateway that lost the connection does not know either.
        for (fault, may_still_come) in [
            (Fault::DropConnection, true),
            (Fault::status(502), true),
            (Fault::status(503), false),
            (Fault::status(429), false),
        ] {
            let insert = ann();
            let before = number_of(&sandbox, "Contact").await;
            sandbox.inject(fault);
            let error = execute!(client, protocol, insert.clone()).unwrap_err();
            let is_open = matches!(error, Error::OutcomeUnknown { .. });
            assert_eq!(is_open, may_still_come, "{error:?}");
            assert!(error.is_retryable(), "{error:?}");
            assert_eq!(number_of(&sandbox, "Contact").await, before);
            execute!(client, protocol, insert).unwrap();
            assert_eq!(number_of(&sandbox, "Contact").await, before + 1);
        }
    }
}

#[tokio::test]
async fn a_delete_whose_reply_is_lost_is_settled_by_looking() {
    let (sandbox, client) = world::empty().await;
    for protocol in EACH {
        let id = client.execute(ann()).await.unwrap();
        sandbox.inject(Fault::AppliedThenDropped);
        execute!(client, protocol, Contact::delete(id)).unwrap();
        assert_eq!(number_of(&sandbox, "Contact").await, 0);
    }
}

#[tokio::test]
async fn an_update_whose_reply_is_lost_has_an_unknown_outcome() {
    let (sandbox, client) = world::empty().await;
    let id = client.execute(ann()).await.unwrap();
    for protocol in EACH {
        for fault in [
            Fault::AppliedThenDropped,
            Fault::DropConnection,
            Fault::status(504),
        ] {
            let update = Contact::update(id).set(contact::age, 40);
            sandbox.inject(fault);
            let error = execute!(client, protocol, update.clone()).unwrap_err();
            let Error::OutcomeUnknown { key, source, .. } = &error else {
                panic!("{error:?}")
            };
            assert_eq!(*key, Some(key_over(protocol, id)));
            assert!(source.is_retryable() && error.is_retryable());
            assert!(error.to_string().contains(&id.to_string()), "{error}");
            execute!(client, protocol, update).unwrap();
            assert_eq!(
                row(&sandbox, "Contact", id.uuid()).await.unwrap()["Age"],
                json!(40)
            );
        }
    }
}

#[tokio::test]
async fn a_lost_session_is_renewed_and_the_write_made_once() {
    let (sandbox, client) = world::empty().await;
    for protocol in EACH {
        let before = number_of(&sandbox, "Contact").await;
        sandbox.expire_tokens();
        execute!(client, protocol, ann()).unwrap();
        sandbox.inject(Fault::HtmlLogin);
        execute!(client, protocol, ann()).unwrap();
        assert_eq!(number_of(&sandbox, "Contact").await, before + 2);
    }
}

#[tokio::test]
async fn a_write_is_sent_once_however_often_reads_are_tried() {
    let (sandbox, client) = world::empty().await;
    let id = client.execute(ann()).await.unwrap();
    for protocol in EACH {
        for status in [429, 502, 503, 504] {
            sandbox.clear_requests();
            sandbox.inject(Fault::status(status));
            let update = Contact::update(id).set(contact::age, 50);
            let error = execute!(client, protocol, update).unwrap_err();
            let is_open = matches!(error, Error::OutcomeUnknown { .. });
            assert_eq!(is_open, status != 429, "{error:?}");
            assert_eq!(sandbox.requests().len(), 1);
        }
    }
    let stored = row(&sandbox, "Contact", id.uuid()).await.unwrap();
    assert_eq!(stored["Age"], json!(0));
}
