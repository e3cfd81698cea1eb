//! The commands, one file each.

pub(super) mod check;
pub(super) mod completions;
pub(super) mod diff;
pub(super) mod fetch;
pub(super) mod generate;
pub(super) mod init;
pub(super) mod list;
