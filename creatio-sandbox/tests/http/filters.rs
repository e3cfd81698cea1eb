//! `$filter` of OData 4: which rows it keeps.

use crate::support::{Server, check, guid};

#[tokio::test]
async fn numbers_compare_as_numbers() {
    let cases: &[(&str, &[&str])] = &[
        ("Completeness eq 10", &["Alpha"]),
        ("Completeness ne 10", &["", "O'Brien 100%", "Ärger & Söhne"]),
        ("Completeness gt 10", &["Ärger & Söhne"]),
        ("Completeness ge 10", &["Alpha", "Ärger & Söhne"]),
        ("Completeness lt 0", &["O'Brien 100%"]),
        ("Completeness le 0", &["", "O'Brien 100%"]),
        ("10 lt Completeness", &["Ärger & Söhne"]),
        ("Completeness gt 9.5 and Completeness lt 10.5", &["Alpha"]),
    ];
    check("Account", "Name", cases).await;
}

#[tokio::test]
async fn decimals_compare_exactly() {
    let cases: &[(&str, &[&str])] = &[
        ("Amount eq 12.5000", &["A"]),
        ("Amount lt 12", &["D"]),
        ("Amount eq 9007199254740993.0001", &["B"]),
        ("Amount ge -3.1 and Amount le 12.5", &["A", "D"]),
    ];
    check("Order", "Number", cases).await;
}

#[tokio::test]
async fn text_compares_without_case_and_without_wildcards() {
    let cases: &[(&str, &[&str])] = &[
        ("Name eq 'ärger & söhne'", &["Ärger & Söhne"]),
        ("contains(Name,'ÖHN')", &["Ärger & Söhne"]),
        ("startswith(Name,'äRG')", &["Ärger & Söhne"]),
        ("endswith(Name,'PHA')", &["Alpha"]),
        ("contains(Name,'%')", &["O'Brien 100%"]),
        ("contains(Name,'_')", &[]),
    ];
    check("Account", "Name", cases).await;
}

#[tokio::test]
async fn empty_text_and_null_are_the_same() {
    let all_but_empty: &[&str] = &["Alpha", "O'Brien 100%", "Ärger & Söhne"];
    let without_owner: &[&str] = &["", "O'Brien 100%"];
    let cases: &[(&str, &[&str])] = &[
        ("Name eq ''", &[""]),
        ("Name ne null", all_but_empty),
        ("not (Name eq null)", all_but_empty),
        ("null eq Name", &[""]),
        ("Owner/Name eq null", without_owner),
        ("Owner/Name ne ''", &["Alpha", "Ärger & Söhne"]),
    ];
    check("Account", "Name", cases).await;
}

#[tokio::test]
async fn text_functions_combine() {
    let cases: &[(&str, &[&str])] = &[
        ("length(Name) gt 12", &["Ärger & Söhne"]),
        ("tolower(Name) eq 'alpha'", &["Alpha"]),
        ("contains(toupper(trim(Name)),'ALP')", &["Alpha"]),
        ("contains(Name,Phone) and Phone ne null", &[]),
        ("contains(Name,'h') eq true", &["Alpha", "Ärger & Söhne"]),
    ];
    check("Account", "Name", cases).await;
}

#[tokio::test]
async fn instants_compare_to_the_last_digit() {
    let cases: &[(&str, &[&str])] = &[
        ("CreatedOn eq 2024-02-29T12:30:45.1234567Z", &["Alpha"]),
        (
            "CreatedOn gt 2024-02-29T12:30:45.1234566Z and CreatedOn lt 2024-02-29T12:30:45.1234568Z",
            &["Alpha"],
        ),
        ("CreatedOn eq 2024-02-29T13:30:45.1234567+01:00", &["Alpha"]),
        ("CreatedOn ne null", &["Alpha", "Ärger & Söhne"]),
    ];
    check("Account", "Name", cases).await;
}

