//! The `creatio` command as its users meet it: output, exit codes, files.
