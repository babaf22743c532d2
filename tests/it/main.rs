//! The integration tests, a file a noun, in one binary.
