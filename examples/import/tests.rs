//! The import against an offline Creatio, on good days and bad ones.

use creatio_sandbox::{Fault, Injection, Sandbox};

use super::*;

fn customers() -> Vec<Customer> {
    let file = "code,name,phone,web,city\n\
                000001,Acme,1,https://acme.example,\n\
                K-1,Bright Paper,2,,\n\
                K-2,Clear Glass,3,,Nowhere\n";
    Customer::read(file.as_bytes()).unwrap()
}

/// How many accounts have the code.
async fn with_code(sandbox: &Sandbox, code: &str) -> usize {
    let rows = sandbox.rows("Account").await.unwrap();
    rows.iter().filter(|row| row["Code"] == *code).count()
}

#[tokio::test]
async fn a_second_run_changes_nothing() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = connect(&sandbox).unwrap();

    let first = import(&client, &customers()).await.unwrap();
    assert!(matches!(
        first[..],
        [Fate::Changed, Fate::Added(_), Fate::Refused(_)]
    ));
    let second = import(&client, &customers()).await.unwrap();
    assert!(matches!(
        second[..],
        [Fate::AsItWas, Fate::AsItWas, Fate::Refused(_)]
    ));
    assert_eq!(with_code(&sandbox, "K-1").await, 1);
}

/// The connection breaks when the batch has been carried out, so that nobody hears of it.
#[tokio::test]
async fn a_lost_reply_makes_no_second_row() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = connect(&sandbox).unwrap();

    sandbox.inject(Injection::from(Fault::AppliedThenDropped).to_path("/$batch"));
    let fates = import(&client, &customers()).await.unwrap();
    assert!(matches!(fates[1], Fate::Added(_)), "{fates:?}");
    assert_eq!(with_code(&sandbox, "K-1").await, 1);
}
