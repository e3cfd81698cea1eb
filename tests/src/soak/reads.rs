//! Reads in every way, each compared with the ledger: rows come once, whole, and as they are.

use creatio_core::prelude::*;
use creatio_core::{Error, Query};
use futures::TryStreamExt as _;

use super::compare;
use super::tally::Fate;
use super::task::{Owned, Task, stored};
use crate::models::Contact;

impl Task {
    pub(super) async fn read(&mut self) {
        let client = self.client.clone();
        let query = self.own_rows();
        match self.rng.u32(0..11) {
            0 => self.check_rows("fetch over OData 4", client.fetch(query).await),
            1 => self.check_rows("fetch over OData 3", client.odata3().fetch(query).await),
            2 => {
                let rows = client.data_service().fetch(query).await;
                self.check_rows("fetch over DataService", rows);
            }
            3 => {
                let rows = client.stream(query).try_collect().await;
                self.check_rows("stream over OData 4", rows);
            }
            4 => {
                let rows = client.data_service().stream(query).try_collect().await;
                self.check_rows("stream over DataService", rows);
            }
            5 => {
                let pages: Result<Vec<Vec<Owned>>, Error> = client.pages(query).try_collect().await;
                self.check_rows("pages over OData 4", pages.map(|pages| pages.concat()));
            }
            6 => self.check_count("count over OData 4", &client.count(query).await),
            7 => {
                let count = client.data_service().count(query).await;
                self.check_count("count over DataService", &count);
            }
            8 => self.read_in_two_runs().await,
            9 => self.setting().await,
            _ => self.read_one().await,
        }
    }

    /// Reads some rows, keeps the cursor as text, and reads the others with it.
    async fn read_in_two_runs(&mut self) {
        let first_run = self.rng.usize(0..20);
        let read = read_in_two_runs(&self.client, || self.own_rows(), first_run).await;
        self.check_rows("stream, resumed", read);
    }

    /// Compares rows of a read with the ledger.
    pub(super) fn check_rows(&mut self, kind: &str, rows: Result<Vec<Owned>, Error>) {
        self.tally.judge(kind, &rows);
        let Ok(rows) = rows else { return };
        let rows: Vec<_> = rows.into_iter().map(stored).collect();
        for difference in compare::differences([&self.ledger].into_iter(), &rows) {
            self.tally
                .complain(format!("{}, {kind}: {difference}", self.tag));
        }
    }

    fn check_count(&mut self, kind: &str, count: &Result<u64, Error>) {
        self.tally.judge(kind, count);
        let is_known = self.ledger.open_rows().next().is_none();
        let expected = self.ledger.rows().count() as u64;
        if let Ok(count) = count
            && is_known
            && *count != expected
        {
            let complaint = format!("{}: {kind} says {count}, expected {expected}", self.tag);
            self.tally.complain(complaint);
        }
    }

    async fn read_one(&mut self) {
        let kind = "fetch by id";
        let ids: Vec<_> = self.ledger.rows().map(|(id, _)| id).collect();
        let Some(id) = self.rng.choice(ids) else {
            return;
        };
        let row = self.client.fetch_by_id::<Contact>(Id::new(id)).await;
        let fate = self.tally.judge(kind, &row);
        if let (Fate::Done, Ok(row)) = (fate, row) {
            let found = stored((row.id, row.name, row.age));
            if let Err(difference) = self.ledger.settle(id, Some(found.value), kind) {
                self.tally
                    .complain(format!("{}, {kind}: {difference}", self.tag));
            }
        }
    }
}

async fn read_in_two_runs(
    client: &Client,
    query: impl Fn() -> Query<Contact, Owned>,
    first_run: usize,
) -> Result<Vec<Owned>, Error> {
    let mut rows = Vec::new();
    let mut stream = client.stream(query());
    while rows.len() < first_run {
        match stream.try_next().await? {
            Some(row) => rows.push(row),
            None => return Ok(rows),
        }
    }
    let saved = stream.cursor().to_string();
    drop(stream);
    let mut stream = client.stream(query());
    // What cannot be read is no place to go on from, so that its rows come twice.
    if let Ok(cursor) = saved.parse() {
        stream = stream.resume(cursor);
    }
    rows.extend(stream.try_collect::<Vec<_>>().await?);
    Ok(rows)
}
