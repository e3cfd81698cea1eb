//! The grammar, by recursive descent: `or` over `and` over `not`, parentheses and tests.

use super::{Filter, Literal, Operand};

/// Reads a decoded `$filter`.
///
/// # Errors
///
/// What was expected, and the text from there on.
pub fn parse(text: &str) -> Result<Filter, String> {
    let mut parser = Parser { rest: text };
    let filter = parser.any_of()?;
    if parser.rest.is_empty() {
        Ok(filter)
    } else {
        Err(parser.expected("the end"))
    }
}

struct Parser<'t> {
    rest: &'t str,
}

impl<'t> Parser<'t> {
    fn any_of(&mut self) -> Result<Filter, String> {
        let mut conditions = vec![self.all_of()?];
        while self.take(" or ") {
            conditions.push(self.all_of()?);
        }
        Ok(Filter::or(conditions))
    }

    fn all_of(&mut self) -> Result<Filter, String> {
        let mut conditions = vec![self.one()?];
        while self.take(" and ") {
            conditions.push(self.one()?);
        }
        Ok(Filter::and(conditions))
    }

    fn one(&mut self) -> Result<Filter, String> {
        if self.take("not ") {
            return self.negated();
        }
        if self.take("(") {
            let inner = self.any_of()?;
            return self.close().map(|()| inner);
        }
        self.test()
    }

    /// `not` binds tighter than a comparison: `not a eq b` is `(not a) eq b`, which is no condition.
    fn negated(&mut self) -> Result<Filter, String> {
        let expected = self.expected("parentheses, a function or another `not`");
        let grouped = self.rest.starts_with('(');
        match self.one()? {
            Filter::Compare(..) if !grouped => Err(expected),
            inner => Ok(Filter::Not(Box::new(inner))),
        }
    }

    fn test(&mut self) -> Result<Filter, String> {
        let start = self.rest;
        let word = self.word();
        if is_name(word) && self.take("(") {
            return self.call(word);
        }
        self.rest = start;
        let left = self.operand()?;
        let operator = ["eq", "ne", "gt", "ge", "lt", "le"]
            .into_iter()
            .find(|operator| self.take(&format!(" {operator} ")));
        let operator = operator.ok_or_else(|| self.expected("a comparison"))?;
        Ok(Filter::Compare(left, operator.to_owned(), self.operand()?))
    }

    fn call(&mut self, function: &str) -> Result<Filter, String> {
        let mut arguments = vec![self.operand()?];
        while self.take(",") {
            arguments.push(self.operand()?);
        }
        self.close()?;
        Ok(Filter::Call(function.to_owned(), arguments))
    }

    fn operand(&mut self) -> Result<Operand, String> {
        if self.rest.starts_with('\'') {
            return Ok(Operand::Literal(Literal::Text(self.quoted()?)));
        }
        let word = self.word();
        if let Some(literal) = bare_literal(word) {
            return Ok(Operand::Literal(literal));
        }
        match word {
            "duration" => Ok(Operand::Literal(Literal::Duration(self.quoted()?))),
            "binary" => Ok(Operand::Literal(Literal::Binary(self.quoted()?))),
            path if path.split('/').all(is_name) => {
                Ok(Operand::Path(path.split('/').map(str::to_owned).collect()))
            }
            other => Err(format!("{other:?} is neither a value nor a path")),
        }
    }

    /// The text between quotes, doubled quotes inside it being single ones.
    fn quoted(&mut self) -> Result<String, String> {
        if !self.take("'") {
            return Err(self.expected("a quote"));
        }
        let mut text = String::new();
        loop {
            let Some((part, rest)) = self.rest.split_once('\'') else {
                return Err(self.expected("the closing quote"));
            };
            text.push_str(part);
            self.rest = rest;
            if !self.take("'") {
                return Ok(text);
            }
            text.push('\'');
        }
    }

    /// What stands up to the next delimiter.
    fn word(&mut self) -> &'t str {
        let end = self.rest.find([' ', '(', ')', ',', '\'']);
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        word
    }

    fn take(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn close(&mut self) -> Result<(), String> {
        if self.take(")") {
            Ok(())
        } else {
            Err(self.expected("a closing parenthesis"))
        }
    }

    fn expected(&self, what: &str) -> String {
        format!("expected {what}: {}", self.rest)
    }
}

/// `odataIdentifier`: a letter or `_`, then letters, digits and `_`.
fn is_name(word: &str) -> bool {
    let mut characters = word.chars();
    let first = characters
        .next()
        .is_some_and(|c| c.is_alphabetic() || c == '_');
    first && characters.all(|c| c.is_alphanumeric() || c == '_')
}

