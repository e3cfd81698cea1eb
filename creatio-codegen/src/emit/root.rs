//! `mod.rs`: declares one private module per file and re-exports what it has.

use super::{MARKER, layout};

/// One file, as the root sees it.
pub(crate) struct Part<'a> {
    pub(crate) file: &'a str,
    pub(crate) ty: &'a str,
    /// The module of constants; only entities have one.
    pub(crate) module: Option<&'a str>,
}

/// The text of `mod.rs`.
pub(crate) fn root<'a>(parts: impl Iterator<Item = Part<'a>>) -> String {
    let mut out = String::new();
    out.extend([
        "//! Models of a Creatio instance, ",
        MARKER,
        ": do not edit.\n",
    ]);
    out.push_str(
        "//!\n//! Per entity a struct, and a module of its columns, lookups and details.\n",
    );
    // A program uses few of the models, has them in a public module or not, and can change none.
    out.push_str("\n#![allow(clippy::all, clippy::pedantic)]\n");
    out.push_str("#![allow(dead_code, unreachable_pub, unused_imports)]\n");
    for part in parts {
        // The file's module cannot have the file's name: that is the name of the constants' module.
        let module = format!("_{}", part.file);
        out.extend(["\n#[path = \"", part.file, ".rs\"]\nmod ", &module, ";\n"]);
        match part.module {
            Some(constants) => layout::reexport(&mut out, &module, part.ty, constants),
            None => out.extend(["pub use self::", &module, "::", part.ty, ";\n"]),
        }
    }
    out
}
