//! The binary: hands the world to the library and its answer to the operating system.

fn main() {}
