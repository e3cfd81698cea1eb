//! Tokens to a tree, by recursive descent with a bound on depth.

use super::{
    Ast, Condition, Literal, Quantifier, SyntaxError,
    lexer::{COUNT, syntax_error, tokens},
};
use crate::{
    odata::tokens::{Kind, MAX_DEPTH, Tokens},
    query::expr::Operator,
};

/// Comparisons in a row without parentheses (`a eq b eq true`).
const MAX_CHAIN: usize = 4;

/// Reads a whole filter.
pub(crate) fn parse(text: &str) -> Result<Ast, SyntaxError> {
    let tokens = tokens(text)?;
    let mut parser = Parser {
        text,
        tokens: Tokens::new(&tokens, text),
        depth: 0,
    };
    let filter = parser.disjunction()?;
    match parser.tokens.peek() {
        None => Ok(filter),
        Some(extra) => Err(syntax_error(extra.at, text)),
    }
}

struct Parser<'a> {
    text: &'a str,
    tokens: Tokens<'a, Literal>,
    depth: usize,
}

impl Parser<'_> {
    fn disjunction(&mut self) -> Result<Ast, SyntaxError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(too_deep());
        }
        let mut terms = vec![self.conjunction()?];
        while self.tokens.keyword("or") {
            terms.push(self.conjunction()?);
        }
        self.depth -= 1;
        Ok(only_or(terms, Ast::Or))
    }

    fn conjunction(&mut self) -> Result<Ast, SyntaxError> {
        let mut terms = vec![self.equality()?];
        while self.tokens.keyword("and") {
            terms.push(self.equality()?);
        }
        Ok(only_or(terms, Ast::And))
    }

    fn equality(&mut self) -> Result<Ast, SyntaxError> {
        self.chain(
            &[("eq", Operator::Eq), ("ne", Operator::Ne)],
            Self::relation,
        )
    }

    fn relation(&mut self) -> Result<Ast, SyntaxError> {
        let operators = [
            ("gt", Operator::Gt),
            ("ge", Operator::Ge),
            ("lt", Operator::Lt),
            ("le", Operator::Le),
        ];
        self.chain(&operators, Self::unary)
    }

    fn chain(
        &mut self,
        operators: &[(&str, Operator)],
        operand: fn(&mut Self) -> Result<Ast, SyntaxError>,
    ) -> Result<Ast, SyntaxError> {
        let mut left = operand(self)?;
        for _ in 0..MAX_CHAIN {
            let found = operators.iter().find(|(word, _)| self.tokens.keyword(word));
            let Some((_, operator)) = found else {
                return Ok(left);
            };
            left = Ast::Compare(*operator, Box::new((left, operand(self)?)));
        }
        Err(too_deep())
    }

    fn unary(&mut self) -> Result<Ast, SyntaxError> {
        let mut negations = 0;
        while self.tokens.keyword("not") {
            negations += 1;
        }
        if self.depth + negations > MAX_DEPTH {
            return Err(too_deep());
        }
        let operand = self.primary()?;
        Ok((0..negations).fold(operand, |inner, _| Ast::Not(Box::new(inner))))
    }

    fn primary(&mut self) -> Result<Ast, SyntaxError> {
        let Some(token) = self.tokens.take() else {
            let end = self.tokens.position();
            let message = format!("Expression expected at position {end} in '{}'.", self.text);
            return Err(SyntaxError(message));
        };
        match &token.kind {
            Kind::Literal(literal) => Ok(Ast::Literal(literal.clone())),
            Kind::Open => {
                let inner = self.disjunction()?;
                self.close()?;
                Ok(inner)
            }
            Kind::Word(name) if self.tokens.accept(&Kind::Open) => self.call(name),
            Kind::Word(name) => self.path(name),
            Kind::Close | Kind::Comma | Kind::Slash | Kind::Colon | Kind::Minus => {
                Err(syntax_error(token.at, self.text))
            }
        }
    }

    fn call(&mut self, name: &str) -> Result<Ast, SyntaxError> {
        let mut arguments = Vec::new();
        if self.tokens.accept(&Kind::Close) {
            return Ok(Ast::Call(name.to_owned(), arguments));
        }
        loop {
            arguments.push(self.disjunction()?);
            if !self.tokens.accept(&Kind::Comma) {
                self.close()?;
                return Ok(Ast::Call(name.to_owned(), arguments));
            }
        }
    }

    fn path(&mut self, first: &str) -> Result<Ast, SyntaxError> {
        let mut names = vec![first.to_owned()];
        if first == COUNT {
            return Err(syntax_error(self.tokens.position(), self.text));
        }
        while self.tokens.accept(&Kind::Slash) {
            let name = self.word()?;
            match name.as_str() {
                COUNT => return Ok(Ast::Count(names)),
                "any" if self.tokens.accept(&Kind::Open) => {
                    let quantifier = self.any()?;
                    return Ok(Ast::Lambda(names, quantifier));
                }
                "all" if self.tokens.accept(&Kind::Open) => {
                    let quantifier = Quantifier::All(self.condition()?);
                    return Ok(Ast::Lambda(names, quantifier));
                }
                _ => names.push(name),
            }
        }
        Ok(Ast::Path(names))
    }

    fn any(&mut self) -> Result<Quantifier, SyntaxError> {
        if self.tokens.accept(&Kind::Close) {
            return Ok(Quantifier::NotEmpty);
        }
        self.condition().map(Quantifier::Any)
    }

    /// `x:x/Name eq 'A')`
    fn condition(&mut self) -> Result<Condition, SyntaxError> {
        let variable = self.word()?;
        if variable.starts_with('$') || !self.tokens.accept(&Kind::Colon) {
            return Err(syntax_error(self.tokens.position(), self.text));
        }
        let body = Box::new(self.disjunction()?);
        self.close()?;
        Ok(Condition { variable, body })
    }

    fn word(&mut self) -> Result<String, SyntaxError> {
        let at = self.tokens.position();
        let word = self.tokens.word().map(str::to_owned);
        word.ok_or_else(|| syntax_error(at, self.text))
    }

    fn close(&mut self) -> Result<(), SyntaxError> {
        if self.tokens.accept(&Kind::Close) {
            return Ok(());
        }
        Err(SyntaxError(format!(
            "')' or operator expected at position {} in '{}'.",
            self.tokens.position(),
            self.text
        )))
    }
}

