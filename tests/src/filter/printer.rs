//! Writes a condition with the parentheses it needs.

use std::fmt::{self, Display as _};

use super::{Filter, Literal, Operand};

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Filter::Or(conditions) => joined(f, conditions, " or ", |_| false),
            Filter::And(conditions) => joined(f, conditions, " and ", is_or),
            Filter::Not(inner) => {
                f.write_str("not ")?;
                let grouped = !matches!(
                    **inner,
                    Filter::Not(_) | Filter::Call(..) | Filter::Lambda(..)
                );
                maybe_grouped(f, inner, grouped)
            }
            Filter::Compare(left, operator, right) => write!(f, "{left} {operator} {right}"),
            Filter::Call(function, arguments) => call(f, function, arguments),
            Filter::Lambda(collection, operator, None) => {
                write!(f, "{}/{operator}()", collection.join("/"))
            }
            Filter::Lambda(collection, operator, Some((variable, condition))) => {
                let collection = collection.join("/");
                write!(f, "{collection}/{operator}({variable}:{condition})")
            }
        }
    }
}

fn call(f: &mut fmt::Formatter<'_>, function: &str, arguments: &[Operand]) -> fmt::Result {
    write!(f, "{function}(")?;
    for (position, argument) in arguments.iter().enumerate() {
        f.write_str(if position == 0 { "" } else { "," })?;
        argument.fmt(f)?;
    }
    f.write_str(")")
}

fn is_or(filter: &Filter) -> bool {
    matches!(filter, Filter::Or(_))
}

fn joined(
    f: &mut fmt::Formatter<'_>,
    conditions: &[Filter],
    word: &str,
    needs_group: fn(&Filter) -> bool,
) -> fmt::Result {
    for (position, condition) in conditions.iter().enumerate() {
        f.write_str(if position == 0 { "" } else { word })?;
        maybe_grouped(f, condition, needs_group(condition))?;
    }
    Ok(())
}

fn maybe_grouped(f: &mut fmt::Formatter<'_>, filter: &Filter, grouped: bool) -> fmt::Result {
    if grouped {
        write!(f, "({filter})")
    } else {
        filter.fmt(f)
    }
}

impl fmt::Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Operand::Path(names) => f.write_str(&names.join("/")),
            Operand::Literal(literal) => literal.fmt(f),
            Operand::Call(function, arguments) => call(f, function, arguments),
            Operand::Count(collection) => write!(f, "{}/$count", collection.join("/")),
        }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Literal::Null => f.write_str("null"),
            Literal::Boolean(value) => value.fmt(f),
            Literal::Text(text) => write!(f, "'{}'", text.replace('\'', "''")),
            Literal::Duration(text) => write!(f, "duration'{text}'"),
            Literal::Binary(text) => write!(f, "binary'{text}'"),
            Literal::Number(text)
            | Literal::Guid(text)
            | Literal::Instant(text)
            | Literal::Date(text)
            | Literal::Time(text) => f.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::filter::parse;

    #[test]
    fn parentheses_are_written_where_they_matter_and_nowhere_else() {
        for (text, printed) in [
            (
                "(a eq 1) or (b eq 2 and (c eq 3))",
                "a eq 1 or b eq 2 and c eq 3",
            ),
            (
                "(a eq 1 or b eq 2) and c eq 3",
                "(a eq 1 or b eq 2) and c eq 3",
            ),
            ("not (contains(a,'x'))", "not contains(a,'x')"),
            ("not (a eq 'it''s')", "not (a eq 'it''s')"),
            ("not (not (a eq 1))", "not not (a eq 1)"),
        ] {
            assert_eq!(parse(text).unwrap().to_string(), printed);
        }
    }
}
