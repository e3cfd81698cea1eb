//! A batch from its first request to its last outcome.

use super::exchange::{Exchange, Member, all_read};
use super::item::{Item, Made, Part, Reading};
use super::judge::{Doubt, Otherwise, Verdict, judge, judge_failed, may_have_run, never_ran};
use super::outcome::{AnyOutcome, Outcome};
use super::split::{Groups, requests};
use super::{Batch, Grouped};
use crate::client::doubt::{Probe, unknown};
use crate::client::via::sealed::Carrier;
use crate::error::{Error, Protocol};

impl<P: Carrier> Batch<P> {
    pub(super) async fn run(&self) -> Result<Vec<Box<dyn AnyOutcome>>, Error> {
        let groups: Vec<_> = self.items.iter().map(|item| item.group).collect();
        let requests = requests(&groups, groups_over(P::PROTOCOL))?;
        let parts = self
            .items
            .iter()
            .zip(1..)
            .map(|(Grouped { item, .. }, number)| item.part(self.caller(), number));
        let parts = parts.collect::<Result<Vec<_>, _>>()?;
        let mut run = Run {
            exchange: Exchange {
                caller: self.caller(),
                form: self.form,
            },
            continue_on_error: self.continue_on_error,
            stopped: false,
        };
        let mut outcomes = Vec::with_capacity(parts.len());
        for request in requests {
            let parts = parts[request.clone()].iter().zip(&groups[request]);
            let members = parts.map(|(part, &group)| Member { part, group });
            let members: Vec<_> = members.collect();
            outcomes.extend(run.request(&members, outcomes.is_empty()).await?);
        }
        let finished = parts.into_iter().zip(outcomes);
        Ok(finished
            .map(|(part, outcome)| (part.finish)(outcome))
            .collect())
    }
}

fn groups_over(protocol: Protocol) -> Groups {
    match protocol {
        Protocol::DataService => Groups::Alone,
        _ => Groups::Marked,
    }
}

/// The requests of a batch, one after the other.
struct Run<'c> {
    exchange: Exchange<'c>,
    continue_on_error: bool,
    /// Whether a failure keeps what is left from being tried.
    stopped: bool,
}

impl Run<'_> {
    /// The outcomes of the items of one request; `first` says whether nothing was sent before.
    async fn request(
        &mut self,
        members: &[Member<'_>],
        first: bool,
    ) -> Result<Vec<Outcome<Made>>, Error> {
        if self.stopped {
            let never_ran = members.iter().map(|member| never_ran(&member.part.about));
            return Ok(never_ran.map(Outcome::NeverRan).collect());
        }
        let goes_on =
            self.continue_on_error && !is_lone_group(members, self.exchange.caller.protocol);
        let verdicts = match self.exchange.send(members, goes_on).await {
            Ok(found) => judge(members, found, !goes_on),
            Err(error) => {
                let open = may_have_run(&error);
                if first && (!open || all_read(members)) {
                    return Err(error);
                }
                // What is turned away will be turned away again.
                self.stopped = !open;
                judge_failed(members, error)
            }
        };
        let outcomes = self.settle(members, verdicts).await;
        let failed = outcomes.iter().any(|outcome| !outcome.is_done());
        self.stopped |= failed && !self.continue_on_error;
        Ok(outcomes)
    }

    /// Looks at the rows that tell what became of writes in doubt.
    async fn settle(
        &mut self,
        members: &[Member<'_>],
        verdicts: Vec<Verdict>,
    ) -> Vec<Outcome<Made>> {
        let seen = self.look(members, &verdicts).await;
        let settled = members.iter().zip(verdicts).zip(seen);
        settled
            .map(|((member, verdict), seen)| match verdict {
                Verdict::Known(outcome) => outcome,
                Verdict::Open(doubt) => settled_by(seen, doubt, member),
            })
            .collect()
    }

    /// Whether the rows of writes in doubt tell that they were made; `None` of the others, and where
    /// nobody can tell. One request asks for all of them.
    async fn look(&mut self, members: &[Member<'_>], verdicts: &[Verdict]) -> Vec<Option<bool>> {
        let mut seen = vec![None; members.len()];
        let mut probes = Vec::new();
        for (place, (member, verdict)) in members.iter().zip(verdicts).enumerate() {
            let write = member.part.about.write.as_ref();
            let Some(probe) = write.and_then(Probe::of) else {
                continue;
            };
            if let (Verdict::Open(_), Ok(part)) = (
                verdict,
                Reading(probe.job).part(self.exchange.caller, place + 1),
            ) {
                probes.push((place, probe.made_if_there, part));
            }
        }
        if probes.is_empty() {
            return seen;
        }
        tracing::debug!(
            rows = probes.len(),
            "outcomes are open; looking for the rows"
        );
        let reads = probes
            .iter()
            .map(|(_, _, part)| Member { part, group: None });
        let reads: Vec<_> = reads.collect();
        let Ok(found) = self.exchange.send(&reads, true).await else {
            return seen;
        };
        let verdicts = judge(&reads, found, false);
        for ((place, made_if_there, part), verdict) in probes.into_iter().zip(verdicts) {
            seen[place] = is_there(part, verdict).map(|there| there == made_if_there);
        }
        seen
    }
}

/// A group over the DataService, which is a request of its own and stops at its first failure.
fn is_lone_group(members: &[Member<'_>], protocol: Protocol) -> bool {
    protocol == Protocol::DataService && members.iter().any(|member| member.group.is_some())
}

/// Whether a read of a row found it.
fn is_there(part: Part, verdict: Verdict) -> Option<bool> {
    let Verdict::Known(outcome) = verdict else {
        return None;
    };
    let outcome: Box<dyn std::any::Any> = (part.finish)(outcome);
    let rows = outcome.downcast::<Outcome<Vec<()>>>().ok()?;
    rows.into_result().ok().map(|rows| !rows.is_empty())
}

fn settled_by(seen: Option<bool>, doubt: Doubt, member: &Member<'_>) -> Outcome<Made> {
    let about = &member.part.about;
    let Doubt { error, otherwise } = doubt;
    match (seen, otherwise) {
        (Some(true), _) => Outcome::Done(Made::seen(about.call.clone())),
        (Some(false), Otherwise::Rejected) => Outcome::Rejected(error),
        (Some(false), Otherwise::RolledBack) => Outcome::RolledBack(error),
        (Some(false), Otherwise::NeverRan) => Outcome::NeverRan(error),
        (Some(false), Otherwise::Unknown) | (None, _) => {
            Outcome::Unknown(unknown(about.call.clone(), about.key.clone(), error))
        }
    }
}
