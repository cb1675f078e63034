//! The `tracing` subscriber of a generated application: a line an event on standard error, as text or JSON.

mod fields;
mod line;

use std::{io::IsTerminal, path::PathBuf};

use tracing_subscriber::EnvFilter;

use crate::config::{Config, Environment, Log};
use fields::Kept;
use line::Line;
pub(crate) use line::one_line;

/// Installs a subscriber that prints text (or JSON, by `log.format`), filtered by `RUST_LOG` or `log.filter`. Does nothing if one is installed.
///
/// It reads the configuration of the current folder; what is wrong there is told by the start of the application.
pub fn init() {
    let log = Environment::current().and_then(|environment| Config::load(&root(), environment));
    let Log { filter, format } = log.map(|config| config.log).unwrap_or_default();
    let (filter, mistake) = match EnvFilter::try_new(&filter) {
        Ok(filter) => (filter, None),
        Err(error) => {
            let mistake =
                format!("the log filter `{filter}` can't be read, so it is `info`: {error}");
            (EnvFilter::new("info"), Some(mistake))
        }
    };
    let ansi = std::io::stderr().is_terminal()
        && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let line = if format == "json" {
        Line::Json
    } else {
        Line::Text
    };
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(ansi)
        .with_writer(std::io::stderr);
    let subscriber = subscriber.fmt_fields(Kept).event_format(line);
    let installed = subscriber.try_init();
    if let (Ok(()), Some(mistake)) = (installed, mistake) {
        tracing::warn!(target: "scaffold::logging", "{mistake}");
    }
}

/// Where `config/` lies: the current folder, or under `cargo run` the package's.
fn root() -> PathBuf {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").filter(|_| cfg!(debug_assertions));
    package.map_or_else(|| PathBuf::from("."), PathBuf::from)
}
