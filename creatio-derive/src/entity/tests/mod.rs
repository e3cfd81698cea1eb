//! What the derive writes, and what it says about mistakes.

mod expansions;
mod mistakes;
mod scopes;
