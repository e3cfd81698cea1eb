//! The snapshot on the disk, with the rows that stand beside it.

use std::path::Path;

use creatio_codegen::rows::{RowsSnapshot, SnapshotError, path_beside};
use creatio_codegen::schema::Schema;

use super::output::Output;

/// Gives the rows beside a snapshot to its schema, and says which have no place there.
pub(super) fn apply_rows(
    metadata: &Path,
    schema: &mut Schema,
    output: Output,
) -> Result<Option<RowsSnapshot>, SnapshotError> {
    let rows = RowsSnapshot::read_beside(metadata)?;
    for entity in rows.iter().flat_map(|rows| rows.apply(schema)) {
        output.warning(&format!(
            "{}: {} has no `{entity}` with one guid as key, so its rows do not count: run `creatio \
             fetch` for both",
            path_beside(metadata).display(),
            metadata.display()
        ));
    }
    Ok(rows)
}