#[tokio::test]
async fn unknown_stays_unknown_under_negation() {
    let cases: &[(&str, &[&str])] = &[
        ("CreatedOn gt 2024-06-01T00:00:00Z", &["Ärger & Söhne"]),
        ("not (CreatedOn gt 2024-06-01T00:00:00Z)", &["Alpha"]),
        ("Owner/Name eq 'Ann'", &["Alpha"]),
        ("not (CreatedOn gt null)", &[]),
    ];
    check("Account", "Name", cases).await;
}

#[tokio::test]
async fn lookups_are_filtered_through_their_path() {
    let server = Server::with_known_rows().await;
    let ann = guid(11);
    for (filter, expected) in [
        (format!("Owner/Id eq {ann}"), &["Alpha"][..]),
        // Creatio counts an empty lookup among the different ones.
        (
            format!("Owner/Id ne {ann}"),
            &["", "O'Brien 100%", "Ärger & Söhne"],
        ),
        (format!("not (Owner/Id eq {ann})"), &["Ärger & Söhne"]),
        (
            format!("{ann} ne Owner/Id"),
            &["", "O'Brien 100%", "Ärger & Söhne"],
        ),
        ("Owner/Id eq null".to_owned(), &["", "O'Brien 100%"]),
        ("Owner/Id ne null".to_owned(), &["Alpha", "Ärger & Söhne"]),
        ("Type/Name eq 'customer'".to_owned(), &["Alpha"]),
        (
            "Owner/Account/Type/Name eq 'Customer'".to_owned(),
            &["Alpha", "Ärger & Söhne"],
        ),
        (
            "Parent/Parent/Parent/Name eq null and Parent/Name eq null".to_owned(),
            &["", "Alpha"],
        ),
        (
            format!(
                "Id eq {} or Parent/Id eq {}",
                guid(1),
                guid(1).to_uppercase()
            ),
            &["Alpha", "Ärger & Söhne"],
        ),
    ] {
        assert_eq!(
            server.matches("Account", "Name", &filter).await,
            expected,
            "{filter}"
        );
    }
}

#[tokio::test]
async fn booleans_are_predicates_of_their_own() {
    let cases: &[(&str, &[&str])] = &[
        ("Confirmed eq contains(Name,'b')", &["Cid"]),
        ("true", &["Ann", "Bob", "Cid"]),
        ("false or Confirmed", &["Ann"]),
    ];
    check("Contact", "Name", cases).await;
}

#[tokio::test]
async fn precedence_is_that_of_odata() {
    let cases: &[(&str, &[&str])] = &[
        ("Name eq 'Ann' or Name eq 'Bob' and Name eq 'Cid'", &["Ann"]),
        (
            "(Name eq 'Ann' or Name eq 'Bob') and Name ne 'Ann'",
            &["Bob"],
        ),
        ("not (Name eq 'Ann' or Name eq 'Bob')", &["Cid"]),
        (
            "not contains(Name,'n') and not contains(Name,'d')",
            &["Bob"],
        ),
        ("((((Name eq 'Bob'))))", &["Bob"]),
    ];
    check("Contact", "Name", cases).await;
}

#[tokio::test]
async fn a_filter_of_hundreds_of_terms_is_answered() {
    let server = Server::with_known_rows().await;
    let terms: Vec<_> = (0..600)
        .map(|number| format!("Completeness eq {number}"))
        .collect();
    let found = server.matches("Account", "Name", &terms.join(" or ")).await;
    assert_eq!(found, ["", "Alpha", "Ärger & Söhne"]);
}

#[tokio::test]
async fn a_filter_nested_to_the_limit_is_answered() {
    let server = Server::with_known_rows().await;
    let deep = format!("{}Confirmed{}", "not (".repeat(98), ")".repeat(98));
    assert_eq!(server.matches("Contact", "Name", &deep).await, ["Ann"]);
    let text = format!("{}Name{} eq 'ann'", "trim(".repeat(98), ")".repeat(98));
    assert_eq!(server.matches("Contact", "Name", &text).await, ["Ann"]);
}
