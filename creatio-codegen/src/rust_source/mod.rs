//! Rust sources as tokens with places: enough to find names in them, also inside macros.

mod lexer;

use std::path::{Path, PathBuf};
use std::{fs, io};

pub(crate) use lexer::{Token, tokens};

/// The `.rs` files below `dir`, or `dir` itself if it is a file, sorted; without build output and
/// hidden directories.
pub(crate) fn files(dir: &Path) -> Result<Vec<PathBuf>, (PathBuf, io::Error)> {
    let mut files = Vec::new();
    let mut rest = vec![dir.to_owned()];
    while let Some(path) = rest.pop() {
        let failed = |error| (path.clone(), error);
        if !fs::metadata(&path).map_err(failed)?.is_dir() {
            files.push(path);
            continue;
        }
        for entry in fs::read_dir(&path).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            // Links are not followed: they may lead in circles.
            let kind = entry.file_type().map_err(failed)?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let wanted_dir = kind.is_dir() && name != "target" && !name.starts_with('.');
            if wanted_dir || (kind.is_file() && name.ends_with(".rs")) {
                rest.push(entry.path());
            }
        }
    }
    files.sort();
    Ok(files)
}
