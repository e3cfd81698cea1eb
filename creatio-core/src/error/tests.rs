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

#[test]
fn a_chain_is_the_error_with_its_causes_in_one_line() {
    let refused = AuthError::Unreachable {
        endpoint: "https://is.example/connect/token".into(),
        source: Arc::new(std::io::Error::other("reset\nby peer")),
    };
    let source = Error::Auth {
        call: call().into(),
        source: refused,
    };
    let error = Error::OutcomeUnknown {
        call: call().into(),
        key: None,
        source: source.into(),
    };
    insta::assert_snapshot!(error.chain(), @"it is not known whether the write was made: send the same write again, or read the rows of Account first [OData 4: GET /0/odata/Account, status 503]: the call could not be authorized [OData 4: GET /0/odata/Account, status 503]: the authorizing service cannot be reached at https://is.example/connect/token: reset by peer");
    let error = BuildError::HttpClient {
        source: "no roots".into(),
    };
    insta::assert_snapshot!(error.chain(), @"the HTTP client could not be set up: no roots");
    // A transparent error is its cause, and not told twice.
    let error = Error::from(BuildError::Token);
    assert_eq!(error.chain().to_string(), error.to_string());
}

/// The answers to the questions that decide what is done next, of which at most one is yes.
fn policy(error: &Error) -> &'static str {
    let answers = [
        (error.is_retryable(), "again"),
        (error.is_not_found(), "not found"),
        (error.is_auth(), "auth"),
        (error.is_refused(), "refused"),
    ];
    let mut yes = answers.into_iter().filter(|(answer, _)| *answer);
    let policy = yes.next().map_or("none", |(_, name)| name);
    assert_eq!(yes.next(), None, "{error} is also {policy}");
    policy
}

fn in_batch(error: Error) -> Error {
    Error::Batch {
        call: call().into(),
        source: error.into(),
    }
}

#[test]
fn credentials_session_and_rights_are_one_policy() {
    let auth = |source| Error::Auth {
        call: call().into(),
        source,
    };
    let lost = || Error::SessionLost {
        call: call().into(),
    };
    let forbidden = Error::Forbidden {
        call: call().into(),
        message: None,
    };
    assert_eq!(policy(&auth(AuthError::NotAccepted)), "auth");
    assert_eq!(policy(&lost()), "auth");
    assert_eq!(policy(&forbidden), "auth");
    assert_eq!(policy(&in_batch(lost())), "auth");
    let away = AuthError::Unavailable {
        endpoint: "https://is.example/connect/token".into(),
        status: 503,
        retry_after: None,
    };
    assert_eq!(policy(&auth(away)), "again");
}

#[test]
fn a_refusal_is_of_this_call_and_final() {
    let rejected = |words: &str| Error::Rejected {
        call: call().into(),
        message: ServerMessage::new(words).into(),
    };
    let too_long = Error::TooLong {
        call: call().into(),
    };
    assert_eq!(policy(&rejected("The name is taken.")), "refused");
    assert_eq!(policy(&rejected("deadlock detected")), "again");
    assert_eq!(policy(&too_long), "refused");
    // It befell the others of its batch, too.
    assert_eq!(policy(&in_batch(rejected("No batches."))), "none");
    let not_served = Error::NotServed {
        call: call().into(),
        message: None,
    };
    assert_eq!(policy(&not_served), "none");
}
