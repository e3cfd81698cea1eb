//! Compares two ways of doing the same thing in one run, and prints the ratio.
#![allow(dead_code, reason = "each benchmark uses a part")]

pub(crate) mod accounts;
pub(crate) mod pages;

use std::hint::black_box;
use std::time::{Duration, Instant};

/// How often each side is measured. They take turns, so that both see the same machine.
const ROUNDS: usize = 31;

/// How long one measurement takes at least, so that the clock's grain does not matter.
const MEASUREMENT: Duration = Duration::from_millis(20);

/// One side of a comparison.
pub(crate) struct Side<'a> {
    name: &'static str,
    run: Box<dyn FnMut() + 'a>,
    iterations: u32,
    best: Duration,
    allocations: u64,
}

impl<'a> Side<'a> {
    /// A named piece of work. What it returns is kept from being optimised away.
    pub(crate) fn new<T>(name: &'static str, mut work: impl FnMut() -> T + 'a) -> Self {
        let run = Box::new(move || drop(black_box(work())));
        Side {
            name,
            run,
            iterations: 1,
            best: Duration::MAX,
            allocations: 0,
        }
    }

    fn calibrate(&mut self) {
        (self.run)();
        self.allocations = allocation_counter::measure(&mut self.run).count_total;
        while self.time() < MEASUREMENT {
            self.iterations *= 2;
        }
    }

    fn time(&mut self) -> Duration {
        let start = Instant::now();
        for _ in 0..self.iterations {
            (self.run)();
        }
        start.elapsed()
    }

    fn measure(&mut self) {
        let time = self.time() / self.iterations;
        self.best = self.best.min(time);
    }
}

/// Measures both sides and prints time, allocations and the ratio of the best times.
///
/// `units` is how many rows or bytes or queries one run of a side handles, for the per-unit figures.
pub(crate) fn compare(
    title: &str,
    units: (u64, &str),
    mut subject: Side<'_>,
    mut baseline: Side<'_>,
) {
    subject.calibrate();
    baseline.calibrate();
    for _ in 0..ROUNDS {
        baseline.measure();
        subject.measure();
    }
    println!("{title}");
    for side in [&baseline, &subject] {
        let nanoseconds = side.best.as_nanos() as f64 / units.0 as f64;
        let allocations = side.allocations as f64 / units.0 as f64;
        println!(
            "  {:<34} {nanoseconds:>10.1} ns and {allocations:>6.1} allocations per {}",
            side.name, units.1
        );
    }
    let ratio = subject.best.as_secs_f64() / baseline.best.as_secs_f64();
    println!("  ratio of times: {ratio:.2}\n");
}
