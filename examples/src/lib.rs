//! Programs to start from: see `examples/quickstart`.
