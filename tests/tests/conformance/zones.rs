//! Instants on both sides of the changes of clocks. For the user in Kyiv the night of 28 March 2021
//! has no hour from 3 to 4, and that of 31 October has it twice.

use creatio_core::jiff::Timestamp;
use creatio_core::{Expr, count};
use creatio_tests::models::{Lead, lead};
use creatio_tests::records::Record;

use crate::harness::{Asked, Case, cases, finds, finds_asked, id, in_order, rows};

/// Clocks in Kyiv show 02:59:59, and then 04:00.
const FORWARD: &str = "2021-03-28T01:00:00Z";
/// Clocks in Kyiv show 03:59:59, and then 03:00 once more.
const BACK: &str = "2021-10-31T01:00:00Z";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn meeting(row: Record<'_>) -> Option<Timestamp> {
    row.instant("MeetingDate")
}

/// The rows from an instant up to another one.
fn span(from: &'static str, to: &'static str) -> Case {
    finds(
        lead::meeting_date.ge(at(from)) & lead::meeting_date.lt(at(to)),
        move |row| meeting(row).map(|time| (at(from)..at(to)).contains(&time)),
    )
}

fn forward_night() -> Expr<Lead> {
    lead::meeting_date.between(at("2021-03-27T22:00:00Z"), at("2021-03-28T04:00:00Z"))
}

fn that_night<'w>(asked: &Asked<'w>) -> Vec<Record<'w>> {
    let mut leads = asked.all("Lead");
    let night = at("2021-03-27T22:00:00Z")..=at("2021-03-28T04:00:00Z");
    leads.retain(|row| meeting(*row).is_some_and(|time| night.contains(&time)));
    leads
}

cases! {
    before_clocks_go_forward: span("2021-03-27T22:30:00Z", FORWARD);
    after_clocks_go_forward: span(FORWARD, "2021-03-28T03:30:00Z");
    across_clocks_going_forward: span("2021-03-28T00:30:00Z", "2021-03-28T01:30:00Z");
    the_moment_clocks_go_forward: finds(lead::meeting_date.eq(at(FORWARD)), |row| {
        meeting(row).map(|time| time == at(FORWARD))
    });
    before_clocks_go_back: span("2021-10-30T21:00:00Z", "2021-10-30T23:30:00Z");
    after_clocks_went_back: span("2021-10-31T02:00:00Z", "2021-10-31T05:00:00Z");
    across_clocks_going_back: span("2021-10-30T23:30:00Z", "2021-10-31T02:00:00Z");
    // The clock shows 03:30 twice, and the service takes the second; the first is refused.
    in_the_hour_that_comes_twice: finds_asked(
        lead::meeting_date.lt(at("2021-10-31T01:30:00Z")),
        |asked, row| meeting(row).map(|time| time < asked.shown(at("2021-10-31T01:30:00Z"))),
    );
    rows_of_the_night_clocks_go_forward: in_order(
        Lead::query()
            .select((lead::id, lead::meeting_date))
            .filter(forward_night())
            .order_by((lead::meeting_date.asc(), lead::id.asc())),
        |asked| {
            let mut leads = that_night(asked);
            leads.sort_by_key(|row| meeting(*row));
            leads
                .into_iter()
                .map(|row| (id(row), meeting(row)))
                .collect()
        },
    );
    rows_of_the_night_clocks_go_back: rows(
        Lead::query().select((lead::id, lead::meeting_date)).filter(
            lead::meeting_date.ge(at("2021-10-30T20:00:00Z"))
                & lead::meeting_date.lt(at("2021-10-31T06:00:00Z")),
        ),
        |asked| {
            let night = at("2021-10-30T20:00:00Z")..at("2021-10-31T06:00:00Z");
            let mut leads = asked.all("Lead");
            leads.retain(|row| meeting(*row).is_some_and(|time| night.contains(&time)));
            leads
                .into_iter()
                .map(|row| (id(row), meeting(row).map(|time| asked.shown(time))))
                .collect()
        },
    );
    hours_of_the_night_clocks_go_forward: in_order(
        Lead::query()
            .select((lead::meeting_date.hour(), count()))
            .filter(forward_night())
            .order_by(lead::meeting_date.hour().asc()),
        |asked| {
            let mut hours = std::collections::BTreeMap::new();
            for row in that_night(asked) {
                let hour = asked.wall(meeting(row).unwrap()).hour();
                *hours.entry(i32::from(hour)).or_insert(0_i64) += 1;
            }
            hours.into_iter().collect()
        },
    );
    the_hour_that_clocks_show_twice: finds_asked(
        lead::meeting_date.ge(at(BACK))
            & lead::meeting_date.hour().lt(6)
            & lead::meeting_date.day().eq(31),
        |asked, row| {
            let time = meeting(row)?;
            let wall = asked.wall(time);
            Some(time >= asked.shown(at(BACK)) && wall.hour() < 6 && wall.day() == 31)
        },
    );
    the_hour_that_clocks_leave_out: finds_asked(
        lead::meeting_date.hour().eq(3)
            & lead::meeting_date.between(at("2021-03-27T00:00:00Z"), at("2021-03-29T00:00:00Z")),
        |asked, row| {
            let time = meeting(row)?;
            let near = (at("2021-03-27T00:00:00Z")..=at("2021-03-29T00:00:00Z")).contains(&time);
            Some(near && asked.wall(time).hour() == 3)
        },
    );
}
