//! Where a call meets a fault: a sandbox with rows of that cell's own, and a client of it.
//!
//! Cells of one call share a sandbox. Each has a number, which its rows bear in their names and ids,
//! so that cells do not see each other's rows; what is stored is compared as a whole.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use creatio_core::client::reqwest::{self, redirect};
use creatio_core::prelude::*;
use creatio_sandbox::{Host, Row, Sandbox, ServiceReply, SettingType};
use creatio_tests::models::{Account, AccountFile, Contact, contact};
use creatio_tests::world;
use serde_json::json;

use crate::RETRIES;
use crate::faults::Trouble;

/// How long the client waits for a reply where the fault is that none comes.
const IMPATIENT: Duration = Duration::from_secs(2);

/// How many rows each cell begins with.
pub(crate) const ROWS: i32 = 5;

/// How many rows a page has.
pub(crate) const PAGE: usize = 2;

/// The age that rows get which a call inserts or updates.
pub(crate) const NEW_AGE: i32 = 90;

/// The bytes of the photo that the third row has from the beginning.
pub(crate) const PHOTO: &str = "0123456789abcdef";

/// The account that files are attached to.
pub(crate) const PARENT: Id<Account> = Id::from_u128(1);

/// A system setting that calls read, and its value.
pub(crate) const FIXED: (&str, i32) = ("UsrFixed", 42);

/// A system setting that calls write.
pub(crate) const WRITTEN: &str = "UsrWritten";

/// What calls can change, as pairs of a name and a number, in order.
pub(crate) type Stored = Vec<(String, i64)>;

/// What cells share.
pub(crate) struct World {
    sandbox: Sandbox,
    http: reqwest::Client,
    /// How many times something was done that no row tells of: a service's method, a process.
    deeds: Arc<AtomicUsize>,
}

impl World {
    /// A sandbox without rows but the one that files are attached to.
    pub(crate) async fn start() -> Self {
        let builder = Sandbox::builder()
            .sys_setting(FIXED.0, SettingType::Integer, FIXED.1)
            .sys_setting(WRITTEN, SettingType::Integer, 0)
            .feature("UsrOn", true)
            .service("UsrLedger", "Sum", |_| ServiceReply::wrapped(3));
        let (builder, deeds) = world::counting_deeds(builder);
        let parent = json!({ "Id": PARENT, "Name": "Parent" });
        let sandbox = world::with_rows(builder, "Account", [parent]).await;
        // The next call is to take the connection of the one before.
        let http = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .pool_max_idle_per_host(1);
        Self {
            sandbox,
            http: http.build().unwrap(),
            deeds,
        }
    }
}

/// A cell's surroundings.
pub(crate) struct Scene<'w> {
    world: &'w World,
    pub(crate) client: Client,
    /// How many requests pass before the one that meets the fault.
    pub(crate) passing: usize,
    number: u32,
}

impl<'w> Scene<'w> {
    /// A cell with its rows, and a client that is fit for the fault.
    pub(crate) async fn set(world: &'w World, number: u32, trouble: &Trouble) -> Self {
        let scene = Self {
            world,
            client: client(world, trouble),
            passing: 0,
            number,
        };
        let sandbox = scene.sandbox();
        let rows = (1..=ROWS).map(|age| scene.row(age));
        sandbox.insert_rows("Contact", rows).await.unwrap();
        sandbox
            .insert_rows("AccountFile", [scene.file()])
            .await
            .unwrap();
        if trouble.needs_history() {
            sandbox.inject(trouble.past());
            let any = Contact::query().select(contact::name).top(1);
            scene.client.fetch(any).await.unwrap();
        }
        scene
    }

    fn row(&self, age: i32) -> Row {
        let photo = if age == 3 { PHOTO } else { "" };
        let id = self.id::<Contact>(age);
        let row = json!({ "Id": id, "Name": self.name(), "Age": age, "ContactPhoto": photo });
        row.as_object().unwrap().clone()
    }

