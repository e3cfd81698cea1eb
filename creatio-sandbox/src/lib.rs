//! An offline Creatio over SQLite.
