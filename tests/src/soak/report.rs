//! What a soak test found, for people.

use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, Instant};

use super::ledger::Difference;
use super::meter::{Meter, resident};
use super::server::Met;
use super::storm::Acts;
use super::tally::{Calls, Tally};

/// How many differences are told in full.
const TOLD: usize = 20;

/// The findings of all legs so far.
#[derive(Debug)]
pub struct Report {
    seed: u64,
    tasks: usize,
    started: Instant,
    requests: u64,
    faults: BTreeMap<String, u64>,
    acts: Acts,
    calls: BTreeMap<String, Calls>,
    settled: BTreeMap<&'static str, u64>,
    differences: Vec<Difference>,
    /// KiB after each leg.
    memory: Vec<Option<u64>>,
    meter: Meter,
}

impl Report {
    pub(super) fn new(seed: u64, tasks: usize, meter: Meter) -> Self {
        Self {
            seed,
            tasks,
            started: Instant::now(),
            requests: 0,
            faults: BTreeMap::new(),
            acts: Acts::new(),
            calls: BTreeMap::new(),
            settled: BTreeMap::new(),
            differences: Vec::new(),
            memory: Vec::new(),
            meter,
        }
    }

    /// How many legs there were.
    pub fn legs(&self) -> u64 {
        self.memory.len() as u64
    }

    /// How long the test has run.
    pub fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// How many requests the server answered, whatever with.
    pub fn requests(&self) -> u64 {
        self.requests
    }

    /// How many requests met a fault.
    pub fn faults(&self) -> u64 {
        self.faults.values().sum()
    }

    /// How many writes had an unknown outcome, which was settled later.
    pub fn settled(&self) -> u64 {
        self.settled.values().sum()
    }

    /// How often something of this name happened to the whole server.
    pub fn acts(&self, name: &str) -> u64 {
        self.acts.get(name).copied().unwrap_or_default()
    }

    /// How many calls of a kind there were.
    pub fn calls(&self, kind: &str) -> u64 {
        let calls = self.calls.get(kind).copied().unwrap_or_default();
        calls.done + calls.failed + calls.unknown
    }

    /// What differs between the database and the outcomes, and errors that no fault explains.
    pub fn differences(&self) -> &[String] {
        &self.differences
    }

    /// The memory at the end against that after the warm-up: the means of the last quarter of the
    /// legs and of the second. `None` with less than eight legs.
    pub fn memory_ratio(&self) -> Option<f64> {
        let quarter = self.memory.len() / 4;
        if quarter < 2 {
            return None;
        }
        let mean = |legs: &[Option<u64>]| -> Option<f64> {
            let sum: u64 = legs.iter().copied().sum::<Option<u64>>()?;
            Some(as_f64(sum) / as_f64(legs.len() as u64))
        };
        let end = mean(&self.memory[self.memory.len() - quarter..])?;
        Some(end / mean(&self.memory[quarter..2 * quarter])?)
    }

    pub(super) fn add_leg(&mut self, met: Met, acts: &Acts) {
        self.requests += met.len() as u64;
        for fault in met.into_iter().flatten() {
            *self.faults.entry(fault).or_default() += 1;
        }
        for (name, times) in acts {
            *self.acts.entry(name).or_default() += times;
        }
        self.memory.push(resident());
    }

    pub(super) fn add_differences(&mut self, differences: Vec<Difference>) {
        self.differences.extend(differences);
    }

    pub(super) fn add_tally(&mut self, tally: Tally) {
        for (kind, calls) in tally.calls {
            let sum = self.calls.entry(kind).or_default();
            sum.done += calls.done;
            sum.failed += calls.failed;
            sum.unknown += calls.unknown;
        }
        for (how, times) in tally.settled {
            *self.settled.entry(how).or_default() += times;
        }
        self.differences.extend(tally.complaints);
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "what is printed has fewer digits than an f64"
)]
fn as_f64(number: u64) -> f64 {
    number as f64
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.elapsed().as_secs_f64();
        let (seed, tasks, legs) = (self.seed, self.tasks, self.legs());
        writeln!(
            f,
            "seed {seed}, {tasks} tasks, {legs} legs, {seconds:.1} s\n"
        )?;
        let [done, failed, unknown] = ["done", "not made", "unknown"];
        writeln!(
            f,
            "{:<44} {done:>8} {failed:>8} {unknown:>8}",
            "calls and items of batches"
        )?;
        for (kind, calls) in &self.calls {
            let Calls {
                done,
                failed,
                unknown,
            } = calls;
            writeln!(f, "  {kind:<42} {done:>8} {failed:>8} {unknown:>8}")?;
        }
        let (requests, faults) = (self.requests, self.faults());
        writeln!(f, "\n{requests} requests, of which {faults} met a fault")?;
        table(f, self.faults.iter())?;
        writeln!(f, "\nwhat happened to the server as a whole")?;
        table(f, self.acts.iter())?;
        writeln!(f, "\nunknown outcomes by what settled them")?;
        table(f, self.settled.iter())?;
        writeln!(f, "\n{}", self.meter)?;
        self.show_memory(f)?;
        self.show_differences(f)
    }
}

fn table<'r>(
    f: &mut fmt::Formatter<'_>,
    rows: impl Iterator<Item = (impl fmt::Display, &'r u64)>,
) -> fmt::Result {
    for (name, number) in rows {
        let name = name.to_string();
        writeln!(f, "  {name:<42} {number:>8}")?;
    }
    Ok(())
}

impl Report {
    fn show_memory(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let samples: Vec<u64> = self.memory.iter().copied().flatten().collect();
        if let (Some(first), Some(last), Some(most)) =
            (samples.first(), samples.last(), samples.iter().max())
        {
            let mib = |kib: &u64| as_f64(*kib) / 1024.0;
            let (first, last, most) = (mib(first), mib(last), mib(most));
            writeln!(
                f,
                "memory: {first:.1} MiB after the first leg, {last:.1} after the last, {most:.1} at most"
            )?;
        }
        match self.memory_ratio() {
            Some(ratio) => writeln!(f, "memory at the end against after the warm-up: {ratio:.3}"),
            None => writeln!(f, "too few legs to compare memory"),
        }
    }

    fn show_differences(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.differences.is_empty() {
            return writeln!(f, "\nthe database equals the outcomes");
        }
        writeln!(f, "\n{} differences", self.differences.len())?;
        for difference in self.differences.iter().take(TOLD) {
            writeln!(f, "  {difference}")?;
        }
        let more = self.differences.len().saturating_sub(TOLD);
        if more > 0 {
            writeln!(f, "  and {more} more")?;
        }
        Ok(())
    }
}
