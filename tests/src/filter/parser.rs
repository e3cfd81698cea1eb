//! The grammar, by recursive descent: `or` over `and` over `not`, parentheses and tests.

use super::function::{self, Kind};
use super::{Filter, Literal, Operand, Version, literal};

/// Reads a decoded `$filter` of OData 4.
///
/// # Errors
///
/// What was expected, and the text from there on.
pub fn parse(text: &str) -> Result<Filter, String> {
    let mut parser = Parser::new(Version::V4, text);
    let filter = parser.any_of()?;
    parser.end()?;
    Ok(filter)
}

/// A place in a text, and the grammar that it follows.
pub(crate) struct Parser<'t> {
    version: Version,
    rest: &'t str,
}

/// How an operand that is a call, or a collection, goes on.
enum Test {
    /// It is a condition.
    Condition(Filter),
    /// It is to be compared.
    Operand(Operand),
}

impl<'t> Parser<'t> {
    pub(crate) fn new(version: Version, text: &'t str) -> Self {
        Parser {
            version,
            rest: text,
        }
    }

    pub(crate) fn any_of(&mut self) -> Result<Filter, String> {
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
        let left = match self.side()? {
            Test::Condition(condition) => return Ok(condition),
            Test::Operand(operand) => operand,
        };
        let operator = ["eq", "ne", "gt", "ge", "lt", "le"]
            .into_iter()
            .find(|operator| self.take(&format!(" {operator} ")));
        let operator = operator.ok_or_else(|| self.expected("a comparison"))?;
        Ok(Filter::Compare(left, operator.to_owned(), self.operand()?))
    }

    pub(crate) fn operand(&mut self) -> Result<Operand, String> {
        let start = self.expected("something to compare");
        match self.side()? {
            Test::Operand(operand) => Ok(operand),
            Test::Condition(_) => Err(start),
        }
    }

    fn side(&mut self) -> Result<Test, String> {
        if self.rest.starts_with('\'') {
            let text = Literal::Text(self.quoted()?);
            return Ok(Test::Operand(Operand::Literal(text)));
        }
        let word = self.word();
        if self.take("(") {
            return self.called(word);
        }
        self.value(word).map(Test::Operand)
    }

    fn value(&mut self, word: &str) -> Result<Operand, String> {
        if self.rest.starts_with('\'') {
            let text = self.quoted()?;
            return literal::prefixed(self.version, word, text).map(Operand::Literal);
        }
        if let Some(literal) = literal::bare(self.version, word) {
            return Ok(Operand::Literal(literal));
        }
        if let Some(collection) = word.strip_suffix("/$count")
            && self.version == Version::V4
        {
            return names(collection).map(Operand::Count);
        }
        names(word).map(Operand::Path)
    }

    /// A function or a lambda operator, after its parenthesis.
    fn called(&mut self, word: &str) -> Result<Test, String> {
        if let Some((collection, operator)) = word.rsplit_once('/') {
            return self.lambda(collection, operator).map(Test::Condition);
        }
        let mut arguments = vec![self.operand()?];
        while self.take(",") {
            arguments.push(self.operand()?);
        }
        self.close()?;
        let name = word.to_owned();
        Ok(match function::kind(self.version, word, arguments.len())? {
            Kind::Condition => Test::Condition(Filter::Call(name, arguments)),
            Kind::Value => Test::Operand(Operand::Call(name, arguments)),
        })
    }

    fn lambda(&mut self, collection: &str, operator: &str) -> Result<Filter, String> {
        if self.version == Version::V3 || !["any", "all"].contains(&operator) {
            return Err(format!("{:?} has no {operator}", self.version));
        }
        let collection = names(collection)?;
        if operator == "any" && self.take(")") {
            return Ok(Filter::Lambda(collection, operator.to_owned(), None));
        }
        let variable = self.name()?.to_owned();
        if !self.take(":") {
            return Err(self.expected("a colon"));
        }
        let condition = Box::new(self.any_of()?);
        self.close()?;
        let inner = Some((variable, condition));
        Ok(Filter::Lambda(collection, operator.to_owned(), inner))
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

    /// `odataIdentifier`: a letter or `_`, then letters, digits and `_`.
    pub(crate) fn name(&mut self) -> Result<&'t str, String> {
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let end = self.rest.find(|c| !is_part(c));
        let (name, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        if !is_name(name) {
            return Err(self.expected("a name"));
        }
        self.rest = rest;
        Ok(name)
    }

    /// What stands up to the next delimiter.
    pub(crate) fn word(&mut self) -> &'t str {
        let end = self.rest.find([' ', '(', ')', ',', ';', '\'']);
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        word
    }

    pub(crate) fn take(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    pub(crate) fn close(&mut self) -> Result<(), String> {
        if self.take(")") {
            Ok(())
        } else {
            Err(self.expected("a closing parenthesis"))
        }
    }

    pub(crate) fn end(&self) -> Result<(), String> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(self.expected("the end"))
        }
    }

    pub(crate) fn expected(&self, what: &str) -> String {
        format!("expected {what}: {}", self.rest)
    }
}

/// The names of a path.
pub(crate) fn names(path: &str) -> Result<Vec<String>, String> {
    if path.split('/').all(is_name) {
        Ok(path.split('/').map(str::to_owned).collect())
    } else {
        Err(format!("{path:?} is neither a value nor a path"))
    }
}

fn is_name(word: &str) -> bool {
    let mut characters = word.chars();
    let first = characters
        .next()
        .is_some_and(|c| c.is_alphabetic() || c == '_');
    first && characters.all(|c| c.is_alphanumeric() || c == '_')
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
    fn lambdas_and_counts_are_conditions_and_values() {
        for text in [
            "Orders/any()",
            "Account/Orders/any(d:d/Amount gt 5 and d/Lines/any(d2:contains(d2/Name,'a)')))",
            "Orders/all(d:d/Amount gt 5)",
            "not Orders/any(d:d/Amount gt 5)",
            "Account/Orders/$count ge 3",
            "length(Name) lt 5 or year(CreatedOn) eq 2024",
        ] {
            assert_eq!(parse(text).unwrap().to_string(), text);
        }
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
            "Orders/all()",
            "Orders/some(d:d/Amount gt 5)",
            "Orders/any(d d/Amount gt 5)",
            "Orders/$count",
            "length(Name)",
            "length(Name,'a') eq 1",
            "contains(Name,'a') eq",
            "weekday(Date) eq 1",
            "substringof('a',Name)",
            "a in (1,2)",
        ] {
            assert!(parse(text).is_err(), "{text:?}");
        }
    }
}
