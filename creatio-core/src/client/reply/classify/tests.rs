//! The replies that Creatio and what stands before it are known to give.

use proptest::prelude::*;

use super::*;

const JSON: &str = "application/json; odata.metadata=minimal";
const ROWS: &str = r#"{"@odata.context":"https://h/0/odata/$metadata#Account","value":[]}"#;
const EDMX: &str = r#"<?xml version="1.0"?><edmx:Edmx Version="4.0"></edmx:Edmx>"#;

fn verdict(expect: Expect, status: u16, content_type: &str, body: &str) -> Result<(), Fault> {
    classify(&RawReply::fake(status, content_type, body), expect)
}

fn not_creatio(what: &str) -> Result<(), Fault> {
    Err(Fault::NotCreatio(what.to_owned()))
}

#[test]
fn what_was_asked_for_passes() {
    assert_eq!(verdict(Expect::Rows, 200, JSON, ROWS), Ok(()));
    assert_eq!(
        verdict(Expect::Rows, 200, JSON, &format!("\u{feff}{ROWS}")),
        Ok(())
    );
    assert_eq!(
        verdict(Expect::Metadata, 200, "application/xml", EDMX),
        Ok(())
    );
}

#[test]
fn a_lost_session_is_seen_in_every_form_it_takes() {
    let page = r#"<!DOCTYPE html><html><script src="/Login/x.js"></script></html>"#;
    assert_eq!(verdict(Expect::Rows, 401, "", ""), Err(Fault::Unauthorized));
    assert_eq!(
        verdict(Expect::Rows, 200, "text/html", page),
        Err(Fault::LoginPage)
    );
    assert_eq!(
        verdict(Expect::Metadata, 200, "text/html", page),
        Err(Fault::LoginPage)
    );
    assert_eq!(
        verdict(Expect::Row, 404, "text/html", page),
        Err(Fault::LoginPage)
    );
    let wcf = r#"{"Message":"Authentication failed.","StackTrace":null}"#;
    assert_eq!(verdict(Expect::Rows, 500, JSON, wcf), Err(Fault::LoginPage));
    assert_eq!(verdict(Expect::Rows, 200, JSON, wcf), Err(Fault::LoginPage));
    let mut redirect = RawReply::fake(302, "", "");
    redirect.redirected_to = "https://h/Login/NuiLogin.aspx?ReturnUrl=x".parse().ok();
    assert_eq!(classify(&redirect, Expect::Rows), Err(Fault::LoginPage));
}

#[test]
fn the_refusal_of_a_service_is_no_success_of_odata() {
    let refusal = r#"{"success":false,"responseStatus":{"ErrorCode":"X","Message":"No."}}"#;
    let half = r#"{"success":false,"responseStatus":{"ErrorCode":"ArgumentNullOrEmptyException","Message":"Value for argument \"userConnection\" must be specified."}}"#;
    for expect in [
        Expect::Rows,
        Expect::Row,
        Expect::Metadata,
        Expect::Inserted,
        Expect::Updated,
        Expect::Deleted,
    ] {
        let outcome = verdict(expect, 200, JSON, refusal);
        assert!(matches!(outcome, Err(Fault::Rejected(_))), "{outcome:?}");
        assert_eq!(verdict(expect, 200, JSON, half), Err(Fault::LoginPage));
    }
    let row = r#"{"@odata.context":"x","success":false}"#;
    assert_eq!(verdict(Expect::Row, 200, JSON, row), Ok(()));
}

#[test]
fn another_redirect_is_named_and_its_query_is_not() {
    let mut redirect = RawReply::fake(301, "", "");
    redirect.redirected_to = "https://www.h/0/odata/Account?$filter=secret".parse().ok();
    let outcome = classify(&redirect, Expect::Rows);
    assert_eq!(
        outcome,
        not_creatio("a redirect to https://www.h/0/odata/Account")
    );
}

#[test]
fn a_restart_is_unavailable_whatever_its_body() {
    for status in [408, 429, 502, 503, 504] {
        let outcome = verdict(Expect::Rows, status, "text/html", "<html>/Login/</html>");
        assert_eq!(outcome, Err(Fault::Unavailable(None)), "{status}");
    }
    let mut reply = RawReply::fake(503, "", "");
    reply.headers.insert("retry-after", "30".parse().unwrap());
    let outcome = classify(&reply, Expect::Rows);
    assert_eq!(
        outcome,
        Err(Fault::Unavailable(Some(Duration::from_secs(30))))
    );
}

