//! `$filter` of OData 3: which rows it keeps.

use super::matches;
use crate::support::{Server, guid};

async fn check(entity: &str, column: &str, cases: &[(&str, &[&str])]) {
    let server = Server::with_known_rows().await;
    for (filter, expected) in cases {
        let found = matches(&server, entity, column, filter).await;
        assert_eq!(found, *expected, "{filter}");
    }
}

#[tokio::test]
async fn text_is_searched_with_substringof_whose_part_comes_first() {
    let cases: &[(&str, &[&str])] = &[
        ("substringof('ÖHN',Name)", &["Ärger & Söhne"]),
        ("substringof('%',Name)", &["O'Brien 100%"]),
        ("substringof('_',Name)", &[]),
        ("endswith(Name,'PHA') eq true", &["Alpha"]),
        ("substringof(Phone,Name) and Phone ne null", &[]),
    ];
    check("Account", "Name", cases).await;
}

#[tokio::test]
async fn text_functions_count_from_zero() {
    let cases: &[(&str, &[&str])] = &[
        ("indexof(Name,'P') eq 2", &["Alpha"]),
        (
            "indexof(Name,'z') eq -1",
            &["", "Alpha", "O'Brien 100%", "Ärger & Söhne"],
        ),
        ("substring(Name,1) eq 'lpha'", &["Alpha"]),
        ("substring(Name,1,3) eq 'lph'", &["Alpha"]),
        ("replace(Name,'PH','f') eq 'alfa'", &["Alpha"]),
        ("concat(Name,Phone) eq 'Alpha1'", &["Alpha"]),
        (
            "concat(tolower(trim(Name)),toupper('x')) eq 'alphax'",
            &["Alpha"],
        ),
    ];
    check("Account", "Name", cases).await;
}

#[tokio::test]
async fn numbers_have_suffixes_and_decimals_are_exact() {
    let cases: &[(&str, &[&str])] = &[
        ("Amount eq 12.5M", &["A"]),
        ("Amount eq 12.5000m", &["A"]),
        ("Amount gt 12", &["A", "B", "C"]),
        ("Amount gt 9007199254740993.0001M", &["C"]),
        ("Amount eq -3.1M", &["D"]),
        ("-Amount gt 0", &["D"]),
        ("Amount mul 2 eq 25", &["A"]),
        ("Amount sub 0.5M eq 12", &["A"]),
    ];
    check("Order", "Number", cases).await;
    let cases: &[(&str, &[&str])] = &[
        ("Completeness eq 10L", &["Alpha"]),
        ("Completeness gt 9.5 and Completeness lt 10.5d", &["Alpha"]),
        ("Completeness lt -4f", &["O'Brien 100%"]),
        ("Completeness mod 7 eq 3", &["Alpha"]),
        ("Completeness div 7 eq 2", &["Ärger & Söhne"]),
        ("Completeness add 1 mul 2 eq 12", &["Alpha"]),
    ];
    check("Account", "Name", cases).await;
}

#[tokio::test]
async fn instants_have_a_prefix_and_no_zone() {
    let cases: &[(&str, &[&str])] = &[
        (
            "CreatedOn eq datetime'2024-02-29T12:30:45.1234567'",
            &["Alpha"],
        ),
        (
            "CreatedOn gt datetime'2024-02-29T12:31'",
            &["Ärger & Söhne"],
        ),
        ("CreatedOn lt datetime'2024-02-29T12:30:46'", &["Alpha"]),
    ];
    check("Account", "Name", cases).await;
}

#[tokio::test]
async fn lookups_are_filtered_through_their_path() {
    let ann = guid(11);
    let alike = format!("Owner/Id eq guid'{ann}'");
    let other = format!("Owner/Id ne guid'{ann}'");
    let negated = format!("not (Owner/Id eq guid'{}')", ann.to_uppercase());
    let cases: &[(&str, &[&str])] = &[
        (&alike, &["Alpha"]),
        // Creatio counts an empty lookup among the different ones.
        (&other, &["", "O'Brien 100%", "Ärger & Söhne"]),
        (&negated, &["Ärger & Söhne"]),
        ("Owner/Id eq null", &["", "O'Brien 100%"]),
        (
            "Owner/Account/Type/Name eq 'Customer'",
            &["Alpha", "Ärger & Söhne"],
        ),
    ];
    check("Account", "Name", cases).await;
}

#[tokio::test]
async fn truth_is_three_valued_and_precedence_that_of_odata_3() {
    let cases: &[(&str, &[&str])] = &[
        (
            "CreatedOn gt datetime'2024-06-01T00:00:00'",
            &["Ärger & Söhne"],
        ),
        (
            "not (CreatedOn gt datetime'2024-06-01T00:00:00')",
            &["Alpha"],
        ),
        (
            "Name eq 'Alpha' or Name eq '' and Completeness gt 0",
            &["Alpha"],
        ),
        (
            "(Name eq 'Alpha' or Name eq '') and Completeness eq 0",
            &[""],
        ),
        (
            "not substringof('h',Name) and not startswith(Name,'o')",
            &[""],
        ),
    ];
    check("Account", "Name", cases).await;
}