    fn file(&self) -> Row {
        let row = json!({ "Id": self.id::<AccountFile>(1), "Name": self.name(), "Data": PHOTO });
        row.as_object().unwrap().clone()
    }

    pub(crate) fn sandbox(&self) -> &'w Sandbox {
        &self.world.sandbox
    }

    /// What tells this cell from others.
    pub(crate) fn number(&self) -> i32 {
        self.number.try_into().unwrap()
    }

    /// The name of what is there from the beginning.
    pub(crate) fn name(&self) -> String {
        format!("Old {}", self.number)
    }

    /// The name of what a call inserts.
    pub(crate) fn new_name(&self) -> String {
        format!("New {}", self.number)
    }

    /// The id of the row of this age; that of the file is the first one's.
    pub(crate) fn id<E>(&self, age: i32) -> Id<E> {
        let row = u128::from(self.number) << 32 | u128::from(age.unsigned_abs());
        Id::from_u128(row)
    }

    /// The rows that are there from the beginning.
    pub(crate) fn query(&self) -> Query<Contact, Contact> {
        Contact::query().filter(contact::name.eq(self.name()))
    }

    /// What is stored of all cells.
    pub(crate) async fn stored(&self) -> Stored {
        let sandbox = self.sandbox();
        let number = |row: &Row, column: &str| row[column].as_i64().unwrap_or_default();
        let name = |row: &Row| row["Name"].as_str().unwrap_or_default().to_owned();
        let mut stored = Stored::new();
        for row in sandbox.rows("Contact").await.unwrap() {
            stored.push((name(&row), number(&row, "Age")));
            let photo = number(&row, "ContactPhoto");
            stored.extend((photo > 0).then(|| (photo_of(&name(&row)), photo)));
        }
        for row in sandbox.rows("AccountFile").await.unwrap() {
            stored.push((file_called(&name(&row)), number(&row, "Data")));
        }
        let setting = sandbox
            .sys_setting(WRITTEN)
            .and_then(|value| value.as_i64());
        stored.push((WRITTEN.to_owned(), setting.unwrap()));
        let deeds = self.world.deeds.load(Ordering::Relaxed);
        stored.push((DEEDS.to_owned(), deeds.try_into().unwrap()));
        stored.sort_unstable();
        stored
    }

    /// How many requests the application saw since the last call of this, but for sign-ins.
    pub(crate) fn requests(&self) -> usize {
        let seen = self.sandbox().requests();
        self.sandbox().clear_requests();
        let calls = seen.iter().filter(|request| {
            request.host == Host::Crm && !request.target.contains("AuthService.svc")
        });
        calls.count()
    }

    /// Takes back what is left of the fault.
    pub(crate) fn clear(&self) {
        self.sandbox().clear_faults();
        self.sandbox().restart(0);
    }
}

/// The name under which [`Stored`] has the number of things done.
pub(crate) const DEEDS: &str = "deeds";

/// The name under which [`Stored`] has the length of a contact's photo, if there is one.
pub(crate) fn photo_of(name: &str) -> String {
    format!("photo of {name}")
}

/// The name under which [`Stored`] has the length of a file.
pub(crate) fn file_called(name: &str) -> String {
    format!("file {name}")
}

/// A client whose retries and patience are short, since only their number matters.
fn client(world: &World, trouble: &Trouble) -> Client {
    let sandbox = &world.sandbox;
    let builder = Client::builder(sandbox.url()).http_client(world.http.clone());
    let builder = if trouble.needs_session() {
        builder.auth(FormsLogin::new(
            sandbox.user_name(),
            sandbox.user_password(),
        ))
    } else {
        builder.auth(world::credentials(sandbox))
    };
    let builder = if trouble.needs_impatience() {
        builder.timeout(IMPATIENT)
    } else {
        builder
    };
    let retries = RetryPolicy::default()
        .retries(RETRIES)
        .first_pause(Duration::from_millis(1))
        .longest_pause(Duration::from_millis(2));
    builder
        .retries(retries)
        .page_size(PAGE as u64)
        .build()
        .unwrap()
}
