//! Replaces a directory by its changed self in one step.
//!
//! The new directory is put together beside the old one, as `.NAME.creatio-new`: hard links for what
//! stays, files for what is new. When it is complete it is called `.NAME.creatio`, so that half a
//! file of a killed run is never taken for somebody's own. Then the two change places. Linux and macOS have a call for that; elsewhere
//! it takes two renames, and a run that finds the directory missing between them puts it back.
//! Then the old directory is taken apart. It holds nothing of its own but directories, which cannot
//! be linked and so move over one by one.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::write::{Changes, WriteError, io_error, starts_as_ours};

/// Waits for other runs that write to `dir` or beside it, and keeps them out as long as the result
/// lives.
///
/// The lock is on the parent directory itself, so that no file is left. Where a file system has no
/// locks, or a system none for directories, runs are not kept apart.
pub(crate) fn alone(dir: &Path) -> Option<File> {
    let parent = dir.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = File::open(parent.unwrap_or(Path::new("."))).ok()?;
    parent.lock().ok()?;
    Some(parent)
}

/// Makes the changes in `dir`; without any, nothing is touched.
pub(crate) fn apply(dir: &Path, changes: &Changes<'_>) -> Result<(), WriteError> {
    if changes.written.is_empty() && changes.stale.is_empty() {
        return Ok(());
    }
    let (draft, stage) = (draft_of(dir), stage_of(dir));
    let filled = make(&draft).and_then(|()| fill(dir, &draft, changes));
    let complete =
        filled.and_then(|()| fs::rename(&draft, &stage).map_err(io_error("renaming", &draft)));
    match complete.and_then(|()| exchange(dir, &stage)) {
        // What is there now is the old directory, or nothing if there was none.
        Ok(()) => clear(dir, &stage),
        Err(error) => {
            // The old models are whole; what was staged goes, if it can.
            let _ = fs::remove_dir_all(&draft);
            let _ = fs::remove_dir_all(&stage);
            Err(error)
        }
    }
}

/// Clears away what a killed run left beside `dir`.
pub(crate) fn recover(dir: &Path) -> Result<(), WriteError> {
    let (draft, stage, aside) = (draft_of(dir), stage_of(dir), aside_of(dir));
    if draft.is_dir() {
        fs::remove_dir_all(&draft).map_err(io_error("removing", &draft))?;
    }
    if aside.is_dir() && !dir.exists() {
        fs::rename(&aside, dir).map_err(io_error("restoring", dir))?;
    }
    for left in [stage, aside] {
        if left.is_dir() {
            clear(dir, &left)?;
        }
    }
    Ok(())
}

/// Where the new directory is put together.
fn draft_of(dir: &Path) -> PathBuf {
    sibling(dir, "creatio-new")
}

/// Where it waits, complete, and where the old one is after the exchange.
fn stage_of(dir: &Path) -> PathBuf {
    sibling(dir, "creatio")
}

/// Where the old directory waits on systems that cannot exchange two.
fn aside_of(dir: &Path) -> PathBuf {
    sibling(dir, "creatio-old")
}

fn sibling(dir: &Path, extension: &str) -> PathBuf {
    let name = dir.file_name().unwrap_or_default().to_string_lossy();
    dir.with_file_name(format!(".{name}.{extension}"))
}

fn make(stage: &Path) -> Result<(), WriteError> {
    fs::create_dir(stage).map_err(io_error("creating the directory", stage))
}