fn bare_literal(word: &str) -> Option<Literal> {
    let shape: String = word
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    Some(match word {
        "null" => Literal::Null,
        "true" => Literal::Boolean(true),
        "false" => Literal::Boolean(false),
        "INF" | "-INF" | "NaN" => Literal::Number(word.to_owned()),
        _ if is_guid(word) => Literal::Guid(word.to_owned()),
        _ if is_instant(&shape) => Literal::Instant(word.to_owned()),
        _ if shape == "0000-00-00" => Literal::Date(word.to_owned()),
        _ if is_time(&shape) => Literal::Time(word.to_owned()),
        _ if is_number(word) => Literal::Number(word.to_owned()),
        _ => return None,
    })
}

/// Groups of 8, 4, 4, 4 and 12 hexadecimal digits.
fn is_guid(word: &str) -> bool {
    let groups: Vec<_> = word.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups
            .iter()
            .all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// `dateTimeOffsetValue`, given with zeros for its digits.
fn is_instant(shape: &str) -> bool {
    let Some((date, rest)) = shape.split_once('T') else {
        return false;
    };
    let zoneless = rest
        .strip_suffix('Z')
        .or_else(|| rest.strip_suffix("+00:00"))
        .or_else(|| rest.strip_suffix("-00:00"));
    date == "0000-00-00" && zoneless.is_some_and(is_time)
}

/// `hour ":" minute [ ":" second [ "." 1*12DIGIT ] ]`, given with zeros for its digits.
fn is_time(shape: &str) -> bool {
    let (whole, fraction) = shape.split_once('.').unwrap_or((shape, "0"));
    let seconds = whole == "00:00:00";
    let digits = (1..=12).contains(&fraction.len()) && fraction.bytes().all(|byte| byte == b'0');
    digits && (seconds || shape == "00:00")
}

/// `[ SIGN ] 1*DIGIT [ "." 1*DIGIT ] [ "e" [ SIGN ] 1*DIGIT ]`
fn is_number(word: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = |text: &str| text.strip_prefix(['-', '+']).unwrap_or(text).to_owned();
    let (mantissa, exponent) = word.split_once(['e', 'E']).unwrap_or((word, "0"));
    let mantissa = unsigned(mantissa);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((&mantissa, "0"));
    digits(whole) && digits(fraction) && digits(&unsigned(exponent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn and_binds_tighter_than_or_and_not_tighter_than_both() {
        let grouped = parse("a eq 1 or not contains(b,'x') and c eq null").unwrap();
        let explicit = parse("a eq 1 or ((not contains(b,'x')) and (c eq null))").unwrap();
        assert_eq!(grouped, explicit);
        let other = parse("(a eq 1 or not contains(b,'x')) and c eq null").unwrap();
        assert_ne!(grouped, other);
    }

    #[test]
    fn each_literal_is_known_by_its_form() {
        let literal = |text: &str| match parse(&format!("A/B eq {text}")) {
            Ok(Filter::Compare(_, _, Operand::Literal(literal))) => literal,
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(literal("'it''s '"), Literal::Text("it's ".to_owned()));
        assert_eq!(literal("''''"), Literal::Text("'".to_owned()));
        for number in ["0", "-1", "1.50", "1e300", "-2.5e-7", "INF", "NaN"] {
            assert_eq!(literal(number), Literal::Number(number.to_owned()));
        }
        let guid = "e308b781-3c5b-4ecb-89ef-5c1ed4da488e";
        assert_eq!(literal(guid), Literal::Guid(guid.to_owned()));
        for instant in [
            "2024-02-29T12:30:00Z",
            "2024-02-29T12:30:00.123456789+02:00",
        ] {
            assert_eq!(literal(instant), Literal::Instant(instant.to_owned()));
        }
        assert_eq!(
            literal("2024-02-29"),
            Literal::Date("2024-02-29".to_owned())
        );
        assert_eq!(literal("08:15:00"), Literal::Time("08:15:00".to_owned()));
        assert_eq!(
            literal("duration'PT1S'"),
            Literal::Duration("PT1S".to_owned())
        );
        assert_eq!(literal("binary'AQ=='"), Literal::Binary("AQ==".to_owned()));
        assert_eq!(literal("true"), Literal::Boolean(true));
    }

    #[test]
    fn what_is_no_filter_is_refused() {
        for text in [
            "",
            "a",
            "a eq",
            "a eq 'x",
            "a eq 1 and",
            "(a eq 1",
            "a eq 1)",
            "not a eq 1",
            "a eq 1 b eq 2",
            "a eq 2024-02-29T12:30:00",
            "a eq 1.",
            "contains(a,'x'",
            "a  eq 1",
            "a is 1",
        ] {
            assert!(parse(text).is_err(), "{text:?}");
        }
    }
}
