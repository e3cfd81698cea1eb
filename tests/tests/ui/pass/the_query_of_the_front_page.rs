use creatio_core::prelude::*;
use creatio_tests::models;
use models::{Account, account, contact};

async fn rows(client: Client) -> Result<Vec<(String, Option<String>)>, creatio_core::Error> {
    let rows: Vec<(String, Option<String>)> = client
        .fetch(
            Account::query()
                .select((account::name, account::primary_contact.then(contact::name)))
                .filter(account::name.starts_with("A").and(account::completeness.gt(50)))
                .order_by(account::name.asc())
                .top(100),
        )
        .await?;
    Ok(rows)
}

fn main() {
    fn is_send<T: Send>(_: impl FnOnce(Client) -> T) {}
    is_send(rows);
}
