//! The grammar of `$filter`: text to tree, no names resolved and no types checked.
//!
//! Precedence is OData 3's, from loose to tight: `or`, `and`, `eq ne`, `gt ge lt le`, `add sub`,
//! `mul div mod`, `not` and the sign. Every node knows its position, which refusals name.

mod lexer;
mod parser;

pub(super) use lexer::literals;
pub(super) use parser::parse;

use super::literal::Literal;
use crate::query::expr::Operator;

/// A part of a filter and the character it begins at, or its operator does.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) at: usize,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// A constant.
    Literal(Literal),
    /// `Account/Owner/Name`: at least one name.
    Path(Vec<String>),
    /// `substringof('x',Name)`
    Call(String, Vec<Node>),
    /// `left operator right`
    Compare(Operator, Box<(Node, Node)>),
    /// `left operator right`, of numbers.
    Calculate(Calculation, Box<(Node, Node)>),
    /// `not operand`
    Not(Box<Node>),
    /// `-operand`
    Negate(Box<Node>),
    /// Two terms or more joined by `and`.
    And(Vec<Node>),
    /// Two terms or more joined by `or`.
    Or(Vec<Node>),
}

/// An arithmetic operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Calculation {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
}

/// Why a text is not a filter: a sentence that names the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SyntaxError(pub(super) String);
