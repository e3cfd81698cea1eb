//! Conditions as `$filter` text, for both versions of OData.

use super::Version;
use super::encode::{push_plain, push_string};
use crate::CompileError;
use crate::ast::{
    ColumnPath, Comparison, DatePart, DetailFold, DetailRef, Fold, Junction, Operator, Predicate,
    Raw, Right, Term, TextTest,
};
use crate::capability::clause::{self, Clause};
use crate::schema::EntitySchema;
use crate::value::Literal;

/// How tightly an expression binds; a looser one inside a tighter one needs parentheses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Or,
    And,
    Comparison,
    /// `not` and function calls.
    Unary,
}

/// Appends a condition.
pub(crate) fn push_filter(
    url: &mut String,
    version: Version,
    root: &'static EntitySchema,
    predicate: &Predicate,
) -> Result<(), CompileError> {
    let mut writer = Writer {
        url,
        version,
        root,
        depth: 0,
    };
    writer.push(&predicate.normal(), Binding::Or)
}

/// Appends a column as filters and orders spell it: through the navigation property, also for the
/// key of a lookup, whose own property Creatio cannot find here (500, observed on 8.x and 10.x).
pub(crate) fn push_path(url: &mut String, path: ColumnPath) {
    for lookup in path.hops.lookups() {
        url.push_str(lookup.name);
        url.push('/');
    }
    match path.column.lookup {
        Some(lookup) => {
            url.push_str(lookup.name);
            url.push('/');
            url.push_str(lookup.key);
        }
        None => url.push_str(path.column.name),
    }
}

struct Writer<'u> {
    url: &'u mut String,
    version: Version,
    /// The entity that columns are columns of: the query's, or that of a collection's rows.
    root: &'static EntitySchema,
    /// How many collections the condition stands inside of.
    depth: usize,
}

