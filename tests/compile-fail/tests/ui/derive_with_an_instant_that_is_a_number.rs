//! Only days and times may be said to be instants of the service.

use creatio_core::{Entity, Id};

#[derive(Entity)]
struct Visit {
    #[creatio(key)]
    id: Id<Visit>,
    #[creatio(edm = "DateTimeOffset")]
    minutes: i32,
}

fn main() {}
