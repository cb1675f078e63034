//! The `tracing` subscriber of a generated application: a line an event on standard error, as text or JSON.

mod fields;
mod line;

use std::{io::IsTerminal, path::PathBuf};

use tracing_subscriber::{
    filter::{LevelFilter, Targets},
    fmt,
    layer::SubscriberExt as _,
    util::SubscriberInitExt as _,
};

use crate::config::{Config, Environment, Log};
use fields::Kept;
use line::Line;
pub(crate) use line::one_line;

/// Installs a subscriber that prints text (or JSON, by `log.format`), filtered by `RUST_LOG` or `log.filter`. Does nothing if one is installed.
///
/// A filter is a list of levels, each for all events or for those of a target and what is below it: `info,blog=debug,scaffold::http=off`.
///
/// It reads the configuration of the current folder; what is wrong there is told by the start of the application.
pub fn init() {
    let log = Environment::current().and_then(|environment| Config::load(&root(), environment));
    let Log { filter, format } = log.map(|config| config.log).unwrap_or_default();
    let (filter, mistake) = match read(&filter) {
        Ok(filter) => (filter, None),
        Err(error) => {
            let mistake =
                format!("the log filter `{filter}` can't be read, so it is `info`: {error}");
            let info = Targets::new().with_default(LevelFilter::INFO);
            (info, Some(mistake))
        }
    };
    let ansi = std::io::stderr().is_terminal()
        && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let line = if format == "json" {
        Line::Json
    } else {
        Line::Text
    };
    let lines = fmt::layer()
        .with_ansi(ansi)
        .with_writer(std::io::stderr)
        .fmt_fields(Kept)
        .event_format(line);
    let installed = tracing_subscriber::registry()
        .with(lines)
        .with(filter)
        .try_init();
    if let (Ok(()), Some(mistake)) = (installed, mistake) {
        tracing::warn!(target: "scaffold::logging", "{mistake}");
    }
}

/// Reads `info,blog=debug`; an empty filter lets errors through.
fn read(filter: &str) -> Result<Targets, impl std::error::Error> {
    let directives = filter.split(',').map(str::trim).filter(|it| !it.is_empty());
    let directives: Vec<&str> = directives.collect();
    if directives.is_empty() {
        return Ok(Targets::new().with_default(LevelFilter::ERROR));
    }
    directives.join(",").parse::<Targets>()
}

/// Where `config/` lies: the current folder, or under `cargo run` the package's.
fn root() -> PathBuf {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").filter(|_| cfg!(debug_assertions));
    package.map_or_else(|| PathBuf::from("."), PathBuf::from)
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::read;

    #[test]
    fn a_filter_has_a_level_for_all_and_for_each_target() {
        let filter = read("warn, blog=debug,,scaffold::http=off").unwrap();
        assert!(filter.would_enable("sqlx", &Level::WARN));
        assert!(!filter.would_enable("sqlx", &Level::INFO));
        assert!(filter.would_enable("blog::services", &Level::DEBUG));
        assert!(!filter.would_enable("scaffold::http", &Level::ERROR));
    }

    #[test]
    fn an_empty_filter_lets_errors_through() {
        let filter = read(" ").unwrap();
        assert!(filter.would_enable("blog", &Level::ERROR));
        assert!(!filter.would_enable("blog", &Level::WARN));
    }

    #[test]
    fn a_level_that_is_none_is_a_mistake() {
        assert!(read("blog=loud").is_err());
    }
}
