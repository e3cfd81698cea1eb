//! Makes each call while each fault happens, and compares what comes of it with the model.

use std::time::Duration;

use futures::future::join_all;
use tokio::runtime::Runtime;

use crate::calls::Call;
use crate::faults::{self, Trouble};
use crate::model::{Api, Facts, Nature, Times, Verdict, expected};
use crate::scene::{Scene, World};

/// No call takes so long, whatever goes wrong: one that does hangs.
const HANGS_AFTER: Duration = Duration::from_secs(60);

/// How many cells share a sandbox: what is stored is read after each, so that it should not be much.
const CELLS_OF_A_WORLD: usize = 12;

/// Calls that stand in one table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    Reads,
    Writes,
    Batches,
    Services,
    Files,
}

/// What came of every call.
pub(crate) struct Matrix(Vec<Column>);

/// What came of one call.
pub(crate) struct Column {
    family: Family,
    pub(crate) call: &'static str,
    facts: Facts,
    /// By the order of [`cases`].
    pub(crate) cells: Vec<String>,
    /// Where that is not what was expected.
    surprises: Vec<String>,
}

/// Makes all calls.
pub(crate) fn run<const N: usize>(families: [(Family, Vec<Call>); N]) -> Matrix {
    let runtime = Runtime::new().unwrap();
    let calls = families
        .into_iter()
        .flat_map(|(family, calls)| calls.into_iter().map(move |call| (family, call)));
    let columns = calls.map(|(family, call)| runtime.spawn(column(family, call)));
    let columns = runtime.block_on(join_all(columns.collect::<Vec<_>>()));
    Matrix(columns.into_iter().map(Result::unwrap).collect())
}

async fn column(family: Family, call: Call) -> Column {
    let mut column = Column {
        family,
        call: call.name,
        facts: call.facts,
        cells: Vec::new(),
        surprises: Vec::new(),
    };
    for cases in cases().chunks(CELLS_OF_A_WORLD) {
        let world = World::start().await;
        for (number, (trouble, times)) in (1..).zip(cases) {
            let mut scene = Scene::set(&world, number, trouble).await;
            let seen = cell(&mut scene, &call, trouble, *times).await;
            let facts = Facts {
                passing: scene.passing,
                ..call.facts
            };
            let expected = expected(&facts, &trouble.nuisance, *times);
            column.add(&title(trouble, *times), &seen, &expected);
        }
    }
    column
}

/// Makes one call, and says what became of it and of what is stored.
async fn cell(
    scene: &mut Scene<'_>,
    call: &Call,
    trouble: &Trouble,
    times: Times,
) -> Result<Verdict, String> {
    let before = scene.stored().await;
    scene.requests();
    // Some faults cannot wait for a later request.
    scene.passing = trouble.arm(scene.sandbox(), call.facts.passing, times);
    let class = tokio::time::timeout(HANGS_AFTER, (call.run)(scene)).await;
    let requests = scene.requests();
    scene.clear();
    let class = class.map_err(|_| "it hangs".to_owned())?;
    let after = scene.stored().await;
    let mut intended = before.clone();
    (call.intends)(scene, &mut intended);
    intended.sort_unstable();
    let made = after == intended && after != before;
    if !made && after != before {
        return Err(format!(
            "{class}/{requests}, and {before:?} became {after:?}"
        ));
    }
    Ok(Verdict {
        class,
        requests,
        made,
    })
}

impl Column {
    fn add(&mut self, title: &str, seen: &Result<Verdict, String>, expected: &Verdict) {
        let is_expected = seen.as_ref() == Ok(expected);
        let seen = seen.as_ref().map_or_else(Clone::clone, shown);
        if !is_expected {
            let (call, expected) = (self.call, shown(expected));
            self.surprises
                .push(format!("{call}, {title}: expected {expected}, got {seen}"));
        }
        self.cells.push(seen);
    }
}

impl Matrix {
    /// The cells that are not what the model expects.
    pub(crate) fn surprises(&self) -> Vec<&str> {
        let all = self.0.iter().flat_map(|column| &column.surprises);
        all.map(String::as_str).collect()
    }

    /// The cells of all writes over OData and the DataService, each with the name of its call.
    pub(crate) fn writes_by_data_services(&self) -> impl Iterator<Item = (&str, &str)> {
        let writes = self.0.iter().filter(|column| {
            let is_data = matches!(column.facts.api, Api::OData | Api::DataService);
            is_data && !matches!(column.facts.nature, Nature::Reads)
        });
        writes.flat_map(|column| column.cells.iter().map(|cell| (column.call, cell.as_str())))
    }

    /// All columns.
    pub(crate) fn columns(&self) -> &[Column] {
        &self.0
    }

    /// A line for each fault, a column for each call.
    pub(crate) fn table(&self, family: Family) -> String {
        let columns = self.0.iter().filter(|column| column.family == family);
        let columns: Vec<_> = columns.collect();
        let mut lines = vec![vec![String::new()]];
        lines[0].extend(columns.iter().map(|column| column.call.to_owned()));
        for (place, (trouble, times)) in cases().iter().enumerate() {
            let mut line = vec![title(trouble, *times)];
            line.extend(columns.iter().map(|column| column.cells[place].clone()));
            lines.push(line);
        }
        aligned(&lines)
    }
}

/// Each fault with how often it happens, as lines of the tables.
pub(crate) fn cases() -> Vec<(Trouble, Times)> {
    let mut cases = Vec::new();
    for trouble in faults::all() {
        cases.extend(trouble.times().iter().map(|times| (trouble, *times)));
    }
    cases
}

fn title(trouble: &Trouble, times: Times) -> String {
    match times {
        Times::Once => trouble.name.to_owned(),
        Times::Always => format!("{}, always", trouble.name),
    }
}

/// `ok/2+`: the class, the number of requests, and a plus sign if what is stored was changed as
/// intended.
fn shown(verdict: &Verdict) -> String {
    let sign = if verdict.made { "+" } else { "" };
    format!("{}/{}{sign}", verdict.class, verdict.requests)
}

/// Lines whose columns are as wide as they need to be.
fn aligned(lines: &[Vec<String>]) -> String {
    let length = |cell: &String| cell.chars().count();
    let widths: Vec<_> = (0..lines[0].len())
        .map(|column| lines.iter().map(|line| length(&line[column])).max())
        .collect();
    let shown = lines.iter().map(|line| {
        let cells = line.iter().zip(&widths);
        let cells = cells.map(|(cell, width)| format!("{cell:0$}", width.unwrap_or(0)));
        cells.collect::<Vec<_>>().join(" | ").trim_end().to_owned()
    });
    shown.collect::<Vec<_>>().join("\n")
}
