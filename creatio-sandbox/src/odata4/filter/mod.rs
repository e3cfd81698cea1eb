//! The grammar of `$filter`: text to tree, no names resolved and no types checked.
//!
//! Precedence is OData 4's, from loose to tight: `or`, `and`, `eq ne`, `gt ge lt le`, `not`.
//! So `not Name eq 'x'` negates `Name`, as it does on an instance.

mod lexer;
mod literal;
mod parser;

pub(super) use lexer::ROW_ITSELF;
pub(super) use literal::Literal;
pub(super) use parser::parse;

use crate::query::expr::Operator;

/// A filter as it was written.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Ast {
    /// A constant.
    Literal(Literal),
    /// `Account/Owner/Name`: at least one name.
    Path(Vec<String>),
    /// `contains(Name,'x')`
    Call(String, Vec<Ast>),
    /// `Owner/ContactCollectionByOwner/any(…)`: the path of a detail and what is asked of its rows.
    Lambda(Vec<String>, Quantifier),
    /// `Owner/ContactCollectionByOwner/$count`
    Count(Vec<String>),
    /// `left operator right`
    Compare(Operator, Box<(Ast, Ast)>),
    /// `not operand`
    Not(Box<Ast>),
    /// Two terms or more joined by `and`.
    And(Vec<Ast>),
    /// Two terms or more joined by `or`.
    Or(Vec<Ast>),
}

/// What `any` and `all` ask.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Quantifier {
    /// `any()`: whether there is a row.
    NotEmpty,
    /// `any(x:…)`: whether there is one that meets the condition.
    Any(Condition),
    /// `all(x:…)`: whether there is none that fails it.
    All(Condition),
}

/// `x:x/Name eq 'A'`: the name that stands for a row, and what it must meet.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Condition {
    pub(super) variable: String,
    pub(super) body: Box<Ast>,
}

/// Why a text is not a filter: a sentence that names the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SyntaxError(pub(super) String);
