//! Placeholder until the road is built.

fn main() {}
