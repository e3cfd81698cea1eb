use creatio_core::Client;
use creatio_tests::models::{Account, account};

async fn names(client: Client) -> Result<Vec<i32>, creatio_core::Error> {
    client.fetch(Account::query().select(account::name)).await
}

async fn contacts(client: Client) -> Result<(), creatio_core::Error> {
    let rows: Vec<(String, String)> =
        client.fetch(Account::query().select((account::name, account::completeness))).await?;
    drop(rows);
    Ok(())
}

fn main() {}
