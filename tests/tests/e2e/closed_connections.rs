//! A server that closes each connection with its answer, as a proxy without patience does: nobody
//! notices.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use creatio_core::Error;
use creatio_core::client::{Batch, Carries};
use creatio_core::prelude::*;
use creatio_core::{Insert, ToOneRow};
use creatio_sandbox::{Fault, Host, Injection, Sandbox, SettingType};
use creatio_tests::models::{Account, AccountFile, Contact, account_file, contact};
use creatio_tests::world;
use futures::TryStreamExt;
use serde_json::json;

/// How often each kind of call is made.
const ROUNDS: i32 = 10;

/// How many kinds there are.
const KINDS: i32 = 20;

const PARENT: Id<Account> = Id::from_u128(1);
const FILE: &str = "The quick brown fox jumps.";

/// A sandbox that counts what no row tells of, and closes whatever it has answered over.
async fn closing() -> (Sandbox, Arc<AtomicUsize>) {
    let builder = Sandbox::builder().sys_setting("UsrRound", SettingType::Integer, -1);
    let (builder, deeds) = world::counting_deeds(builder);
    let parent = json!({ "Id": PARENT, "Name": "Parent" });
    let sandbox = world::with_rows(builder, "Account", [parent]).await;
    for host in [Host::Crm, Host::Identity] {
        let closing = Injection::from(Fault::AnsweredThenClosed).on(host);
        sandbox.inject(closing.times(usize::MAX));
    }
    (sandbox, deeds)
}

/// What calls of one round leave to those after them.
#[derive(Default)]
struct Round {
    number: i32,
    person: Option<Id<Contact>>,
    file: Option<Id<AccountFile>>,
}

impl Round {
    fn insert(&self) -> Insert<Contact> {
        Contact::insert()
            .set(contact::name, format!("Round {}", self.number))
            .set(contact::age, self.number)
    }

    fn query(&self) -> Query<Contact, i32> {
        Contact::query()
            .filter(contact::age.eq(self.number))
            .select(contact::age)
    }

    /// Makes a call, and says how many requests it takes.
    async fn call(&mut self, kind: i32, client: &Client) -> Result<usize, Error> {
        match kind {
            0..5 => self.write(kind, client).await,
            5..10 => self.read(kind, client).await,
            10..15 => self.send_many(kind, client).await,
            _ => self.transfer(kind, client).await,
        }
    }

    async fn write(&mut self, kind: i32, client: &Client) -> Result<usize, Error> {
        let person = self.person;
        match kind {
            0 => self.person = Some(client.execute(self.insert()).await?),
            1 => {
                let update = Contact::update(person.unwrap()).set(contact::name, "Updated");
                client.execute(update).await?;
            }
            2 => {
                client.data_service().execute(self.insert()).await?;
            }
            3 => {
                let rows = contact::age.eq(self.number);
                let update = Contact::update_where(rows).set(contact::name, "All");
                assert_eq!(client.data_service().execute(update).await?, 2);
            }
            _ => client.execute(Contact::delete(person.unwrap())).await?,
        }
        Ok(1)
    }

    /// There is one row of this round.
    async fn read(&self, kind: i32, client: &Client) -> Result<usize, Error> {
        let rows = match kind {
            5 => client.fetch(self.query()).await?.len(),
            6 => client.odata3().fetch(self.query()).await?.len(),
            7 => client.data_service().fetch(self.query()).await?.len(),
            8 => usize::try_from(client.count(self.query()).await?).unwrap(),
            _ => {
                let rows = client.stream(self.query()).page_size(1);
                let rows: Vec<_> = rows.try_collect().await?;
                assert_eq!(rows.len(), 1);
                // A page of one row does not say that there are no more.
                return Ok(2);
            }
        };
        assert_eq!(rows, 1);
        Ok(1)
    }

    async fn send_many(&self, kind: i32, client: &Client) -> Result<usize, Error> {
        match kind {
            10 => self.batch(client.batch()).await?,
            11 => self.batch(client.batch().multipart()).await?,
            12 => self.batch(client.data_service().batch()).await?,
            13 => {
                let ledger = client.service("UsrLedger");
                ledger.call::<String>("Enter", &json!({})).await?;
            }
            _ => {
                client.process("UsrEnter").run().await?;
            }
        }
        Ok(1)
    }

    async fn batch<P: Carries<ToOneRow>>(&self, mut batch: Batch<P>) -> Result<(), Error> {
        let added = batch.add(self.insert());
        batch.send().await?.take(added).into_result().map(drop)
    }

    async fn transfer(&mut self, kind: i32, client: &Client) -> Result<usize, Error> {
        match kind {
            15 => {
                let attachment = client.attach(account_file::account, PARENT, "a.txt", FILE);
                self.file = Some(attachment.chunk_size(10).send().await?);
                return Ok(3);
            }
            16 => {
                let file = client.download_file(self.file.unwrap()).await?;
                assert_eq!(file.bytes().await?, FILE);
            }
            17 => {
                let file = self.file.unwrap();
                let upload = client.upload(account_file::data, file, "text/plain", "short");
                upload.await?;
            }
            18 => {
                let file = client
                    .download(account_file::data, self.file.unwrap())
                    .await?;
                assert_eq!(file.bytes().await?, "short");
            }
            _ => client.set_sys_setting("UsrRound", self.number).await?,
        }
        Ok(1)
    }
}

#[tokio::test]
async fn two_hundred_calls_over_connections_that_close_succeed_and_write_once() {
    let (sandbox, deeds) = closing().await;
    // It tries nothing twice, so that a request over a closed connection would be an error.
    let client = world::client(&sandbox);
    for number in 0..ROUNDS {
        let mut round = Round {
            number,
            ..Round::default()
        };
        for kind in 0..KINDS {
            sandbox.clear_requests();
            let made = round.call(kind, &client).await;
            let expected = made.unwrap_or_else(|error| panic!("round {number}, {kind}: {error:?}"));
            let requests = sandbox.requests();
            let requests = requests.iter().filter(|it| it.host == Host::Crm);
            assert_eq!(requests.count(), expected, "round {number}, {kind}");
        }
    }
    // Two are inserted alone and one of them deleted, and three by batches.
    let rounds = usize::try_from(ROUNDS).unwrap();
    let contacts = sandbox.rows("Contact").await.unwrap();
    assert_eq!(contacts.len(), 4 * rounds);
    assert_eq!(deeds.load(Ordering::Relaxed), 2 * rounds);
    assert_eq!(sandbox.rows("AccountFile").await.unwrap().len(), rounds);
    assert_eq!(
        sandbox.sys_setting("UsrRound"),
        Some(json!(ROUNDS - 1)),
        "the last one's"
    );
}