impl Writer<'_> {
    /// Appends a condition that stands inside something that binds as `outside` does.
    fn push(&mut self, predicate: &Predicate, outside: Binding) -> Result<(), CompileError> {
        let parentheses = binding(predicate) < outside;
        if parentheses {
            self.url.push('(');
        }
        self.push_bare(predicate)?;
        if parentheses {
            self.url.push(')');
        }
        Ok(())
    }

    fn push_bare(&mut self, predicate: &Predicate) -> Result<(), CompileError> {
        match predicate {
            Predicate::Compare(comparison) => self.push_comparison(comparison),
            Predicate::IsNull(column) => {
                self.push_column(*column);
                self.url.push_str("%20eq%20null");
                Ok(())
            }
            Predicate::Between { term, lower, upper } => {
                self.push_value_test(term, Operator::GreaterOrEqual, lower)?;
                self.url.push_str("%20and%20");
                self.push_value_test(term, Operator::LessOrEqual, upper)
            }
            Predicate::In { term, values } => {
                self.push_list(term, values, Operator::Equal, "%20or%20")
            }
            Predicate::Text { term, test, value } => self.push_text_test(term, *test, value),
            Predicate::Exists { rows, filter } => self.push_exists(rows, filter.as_deref()),
            Predicate::Raw(raw) => self.push_raw(raw),
            Predicate::Joined(junction, conditions) => self.push_joined(*junction, conditions),
            Predicate::Not(inner) => self.push_not(inner),
        }
    }

    fn push_comparison(&mut self, comparison: &Comparison) -> Result<(), CompileError> {
        match &comparison.right {
            Right::Literal(value) => {
                self.push_value_test(&comparison.left, comparison.operator, value)
            }
            Right::Column(column) => {
                self.push_term(&comparison.left)?;
                self.url.push_str(operator(comparison.operator));
                self.push_column(*column);
                Ok(())
            }
            Right::Macro(right) => Err(self.refuse(if right.is_user() {
                clause::UserMacro::CLAUSE
            } else {
                clause::DateMacro::CLAUSE
            })),
        }
    }

    fn push_value_test(
        &mut self,
        term: &Term,
        kind: Operator,
        value: &Literal,
    ) -> Result<(), CompileError> {
        self.push_term(term)?;
        self.url.push_str(operator(kind));
        match term {
            Term::Column(path) if path.column.instant => {
                let place = (self.root.name, path.column.name);
                self.version.push_as_instant(self.url, place, kind, value)
            }
            _ => self
                .version
                .push_literal(self.url, self.root.name, kind, value),
        }
    }

    fn push_term(&mut self, term: &Term) -> Result<(), CompileError> {
        match term {
            Term::Column(path) => {
                self.push_column(*path);
                Ok(())
            }
            Term::Length(path) => {
                self.push_call("length", *path);
                Ok(())
            }
            Term::Part(part, path) => {
                let function = part_function(*part);
                let function = function.ok_or_else(|| self.refuse(clause::Weekday::CLAUSE))?;
                self.push_call(function, *path);
                Ok(())
            }
            Term::DetailFold(fold) => self.push_detail_fold(fold),
            Term::PrimaryDisplay(_) => Err(self.refuse(clause::PrimaryDisplay::CLAUSE)),
            Term::Fold(..) => Err(self.refuse(clause::Aggregation::CLAUSE)),
        }
    }

    fn push_call(&mut self, function: &str, path: ColumnPath) {
        self.url.push_str(function);
        self.url.push('(');
        self.push_column(path);
        self.url.push(')');
    }

    fn push_detail_fold(&mut self, fold: &DetailFold) -> Result<(), CompileError> {
        if fold.fold != Fold::Count || fold.filter.is_some() {
            return Err(self.refuse(clause::CollectionAggregate::CLAUSE));
        }
        if self.version == Version::V3 {
            return Err(self.refuse(clause::CollectionCount::CLAUSE));
        }
        self.push_collection(&fold.rows);
        self.url.push_str("/$count");
        Ok(())
    }

    fn push_column(&mut self, path: ColumnPath) {
        self.push_variable();
        push_path(self.url, path);
    }

    fn push_collection(&mut self, rows: &DetailRef) {
        self.push_variable();
        for lookup in rows.hops.lookups() {
            self.url.push_str(lookup.name);
            self.url.push('/');
        }
        self.url.push_str(rows.collection);
    }

    /// The lambda variable whose row is looked at, inside a collection.
    fn push_variable(&mut self) {
        if self.depth > 0 {
            push_variable(self.url, self.depth);
            self.url.push('/');
        }
    }

    fn push_exists(
        &mut self,
        rows: &DetailRef,
        filter: Option<&Predicate>,
    ) -> Result<(), CompileError> {
        if self.version == Version::V3 {
            return Err(self.refuse(clause::CollectionCondition::CLAUSE));
        }
        self.push_collection(rows);
        self.url.push_str("/any(");
        if let Some(filter) = filter {
            let depth = self.depth + 1;
            push_variable(self.url, depth);
            self.url.push(':');
            let mut inner = Writer {
                url: self.url,
                version: self.version,
                root: rows.entity,
                depth,
            };
            inner.push(&filter.normal(), Binding::Or)?;
        }
        self.url.push(')');
        Ok(())
    }

    /// A chain of comparisons: whether Creatio understands OData 4.01's `in` is not known.
    fn push_list(
        &mut self,
        term: &Term,
        values: &[Literal],
        kind: Operator,
        word: &str,
    ) -> Result<(), CompileError> {
        if values.is_empty() {
            self.push_constant(kind == Operator::NotEqual);
        }
        for (position, value) in values.iter().enumerate() {
            if position > 0 {
                self.url.push_str(word);
            }
            self.push_value_test(term, kind, value)?;
        }
        Ok(())
    }

    /// A condition that every row meets, or none: its key is there, or is missing.
    fn push_constant(&mut self, holds: bool) {
        match self.root.key_columns().next() {
            Some(column) => self.push_column(ColumnPath::of(column)),
            None => self.url.push_str("Id"),
        }
        self.url.push_str(if holds {
            "%20ne%20null"
        } else {
            "%20eq%20null"
        });
    }

    fn push_text_test(
        &mut self,
        term: &Term,
        test: TextTest,
        value: &str,
    ) -> Result<(), CompileError> {
        let reversed = self.version == Version::V3 && test == TextTest::Contains;
        self.url.push_str(match test {
            TextTest::Contains if reversed => "substringof(",
            TextTest::Contains => "contains(",
            TextTest::StartsWith => "startswith(",
            TextTest::EndsWith => "endswith(",
        });
        if reversed {
            push_string(self.url, value);
            self.url.push(',');
            self.push_term(term)?;
        } else {
            self.push_term(term)?;
            self.url.push(',');
            push_string(self.url, value);
        }
        self.url.push(')');
        Ok(())
    }

    fn push_raw(&mut self, raw: &Raw) -> Result<(), CompileError> {
        let text = match (raw, self.version) {
            (Raw::OData4(text), Version::V4) | (Raw::OData3(text), Version::V3) => text,
            (Raw::OData4(_), _) => return Err(self.refuse(clause::RawOData4::CLAUSE)),
            (Raw::OData3(_), _) => return Err(self.refuse(clause::RawOData3::CLAUSE)),
            (Raw::DataService(_), _) => return Err(self.refuse(clause::RawDataService::CLAUSE)),
        };
        self.url.push('(');
        push_plain(self.url, text);
        self.url.push(')');
        Ok(())
    }

    fn push_joined(
        &mut self,
        junction: Junction,
        conditions: &[Predicate],
    ) -> Result<(), CompileError> {
        let (word, inside) = match junction {
            Junction::And => ("%20and%20", Binding::And),
            Junction::Or => ("%20or%20", Binding::Or),
        };
        if conditions.is_empty() {
            self.push_constant(junction == Junction::And);
        }
        for (position, condition) in conditions.iter().enumerate() {
            if position > 0 {
                self.url.push_str(word);
            }
            self.push(condition, inside)?;
        }
        Ok(())
    }

    /// The opposite of what has no `not` inside and is no comparison: see [`Predicate::normal`].
    fn push_not(&mut self, inner: &Predicate) -> Result<(), CompileError> {
        match inner {
            // A null test has an opposite of its own, true or false for every row.
            Predicate::IsNull(column) => {
                self.push_column(*column);
                self.url.push_str("%20ne%20null");
                Ok(())
            }
            // `ne` and not the `not` of a chain: of lookups it finds the empty ones, too.
            Predicate::In { term, values } => {
                self.push_list(term, values, Operator::NotEqual, "%20and%20")
            }
            _ => {
                self.url.push_str("not%20");
                self.push(inner, Binding::Unary)
            }
        }
    }

    fn refuse(&self, clause: Clause) -> CompileError {
        self.version.refuse(self.root.name, clause)
    }
}

