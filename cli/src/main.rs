//! Parse, run, render the error, exit code; nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    scaffold_cli::command::run(std::env::args_os().skip(1))
}
