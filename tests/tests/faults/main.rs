//! The fault matrix: every call by every fault.
//!
//! Each cell makes one call against a sandbox that misbehaves in one way, once or for as long as it
//! is asked. What the call gives, how many requests the server saw, and what its database holds are
//! compared with what [`model`] expects. The golden tables in `snapshots` show all of it, and
//! `docs/faults.md` the essence, which is renewed with `UPDATE_GOLDEN=1`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail the test by panicking"
)]

mod calls;
mod essence;
mod faults;
mod matrix;
mod model;
mod scene;

use std::sync::LazyLock;

use matrix::{Family, Matrix};

/// How many times the clients here try again.
const RETRIES: usize = 2;

/// All cells. They wait for faults more than they compute, so that all calls are made side by side.
static MATRIX: LazyLock<Matrix> = LazyLock::new(|| {
    matrix::run([
        (Family::Reads, calls::reads::all()),
        (Family::Writes, calls::writes::all()),
        (Family::Batches, calls::batches::all()),
        (Family::Services, calls::services::all()),
        (Family::Files, calls::files::all()),
    ])
});

#[test]
fn each_call_meets_each_fault_as_the_model_says() {
    let surprises = MATRIX.surprises();
    let number = surprises.len();
    assert!(number == 0, "{number} cells:\n{}", surprises.join("\n"));
}

#[test]
fn an_error_means_that_nothing_was_changed_unless_it_says_that_it_may_have_been() {
    let mut checked = 0;
    for (call, cell) in MATRIX.writes_by_data_services() {
        let (classes, requests) = cell.rsplit_once('/').unwrap();
        let was_changed = requests.ends_with('+');
        for class in classes
            .split(' ')
            .filter(|class| *class != "OutcomeUnknown")
        {
            assert_eq!(was_changed, class == "ok", "{call}: {cell}");
            checked += 1;
        }
    }
    assert!(checked > 500, "{checked}");
}

#[test]
fn reads_are_tried_again() {
    insta::assert_snapshot!("reads", MATRIX.table(Family::Reads));
}

#[test]
fn writes_are_sent_once_and_settled() {
    insta::assert_snapshot!("writes", MATRIX.table(Family::Writes));
}

#[test]
fn batches_have_an_outcome_for_each_item() {
    insta::assert_snapshot!("batches", MATRIX.table(Family::Batches));
}

#[test]
fn services_answer_for_themselves() {
    insta::assert_snapshot!("services", MATRIX.table(Family::Services));
}

#[test]
fn files_are_sent_again_to_the_same_place() {
    insta::assert_snapshot!("files", MATRIX.table(Family::Files));
}

#[test]
fn the_documentation_shows_the_essence_of_the_matrix() {
    essence::check(&MATRIX);
}
