//! How long an application of many models and services takes to build, beside the same written by hand.
//!
//! Both are generated, and built without their dependencies, which are there already. What counts is the processors' time.

use std::{
    fs, io,
    path::Path,
    process::{Command, Stdio},
};

use crate::median;

const MODELS: usize = 50;
const ROUNDS: usize = 3;

/// The applications: a name, the crate's root, and a feature.
const APPLICATIONS: [(&str, &str, &str); 3] = [
    (
        "by_hand",
        include_str!("by_hand_lib.txt"),
        include_str!("by_hand.txt"),
    ),
    (
        "with_macros",
        include_str!("with_macros_lib.txt"),
        include_str!("with_macros.txt"),
    ),
    (
        EVERYTHING,
        include_str!("with_macros_lib.txt"),
        include_str!("with_macros.txt"),
    ),
];

/// The application whose methods have every decorator that fits all of them.
const EVERYTHING: &str = "everything";
const PLAIN: &str = "#[service(facade = Items__N__)]";
const DECORATED: &str = "#[service(facade = Items__N__, all(timed_out(after = \"5s\"), rate_limited(times = 100, per = \"1s\"), retried(times = 2, idempotent)))]";

/// Prints the table.
pub fn compare() {
    if let Err(error) = print() {
        eprintln!("error: {error}");
    }
}

fn print() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    for (name, root, feature) in APPLICATIONS {
        let feature = match name {
            EVERYTHING => feature.replace(PLAIN, DECORATED),
            _ => feature.to_owned(),
        };
        generate(&folder.path().join(name), name, root, &feature)?;
    }
    println!(
        "{MODELS} models and services of 8 methods, seconds of processor time, median of {ROUNDS} rounds"
    );
    println!(
        "{:<14} {:>10} {:>12} {:>7} {:>22} {:>7}",
        "", "by hand", "with macros", "ratio", "decorated throughout", "ratio"
    );
    for (title, words) in [
        ("check", &["check"][..]),
        ("debug build", &["build"]),
        ("release build", &["build", "--release"]),
    ] {
        let mut seconds = [const { Vec::new() }; APPLICATIONS.len()];
        for round in 0..=ROUNDS {
            for (at, (name, ..)) in APPLICATIONS.iter().enumerate() {
                let taken = cargo(&folder.path().join(name), words)?;
                if round > 0 {
                    seconds[at].push(taken); // the first one builds the dependencies
                }
            }
        }
        let [by_hand, with_macros, everything] = seconds.map(|seconds| median(&seconds));
        println!(
            "{title:<14} {by_hand:>10.1} {with_macros:>12.1} {:>7.2} {everything:>22.1} {:>7.2}",
            with_macros / by_hand,
            everything / by_hand
        );
    }
    Ok(())
}

fn generate(folder: &Path, name: &str, root: &str, feature: &str) -> io::Result<()> {
    let list = |item: fn(usize) -> String, between: &str| {
        let items: Vec<_> = (0..MODELS).map(item).collect();
        items.join(between)
    };
    let runtime = concat!(env!("CARGO_MANIFEST_DIR"), "/../runtime");
    fs::create_dir_all(folder.join("src"))?;
    fs::create_dir_all(folder.join("migrations"))?;
    fs::write(
        folder.join("Cargo.toml"),
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\nscaffold = {{ package = \"scaffold-runtime\", path = {runtime:?} }}\nserde = {{ version = \"1\", features = [\"derive\"] }}\ntracing = {{ version = \"0.1\", default-features = false, features = [\"std\"] }}\n\n[profile.dev]\ndebug = \"line-tables-only\"\n\n[workspace]\n"
        ),
    )?;
    let lock = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.lock");
    fs::copy(lock, folder.join("Cargo.lock"))?;
    let root = root
        .replace("__COUNT__", &MODELS.to_string())
        .replace("__MODULES__", &list(|n| format!("pub mod item{n};"), "\n"))
        .replace(
            "__SERVICES__",
            &list(|n| format!("item{n}::Item{n}Service"), ", "),
        )
        .replace("__STARTS__", &list(|n| format!("item{n}::start"), ", "))
        .replace("__CALLS__", &list(|n| format!("item{n}::calls"), ", "));
    fs::write(folder.join("src/lib.rs"), root)?;
    for n in 0..MODELS {
        let text = feature.replace("__N__", &n.to_string());
        fs::write(folder.join(format!("src/item{n}.rs")), text)?;
    }
    Ok(())
}

/// Builds what has changed since the last time, which is the application's own code; gives the processors' seconds.
fn cargo(folder: &Path, words: &[&str]) -> io::Result<f64> {
    let root = folder.join("src/lib.rs");
    fs::write(&root, fs::read_to_string(&root)? + "\n")?;
    let before = children_seconds()?;
    let output = Command::new("cargo")
        .args(words)
        .current_dir(folder)
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_TARGET_DIR", folder.with_file_name("target"))
        .stdin(Stdio::null())
        .output()?;
    if !output.status.success() {
        return Err(io::Error::other(
            String::from_utf8_lossy(&output.stderr).into_owned(),
        ));
    }
    Ok(children_seconds()? - before)
}

/// What the processors have spent on ended children, and on theirs.
fn children_seconds() -> io::Result<f64> {
    const TICKS: f64 = 100.0; // a second, on every Linux
    let text = fs::read_to_string("/proc/self/stat")?;
    // The name, in parentheses, may have spaces. After it: state, ppid … cutime is the 14th, cstime the 15th.
    let fields = text.rsplit_once(')').map_or("", |(_, fields)| fields);
    let ticks = fields.split_whitespace().skip(13).take(2);
    let ticks: f64 = ticks.filter_map(|it| it.parse::<f64>().ok()).sum();
    Ok(ticks / TICKS)
}
