//! Date macros: spans around now by the user's calendar, without their end.

use creatio_core::Expr;
use creatio_core::capability::{DataServiceOnly, clause::DateMacro};
use creatio_core::jiff::civil::Date;
use creatio_core::jiff::{SignedDuration, Timestamp, ToSpan as _};
use creatio_tests::models::{Lead, lead};

use crate::harness::{Asked, Case, NOW, cases, finds_asked};

type Macro = Expr<Lead, DataServiceOnly<DateMacro>>;

/// The macro's days: from the first of these up to the second, by the user's today.
fn days(macros: Macro, span: fn(Date) -> [Date; 2]) -> Case {
    finds_asked(macros, move |asked, row| {
        let [start, end] = span(asked.today());
        let day = row.instant("MeetingDate").map(|at| asked.wall(at).date());
        day.map(|day| (start..end).contains(&day))
    })
}

/// The macro's hours: so many from the start of this one, up to so many.
fn hours(macros: Macro, from: i64, to: i64) -> Case {
    finds_asked(macros, move |asked, row| {
        let start = this_hour(asked);
        let span = [from, to].map(|hours| start + SignedDuration::from_hours(hours));
        row.instant("MeetingDate")
            .map(|at| (span[0]..span[1]).contains(&at))
    })
}

fn this_hour(asked: &Asked<'_>) -> Timestamp {
    let now: Timestamp = NOW.parse().unwrap();
    let into = asked.wall(now).time().duration_since(
        asked
            .wall(now)
            .time()
            .with()
            .minute(0)
            .second(0)
            .subsec_nanosecond(0)
            .build()
            .unwrap(),
    );
    now - into
}

fn monday(day: Date) -> Date {
    day - i64::from(day.weekday().to_monday_zero_offset()).days()
}

/// The first day of the span of so many months that the day lies in.
fn months(day: Date, length: i8) -> Date {
    let first = (day.month() - 1) / length * length + 1;
    Date::new(day.year(), first, 1).unwrap()
}

fn around(start: Date, shift: i32, months: i32) -> [Date; 2] {
    [shift, shift + 1].map(|step| start + (step * months).months())
}

cases! {
    yesterday: days(lead::meeting_date.yesterday(), |today| {
        [today - 1.day(), today]
    });
    today: days(lead::meeting_date.today(), |today| [today, today + 1.day()]);
    tomorrow: days(lead::meeting_date.tomorrow(), |today| {
        [today + 1.day(), today + 2.days()]
    });
    previous_week: days(lead::meeting_date.previous_week(), |today| {
        [monday(today) - 1.week(), monday(today)]
    });
    current_week: days(lead::meeting_date.current_week(), |today| {
        [monday(today), monday(today) + 1.week()]
    });
    next_week: days(lead::meeting_date.next_week(), |today| {
        [monday(today) + 1.week(), monday(today) + 2.weeks()]
    });
    previous_month: days(lead::meeting_date.previous_month(), |today| {
        around(months(today, 1), -1, 1)
    });
    current_month: days(lead::meeting_date.current_month(), |today| {
        around(months(today, 1), 0, 1)
    });
    next_month: days(lead::meeting_date.next_month(), |today| {
        around(months(today, 1), 1, 1)
    });
    previous_quarter: days(lead::meeting_date.previous_quarter(), |today| {
        around(months(today, 3), -1, 3)
    });
    current_quarter: days(lead::meeting_date.current_quarter(), |today| {
        around(months(today, 3), 0, 3)
    });
    next_quarter: days(lead::meeting_date.next_quarter(), |today| {
        around(months(today, 3), 1, 3)
    });
    previous_half_year: days(lead::meeting_date.previous_half_year(), |today| {
        around(months(today, 6), -1, 6)
    });
    current_half_year: days(lead::meeting_date.current_half_year(), |today| {
        around(months(today, 6), 0, 6)
    });
    next_half_year: days(lead::meeting_date.next_half_year(), |today| {
        around(months(today, 6), 1, 6)
    });
    previous_year: days(lead::meeting_date.previous_year(), |today| {
        around(months(today, 12), -1, 12)
    });
    current_year: days(lead::meeting_date.current_year(), |today| {
        around(months(today, 12), 0, 12)
    });
    next_year: days(lead::meeting_date.next_year(), |today| {
        around(months(today, 12), 1, 12)
    });
    previous_hour: hours(lead::meeting_date.previous_hour(), -1, 0);
    current_hour: hours(lead::meeting_date.current_hour(), 0, 1);
    next_hour: hours(lead::meeting_date.next_hour(), 1, 2);
    previous_days: days(lead::meeting_date.previous_days(10), |today| {
        [today - 10.days(), today]
    });
    next_days: days(lead::meeting_date.next_days(10), |today| {
        [today + 1.day(), today + 11.days()]
    });
    previous_hours: hours(lead::meeting_date.previous_hours(12), -12, 0);
    next_hours: hours(lead::meeting_date.next_hours(12), 1, 13);
    not_today: finds_asked(!lead::meeting_date.today(), |asked, row| {
        let day = row.instant("MeetingDate").map(|at| asked.wall(at).date());
        day.map(|day| day != asked.today())
    });
    today_or_another_condition: finds_asked(
        lead::meeting_date.today() | lead::budget.lt(1_000),
        |asked, row| {
            let day = row.instant("MeetingDate").map(|at| asked.wall(at).date());
            day == Some(asked.today()) || row.decimal("Budget") < 1_000.into()
        },
    );
}
