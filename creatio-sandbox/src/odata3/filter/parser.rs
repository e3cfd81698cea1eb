//! Tokens to a tree, by recursive descent with a bound on depth.

use super::{
    Calculation, Kind, Node, SyntaxError,
    lexer::{syntax_error, tokens},
};
use crate::{
    odata::tokens::{self, MAX_DEPTH, Tokens},
    odata3::literal::Literal,
    query::expr::Operator,
};

/// Operators of one precedence in a row without parentheses, `and` and `or` aside.
const MAX_CHAIN: usize = 8;

/// Reads a whole filter.
pub(crate) fn parse(text: &str) -> Result<Node, SyntaxError> {
    let tokens = tokens(text)?;
    let mut parser = Parser {
        tokens: Tokens::new(&tokens, text),
        depth: 0,
    };
    let filter = parser.disjunction()?;
    match parser.tokens.peek() {
        None => Ok(filter),
        Some(extra) => Err(syntax_error(extra.at)),
    }
}

struct Parser<'a> {
    tokens: Tokens<'a, Literal>,
    depth: usize,
}

type Make = fn(Box<(Node, Node)>) -> Kind;

const EQUALITIES: &[(&str, Make)] = &[
    ("eq", |sides| Kind::Compare(Operator::Eq, sides)),
    ("ne", |sides| Kind::Compare(Operator::Ne, sides)),
];
const RELATIONS: &[(&str, Make)] = &[
    ("gt", |sides| Kind::Compare(Operator::Gt, sides)),
    ("ge", |sides| Kind::Compare(Operator::Ge, sides)),
    ("lt", |sides| Kind::Compare(Operator::Lt, sides)),
    ("le", |sides| Kind::Compare(Operator::Le, sides)),
];
const SUMS: &[(&str, Make)] = &[
    ("add", |sides| Kind::Calculate(Calculation::Add, sides)),
    ("sub", |sides| Kind::Calculate(Calculation::Subtract, sides)),
];
const PRODUCTS: &[(&str, Make)] = &[
    ("mul", |sides| Kind::Calculate(Calculation::Multiply, sides)),
    ("div", |sides| Kind::Calculate(Calculation::Divide, sides)),
    ("mod", |sides| Kind::Calculate(Calculation::Modulo, sides)),
];

/// Operators from loose to tight.
const LEVELS: &[&[(&str, Make)]] = &[EQUALITIES, RELATIONS, SUMS, PRODUCTS];

impl Parser<'_> {
    fn disjunction(&mut self) -> Result<Node, SyntaxError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(too_deep());
        }
        let disjunction = self.joined("or", Self::conjunction, Kind::Or)?;
        self.depth -= 1;
        Ok(disjunction)
    }

    fn conjunction(&mut self) -> Result<Node, SyntaxError> {
        self.joined("and", |parser| parser.chain(LEVELS), Kind::And)
    }

    fn joined(
        &mut self,
        word: &str,
        term: fn(&mut Self) -> Result<Node, SyntaxError>,
        join: fn(Vec<Node>) -> Kind,
    ) -> Result<Node, SyntaxError> {
        let first = term(self)?;
        let at = self.tokens.position();
        if !self.tokens.keyword(word) {
            return Ok(first);
        }
        let mut terms = vec![first, term(self)?];
        while self.tokens.keyword(word) {
            terms.push(term(self)?);
        }
        Ok(Node {
            kind: join(terms),
            at,
        })
    }

    fn chain(&mut self, levels: &[&[(&str, Make)]]) -> Result<Node, SyntaxError> {
        let [operators, tighter @ ..] = levels else {
            return self.unary();
        };
        let mut left = self.chain(tighter)?;
        for _ in 0..MAX_CHAIN {
            let at = self.tokens.position();
            let found = operators.iter().find(|(word, _)| self.tokens.keyword(word));
            let Some((_, make)) = found else {
                return Ok(left);
            };
            let kind = make(Box::new((left, self.chain(tighter)?)));
            left = Node { kind, at };
        }
        Err(too_deep())
    }

    fn unary(&mut self) -> Result<Node, SyntaxError> {
        let at = self.tokens.position();
        let wrap: fn(Box<Node>) -> Kind = if self.tokens.keyword("not") {
            Kind::Not
        } else if self.tokens.accept(&tokens::Kind::Minus) {
            Kind::Negate
        } else {
            return self.primary();
        };
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(too_deep());
        }
        let operand = self.unary()?;
        self.depth -= 1;
        Ok(Node {
            kind: wrap(Box::new(operand)),
            at,
        })
    }

    fn primary(&mut self) -> Result<Node, SyntaxError> {
        let Some(token) = self.tokens.take() else {
            return Err(no_expression(self.tokens.position()));
        };
        let kind = match &token.kind {
            tokens::Kind::Literal(literal) => Kind::Literal(literal.clone()),
            tokens::Kind::Open => {
                let inner = self.disjunction()?;
                self.close()?;
                return Ok(inner);
            }
            tokens::Kind::Word(name) if self.tokens.accept(&tokens::Kind::Open) => {
                self.call(name)?
            }
            tokens::Kind::Word(name) => self.path(name)?,
            _ => return Err(no_expression(token.at)),
        };
        Ok(Node { kind, at: token.at })
    }

    fn call(&mut self, name: &str) -> Result<Kind, SyntaxError> {
        let mut arguments = Vec::new();
        if self.tokens.accept(&tokens::Kind::Close) {
            return Ok(Kind::Call(name.to_owned(), arguments));
        }
        loop {
            arguments.push(self.disjunction()?);
            if !self.tokens.accept(&tokens::Kind::Comma) {
                self.close()?;
                return Ok(Kind::Call(name.to_owned(), arguments));
            }
        }
    }

    fn path(&mut self, first: &str) -> Result<Kind, SyntaxError> {
        let mut names = vec![first.to_owned()];
        while self.tokens.accept(&tokens::Kind::Slash) {
            let at = self.tokens.position();
            let name = self.tokens.word().ok_or_else(|| syntax_error(at))?;
            let next = self.tokens.peek().map(|next| &next.kind);
            if matches!(name, "any" | "all") && next == Some(&tokens::Kind::Open) {
                return Err(no_lambda(name, at));
            }
            names.push(name.to_owned());
        }
        Ok(Kind::Path(names))
    }

    fn close(&mut self) -> Result<(), SyntaxError> {
        if self.tokens.accept(&tokens::Kind::Close) {
            return Ok(());
        }
        Err(SyntaxError(format!(
            "')' or operator expected at position {}.",
            self.tokens.position()
        )))
    }
}

