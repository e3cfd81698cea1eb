//! The `creatio` command.

fn main() {}
