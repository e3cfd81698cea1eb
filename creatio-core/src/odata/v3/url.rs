//! What OData 3 URLs select: one `$select` and one `$expand` for the whole row, both of paths.

use super::super::options::{Options, push_comma};
use super::super::tree::{Branch, Tree};
use crate::CompileError;
use crate::ast::{Detail, Plan};

/// `$select` and `$expand`. Columns are always named: a model may know fewer than the server sends,
/// and a column that the server no longer has is then refused instead of read as empty.
pub(crate) fn push_selection(
    options: &mut Options<'_>,
    plan: &Plan,
    tree: &Tree<'_>,
) -> Result<(), CompileError> {
    let mut expand = String::new();
    let mut paths = Paths {
        entity: plan.root.name,
        prefix: String::new(),
        select: options.start("$select"),
        first_selected: true,
        expand: &mut expand,
        first_expanded: true,
    };
    paths.push_branch(tree, tree.root())?;
    if !expand.is_empty() {
        options.start("$expand").push_str(&expand);
    }
    Ok(())
}

/// Both lists, written in one walk.
struct Paths<'u> {
    /// Wire name of the query's entity, for errors.
    entity: &'static str,
    /// The path to where the walk is, with a slash at its end unless it is the row itself.
    prefix: String,
    select: &'u mut String,
    first_selected: bool,
    expand: &'u mut String,
    first_expanded: bool,
}

impl Paths<'_> {
    fn push_branch(&mut self, tree: &Tree<'_>, branch: &Branch<'_>) -> Result<(), CompileError> {
        for column in &branch.columns {
            self.select(column.name);
        }
        if branch.is_leaf() {
            if branch.columns.is_empty() {
                self.select(branch.key);
            }
            self.expand();
        }
        for lookup in &branch.lookups {
            self.push_behind(lookup.name, tree, tree.branch(lookup.branch))?;
        }
        for detail in &branch.details {
            self.refuse_part_of(detail.query)?;
            let tree = &detail.tree;
            self.push_behind(detail.query.collection, tree, tree.root())?;
        }
        Ok(())
    }

    fn push_behind(
        &mut self,
        name: &str,
        tree: &Tree<'_>,
        branch: &Branch<'_>,
    ) -> Result<(), CompileError> {
        let outside = self.prefix.len();
        self.prefix.push_str(name);
        self.prefix.push('/');
        self.push_branch(tree, branch)?;
        self.prefix.truncate(outside);
        Ok(())
    }

    fn select(&mut self, name: &str) {
        push_comma(self.select, &mut self.first_selected);
        self.select.push_str(&self.prefix);
        self.select.push_str(name);
    }

    /// A path expands all that it goes through, so its end is enough.
    fn expand(&mut self) {
        if let Some(path) = self.prefix.strip_suffix('/') {
            push_comma(self.expand, &mut self.first_expanded);
            self.expand.push_str(path);
        }
    }

    /// An expanded collection has no options of its own.
    fn refuse_part_of(&self, detail: &Detail) -> Result<(), CompileError> {
        let plan = &detail.plan;
        let clause = if plan.filter.is_some() {
            "a filter"
        } else if !plan.order.is_empty() {
            "an order"
        } else if plan.top.is_some() || plan.skip.is_some() {
            "`top` and `skip`"
        } else if plan.distinct {
            "`distinct`"
        } else {
            return Ok(());
        };
        Err(CompileError::WholeCollectionOnly {
            entity: self.entity,
            collection: detail.collection,
            clause,
        })
    }
}
