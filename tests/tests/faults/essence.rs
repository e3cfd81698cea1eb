//! The part of the matrix that `docs/faults.md` shows: one call of each kind, and which others fare
//! the same.

use std::path::Path;

use crate::matrix::{Column, Matrix, cases};
use crate::model::Times;

/// One call of each kind, and what the kind is called.
const KINDS: [(&str, &str); 6] = [
    ("fetch, OData 4", "a read"),
    ("insert, OData 4", "an insert"),
    ("update, DataService", "an update"),
    ("setting, written", "an overwrite"),
    ("service, POST", "a service's method"),
    (
        "writes, JSON",
        "an insert, an update and a delete in a batch",
    ),
];

const BEGIN: &str = "<!-- essence of the fault matrix: renewed by UPDATE_GOLDEN=1 cargo test -p creatio-tests --test faults -->";
const END: &str = "<!-- end -->";

/// Compares the document with what came of the calls; renews it where `UPDATE_GOLDEN` is set.
pub(crate) fn check(matrix: &Matrix) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/faults.md");
    let document = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = document.split_once(BEGIN).expect("the begin of the table");
    let (_, after) = rest.split_once(END).expect("the end of the table");
    let expected = format!("{before}{BEGIN}\n\n{}\n\n{END}{after}", essence(matrix));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(path, expected).unwrap();
    } else {
        assert!(
            document == expected,
            "docs/faults.md is not up to date; its table is\n\n{}",
            essence(matrix)
        );
    }
}

fn essence(matrix: &Matrix) -> String {
    let columns = KINDS.map(|(call, _)| column(matrix, call));
    let kinds = KINDS.map(|(_, kind)| kind.to_owned());
    let mut lines = vec![
        line("fault", &kinds),
        line("---", &KINDS.map(|_| "---".to_owned())),
    ];
    let cases = cases();
    for (place, (trouble, _)) in cases
        .iter()
        .enumerate()
        .filter(|(_, (_, times))| *times == Times::Once)
    {
        let stays = cases
            .get(place + 1)
            .is_some_and(|(_, times)| *times == Times::Always);
        let cells = columns.map(|column| match &column.cells[place..] {
            [once, always, ..] if stays && once != always => format!("{once}, {always}"),
            [once, ..] => once.clone(),
            [] => String::new(),
        });
        lines.push(line(trouble.name, &cells));
    }
    lines.push(String::new());
    lines.extend(KINDS.iter().map(|(call, kind)| alike(matrix, call, kind)));
    lines.join("\n")
}

fn line(first: &str, cells: &[String]) -> String {
    format!("| {first} | {} |", cells.join(" | "))
}

/// Which calls fare as one of them does.
fn alike(matrix: &Matrix, call: &str, kind: &str) -> String {
    let cells = &column(matrix, call).cells;
    let alike = matrix
        .columns()
        .iter()
        .filter(|column| column.cells == *cells);
    let names: Vec<_> = alike.map(|column| format!("`{}`", column.call)).collect();
    format!("- As {kind}: {}", names.join(", "))
}

fn column<'m>(matrix: &'m Matrix, call: &str) -> &'m Column {
    let found = matrix.columns().iter().find(|column| column.call == call);
    found.expect("a call of the matrix")
}
