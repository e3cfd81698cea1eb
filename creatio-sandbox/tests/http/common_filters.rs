//! `$filter` where both versions of OData spell it alike: it keeps the same rows.

use crate::{odata3, support::Server};

type Cases = &'static [(&'static str, &'static [&'static str])];

const ACCOUNTS: Cases = &[
    ("Name eq 'ALPHA'", &["Alpha"]),
    ("startswith(Name,'o''b')", &["O'Brien 100%"]),
    ("Name gt 'b'", &["O'Brien 100%", "Ärger & Söhne"]),
    ("Name eq null", &[""]),
    ("Name ne ''", &["Alpha", "O'Brien 100%", "Ärger & Söhne"]),
    ("length(Name) eq 5", &["Alpha"]),
    ("CreatedOn eq null", &["", "O'Brien 100%"]),
    (
        "year(CreatedOn) eq 2024 and month(CreatedOn) eq 2",
        &["Alpha"],
    ),
    (
        "day(CreatedOn) eq 31 or hour(CreatedOn) eq 12",
        &["Alpha", "Ärger & Söhne"],
    ),
    (
        "minute(CreatedOn) eq 59 and second(CreatedOn) eq 59",
        &["Ärger & Söhne"],
    ),
    ("Owner/Name ne 'Ann'", &["Ärger & Söhne"]),
    ("CreatedOn gt null", &[]),
];

const CONTACTS: Cases = &[
    ("Confirmed", &["Ann"]),
    ("not Confirmed", &["Bob", "Cid"]),
    ("Confirmed eq false", &["Bob", "Cid"]),
];

const ORDERS: Cases = &[
    ("Amount eq 12.5", &["A"]),
    ("Amount gt 9007199254740993.0001", &["C"]),
];

#[tokio::test]
async fn both_versions_keep_the_same_rows() {
    let server = Server::with_known_rows().await;
    for (entity, column, cases) in [
        ("Account", "Name", ACCOUNTS),
        ("Contact", "Name", CONTACTS),
        ("Order", "Number", ORDERS),
    ] {
        for (filter, expected) in cases {
            let by_4 = server.matches(entity, column, filter).await;
            assert_eq!(by_4, *expected, "{filter}");
            let by_3 = odata3::matches(&server, entity, column, filter).await;
            assert_eq!(by_3, *expected, "{filter}");
        }
    }
}
