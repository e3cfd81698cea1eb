//! [`Options`]: the parts of a URL that both versions of OData write alike.

use super::Version;
use super::encode::finished;
use super::filter::{push_filter, push_path};
use crate::CompileError;
use crate::ast::{Direction, Operator, OrderKey, Plan, Term};
use crate::capability::clause;
use crate::query::KeyPart;
use crate::schema::EntitySchema;
use crate::value::Literal;

/// Room for most URLs, so that writing one allocates once.
const USUAL_LENGTH: usize = 512;

/// A URL under construction, from the set on.
pub(super) fn url_of(version: Version, plan: &Plan) -> String {
    let mut url = String::with_capacity(USUAL_LENGTH);
    version.push_set(&mut url, plan.root);
    url
}

/// Appends a key: its value alone, or names and values when it has several parts.
pub(super) fn push_key(
    url: &mut String,
    version: Version,
    plan: &Plan,
    key: &[KeyPart],
) -> Result<(), CompileError> {
    let literals = key.iter().map(|part| &part.0);
    push_literal_key(url, version, plan.root, literals)
}

/// The same from the values alone.
pub(super) fn push_literal_key<'k>(
    url: &mut String,
    version: Version,
    entity: &EntitySchema,
    key: impl IntoIterator<Item = &'k Literal>,
) -> Result<(), CompileError> {
    url.push('(');
    for (position, (part, column)) in key.into_iter().zip(entity.key_columns()).enumerate() {
        if position > 0 {
            url.push(',');
        }
        if entity.key.len() > 1 {
            url.push_str(column.name);
            url.push('=');
        }
        version.push_literal(url, entity.name, Operator::Equal, part)?;
    }
    url.push(')');
    Ok(())
}

/// The URL of a request that only counts: no rows, all that the filter finds.
pub(super) fn count_url(version: Version, plan: &Plan) -> Result<String, CompileError> {
    let mut url = url_of(version, plan);
    let mut options = Options::of_url(&mut url, version);
    options.push_filter(plan)?;
    options.push_number("$top", Some(0));
    let (option, value) = match version {
        Version::V3 => ("$inlinecount", "allpages"),
        Version::V4 => ("$count", "true"),
    };
    options.start(option).push_str(value);
    Ok(finished(url))
}

/// Query options under construction: of the URL itself, or of an item of OData 4's `$expand`.
pub(super) struct Options<'u> {
    pub(super) url: &'u mut String,
    version: Version,
    next: char,
    separator: char,
}

impl<'u> Options<'u> {
    /// Options of the URL.
    pub(super) fn of_url(url: &'u mut String, version: Version) -> Self {
        Options::new(url, version, ('?', '&'))
    }

    /// Options that start with one character and are separated by another.
    pub(super) fn new(url: &'u mut String, version: Version, signs: (char, char)) -> Self {
        Options {
            url,
            version,
            next: signs.0,
            separator: signs.1,
        }
    }

    /// Appends an option's name; its value is to follow.
    pub(super) fn start(&mut self, name: &str) -> &mut String {
        self.url.push(self.next);
        self.next = self.separator;
        self.url.push_str(name);
        self.url.push('=');
        self.url
    }

    /// Everything but what the rows consist of.
    pub(super) fn push_rows(&mut self, plan: &Plan) -> Result<(), CompileError> {
        if plan.distinct {
            return Err(self
                .version
                .refuse(plan.root.name, clause::Distinct::CLAUSE));
        }
        self.push_filter(plan)?;
        if !plan.order.is_empty() {
            self.start("$orderby");
            self.push_order(plan.root.name, &plan.order)?;
        }
        self.push_number("$top", plan.top);
        self.push_number("$skip", plan.skip);
        Ok(())
    }

    fn push_filter(&mut self, plan: &Plan) -> Result<(), CompileError> {
        if let Some(filter) = &plan.filter {
            self.start("$filter");
            push_filter(self.url, self.version, plan.root, filter)?;
        }
        Ok(())
    }

    fn push_number(&mut self, name: &str, number: Option<u64>) {
        if let Some(number) = number {
            self.start(name)
                .push_str(itoa::Buffer::new().format(number));
        }
    }

    fn push_order(&mut self, entity: &'static str, keys: &[OrderKey]) -> Result<(), CompileError> {
        let mut first = true;
        for key in keys {
            push_comma(self.url, &mut first);
            let Term::Column(path) = key.term else {
                return Err(self.version.refuse(entity, clause::ComputedOrder::CLAUSE));
            };
            push_path(self.url, path);
            self.url.push_str(match key.direction {
                Direction::Ascending => "%20asc",
                Direction::Descending => "%20desc",
            });
        }
        Ok(())
    }
}

/// Appends a comma before everything but the first item.
pub(super) fn push_comma(url: &mut String, first: &mut bool) {
    if !std::mem::take(first) {
        url.push(',');
    }
}
