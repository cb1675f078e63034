//! Runs this program under callgrind and reads what it counted.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What one run of the function that is looked at has cost, with all that it calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub instructions: u64,
    pub allocations: u64,
}

/// The functions of the C library that give memory.
const ALLOCATORS: [&str; 6] = [
    "malloc",
    "calloc",
    "realloc",
    "memalign",
    "posix_memalign",
    "aligned_alloc",
];

/// Runs this program again with these words; `function` is the one whose runs are counted, one entry each, in their order.
///
/// # Errors
/// What is missing, or what valgrind has said.
pub fn run(words: &[&str], function: &str) -> Result<Vec<Counts>, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let out = folder.path().join("counts");
    let program = env::current_exe().map_err(|error| error.to_string())?;
    let mut command = Command::new("valgrind");
    command
        .arg("--tool=callgrind")
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(format!("--zero-before={function}"))
        .arg(format!("--dump-after={function}"))
        .args(["--compress-strings=no", "--compress-pos=no"])
        .arg(program)
        .args(words)
        .stdin(Stdio::null());
    let output = command.output().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => {
            "valgrind is not installed\nhelp: install it, for example `apt install valgrind`"
                .to_owned()
        }
        _ => format!("valgrind did not start: {error}"),
    })?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    read(&out).map_err(|error| format!("what callgrind has written can't be read: {error}"))
}

/// One file a run: `counts.1`, `counts.2` …
fn read(out: &Path) -> io::Result<Vec<Counts>> {
    let mut all = Vec::new();
    loop {
        let part = PathBuf::from(format!("{}.{}", out.display(), all.len() + 1));
        match fs::read_to_string(part) {
            Ok(text) if text.contains("Trigger: --dump-after") => all.push(counts(&text)),
            Ok(_) => return Ok(all),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(all),
            Err(error) => return Err(error),
        }
    }
}

/// The total of a file, and how often memory was asked for: `calls=3 …` below `cfn=malloc`.
fn counts(text: &str) -> Counts {
    let mut counts = Counts::default();
    let mut called = "";
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("cfn=") {
            called = name;
        } else if let Some(calls) = line.strip_prefix("calls=") {
            if ALLOCATORS.contains(&called) {
                counts.allocations += number(calls);
            }
        } else if let Some(total) = line.strip_prefix("totals: ") {
            counts.instructions = number(total);
        }
    }
    counts
}

/// The first number of a line.
fn number(text: &str) -> u64 {
    let digits = text.split_whitespace().next().unwrap_or_default();
    digits.parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_and_requests_for_memory_are_read() {
        let text = "events: Ir\nfn=row\n7 30\ncfn=malloc\ncalls=3 0\n7 90\ncfn=free\ncalls=3 0\n7 60\nfn=malloc\n0 90\ntotals: 270\n";
        assert_eq!(
            counts(text),
            Counts {
                instructions: 270,
                allocations: 3
            }
        );
    }
}
