//! [`Target`]: a file that rows are written to, and the place up to which it is complete.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use creatio_core::Cursor;

/// A file of rows with the cursor of the stream that they come from beside it.
///
/// A program can be stopped between the two: after rows were written, and before the cursor that lies
/// behind them was saved. So the cursor is saved together with the length of the file, and what
/// stands behind that is cut off before the stream goes on.
#[derive(Debug)]
pub struct Target {
    rows: File,
    length: u64,
    saved: PathBuf,
}

impl Target {
    /// Opens the file, and gives the cursor to go on from if there is one.
    pub fn open(path: &Path) -> io::Result<(Self, Option<Cursor>)> {
        let saved = path.with_extension("cursor");
        let (length, cursor) = match fs::read_to_string(&saved) {
            Ok(text) => parse(&text)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => (0, None),
            Err(error) => return Err(error),
        };
        let mut options = OpenOptions::new();
        let mut rows = options
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)?;
        rows.set_len(length)?;
        rows.seek(SeekFrom::End(0))?;
        let target = Self {
            rows,
            length,
            saved,
        };
        Ok((target, cursor))
    }

    /// Adds rows, and the cursor that lies behind them.
    pub fn append(&mut self, rows: &str, cursor: &Cursor) -> io::Result<()> {
        self.rows.write_all(rows.as_bytes())?;
        self.length += rows.len() as u64;
        // A new file in place of the old one: never half of one.
        let new = self.saved.with_extension("cursor.new");
        fs::write(&new, format!("{} {cursor}", self.length))?;
        fs::rename(&new, &self.saved)
    }
}

fn parse(text: &str) -> io::Result<(u64, Option<Cursor>)> {
    let parts = text.split_once(' ');
    let parts = parts.and_then(|(length, cursor)| Some((length.parse().ok()?, cursor)));
    let (length, cursor) = parts.ok_or(io::ErrorKind::InvalidData)?;
    let cursor = cursor.parse::<Cursor>().map_err(io::Error::other)?;
    Ok((length, Some(cursor)))
}
