//! Conditions as OData 4 `$filter` text.

use super::super::CompileError;
use super::super::encode::push_string;
use super::literal::{push_as_instant, push_literal};
use crate::ast::{ColumnPath, Comparison, Junction, Operator, Predicate, Right, TextTest};
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
    root: &'static EntitySchema,
    predicate: &Predicate,
) -> Result<(), CompileError> {
    Writer { url, root }.push(predicate, Binding::Or)
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
    root: &'static EntitySchema,
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
                self.push_null_test(*column, "%20eq%20null");
                Ok(())
            }
            Predicate::Between {
                column,
                lower,
                upper,
            } => {
                self.push_value_test(*column, Operator::GreaterOrEqual, lower)?;
                self.url.push_str("%20and%20");
                self.push_value_test(*column, Operator::LessOrEqual, upper)
            }
            Predicate::In { column, values } => self.push_in(*column, values),
            Predicate::Text {
                column,
                test,
                value,
            } => {
                self.push_text_test(*column, *test, value);
                Ok(())
            }
            Predicate::Joined(junction, conditions) => self.push_joined(*junction, conditions),
            Predicate::Not(inner) => self.push_not(inner),
        }
    }

    fn push_comparison(&mut self, comparison: &Comparison) -> Result<(), CompileError> {
        match &comparison.right {
            Right::Literal(value) => {
                self.push_value_test(comparison.left, comparison.operator, value)
            }
            Right::Column(column) => {
                push_path(self.url, comparison.left);
                self.url.push_str(operator(comparison.operator));
                push_path(self.url, *column);
                Ok(())
            }
        }
    }

    fn push_value_test(
        &mut self,
        column: ColumnPath,
        kind: Operator,
        value: &Literal,
    ) -> Result<(), CompileError> {
        push_path(self.url, column);
        self.url.push_str(operator(kind));
        if column.column.instant {
            push_as_instant(self.url, self.root.name, column.column.name, value)
        } else {
            push_literal(self.url, self.root.name, value)
        }
    }

    fn push_null_test(&mut self, column: ColumnPath, test: &str) {
        push_path(self.url, column);
        self.url.push_str(test);
    }

    /// A chain of `or`: whether Creatio understands OData 4.01's `in` is not known.
    fn push_in(&mut self, column: ColumnPath, values: &[Literal]) -> Result<(), CompileError> {
        if values.is_empty() {
            self.push_never();
        }
        for (position, value) in values.iter().enumerate() {
            if position > 0 {
                self.url.push_str("%20or%20");
            }
            self.push_value_test(column, Operator::Equal, value)?;
        }
        Ok(())
    }

    /// A condition that no row meets: its key is missing.
    fn push_never(&mut self) {
        match self.root.key_columns().next() {
            Some(column) => push_path(self.url, ColumnPath::of(column)),
            None => self.url.push_str("Id"),
        }
        self.url.push_str("%20eq%20null");
    }

    fn push_text_test(&mut self, column: ColumnPath, test: TextTest, value: &str) {
        self.url.push_str(match test {
            TextTest::Contains => "contains(",
            TextTest::StartsWith => "startswith(",
            TextTest::EndsWith => "endswith(",
        });
        push_path(self.url, column);
        self.url.push(',');
        push_string(self.url, value);
        self.url.push(')');
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
        for (position, condition) in conditions.iter().enumerate() {
            if position > 0 {
                self.url.push_str(word);
            }
            self.push(condition, inside)?;
        }
        Ok(())
    }

    fn push_not(&mut self, inner: &Predicate) -> Result<(), CompileError> {
        // A null test has an opposite of its own, true or false for every row.
        if let Predicate::IsNull(column) = inner {
            self.push_null_test(*column, "%20ne%20null");
            return Ok(());
        }
        self.url.push_str("not%20");
        self.push(inner, Binding::Unary)
    }
}

fn binding(predicate: &Predicate) -> Binding {
    match predicate {
        Predicate::Joined(Junction::Or, _) => Binding::Or,
        Predicate::In { values, .. } if values.len() > 1 => Binding::Or,
        Predicate::Joined(Junction::And, _) | Predicate::Between { .. } => Binding::And,
        Predicate::Compare(_) | Predicate::IsNull(_) | Predicate::In { .. } => Binding::Comparison,
        Predicate::Not(inner) if matches!(**inner, Predicate::IsNull(_)) => Binding::Comparison,
        Predicate::Not(_) | Predicate::Text { .. } => Binding::Unary,
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
