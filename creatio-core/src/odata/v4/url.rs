//! What OData 4 URLs select: every expanded object has query options of its own, in parentheses.

use super::super::Version;
use super::super::options::{Options, push_comma};
use super::super::tree::{Branch, Tree};
use crate::CompileError;

/// `$select` and `$expand`. Columns are always named: a model may know fewer than the server sends,
/// and a column that the server no longer has is then refused instead of read as empty.
pub(crate) fn push_selection(
    options: &mut Options<'_>,
    tree: &Tree<'_>,
    branch: &Branch<'_>,
) -> Result<(), CompileError> {
    let url = options.start("$select");
    let columns = branch.columns.iter().map(|column| column.name);
    let mut first = true;
    for name in columns.chain(branch.columns.is_empty().then_some(branch.key)) {
        push_comma(url, &mut first);
        url.push_str(name);
    }
    if branch.is_leaf() {
        return Ok(());
    }
    let url = options.start("$expand");
    let mut first = true;
    for lookup in &branch.lookups {
        push_comma(url, &mut first);
        url.push_str(lookup.name);
        let mut inner = inner_options(url);
        push_selection(&mut inner, tree, tree.branch(lookup.branch))?;
        url.push(')');
    }
    for detail in &branch.details {
        push_comma(url, &mut first);
        url.push_str(detail.query.collection);
        let mut inner = inner_options(url);
        push_selection(&mut inner, &detail.tree, detail.tree.root())?;
        inner.push_rows(&detail.query.plan)?;
        url.push(')');
    }
    Ok(())
}

fn inner_options(url: &mut String) -> Options<'_> {
    Options::new(url, Version::V4, ('(', ';'))
}
