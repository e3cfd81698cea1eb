//! What answers mean: an outcome, or a doubt that only the row can settle.
//!
//! Two promises of a server are not taken at their word. Over OData a failure of the server may come
//! after a row was saved, as in a single write. And a success that is reported beside the failure of
//! something that it should stand or fall with is no success until the row says so: neither whether
//! Creatio's `$batch` keeps groups whole nor how far the transaction of a `BatchQuery` reaches is
//! documented.

use std::collections::HashMap;
use std::sync::Arc;

use super::answers::{Answer, Found};
use super::exchange::Member;
use super::item::{About, Made};
use super::outcome::Outcome;
use crate::client::doubt::{is_final, is_in_doubt, leaves_it_open};
use crate::client::reply::classify::classify;
use crate::client::write::rows_of;
use crate::error::{Call, Error, Protocol, ServerMessage};

/// What is known about an item after its request.
pub(super) enum Verdict {
    Known(Outcome<Made>),
    /// A write that may have been made.
    Open(Doubt),
}

/// What is known about a write that may have been made.
pub(super) struct Doubt {
    pub(super) error: Error,
    /// What became of it if its row tells that it was not made.
    pub(super) otherwise: Otherwise,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Otherwise {
    Rejected,
    RolledBack,
    NeverRan,
    /// It may still be made: there was no reply.
    Unknown,
}

/// Judges the items of a request by its reply; `stops` says whether the service was to stop at the
/// first failure.
pub(super) fn judge(members: &[Member<'_>], found: Vec<Found>, stops: bool) -> Vec<Verdict> {
    let findings = members.iter().zip(found);
    let findings: Vec<_> = findings
        .map(|(member, found)| finding(&member.part.about, found))
        .collect();
    let failures = Failures::of(members, &findings, stops);
    let judged = members.iter().zip(findings).enumerate();
    judged
        .map(|(place, (member, finding))| failures.verdict(member, finding, place))
        .collect()
}

/// Judges the items of a request that failed as a whole.
pub(super) fn judge_failed(members: &[Member<'_>], error: Error) -> Vec<Verdict> {
    let is_open = may_have_run(&error);
    let otherwise = if is_final(&error) {
        Otherwise::Rejected
    } else {
        Otherwise::Unknown
    };
    let source = Arc::new(error);
    let judged = members.iter().map(|member| {
        let error = Error::Batch {
            call: Box::new(member.part.about.call.clone()),
            source: Arc::clone(&source),
        };
        if is_open && member.part.about.write.is_some() {
            Verdict::Open(Doubt { error, otherwise })
        } else {
            Verdict::Known(Outcome::NeverRan(error))
        }
    });
    judged.collect()
}

/// Whether items of a request that failed so may have been carried out. A refusal of a `BatchQuery` as
/// a whole says nothing about its queries.
pub(super) fn may_have_run(error: &Error) -> bool {
    let is_refusal = matches!(error, Error::Rejected { .. } | Error::Forbidden { .. })
        && error.call().map(Call::protocol) == Some(Protocol::DataService)
        && error
            .status()
            .is_none_or(|status| !(400..500).contains(&status));
    is_refusal || leaves_it_open(error)
}

/// What an answer says by itself.
enum Finding {
    Made(Made),
    /// The service carried it out, but not as it was meant: there was no such row.
    Missed(Error),
    /// The service refused it, and may have stopped there.
    Refused(Error),
    /// The service refused one of its group, and does not say which.
    GroupRefused(Error),
    /// It was not tried, since another one failed.
    Skipped,
    /// There is no answer, or none to rely on.
    Nothing(&'static str),
}

fn finding(about: &About, found: Found) -> Finding {
    let (answer, of_group) = match found {
        Found::Answer(answer) => (answer, false),
        Found::OfGroup(answer) => (answer, true),
        Found::Nothing => {
            return Finding::Nothing("a reply to a batch without an answer to this item");
        }
        Found::Contradiction => return Finding::Nothing("two answers that contradict each other"),
    };
    match (read(about, answer), of_group) {
        (Finding::Refused(error), true) => Finding::GroupRefused(error),
        (Finding::Made(_), true) => Finding::Nothing("one answer to several items of a group"),
        (finding, _) => finding,
    }
}

fn read(about: &About, answer: Answer) -> Finding {
    let reply = answer.into_reply();
    let status = reply.status.as_u16();
    if status == 424 {
        return Finding::Skipped;
    }
    let call = about.call.clone().with_status(status);
    if let Err(fault) = classify(&reply, about.expect) {
        return Finding::Refused(fault.into_error(call, about.key.clone()));
    }
    let rows = match &about.write {
        Some(write) => rows_of(write, about.key.clone(), &reply.body, call.clone()),
        None => Ok(0),
    };
    match rows {
        Ok(rows) => Finding::Made(Made {
            body: reply.body,
            call,
            rows,
        }),
        Err(error) => Finding::Missed(error),
    }
}

/// What failed in a request.
struct Failures {
    /// The place of the first item that was refused.
    first: Option<usize>,
    /// What Creatio said about the item that made a group fail.
    groups: HashMap<usize, Option<ServerMessage>>,
    stops: bool,
}

impl Failures {
    fn of(members: &[Member<'_>], findings: &[Finding], stops: bool) -> Self {
        let mut failures = Failures {
            first: None,
            groups: HashMap::new(),
            stops,
        };
        for (place, (member, finding)) in members.iter().zip(findings).enumerate() {
            let words = match finding {
                Finding::Refused(error) | Finding::GroupRefused(error) => {
                    failures.first.get_or_insert(place);
                    words(error)
                }
                Finding::Skipped => None,
                Finding::Made(_) | Finding::Missed(_) | Finding::Nothing(_) => continue,
            };
            if let Some(group) = member.group {
                let known = failures.groups.entry(group).or_default();
                *known = known.take().or(words);
            }
        }
        failures
    }

    fn verdict(&self, member: &Member<'_>, finding: Finding, place: usize) -> Verdict {
        let about = &member.part.about;
        match finding {
            Finding::Made(made) if self.casts_doubt_on(member) => {
                drop(made);
                doubt(about, self.rolled_back(member), Otherwise::RolledBack)
            }
            Finding::Made(made) => Verdict::Known(Outcome::Done(made)),
            Finding::Missed(error) | Finding::Refused(error) => {
                if is_in_doubt(about.write.as_ref(), &error) {
                    doubt(about, error, Otherwise::Rejected)
                } else {
                    Verdict::Known(Outcome::Rejected(error))
                }
            }
            Finding::GroupRefused(error) if leaves_it_open(&error) => {
                doubt(about, error, Otherwise::Rejected)
            }
            Finding::GroupRefused(_) => {
                Verdict::Known(Outcome::RolledBack(self.rolled_back(member)))
            }
            Finding::Skipped => Verdict::Known(self.skipped(member)),
            Finding::Nothing(what) => self.without_answer(member, place, what),
        }
    }

    /// What became of an item without an answer.
    fn without_answer(&self, member: &Member<'_>, place: usize, what: &str) -> Verdict {
        let about = &member.part.about;
        let is_behind = self.first.is_some_and(|first| first < place);
        // OData answers a group that failed with the refusal alone.
        if self.has_failed(member) && (is_behind || !is_data_service(about)) {
            return Verdict::Known(Outcome::RolledBack(self.rolled_back(member)));
        }
        if is_behind && self.stops {
            return Verdict::Known(self.skipped(member));
        }
        let error = Error::NotCreatio {
            call: Box::new(about.call.clone()),
            reply: what.to_owned(),
        };
        doubt(about, error, Otherwise::NeverRan)
    }

    fn has_failed(&self, member: &Member<'_>) -> bool {
        let group = member.group;
        group.is_some_and(|group| self.groups.contains_key(&group))
    }

    /// Whether a write that is reported as made stands or falls with something that failed. A
    /// `BatchQuery` that stops at a failure may be one transaction.
    fn casts_doubt_on(&self, member: &Member<'_>) -> bool {
        let about = &member.part.about;
        let one_transaction = self.stops && self.first.is_some() && is_data_service(about);
        about.write.is_some() && (self.has_failed(member) || one_transaction)
    }

    fn rolled_back(&self, member: &Member<'_>) -> Error {
        let words = member
            .group
            .and_then(|group| self.groups.get(&group)?.clone());
        Error::RolledBack {
            call: Box::new(member.part.about.call.clone()),
            message: words.map(Box::new),
        }
    }

    fn skipped(&self, member: &Member<'_>) -> Outcome<Made> {
        if member.group.is_some() && self.has_failed(member) {
            return Outcome::RolledBack(self.rolled_back(member));
        }
        Outcome::NeverRan(never_ran(&member.part.about))
    }
}

/// An item that was not tried, since one before it failed.
pub(super) fn never_ran(about: &About) -> Error {
    Error::NeverRan {
        call: Box::new(about.call.clone()),
    }
}

/// A doubt, which there is about writes only: a read changes nothing.
fn doubt(about: &About, error: Error, otherwise: Otherwise) -> Verdict {
    if about.write.is_some() {
        return Verdict::Open(Doubt { error, otherwise });
    }
    Verdict::Known(match otherwise {
        Otherwise::Rejected => Outcome::Rejected(error),
        Otherwise::RolledBack => Outcome::RolledBack(error),
        Otherwise::NeverRan | Otherwise::Unknown => Outcome::NeverRan(error),
    })
}

fn is_data_service(about: &About) -> bool {
    about.call.protocol() == Protocol::DataService
}

/// Creatio's words in an error.
fn words(error: &Error) -> Option<ServerMessage> {
    match error {
        Error::Rejected { message, .. } => Some(ServerMessage::clone(message)),
        Error::Forbidden { message, .. } | Error::NotServed { message, .. } => {
            message.as_deref().cloned()
        }
        _ => None,
    }
}
