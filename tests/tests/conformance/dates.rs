//! Parts of dates in conditions. OData reads them from a clock that shows UTC, DataService from the
//! user's: for the user in Kyiv they are those of that zone.

use creatio_core::jiff::civil::DateTime;
use creatio_tests::models::{account, contact, lead};
use creatio_tests::records::Record;

use crate::harness::{Asked, cases, finds_asked};

/// What the clock shows at the time of the meeting.
fn meeting(asked: &Asked<'_>, row: Record<'_>) -> Option<DateTime> {
    row.instant("MeetingDate").map(|at| asked.wall(at))
}

fn born(asked: &Asked<'_>, row: Record<'_>) -> Option<DateTime> {
    let born = row.follow("Owner")?.instant("BirthDate")?;
    Some(asked.wall(born))
}

/// 1 for Sunday to 7 for Saturday.
fn weekday(at: DateTime) -> i8 {
    at.weekday().to_sunday_one_offset()
}

cases! {
    year: finds_asked(lead::meeting_date.year().eq(2021), |asked, row| {
        meeting(asked, row).map(|at| at.year() == 2021)
    });
    year_at_the_end_of_one: finds_asked(account::created_on.year().lt(2019), |asked, row| {
        row.instant("CreatedOn")
            .map(|at| asked.wall(at).year() < 2019)
    });
    month: finds_asked(lead::meeting_date.month().eq(3), |asked, row| {
        meeting(asked, row).map(|at| at.month() == 3)
    });
    month_in_a_list: finds_asked(
        lead::meeting_date.month().is_in([1, 10, 12]),
        |asked, row| meeting(asked, row).map(|at| [1, 10, 12].contains(&at.month())),
    );
    day: finds_asked(lead::meeting_date.day().eq(28), |asked, row| {
        meeting(asked, row).map(|at| at.day() == 28)
    });
    day_between: finds_asked(lead::meeting_date.day().between(27, 31), |asked, row| {
        meeting(asked, row).map(|at| (27..=31).contains(&at.day()))
    });
    hour: finds_asked(lead::meeting_date.hour().eq(4), |asked, row| {
        meeting(asked, row).map(|at| at.hour() == 4)
    });
    hour_not: finds_asked(!lead::meeting_date.hour().lt(4), |asked, row| {
        meeting(asked, row).map(|at| at.hour() >= 4)
    });
    minute: finds_asked(lead::meeting_date.minute().eq(30), |asked, row| {
        meeting(asked, row).map(|at| at.minute() == 30)
    });
    weekday_sunday: finds_asked(lead::meeting_date.weekday().eq(1), |asked, row| {
        meeting(asked, row).map(|at| weekday(at) == 1)
    });
    weekday_late_in_the_week: finds_asked(lead::meeting_date.weekday().ge(6), |asked, row| {
        meeting(asked, row).map(|at| weekday(at) >= 6)
    });
    year_behind_a_lookup: finds_asked(
        lead::owner.then(contact::birth_date).year().ne(2020),
        |asked, row| born(asked, row).map(|at| at.year() != 2020),
    );
    month_behind_a_lookup: finds_asked(
        lead::owner.then(contact::birth_date).month().le(6),
        |asked, row| born(asked, row).map(|at| at.month() <= 6),
    );
    not_in_a_list_of_months: finds_asked(
        lead::owner
            .then(contact::birth_date)
            .month()
            .not_in([6, 7, 8]),
        |asked, row| born(asked, row).map(|at| ![6, 7, 8].contains(&at.month())),
    );
    parts_joined: finds_asked(
        lead::meeting_date.year().eq(2021)
            & lead::meeting_date.month().eq(3)
            & lead::meeting_date.day().eq(28),
        |asked, row| {
            meeting(asked, row).map(|at| at.date() == creatio_core::jiff::civil::date(2021, 3, 28))
        },
    );
}
