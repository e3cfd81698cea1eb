//! The file: one customer per line.

use std::io::Read;

use serde::Deserialize;

/// A line of the file.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Customer {
    /// What the other system knows it by, and Creatio in `Account.Code`.
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) phone: String,
    pub(crate) web: String,
    /// A city of Creatio, by its name.
    pub(crate) city: Option<String>,
}

impl Customer {
    /// All lines of a file, which begins with the names of its columns.
    pub(crate) fn read(file: impl Read) -> Result<Vec<Self>, csv::Error> {
        csv::Reader::from_reader(file).into_deserialize().collect()
    }
}