#[test]
fn a_missing_row_differs_from_a_missing_entity_set() {
    let routing = r#"{"Message":"No HTTP resource was found that matches the request URI 'u'.","MessageDetail":"No type was found that matches the controller named 'UsrX'."}"#;
    let iis = "<html><title>404 - File or directory not found.</title></html>";
    let not_served = |outcome| matches!(outcome, Err(Fault::NotServed(Some(_))));
    assert_eq!(verdict(Expect::Row, 404, "", ""), Err(Fault::NoRow));
    let odata = r#"{"error":{"code":"","message":"Not found."}}"#;
    assert_eq!(verdict(Expect::Row, 404, JSON, odata), Err(Fault::NoRow));
    assert_eq!(
        verdict(Expect::Rows, 404, "", ""),
        Err(Fault::NotServed(None))
    );
    for expect in [Expect::Rows, Expect::Row] {
        assert!(not_served(verdict(expect, 404, JSON, routing)));
        assert!(not_served(verdict(expect, 200, JSON, routing)));
        assert!(not_served(verdict(expect, 404, "text/html", iis)));
    }
    let segment = r#"{"error":{"code":"","message":"Resource not found for the segment 'UsrX'."}}"#;
    assert!(not_served(verdict(Expect::Row, 404, JSON, segment)));
}

#[test]
fn a_rejection_keeps_the_words_of_creatio() {
    let body = r#"{"error":{"code":"","message":"The query specified in the URI is not valid."}}"#;
    let words = ServerMessage::new("The query specified in the URI is not valid.");
    assert_eq!(
        verdict(Expect::Rows, 400, JSON, body),
        Err(Fault::Rejected(words.clone()))
    );
    assert_eq!(
        verdict(Expect::Rows, 200, JSON, body),
        Err(Fault::Rejected(words))
    );
}

#[test]
fn a_denial_is_forbidden_with_or_without_words() {
    let body = r#"{"error":{"code":"","message":"Sin permisos."}}"#;
    let words = Some(ServerMessage::new("Sin permisos."));
    assert_eq!(
        verdict(Expect::Rows, 403, JSON, body),
        Err(Fault::Forbidden(words))
    );
    assert_eq!(
        verdict(Expect::Rows, 403, "", ""),
        Err(Fault::Forbidden(None))
    );
    let page = "<html><title>403 - Forbidden</title></html>";
    let words = Some(ServerMessage::new("403 - Forbidden"));
    assert_eq!(
        verdict(Expect::Rows, 403, "text/html", page),
        Err(Fault::Forbidden(words))
    );
}

#[test]
fn what_is_not_of_the_expected_type_is_not_creatios() {
    let page = "<html><title>Welcome to nginx!</title></html>";
    let titled = || not_creatio("a page titled \"Welcome to nginx!\"");
    assert_eq!(verdict(Expect::Rows, 200, "text/html", page), titled());
    assert_eq!(verdict(Expect::Rows, 500, "text/html", page), titled());
    assert_eq!(
        verdict(Expect::Metadata, 200, "application/xml", page),
        titled()
    );
    let plain = "a reply of the type text/plain";
    assert_eq!(
        verdict(Expect::Rows, 200, "text/plain", ROWS),
        not_creatio(plain)
    );
    assert_eq!(
        verdict(Expect::Rows, 200, "", ROWS),
        not_creatio("a reply without a content type")
    );
    let json = "a reply of the type application/json";
    assert_eq!(
        verdict(Expect::Metadata, 200, JSON, ROWS),
        not_creatio(json)
    );
}

#[test]
fn an_empty_success_is_not_creatios() {
    for (expect, status) in [(Expect::Row, 200), (Expect::Row, 204), (Expect::Rows, 200)] {
        let outcome = verdict(expect, status, JSON, "");
        assert_eq!(
            outcome,
            not_creatio(&format!("an empty reply with status {status}"))
        );
    }
}

proptest! {
    #[test]
    fn nothing_but_json_with_a_good_status_passes_as_rows(
        status in 100..600_u16,
        content_type in "(application|text)/(json|xml|html|plain)(; charset=utf-8)?",
        body in prop_oneof![
            ".{0,60}",
            "<html>.{0,60}",
            Just(ROWS.to_owned()),
            r#"\{"(error|Message|value|@odata.context)":("[a-z]{0,9}"|\{\}|null)\}"#,
        ],
    ) {
        let may_pass = (200..300).contains(&status)
            && content_type.starts_with("application/json")
            && !body.is_empty();
        for expect in [Expect::Rows, Expect::Row] {
            let passed = verdict(expect, status, &content_type, &body).is_ok();
            prop_assert!(!passed || may_pass, "{status} {content_type} {body}");
        }
    }
}

#[test]
fn pages_of_a_server_that_comes_up_are_unavailability() {
    let page = |title: &str| format!("<html><head><title>{title}</title></head></html>");
    let unavailable = || Err(Fault::Unavailable(None));
    for (status, title) in [
        (500, "Request Error"),
        (500, "Service Unavailable"),
        (522, "acme | 522: Connection timed out"),
    ] {
        assert_eq!(
            verdict(Expect::Rows, status, "text/html", &page(title)),
            unavailable()
        );
    }
    for (status, title) in [
        (200, "Request Error"),
        (400, "Request Error"),
        (500, "Runtime Error"),
    ] {
        let verdict = verdict(Expect::Rows, status, "text/html", &page(title));
        assert!(
            matches!(verdict, Err(Fault::NotCreatio(_))),
            "{status} {title}: {verdict:?}"
        );
    }
}
