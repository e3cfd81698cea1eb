//! The queries: `SelectQuery`, `change` for those that write, and `batch` for several in one.
//!
//! `SelectQuery` has columns, aggregates, conditions and order over one schema and what it reaches.
//!
//! `wire` reads the body, `plan` turns it into what the database is asked for, `reply` writes the
//! rows. What the sandbox does not do it refuses; nothing that a query asks for is left out.

mod batch;
mod change;
mod exception;
mod plan;
mod reply;
mod wire;

pub(super) use self::{batch::answer as answer_batch, change::answer as answer_change, wire::Verb};

use rusqlite::Connection;

use self::{exception::Exception, plan::World};
use crate::{catalog::Catalog, query::run::Source, reply::Reply, user::User};

/// Answers a body, which must be valid JSON, with at most so many rows.
pub(super) fn answer(
    body: &str,
    user: &User,
    max_rows: u64,
    catalog: &Catalog,
    connection: &Connection,
) -> Reply {
    let source = Source {
        connection,
        catalog,
    };
    rows(body, user, max_rows, source).unwrap_or_else(Exception::into_reply)
}

fn rows(body: &str, user: &User, max_rows: u64, source: Source<'_>) -> Result<Reply, Exception> {
    let select = wire::read(body)?;
    let world = World {
        catalog: source.catalog,
        user,
        now: user.clock.now(),
    };
    let planned = plan::plan(world, &select, max_rows)?;
    let rows = source.table(&planned.table)?;
    reply::reply(&planned.cells, &rows, &user.zone, select.query_id.as_ref())
}