/// `d`, `d2`, `d3`: one variable per collection that a condition stands inside of.
fn push_variable(url: &mut String, depth: usize) {
    url.push('d');
    if depth > 1 {
        url.push_str(itoa::Buffer::new().format(depth));
    }
}

fn binding(predicate: &Predicate) -> Binding {
    match predicate {
        Predicate::Joined(_, conditions) if conditions.is_empty() => Binding::Comparison,
        Predicate::Joined(Junction::Or, _) => Binding::Or,
        Predicate::In { values, .. } if values.len() > 1 => Binding::Or,
        Predicate::Joined(Junction::And, _) | Predicate::Between { .. } => Binding::And,
        Predicate::Compare(_) | Predicate::IsNull(_) | Predicate::In { .. } => Binding::Comparison,
        Predicate::Not(inner) => match &**inner {
            Predicate::In { values, .. } if values.len() > 1 => Binding::And,
            Predicate::IsNull(_) | Predicate::In { .. } => Binding::Comparison,
            _ => Binding::Unary,
        },
        Predicate::Text { .. } | Predicate::Exists { .. } | Predicate::Raw(_) => Binding::Unary,
    }
}

fn part_function(part: DatePart) -> Option<&'static str> {
    match part {
        DatePart::Year => Some("year"),
        DatePart::Month => Some("month"),
        DatePart::Day => Some("day"),
        DatePart::Hour => Some("hour"),
        DatePart::Minute => Some("minute"),
        DatePart::Weekday => None,
    }
}

fn operator(operator: Operator) -> &'static str {
    match operator {
        Operator::Equal => "%20eq%20",
        Operator::NotEqual => "%20ne%20",
        Operator::Greater => "%20gt%20",
        Operator::GreaterOrEqual => "%20ge%20",
        Operator::Less => "%20lt%20",
        Operator::LessOrEqual => "%20le%20",
    }
}
