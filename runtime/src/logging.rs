//! The `tracing` subscriber of a generated application: a line an event on standard error, as text or JSON.

use std::{fmt, io::IsTerminal, path::PathBuf};

use jiff::Timestamp;
use serde_json::{Map, Value};
use tracing::{
    Event, Level, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    EnvFilter,
    fmt::{FmtContext, FormatEvent, FormatFields, format::Writer},
    registry::LookupSpan,
};

use crate::{
    config::{Config, Environment, Log},
    http,
};

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
    let installed = subscriber.event_format(line).try_init();
    if let (Ok(()), Some(mistake)) = (installed, mistake) {
        tracing::warn!(target: "scaffold::logging", "{mistake}");
    }
}

/// Where `config/` lies: the current folder, or under `cargo run` the package's.
fn root() -> PathBuf {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").filter(|_| cfg!(debug_assertions));
    package.map_or_else(|| PathBuf::from("."), PathBuf::from)
}

/// How an event becomes a line.
#[derive(Debug, Clone, Copy)]
enum Line {
    /// `12:00:00 INFO scaffold::http GET /users 200 1.2ms`
    Text,
    /// `{"time":…,"level":…,"target":…,"message":…}`, and each field by its name.
    Json,
}

impl<S, N> FormatEvent<S, N> for Line
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        _: &FmtContext<'_, S, N>,
        writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut fields = Fields::default();
        event.record(&mut fields);
        match self {
            Self::Text => text(writer, event, &fields),
            Self::Json => json(writer, event, fields),
        }
    }
}

fn text(mut writer: Writer<'_>, event: &Event<'_>, fields: &Fields) -> fmt::Result {
    let color = match *event.metadata().level() {
        Level::ERROR => "31",
        Level::WARN => "33",
        Level::INFO => "32",
        _ => "2",
    };
    let (level_style, dim, plain) = if writer.has_ansi_escapes() {
        (format!("\x1b[{color}m"), "\x1b[2m", "\x1b[0m")
    } else {
        (String::new(), "", "")
    };
    let (time, level, target) = (
        Timestamp::now().strftime("%H:%M:%S"),
        event.metadata().level(),
        event.metadata().target(),
    );
    write!(
        writer,
        "{dim}{time}{plain} {level_style}{level:>5}{plain} {dim}{target}{plain} {}",
        fields.message
    )?;
    for (name, value) in &fields.others {
        match value {
            Value::String(text) => write!(writer, " {dim}{name}={plain}{text}")?,
            value => write!(writer, " {dim}{name}={plain}{value}")?,
        }
    }
    writeln!(writer)
}

fn json(mut writer: Writer<'_>, event: &Event<'_>, fields: Fields) -> fmt::Result {
    let mut line = fields.others;
    let metadata = event.metadata();
    line.insert("time".into(), format!("{:.6}", Timestamp::now()).into());
    line.insert("level".into(), metadata.level().as_str().into());
    line.insert("target".into(), metadata.target().into());
    line.insert("message".into(), fields.message.into());
    if let Some(id) = http::request_id() {
        line.insert("request_id".into(), id.into());
    }
    writeln!(writer, "{}", Value::Object(line))
}

/// The fields of an event.
#[derive(Default)]
struct Fields {
    message: String,
    others: Map<String, Value>,
}

impl Fields {
    fn insert(&mut self, field: &Field, value: impl Into<Value>) {
        self.others.insert(field.name().to_owned(), value.into());
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            self.message = format!("{value:?}");
        } else {
            self.insert(field, format!("{value:?}"));
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "message" {
            value.clone_into(&mut self.message);
        } else {
            self.insert(field, value);
        }
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.insert(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.insert(field, value);
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.insert(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.insert(field, value);
    }
}
