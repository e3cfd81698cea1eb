//! The texts of errors, and what callers ask of them.

use std::error::Error as _;

use super::*;

fn call() -> Call {
    let call = Call::new(
        Protocol::OData4,
        reqwest::Method::GET,
        "/0/odata/Account".to_owned(),
    );
    call.for_entity("Account").with_status(503)
}

#[test]
fn an_error_is_small_enough_to_return_by_value() {
    assert!(size_of::<Error>() <= 80, "{}", size_of::<Error>());
}

#[test]
fn a_text_names_the_call_and_leaves_the_cause_to_source() {
    let cause = std::io::Error::other("reset by peer");
    let error = Error::Interrupted {
        call: call().into(),
        source: cause.into(),
    };
    insta::assert_snapshot!(error, @"the connection broke before the reply was complete [OData 4: GET /0/odata/Account, status 503]");
    assert_eq!(
        error.source().map(ToString::to_string).as_deref(),
        Some("reset by peer")
    );
}

#[test]
fn a_missing_row_says_which() {
    let by_key = Error::NotFound {
        call: call().into(),
        key: Some("0d1e".into()),
    };
    let by_query = Error::NotFound {
        call: call().into(),
        key: None,
    };
    insta::assert_snapshot!(by_key, @"no row of Account has the key 0d1e [OData 4: GET /0/odata/Account, status 503]");
    insta::assert_snapshot!(by_query, @"no row of Account matches the query [OData 4: GET /0/odata/Account, status 503]");
    assert!(by_key.is_not_found() && by_query.is_not_found());
    assert!(
        !Error::NotServed {
            call: call().into(),
            message: None
        }
        .is_not_found()
    );
}

#[test]
fn what_is_not_served_is_told_in_the_words_of_what_was_called() {
    let told = |protocol, path: &str| {
        let call = Call::new(protocol, reqwest::Method::POST, path.to_owned());
        let (call, message) = (call.into(), None);
        Error::NotServed { call, message }.to_string()
    };
    insta::assert_snapshot!(told(Protocol::OData4, "/0/odata/Acount"), @"Creatio does not serve /0/odata/Acount here: a wrong name, a virtual schema, one published in the last minutes, or the wrong `Platform` [OData 4: POST /0/odata/Acount]");
    insta::assert_snapshot!(told(Protocol::WebService, "/0/rest/UsrNope/Get"), @"Creatio does not serve this address: no such service or method, a configuration that is not compiled, or the wrong `Platform` [web service: POST /0/rest/UsrNope/Get]");
}

#[test]
fn only_what_time_may_heal_is_retryable() {
    assert!(
        Error::Unavailable {
            call: call().into(),
            retry_after: None
        }
        .is_retryable()
    );
    assert!(
        !Error::SessionLost {
            call: call().into()
        }
        .is_retryable()
    );
    assert!(
        !Error::Forbidden {
            call: call().into(),
            message: None
        }
        .is_retryable()
    );
    let refused = AuthError::Refused {
        endpoint: "https://is.example/connect/token".into(),
        code: "invalid_client".into(),
        description: None,
    };
    assert!(
        !Error::Auth {
            call: call().into(),
            source: refused
        }
        .is_retryable()
    );
}

#[test]
fn a_wait_that_the_server_asked_for_is_in_the_text() {
    let error = Error::Unavailable {
        call: call().into(),
        retry_after: Some(Duration::from_secs(7)),
    };
    insta::assert_snapshot!(error, @"Creatio is not available at the moment; it asks to wait 7 s [OData 4: GET /0/odata/Account, status 503]");
    assert_eq!(error.status(), Some(503));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    let identity = AuthError::Unavailable {
        endpoint: "https://is.example/connect/token".into(),
        status: 429,
        retry_after: Some(Duration::from_secs(9)),
    };
    let error = Error::Auth {
        call: call().into(),
        source: identity,
    };
    assert_eq!(error.retry_after(), Some(Duration::from_secs(9)));
}
