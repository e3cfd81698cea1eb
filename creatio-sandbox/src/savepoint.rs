//! All or nothing, at any depth: a write is made whole within a batch that is made whole.
//!
//! SQLite's transactions do not nest and its savepoints do; the outermost one is a transaction.
//! The library's own savepoints need the connection for themselves, which readers share here.

use rusqlite::Connection;

/// What is written after this point is undone when it is dropped, unless it was kept.
#[derive(Debug)]
pub(crate) struct Savepoint<'a> {
    connection: &'a Connection,
    is_kept: bool,
}

impl<'a> Savepoint<'a> {
    /// Begins here. Those that begin later must end earlier.
    pub(crate) fn begin(connection: &'a Connection) -> rusqlite::Result<Self> {
        connection.execute_batch("SAVEPOINT whole")?;
        Ok(Self {
            connection,
            is_kept: false,
        })
    }

    /// Keeps what was written since; for good if this is the outermost one.
    pub(crate) fn keep(mut self) -> rusqlite::Result<()> {
        self.connection.execute_batch("RELEASE whole")?;
        self.is_kept = true;
        Ok(())
    }
}

impl Drop for Savepoint<'_> {
    fn drop(&mut self) {
        if !self.is_kept {
            // Fails only if SQLite has rolled back on its own, which is what is wanted.
            let _ = self
                .connection
                .execute_batch("ROLLBACK TO whole; RELEASE whole");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE t (n)").unwrap();
        connection
    }

    fn add(connection: &Connection, number: i64) {
        let sql = "INSERT INTO t VALUES (?)";
        connection.execute(sql, [number]).unwrap();
    }

    fn sum(connection: &Connection) -> i64 {
        let sql = "SELECT coalesce(sum(n), 0) FROM t";
        connection.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn what_is_not_kept_is_undone_and_leaves_no_transaction_open() {
        let connection = table();
        let savepoint = Savepoint::begin(&connection).unwrap();
        add(&connection, 1);
        drop(savepoint);
        assert_eq!(sum(&connection), 0);
        assert!(connection.is_autocommit());
    }

    #[test]
    fn an_inner_part_can_be_undone_alone_and_goes_with_the_outer_one() {
        let connection = table();
        let outer = Savepoint::begin(&connection).unwrap();
        add(&connection, 1);
        let inner = Savepoint::begin(&connection).unwrap();
        add(&connection, 10);
        drop(inner);
        assert_eq!(sum(&connection), 1);
        let inner = Savepoint::begin(&connection).unwrap();
        add(&connection, 100);
        inner.keep().unwrap();
        assert_eq!(sum(&connection), 101);
        drop(outer);
        assert_eq!(sum(&connection), 0);
    }

    #[test]
    fn what_is_kept_at_the_outermost_level_stays() {
        let connection = table();
        let outer = Savepoint::begin(&connection).unwrap();
        add(&connection, 1);
        outer.keep().unwrap();
        assert!(connection.is_autocommit());
        assert_eq!(sum(&connection), 1);
    }
}
