//! What is told of two states.
