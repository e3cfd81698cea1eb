use creatio_core::{Client, Id};
use creatio_tests::models::{Account, City};

async fn read(client: Client, id: Id<City>) {
    let _ = client.fetch_by_id::<Account>(id).await;
}

fn main() {}