/// Puts the new directory together.
fn fill(dir: &Path, stage: &Path, changes: &Changes<'_>) -> Result<(), WriteError> {
    for (name, text) in &changes.written {
        let path = stage.join(name);
        let write = || File::create_new(&path)?.write_all(text.as_bytes());
        write().map_err(io_error("writing", &path))?;
    }
    if !dir.exists() {
        return Ok(());
    }
    let permissions = fs::metadata(dir).map_err(io_error("reading", dir))?;
    fs::set_permissions(stage, permissions.permissions())
        .map_err(io_error("setting the permissions of", stage))?;
    for entry in entries(dir)? {
        let (from, to) = (dir.join(&entry), stage.join(&entry));
        let gone = changes.stale.iter().any(|stale| entry == **stale);
        let directory = fs::symlink_metadata(&from).is_ok_and(|it| it.is_dir());
        if !gone && !directory && fs::symlink_metadata(&to).is_err() {
            keep(&from, &to).map_err(io_error("linking", &from))?;
        }
    }
    Ok(())
}

/// Has a file at a second place, with its time of change.
fn keep(from: &Path, to: &Path) -> io::Result<()> {
    if fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    fs::copy(from, to)?;
    let modified = fs::metadata(from)?.modified()?;
    File::options().write(true).open(to)?.set_modified(modified)
}

/// Takes the old directory, or an unused new one, apart.
///
/// A file that is not in `dir` is somebody else's if no generator wrote it, and moves there, as all
/// directories do.
fn clear(dir: &Path, left: &Path) -> Result<(), WriteError> {
    if !left.exists() {
        return Ok(());
    }
    for entry in entries(left)? {
        let (from, to) = (left.join(&entry), dir.join(&entry));
        let metadata = fs::symlink_metadata(&from).map_err(io_error("reading", &from))?;
        let present = fs::symlink_metadata(&to).is_ok();
        let ours = || starts_as_ours(&from).map_err(io_error("reading", &from));
        if metadata.is_dir() || (!present && (!metadata.is_file() || !ours()?)) {
            fs::rename(&from, &to).map_err(io_error("moving", &from))?;
        } else {
            fs::remove_file(&from).map_err(io_error("removing", &from))?;
        }
    }
    fs::remove_dir(left).map_err(io_error("removing", left))
}

fn entries(dir: &Path) -> Result<Vec<std::ffi::OsString>, WriteError> {
    let listing = "listing the directory";
    let entries = fs::read_dir(dir).map_err(io_error(listing, dir))?;
    let names = entries.map(|entry| entry.map(|entry| entry.file_name()));
    names
        .collect::<io::Result<_>>()
        .map_err(io_error(listing, dir))
}

/// Puts `stage` in the place of `dir`, and `dir`, if it exists, in that of `stage`.
fn exchange(dir: &Path, stage: &Path) -> Result<(), WriteError> {
    let failed = io_error("replacing", dir);
    if !dir.exists() {
        return fs::rename(stage, dir).map_err(failed);
    }
    match at_once(dir, stage) {
        Err(error) if is_unsupported(&error) => in_two_steps(dir, stage).map_err(failed),
        done => done.map_err(failed),
    }
}

