//! Parse, run, render the error, exit code; nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    let words = std::env::args_os()
        .skip(1)
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    scaffold_cli::command::run(words)
}
