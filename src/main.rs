//! The binary: hands the world to the library and its answer to the operating system.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(gatepost::cli::run(&gatepost::world::World::real()))
}
