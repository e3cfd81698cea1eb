//! Runs the units of a batch in their order.

use std::collections::HashMap;

use uuid::Uuid;

use super::{
    address::{self, Address},
    is_batch,
    request::{Item, Unit, refused},
};
use crate::{
    change::Writer,
    odata4::{
        planner::Limits,
        read::{self, Request},
        refusal::Refusal,
    },
    reply::Reply,
    savepoint::Savepoint,
};

/// The answers to a unit.
#[derive(Debug)]
pub(super) struct Answered {
    /// A name for the group in the answer, which is the server's own; `None` if this is no group.
    pub(super) group: Option<Uuid>,
    /// One answer per request.
    pub(super) answers: Vec<Answer>,
    /// The position of the request that failed.
    pub(super) failed: Option<usize>,
}

/// The answer to one request.
#[derive(Debug)]
pub(super) struct Answer {
    /// The name of the request.
    pub(super) id: Option<String>,
    /// What it would be answered alone, or 424 if it was undone or not tried with its group.
    pub(super) reply: Reply,
}

/// What became of a request or of a group.
#[derive(Debug)]
enum Outcome {
    /// It succeeded; the path of the row that it made or was about. Groups have none.
    Done(String),
    Failed,
}

/// What requests are run with.
#[derive(Debug)]
pub(super) struct Runner<'a> {
    outer: &'a Request,
    metadata: &'a str,
    limits: &'a Limits,
    writer: Writer<'a>,
    outcomes: HashMap<String, Outcome>,
}

impl<'a> Runner<'a> {
    pub(super) fn new(
        outer: &'a Request,
        metadata: &'a str,
        limits: &'a Limits,
        writer: Writer<'a>,
    ) -> Self {
        Self {
            outer,
            metadata,
            limits,
            writer,
            outcomes: HashMap::new(),
        }
    }

    /// Runs units until one fails, or all of them. The error is that of the database itself.
    pub(super) fn run(
        mut self,
        units: Vec<Unit>,
        continues: bool,
    ) -> Result<Vec<Answered>, Refusal> {
        let mut answered = Vec::new();
        for unit in units {
            let unit = self.unit(&unit)?;
            let has_failed = unit.failed.is_some();
            answered.push(unit);
            if has_failed && !continues {
                break;
            }
        }
        Ok(answered)
    }

    fn unit(&mut self, unit: &Unit) -> Result<Answered, Refusal> {
        let Some(group) = &unit.group else {
            return Ok(self.items(unit));
        };
        let savepoint = Savepoint::begin(self.writer.connection)?;
        let mut answered = self.items(unit);
        answered.group = Some(Uuid::new_v4());
        let outcome = match answered.failed {
            None => {
                savepoint.keep()?;
                Outcome::Done(String::new())
            }
            Some(failed) => {
                drop(savepoint);
                self.undone(&mut answered.answers, failed);
                Outcome::Failed
            }
        };
        self.outcomes.insert(group.clone(), outcome);
        Ok(answered)
    }

    /// Runs requests until one fails; those after it count as failed as well.
    fn items(&mut self, unit: &Unit) -> Answered {
        let mut failed = None;
        let answers = unit.items.iter().enumerate().map(|(position, item)| {
            let reply = match failed {
                None => self.item(item),
                Some(_) => Refusal::Dependency.into_reply(),
            };
            if reply.status >= 400 {
                failed.get_or_insert(position);
            }
            Answer {
                id: item.id.clone(),
                reply,
            }
        });
        Answered {
            group: None,
            answers: answers.collect(),
            failed,
        }
    }

    /// Marks all requests of a group as failed, those that had succeeded included.
    fn undone(&mut self, answers: &mut [Answer], failed: usize) {
        for (position, answer) in answers.iter_mut().enumerate() {
            if position != failed {
                answer.reply = Refusal::Dependency.into_reply();
            }
            if let Some(id) = &answer.id {
                self.outcomes.insert(id.clone(), Outcome::Failed);
            }
        }
    }

    fn item(&mut self, item: &Item) -> Reply {
        let (reply, row) = match self.address(item) {
            Ok(address) => self.answer(item, address),
            Err(refusal) => (refusal.into_reply(), String::new()),
        };
        if let Some(id) = &item.id {
            let outcome = match reply.status {
                ..400 => Outcome::Done(row),
                _ => Outcome::Failed,
            };
            self.outcomes.insert(id.clone(), outcome);
        }
        reply
    }

    /// Where a request leads, if it is to be run at all.
    fn address(&self, item: &Item) -> Result<Address, Refusal> {
        let has_failed = |name: &String| matches!(self.outcomes.get(name), Some(Outcome::Failed));
        if item.is_conditional || item.depends_on.iter().any(has_failed) {
            return Err(Refusal::Dependency);
        }
        if let Some(name) = address::reference(&item.url) {
            return match self.outcomes.get(name) {
                Some(Outcome::Done(row)) => Ok(address::behind_reference(&item.url, row)),
                Some(Outcome::Failed) => Err(Refusal::Dependency),
                None => Err(refused(format!(
                    "The URL '{}' refers to '{name}', which is the Content-ID of no earlier request.",
                    item.url
                ))),
            };
        }
        let address = address::below(&self.outer.root, &item.url).ok_or_else(|| {
            let detail = format!("The URL is not below '{}'.", self.outer.root);
            let url = item.url.clone();
            Refusal::NoRoute { url, detail }
        })?;
        if is_batch(&address.path) {
            return Err(refused("A batch cannot be part of a batch.".to_owned()));
        }
        Ok(address)
    }

    /// The answer to a request, and the path of the row that it made or was about.
    fn answer(&self, item: &Item, address: Address) -> (Reply, String) {
        let request = Request {
            method: item.method.clone(),
            root: self.outer.root.clone(),
            path: address.path,
            query: address.query,
            content_type: item.content_type.clone(),
            accept: None,
            prefer: None,
            body: item.body.clone(),
        };
        let reply = read::answer(&request, self.metadata, self.limits, self.writer);
        let location = reply.headers.iter().find(|(name, _)| *name == "location");
        let made = location.and_then(|(_, url)| url.strip_prefix(&request.root));
        let row = made.map_or(request.path, str::to_owned);
        (reply, row)
    }
}
