//! What a client really sends, while it counts, pages, streams and reads by key, is in the grammar
//! of its protocol, too.

use creatio_core::Id;
use creatio_sandbox::Sandbox;
use creatio_tests::address;
use creatio_tests::filter::Version;
use creatio_tests::models::{Contact, contact};
use creatio_tests::world::{client_builder, with_contacts};
use futures::TryStreamExt as _;

fn young() -> creatio_core::Query<Contact, Id<Contact>> {
    Contact::query()
        .select(contact::id)
        .filter(contact::age.lt(50) & contact::name.contains("Contact"))
        .order_by(contact::age.desc())
}

#[tokio::test]
async fn a_client_counts_pages_and_reads_by_key_within_the_grammar() {
    let sandbox = with_contacts(Sandbox::builder(), 150).await;
    let client = client_builder(&sandbox).page_size(50).build().unwrap();
    let rows: Vec<_> = client.stream(young()).try_collect().await.unwrap();
    assert_eq!(client.count(young()).await.unwrap(), rows.len() as u64);
    client.fetch_by_id::<Contact>(rows[0]).await.unwrap();
    client.fetch_optional(young().skip(3)).await.unwrap();
    assert!(checked(&sandbox) > 4, "pages, a count and two rows");
}

/// Checks the addresses of all reads so far, and says how many there are.
fn checked(sandbox: &Sandbox) -> usize {
    let mut reads = 0;
    for request in sandbox.requests() {
        let services = [
            ("/0/odata/", Version::V4),
            ("/0/ServiceModel/EntityDataService.svc/", Version::V3),
        ];
        for (root, version) in services {
            if let Some(url) = request.target.strip_prefix(root) {
                assert_eq!(address::check(version, url), Ok(()), "{url}");
                reads += 1;
            }
        }
    }
    reads
}
