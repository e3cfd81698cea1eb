//! The client that waits, from a program without a runtime.

use creatio_core::prelude::*;
use creatio_core::{BuildError, Error, blocking};
use creatio_sandbox::Sandbox;
use creatio_tests::models::{Account, Contact, account, contact};
use creatio_tests::world;
use tokio::runtime::Runtime;

/// A sandbox that a runtime of its own serves, as another process would.
struct Server {
    runtime: Runtime,
    sandbox: Sandbox,
}

impl Server {
    fn start() -> (Self, blocking::Client) {
        let runtime = Runtime::new().unwrap();
        let sandbox = runtime.block_on(Sandbox::builder().start()).unwrap();
        let client = blocking::Client::new(world::client(&sandbox)).unwrap();
        (Server { runtime, sandbox }, client)
    }

    fn number_of(&self, entity: &str) -> usize {
        let rows = self.runtime.block_on(self.sandbox.rows(entity));
        rows.unwrap().len()
    }
}

#[test]
fn a_program_without_a_runtime_reads_and_writes() {
    let (server, client) = Server::start();
    let before = server.number_of("Contact");
    let id = client
        .execute(Contact::insert().set(contact::name, "Ann"))
        .unwrap();
    assert_eq!(client.fetch_by_id::<Contact>(id).unwrap().name, "Ann");
    let all = Contact::query().select(contact::id);
    assert_eq!(client.fetch(all.clone()).unwrap().len(), before + 1);
    assert_eq!(client.data_service().count(all).unwrap(), before as u64 + 1);
    client.execute(Contact::delete(id)).unwrap();
    let gone = client.odata4().fetch_by_id::<Contact>(id).unwrap_err();
    assert!(gone.is_not_found(), "{gone}");
    assert_eq!(server.number_of("Contact"), before);
}

#[test]
fn a_stream_is_an_iterator_of_all_rows() {
    let (server, client) = Server::start();
    let names = Account::query().select(account::name);
    let rows = client
        .stream(names.clone())
        .with(|rows| rows.page_size(7))
        .collect::<Result<Vec<_>, _>>()
        .unwrap();
    assert_eq!(rows.len(), server.number_of("Account"));
    let pages = client.iterate(client.as_async().pages(names).page_size(7));
    let pages = pages.map(|page| page.unwrap().len());
    assert_eq!(pages.sum::<usize>(), rows.len());
}

#[test]
fn all_writes_and_the_end_of_the_session_wait_as_well() {
    let (server, _) = Server::start();
    let login = FormsLogin::new(server.sandbox.user_name(), server.sandbox.user_password());
    let builder = Client::builder(server.sandbox.url()).auth(login);
    let client = builder.build_blocking().unwrap();
    let id = client
        .odata3()
        .execute(Contact::insert().set(contact::name, "Ann"))
        .unwrap();
    let update = Contact::update(id).set(contact::name, "Anna");
    client.odata3().execute(update).unwrap();
    assert_eq!(client.fetch_by_id::<Contact>(id).unwrap().name, "Anna");
    client.odata3().execute(Contact::delete(id)).unwrap();
    client.sign_out().unwrap();
    let requests = server.sandbox.requests();
    assert!(requests.last().unwrap().target.ends_with("/Logout"));
}

#[test]
fn threads_share_a_client() {
    let (server, client) = Server::start();
    std::thread::scope(|scope| {
        for number in 0..4 {
            let client = client.clone();
            scope.spawn(move || {
                let name = format!("Row {number}");
                client
                    .execute(Contact::insert().set(contact::name, name))
                    .unwrap();
            });
        }
    });
    let new = Contact::query().filter(contact::name.starts_with("Row "));
    assert_eq!(client.count(new).unwrap(), 4);
    assert_eq!(server.sandbox.token_requests(), 1);
}

#[test]
fn a_thread_that_a_runtime_lets_wait_may_wait() {
    let (server, client) = Server::start();
    let count = move || client.count(Account::query()).unwrap();
    let counting = async { tokio::task::spawn_blocking(count).await.unwrap() };
    let counted = server.runtime.block_on(counting);
    assert_eq!(counted, server.number_of("Account") as u64);
}

#[test]
fn inside_of_a_runtime_it_says_so_and_ends_without_a_panic() {
    let (server, client) = Server::start();
    server.runtime.block_on(async {
        let error = client.count(Account::query()).unwrap_err();
        assert!(
            matches!(error, Error::Build(BuildError::InsideRuntime)),
            "{error}"
        );
        let mut rows = client.stream(Account::query());
        assert!(rows.next().unwrap().is_err());
        drop((rows, client));
    });
}
