//! The data, the users who ask for it, and what they see.

use std::future::Future;
use std::sync::LazyLock;

use creatio_core::jiff::civil::{self, DateTime};
use creatio_core::jiff::tz::TimeZone;
use creatio_core::jiff::{SignedDuration, Timestamp};
use creatio_core::{Client, Id, Protocol, Uuid};
use creatio_sandbox::Sandbox;
use creatio_tests::protocols::PROTOCOLS;
use creatio_tests::records::{Record, Records};
use creatio_tests::world::client_builder;
use serde_json::json;
use tokio::runtime::Runtime;

/// What time it is, always: late in the morning of the day on which Kyiv's clocks went forward.
pub(crate) const NOW: &str = "2021-03-28T09:41:12.5Z";

/// The user whose wall clock shows UTC: all protocols have to agree.
pub(crate) static UTC: LazyLock<World> = LazyLock::new(|| World::start("UTC", &PROTOCOLS));

/// The user in Kyiv. OData does not know where its user is, so there is nothing to repeat there.
pub(crate) static KYIV: LazyLock<World> =
    LazyLock::new(|| World::start("Europe/Kyiv", &[Protocol::DataService]));

/// A sandbox with a user, and a copy of its rows.
pub(crate) struct World {
    pub(crate) sandbox: Sandbox,
    pub(crate) records: Records,
    pub(crate) client: Client,
    zone: TimeZone,
    protocols: &'static [Protocol],
    runtime: Runtime,
}

impl World {
    fn start(zone: &'static str, protocols: &'static [Protocol]) -> World {
        let runtime = Runtime::new().unwrap();
        let (sandbox, records) = runtime.block_on(async {
            let sandbox = Sandbox::builder()
                .time_zone(zone)
                .now(NOW.parse().unwrap())
                // As deep as the longest path of the suite: the limit is an instance's own.
                .max_expansion_depth(3)
                .start()
                .await
                .unwrap();
            let leads = moments().into_iter().enumerate().map(lead);
            sandbox.insert_rows("Lead", leads).await.unwrap();
            let records = Records::read(&sandbox).await;
            (sandbox, records)
        });
        let zone = TimeZone::get(zone).unwrap();
        let client = client_builder(&sandbox).time_zone(zone.clone());
        World {
            client: client.build().unwrap(),
            sandbox,
            records,
            zone,
            protocols,
            runtime,
        }
    }

    pub(crate) fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.runtime.block_on(future)
    }

    pub(crate) fn zone_name(&self) -> &str {
        self.zone.iana_name().unwrap_or("no zone")
    }

    /// Whether this user asks over the protocol.
    pub(crate) fn runs(&self, protocol: Protocol) -> bool {
        self.protocols.contains(&protocol)
    }

    /// The view of the rows that a query over a protocol has.
    pub(crate) fn asked(&self, protocol: Protocol) -> Asked<'_> {
        Asked {
            world: self,
            protocol,
        }
    }
}

/// The instants of leads whose business is to be at some time: close together around the changes of
/// Kyiv's clocks and around now, further apart over three years.
fn moments() -> Vec<Timestamp> {
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let every = |from: Timestamp, minutes: i64, number: i64| {
        (0..number).map(move |step| from + SignedDuration::from_mins(minutes * step))
    };
    let day = 24 * 60;
    let mut moments: Vec<_> = every(at("2021-03-27T00:00:00Z"), 30, 96).collect();
    moments.extend(every(at("2021-10-30T20:00:00Z"), 30, 20));
    moments.extend(every(at("2021-03-08T23:15:00Z"), day, 40));
    moments.extend(every(at("2020-01-01T10:00:00Z"), 10 * day, 110));
    moments
}

fn lead((number, moment): (usize, Timestamp)) -> creatio_sandbox::Row {
    let row = json!({
        "Id": Uuid::from_u128(0x1ead << 64 | number as u128).to_string(),
        "LeadName": format!("Moment {number}"),
        "MeetingDate": moment.to_string(),
    });
    row.as_object().unwrap().clone()
}

/// The stored rows as one protocol shows them to one user.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'w> {
    world: &'w World,
    pub(crate) protocol: Protocol,
}

impl<'w> Asked<'w> {
    /// All rows of an entity, sorted by their keys.
    pub(crate) fn all(&self, entity: &str) -> Vec<Record<'w>> {
        self.world.records.all(entity)
    }

    /// The key of the user's own row.
    pub(crate) fn user(&self) -> Uuid {
        self.world.sandbox.current_user()
    }

    /// The key of the user's contact.
    pub(crate) fn contact(&self) -> Uuid {
        self.world.sandbox.current_user_contact()
    }

    /// The clock that date parts are read from: OData's shows UTC, DataService's the user's time.
    pub(crate) fn wall(&self, instant: Timestamp) -> DateTime {
        self.clock().to_datetime(instant)
    }

    /// What day it is for the user.
    pub(crate) fn today(&self) -> civil::Date {
        self.wall(NOW.parse().unwrap()).date()
    }

    /// The instant that comes back for this one. DataService and OData 3 write milliseconds, and
    /// DataService wall-clock time: of an hour that the clock passes twice, the second is taken, as
    /// .NET does.
    pub(crate) fn shown(&self, instant: Timestamp) -> Timestamp {
        if self.protocol == Protocol::OData4 {
            return instant;
        }
        let whole = instant.as_nanosecond().div_euclid(1_000_000) * 1_000_000;
        let instant = Timestamp::from_nanosecond(whole).unwrap();
        let shown = self.clock().to_ambiguous_timestamp(self.wall(instant));
        shown.later().unwrap()
    }

    /// The instant that a day comes back as, where the model has days for instants: OData writes
    /// midnight in UTC, DataService midnight and no zone, which is read as the user's.
    pub(crate) fn midnight(&self, day: Timestamp) -> Timestamp {
        let day = TimeZone::UTC.to_datetime(day);
        self.clock().to_timestamp(day).unwrap()
    }

    fn clock(&self) -> TimeZone {
        match self.protocol {
            Protocol::DataService => self.world.zone.clone(),
            _ => TimeZone::UTC,
        }
    }
}

/// The row's key as the models have it.
pub(crate) fn id<E>(row: Record<'_>) -> Id<E> {
    Id::new(row.id())
}

/// A lookup's key as the models have it.
pub(crate) fn key<E>(row: Record<'_>, column: &str) -> Option<Id<E>> {
    row.guid(column).map(Id::new)
}

/// A text behind a lookup as the models have it: an empty one is no value, as an empty lookup is.
pub(crate) fn path_text(row: Option<Record<'_>>, column: &str) -> Option<String> {
    let text = row?.text(column);
    (!text.is_empty()).then(|| text.to_owned())
}

/// A stored row, by its position in the order of keys: for values that rows really have.
pub(crate) fn stored(entity: &str, position: usize) -> Record<'static> {
    UTC.records.nth(entity, position)
}
