//! How the quickstart prints a query: its Rust, its URL, its rows.

use std::error::Error;
use std::fmt::Display;

use comfy_table::{ContentArrangement, Table, presets};
use creatio_core::capability::OverOData4;
use creatio_core::prelude::*;

const SOURCE: &str = include_str!("queries.rs");

/// One cell of a printed row.
pub struct Cell(String);

impl Cell {
    pub fn new(value: impl Display) -> Self {
        Cell(value.to_string())
    }

    /// A dash where there is no value.
    pub fn optional(value: Option<impl Display>) -> Self {
        Cell(value.map_or_else(|| "–".to_owned(), |value| value.to_string()))
    }

    /// Text as a Rust literal, so that blanks and control characters show.
    pub fn quoted(text: &str) -> Self {
        Cell(format!("{text:?}"))
    }

    /// One line per pair.
    pub fn pairs(pairs: Vec<(String, impl Display)>) -> Self {
        let lines = pairs
            .into_iter()
            .map(|(name, value)| format!("{name}: {value}"));
        Cell(lines.collect::<Vec<_>>().join("\n"))
    }
}

/// The columns of a printed table, and how a row fills them.
pub struct Columns<R, const N: usize> {
    names: [&'static str; N],
    cells: fn(R) -> [Cell; N],
}

impl<R, const N: usize> Columns<R, N> {
    pub fn new(names: [&'static str; N], cells: fn(R) -> [Cell; N]) -> Self {
        Columns { names, cells }
    }
}

pub fn heading(text: &str) {
    println!("\n== {text}\n");
}

/// Prints a query as it stands in `queries.rs` and as OData sees it, runs it and prints its rows.
pub async fn show<E: Entity, R: Send + 'static, C: OverOData4, const N: usize>(
    client: &Client,
    title: &str,
    (function, query): (&str, Query<E, R, C>),
    columns: Columns<R, N>,
) -> Result<(), Box<dyn Error>> {
    heading(title);
    show_source(function);
    println!("GET {}\n", query.odata4()?);
    let rows = client.fetch(query).await?;
    // An empty table shows nobody anything: the offline Creatio has other rows than it had.
    if rows.is_empty() {
        return Err(format!("{function} finds no rows").into());
    }
    show_rows(rows, &columns);
    Ok(())
}

/// Prints a function of `queries.rs` as it stands there.
pub fn show_source(function: &str) {
    println!("{}\n", body_of(function));
}

pub fn show_rows<R, const N: usize>(rows: Vec<R>, columns: &Columns<R, N>) {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(columns.names);
    for row in rows {
        table.add_row((columns.cells)(row).map(|cell| cell.0));
    }
    println!("{table}");
}

/// The body of a function of `queries.rs`, without its indentation.
fn body_of(function: &str) -> String {
    let start = SOURCE
        .find(&format!("pub fn {function}()"))
        .unwrap_or_default();
    let body = SOURCE[start..]
        .lines()
        .skip(1)
        .take_while(|line| *line != "}");
    let body = body.map(|line| line.strip_prefix("    ").unwrap_or(line));
    body.collect::<Vec<_>>().join("\n")
}
