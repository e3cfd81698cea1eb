//! `mod.rs`: declares one private module per file and re-exports what it has.

use super::{MARKER, layout};
use crate::names::EntityNames;

/// The text of `mod.rs`.
pub(crate) fn root<'a>(entities: impl Iterator<Item = &'a EntityNames>) -> String {
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
    for entity in entities {
        // The file's module cannot have the file's name: that is the name of the constants' module.
        let module = format!("_{}", entity.file);
        out.extend([
            "\n#[path = \"",
            &entity.file,
            ".rs\"]\nmod ",
            &module,
            ";\n",
        ]);
        layout::reexport(&mut out, &module, &entity.ty, &entity.module);
    }
    out
}