fn no_expression(at: usize) -> SyntaxError {
    SyntaxError(format!("Expression expected at position {at}."))
}

fn too_deep() -> SyntaxError {
    SyntaxError("Recursion limit reached.".to_owned())
}

/// OData 3 has `any` and `all`; of Creatio's documentation and clients, none uses them here.
fn no_lambda(name: &str, at: usize) -> SyntaxError {
    SyntaxError(format!(
        "The operator '{name}' at position {at} is not supported by this service."
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A tree as text with all its parentheses.
    fn shown(node: &Node) -> String {
        let list = |terms: &[Node]| terms.iter().map(shown).collect::<Vec<_>>().join(" ");
        match &node.kind {
            Kind::Literal(literal) => literal.to_string(),
            Kind::Path(names) => names.join("/"),
            Kind::Call(name, arguments) => format!("{name}[{}]", list(arguments)),
            Kind::Compare(operator, sides) => {
                format!("({operator:?} {} {})", shown(&sides.0), shown(&sides.1))
            }
            Kind::Calculate(operator, sides) => {
                format!("({operator:?} {} {})", shown(&sides.0), shown(&sides.1))
            }
            Kind::Not(inner) => format!("(Not {})", shown(inner)),
            Kind::Negate(inner) => format!("(Negate {})", shown(inner)),
            Kind::And(terms) => format!("(And {})", list(terms)),
            Kind::Or(terms) => format!("(Or {})", list(terms)),
        }
    }

    #[test]
    fn precedence_is_that_of_odata_3() {
        for (text, tree) in [
            ("a or b and c", "(Or a (And b c))"),
            ("(a or b) and c", "(And (Or a b) c)"),
            ("not a eq 1", "(Eq (Not a) 1)"),
            (
                "a add 2 mul b gt 1 eq true",
                "(Eq (Gt (Add a (Multiply 2 b)) 1) true)",
            ),
            ("a sub 1 sub 2 lt 3", "(Lt (Subtract (Subtract a 1) 2) 3)"),
            ("-a lt -1", "(Lt (Negate a) -1)"),
            ("eq eq 1M", "(Eq eq 1M)"),
            ("substringof('x''y',A/B)", "substringof['x''y' A/B]"),
        ] {
            assert_eq!(
                parse(text).as_ref().map(shown),
                Ok(tree.to_owned()),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_filter_is_refused_with_its_place() {
        for (text, words) in [
            ("", "Expression expected at position 0."),
            ("a eq", "Expression expected at position 4."),
            ("a eq 1)", "Syntax error at position 6."),
            ("(a eq 1", "')' or operator expected at position 7."),
            ("a eq 'x", "Unterminated string literal at position 7."),
            (
                "a eq guid'x'",
                "Unrecognized 'Edm.Guid' literal 'guid'x'' at position 5.",
            ),
            ("a eq date'2024-01-01'", "Syntax error at position 5."),
            (
                "a eq 1x",
                "Unrecognized 'Edm.Int64' literal '1x' at position 5.",
            ),
            (
                "a eq 8ecab4a1-0ca3-4515-9399-efe0a19390bd",
                "at position 5.",
            ),
            (
                "a eq a0bf3e92-f36b-1410-0499-00155d043204",
                "at position 18.",
            ),
            ("a:b", "Syntax error at position 1."),
            (
                "A/any(x:x/B eq 1)",
                "The operator 'any' at position 2 is not supported by this service.",
            ),
            ("A/$count gt 1", "Syntax error at position 2."),
        ] {
            let SyntaxError(message) = parse(text).unwrap_err();
            assert!(message.contains(words), "{text}: {message}");
        }
    }

    #[test]
    fn nesting_beyond_the_limit_is_an_error_and_no_stack_overflow() {
        for (open, close) in [
            ("(", ")"),
            ("not ", ""),
            ("trim(", ")"),
            ("not (", ")"),
            ("- ", ""),
        ] {
            let text = format!("{}a{}", open.repeat(100_000), close.repeat(100_000));
            assert_eq!(parse(&text), Err(too_deep()), "{open}");
        }
        let chain = format!("a{}", " add a".repeat(100_000));
        assert_eq!(parse(&chain), Err(too_deep()));
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
                    "(", ")", ",", "/", "'", "''", " ", "and", "or", "not", "eq", "add", "null",
                    "a", "substringof(", "1", "-", "-1.5M", "datetime'2024-01-01T00:00'", "é", "+",
                    "guid'8ecab4a1-0ca3-4515-9399-efe0a19390bd'", "any(", ":", "X'",
                ]),
                0..40,
            )
        ) {
            let _ = parse(&parts.concat());
        }

        #[test]
        fn any_text_survives_quoting(value in any::<String>()) {
            let literal = Literal::text(value);
            let node = Node { kind: Kind::Literal(literal.clone()), at: 0 };
            prop_assert_eq!(parse(&literal.to_string()), Ok(node));
        }
    }
}
