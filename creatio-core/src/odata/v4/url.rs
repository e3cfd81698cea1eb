//! Whole OData 4 URLs: the resource and its query options.

use super::super::Version;
use super::super::encode::finished;
use super::super::filter::{push_filter, push_path};
use super::literal::push_literal;
use super::tree::{Branch, Tree};
use crate::CompileError;
use crate::ast::{Direction, OrderKey, Plan, Term};
use crate::capability::clause;
use crate::query::KeyPart;

/// Room for most URLs, so that writing one allocates once.
const USUAL_LENGTH: usize = 512;

/// The URL of a read of many rows.
pub(crate) fn collection_url(plan: &Plan, tree: &Tree<'_>) -> Result<String, CompileError> {
    let mut url = String::with_capacity(USUAL_LENGTH);
    url.push_str(plan.root.set);
    Options::new(&mut url, '?', '&').push_query(plan, tree)?;
    Ok(finished(url))
}

/// The URL of a read of one row by its key.
pub(crate) fn key_url(
    plan: &Plan,
    tree: &Tree<'_>,
    key: &[KeyPart],
) -> Result<String, CompileError> {
    let mut url = String::with_capacity(USUAL_LENGTH);
    url.push_str(plan.root.set);
    url.push('(');
    for (position, (part, column)) in key.iter().zip(plan.root.key_columns()).enumerate() {
        if position > 0 {
            url.push(',');
        }
        if key.len() > 1 {
            url.push_str(column.name);
            url.push('=');
        }
        push_literal(&mut url, plan.root.name, &part.0)?;
    }
    url.push(')');
    Options::new(&mut url, '?', '&').push_selection(tree, tree.root())?;
    Ok(finished(url))
}

/// The URL of a request that only counts: no rows, all that the filter finds.
pub(crate) fn count_url(plan: &Plan) -> Result<String, CompileError> {
    let mut url = String::with_capacity(USUAL_LENGTH);
    url.push_str(plan.root.set);
    let mut options = Options::new(&mut url, '?', '&');
    options.push_filter(plan)?;
    options.push_number("$top", Some(0));
    options.start("$count");
    url.push_str("true");
    Ok(finished(url))
}

/// Query options under construction: of the URL itself, or of an `$expand` item.
struct Options<'u> {
    url: &'u mut String,
    next: char,
    separator: char,
}

impl<'u> Options<'u> {
    fn new(url: &'u mut String, first: char, separator: char) -> Self {
        Options {
            url,
            next: first,
            separator,
        }
    }

    fn start(&mut self, name: &str) {
        self.url.push(self.next);
        self.next = self.separator;
        self.url.push_str(name);
        self.url.push('=');
    }

    fn push_query(&mut self, plan: &Plan, tree: &Tree<'_>) -> Result<(), CompileError> {
        if plan.distinct {
            return Err(Version::V4.refuse(plan.root.name, clause::Distinct::CLAUSE));
        }
        self.push_selection(tree, tree.root())?;
        self.push_filter(plan)?;
        if !plan.order.is_empty() {
            self.start("$orderby");
            push_order(self.url, plan.root.name, &plan.order)?;
        }
        self.push_number("$top", plan.top);
        self.push_number("$skip", plan.skip);
        Ok(())
    }

    fn push_filter(&mut self, plan: &Plan) -> Result<(), CompileError> {
        if let Some(filter) = &plan.filter {
            self.start("$filter");
            push_filter(self.url, Version::V4, plan.root, filter)?;
        }
        Ok(())
    }

    fn push_number(&mut self, name: &str, number: Option<u64>) {
        if let Some(number) = number {
            self.start(name);
            self.url.push_str(itoa::Buffer::new().format(number));
        }
    }

    /// `$select` and `$expand`. Columns are always named: a model may know fewer than the server
    /// sends, and a column that the server no longer has is then refused instead of read as empty.
    fn push_selection(&mut self, tree: &Tree<'_>, branch: &Branch<'_>) -> Result<(), CompileError> {
        self.start("$select");
        let columns = branch.columns.iter().map(|column| column.name);
        push_list(
            self.url,
            columns.chain(branch.columns.is_empty().then_some(branch.key)),
        );
        if branch.lookups.is_empty() && branch.details.is_empty() {
            return Ok(());
        }
        self.start("$expand");
        let mut first = true;
        for lookup in &branch.lookups {
            push_comma(self.url, &mut first);
            self.url.push_str(lookup.name);
            Options::new(self.url, '(', ';').push_selection(tree, tree.branch(lookup.branch))?;
            self.url.push(')');
        }
        for detail in &branch.details {
            push_comma(self.url, &mut first);
            self.url.push_str(detail.query.collection);
            let mut options = Options::new(self.url, '(', ';');
            options.push_query(&detail.query.plan, &detail.tree)?;
            self.url.push(')');
        }
        Ok(())
    }
}

fn push_order(
    url: &mut String,
    entity: &'static str,
    keys: &[OrderKey],
) -> Result<(), CompileError> {
    let mut first = true;
    for key in keys {
        push_comma(url, &mut first);
        let Term::Column(path) = key.term else {
            return Err(Version::V4.refuse(entity, clause::ComputedOrder::CLAUSE));
        };
        push_path(url, path);
        url.push_str(match key.direction {
            Direction::Ascending => "%20asc",
            Direction::Descending => "%20desc",
        });
    }
    Ok(())
}

fn push_list(url: &mut String, names: impl Iterator<Item = &'static str>) {
    let mut first = true;
    for name in names {
        push_comma(url, &mut first);
        url.push_str(name);
    }
}

fn push_comma(url: &mut String, first: &mut bool) {
    if !std::mem::take(first) {
        url.push(',');
    }
}