fn is_unsupported(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput
    )
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn at_once(dir: &Path, stage: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};

    Ok(renameat_with(CWD, stage, CWD, dir, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn at_once(_dir: &Path, _stage: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

fn in_two_steps(dir: &Path, stage: &Path) -> io::Result<()> {
    let aside = aside_of(dir);
    fs::rename(dir, &aside)?;
    if let Err(error) = fs::rename(stage, dir) {
        fs::rename(&aside, dir)?;
        return Err(error);
    }
    fs::rename(&aside, stage)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use tempfile::TempDir;

    use super::*;
    use crate::emit::MARKER;

    fn ours(text: &str) -> String {
        format!("//! {MARKER}\n{text}")
    }

    fn write(path: &Path, text: &str) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// All files below a directory.
    fn tree(dir: &Path) -> BTreeMap<String, String> {
        let mut tree = BTreeMap::new();
        let mut open = vec![dir.to_owned()];
        while let Some(path) = open.pop() {
            if path.is_dir() {
                open.extend(
                    fs::read_dir(path)
                        .unwrap()
                        .map(|entry| entry.unwrap().path()),
                );
            } else {
                let name = path.strip_prefix(dir).unwrap().display().to_string();
                tree.insert(name, fs::read_to_string(path).unwrap());
            }
        }
        tree
    }

    fn old(root: &TempDir) -> PathBuf {
        let dir = root.path().join("models");
        write(&dir.join("a.rs"), &ours("a"));
        write(&dir.join("b.rs"), &ours("b"));
        write(&dir.join("mine.rs"), "mine");
        write(&dir.join("more/deep.rs"), "deep");
        dir
    }

    fn changes(text: &str) -> Changes<'_> {
        Changes {
            written: vec![("a.rs", text), ("c.rs", text)],
            stale: vec!["b.rs".to_owned()],
        }
    }

    fn new(text: &str) -> BTreeMap<String, String> {
        let files = [
            ("models/a.rs", text),
            ("models/c.rs", text),
            ("models/mine.rs", "mine"),
            ("models/more/deep.rs", "deep"),
        ];
        files
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .into()
    }

    /// The directory with this text, made beside the old one.
    fn staged(dir: &Path, text: &str) -> PathBuf {
        let stage = stage_of(dir);
        make(&stage).unwrap();
        fill(dir, &stage, &changes(text)).unwrap();
        stage
    }

    #[test]
    fn the_directory_changes_as_a_whole_and_nothing_is_left_beside_it() {
        let root = TempDir::new().unwrap();
        let dir = old(&root);
        let text = ours("new");
        apply(&dir, &changes(&text)).unwrap();
        assert_eq!(tree(root.path()), new(&text));
    }

    #[test]
    fn two_renames_do_where_directories_cannot_change_places() {
        let root = TempDir::new().unwrap();
        let dir = old(&root);
        let text = ours("new");
        let stage = staged(&dir, &text);
        in_two_steps(&dir, &stage).unwrap();
        clear(&dir, &stage).unwrap();
        assert_eq!(tree(root.path()), new(&text));
    }

    #[test]
    fn a_run_killed_before_the_exchange_has_changed_nothing() {
        let root = TempDir::new().unwrap();
        let dir = old(&root);
        let before = tree(root.path());
        let text = ours("new");
        staged(&dir, &text);
        assert_eq!(tree(&dir), tree(old(&TempDir::new().unwrap()).as_path()));
        recover(&dir).unwrap();
        assert_eq!(tree(root.path()), before);
    }

    #[test]
    fn half_a_file_of_a_killed_run_is_not_taken_for_somebody_s_own() {
        let root = TempDir::new().unwrap();
        let dir = old(&root);
        let before = tree(root.path());
        write(&draft_of(&dir).join("c.rs"), "");
        recover(&dir).unwrap();
        assert_eq!(tree(root.path()), before);
    }

    #[test]
    fn a_run_killed_after_the_exchange_is_finished_by_the_next() {
        let root = TempDir::new().unwrap();
        let dir = old(&root);
        let text = ours("new");
        let stage = staged(&dir, &text);
        exchange(&dir, &stage).unwrap();
        recover(&dir).unwrap();
        assert_eq!(tree(root.path()), new(&text));
    }

    #[test]
    fn a_run_killed_between_two_renames_is_undone_by_the_next() {
        let root = TempDir::new().unwrap();
        let dir = old(&root);
        let before = tree(root.path());
        fs::rename(&dir, aside_of(&dir)).unwrap();
        recover(&dir).unwrap();
        assert_eq!(tree(root.path()), before);
    }

    #[test]
    fn a_failure_leaves_the_old_models_and_nothing_beside_them() {
        let root = TempDir::new().unwrap();
        let dir = old(&root);
        let before = tree(root.path());
        let long = format!("{}.rs", "n".repeat(300));
        let changes = Changes {
            written: vec![("a.rs", "new"), (&long, "new")],
            stale: Vec::new(),
        };
        let error = apply(&dir, &changes).unwrap_err();
        assert!(matches!(
            error,
            WriteError::Io {
                action: "writing",
                ..
            }
        ));
        assert_eq!(tree(root.path()), before);
    }
}