fn only_or(mut terms: Vec<Ast>, join: fn(Vec<Ast>) -> Ast) -> Ast {
    match terms.len() {
        1 => terms.remove(0),
        _ => join(terms),
    }
}

fn too_deep() -> SyntaxError {
    SyntaxError("Recursion depth exceeded allowed limit.".to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn path(name: &str) -> Ast {
        Ast::Path(vec![name.to_owned()])
    }

    fn equals(name: &str, value: i64) -> Ast {
        Ast::Compare(
            Operator::Eq,
            Box::new((path(name), Ast::Literal(Literal::Int(value)))),
        )
    }

    #[test]
    fn and_binds_tighter_than_or() {
        let parsed = parse("a eq 1 or b eq 2 and c eq 3").unwrap();
        let both = Ast::And(vec![equals("b", 2), equals("c", 3)]);
        assert_eq!(parsed, Ast::Or(vec![equals("a", 1), both]));
    }

    #[test]
    fn parentheses_regroup() {
        let parsed = parse("(a eq 1 or b eq 2) and c eq 3").unwrap();
        let either = Ast::Or(vec![equals("a", 1), equals("b", 2)]);
        assert_eq!(parsed, Ast::And(vec![either, equals("c", 3)]));
    }

    #[test]
    fn not_binds_tighter_than_a_comparison() {
        let parsed = parse("not a eq 1").unwrap();
        let not = Ast::Not(Box::new(path("a")));
        let one = Ast::Literal(Literal::Int(1));
        assert_eq!(parsed, Ast::Compare(Operator::Eq, Box::new((not, one))));
    }

    #[test]
    fn a_name_may_be_spelt_like_an_operator() {
        assert_eq!(parse("eq eq 1").unwrap(), equals("eq", 1));
    }

    #[test]
    fn prefixed_literals_of_older_versions_are_syntax_errors() {
        let error = parse("Id eq guid'8ecab4a1-0ca3-4515-9399-efe0a19390bd'").unwrap_err();
        assert!(
            error
                .0
                .starts_with("Syntax error at position 10 in 'Id eq guid'"),
            "{error:?}"
        );
    }

    #[test]
    fn nesting_beyond_the_limit_is_an_error_and_no_stack_overflow() {
        for (open, close) in [("(", ")"), ("not ", ""), ("trim(", ")"), ("not (", ")")] {
            let text = format!("{}a{}", open.repeat(100_000), close.repeat(100_000));
            assert_eq!(parse(&text), Err(too_deep()), "{open}");
        }
        let chain = format!("a{}", " eq a".repeat(100_000));
        assert_eq!(parse(&chain), Err(too_deep()));
    }

    #[test]
    fn a_long_flat_filter_is_fine() {
        let text = vec!["a eq 1"; 10_000].join(" or ");
        assert!(matches!(parse(&text), Ok(Ast::Or(terms)) if terms.len() == 10_000));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in any::<String>()) {
            let _ = parse(&text);
        }

        #[test]
        fn no_mixture_of_tokens_makes_the_parser_panic(
            parts in prop::collection::vec(
                prop::sample::select(vec![
                    "(", ")", ",", "/", "'", "''", " ", "and", "or", "not", "eq", "gt", "null",
                    "a", "contains(", "any(", "all(x:", "$count", "$it", "$", "1", "-", "-1.5", "2024-01-01T00:00:00Z", "é", "+", ":",
                    "8ecab4a1-0ca3-4515-9399-efe0a19390bd",
                ]),
                0..40,
            )
        ) {
            let _ = parse(&parts.concat());
        }

        #[test]
        fn any_text_survives_quoting(value in any::<String>()) {
            let quoted = format!("'{}'", value.replace('\'', "''"));
            prop_assert_eq!(parse(&quoted).unwrap(), Ast::Literal(Literal::Text(value)));
        }

        #[test]
        fn any_integer_round_trips(value in any::<i64>()) {
            prop_assert_eq!(parse(&value.to_string()).unwrap(), Ast::Literal(Literal::Int(value)));
        }

        #[test]
        fn any_decimal_round_trips_with_its_scale(units in any::<i64>(), scale in 1_u32..=10) {
            let value = rust_decimal::Decimal::new(units, scale);
            let Ast::Literal(Literal::Decimal(read)) = parse(&value.to_string()).unwrap() else {
                return Err(TestCaseError::fail("not a decimal"));
            };
            prop_assert_eq!(read.to_string(), value.to_string());
        }

        #[test]
        fn any_guid_round_trips(bits in any::<u128>()) {
            let value = uuid::Uuid::from_u128(bits);
            prop_assert_eq!(parse(&value.to_string()).unwrap(), Ast::Literal(Literal::Guid(value)));
        }

        #[test]
        fn any_instant_round_trips(ticks in -621_355_968_000_000_000_i64..=2_534_022_000_000_000_000) {
            let value = crate::instant::Instant::from_ticks(ticks);
            prop_assert_eq!(parse(&value.to_wire()).unwrap(), Ast::Literal(Literal::Instant(value)));
        }
    }
}
