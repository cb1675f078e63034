//! An event as one line, and nothing in it that could make two of it.

use std::{borrow::Cow, fmt};

use jiff::Timestamp;
use serde_json::Value;
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::{
    fmt::{FmtContext, FormatEvent, FormattedFields, format::Writer},
    registry::{LookupSpan, Scope},
};

use super::fields::{Fields, Kept};
use crate::http;

/// How an event becomes a line. The fields of the spans around it are its own, an inner one's before an outer one's.
#[derive(Debug, Clone, Copy)]
pub(super) enum Line {
    /// `12:00:00 INFO scaffold::http GET /users 200 1.2ms`
    Text,
    /// `{"time":…,"level":…,"target":…,"message":…}`, and each field by its name; `field.level` where the line has a key of that name.
    Json,
}

/// The keys that are not an event's.
const KEYS: &[&str] = &["time", "level", "target", "span"];

impl<S: Subscriber + for<'a> LookupSpan<'a>> FormatEvent<S, Kept> for Line {
    fn format_event(
        &self,
        context: &FmtContext<'_, S, Kept>,
        writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut fields = Fields::default();
        let mut spans = Vec::new();
        for span in context.event_scope().into_iter().flat_map(Scope::from_root) {
            spans.push(span.name());
            if let Some(kept) = span.extensions().get::<FormattedFields<Kept>>() {
                fields.0.extend(Fields::of_span(kept).0);
            }
        }
        // A span's `message` is none of the event's.
        fields.0.remove("message");
        event.record(&mut fields);
        let spans = spans.join(":");
        match self {
            Self::Text => text(writer, event, &spans, fields),
            Self::Json => json(writer, event, &spans, fields),
        }
    }
}

fn text(mut writer: Writer<'_>, event: &Event<'_>, spans: &str, fields: Fields) -> fmt::Result {
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
    let Fields(mut fields) = fields;
    let message = fields.remove("message").unwrap_or_default();
    write!(
        writer,
        "{dim}{time}{plain} {level_style}{level:>5}{plain} {dim}{target}{plain} {}",
        shown(&message)
    )?;
    if !spans.is_empty() {
        write!(writer, " {dim}in={plain}{spans}")?;
    }
    for (name, value) in &fields {
        write!(writer, " {dim}{name}={plain}{}", shown(value))?;
    }
    writeln!(writer)
}

fn json(mut writer: Writer<'_>, event: &Event<'_>, spans: &str, fields: Fields) -> fmt::Result {
    let own = |(name, value): (String, Value)| {
        if KEYS.contains(&name.as_str()) {
            (format!("field.{name}"), value)
        } else {
            (name, value)
        }
    };
    let mut line: serde_json::Map<_, _> = fields.0.into_iter().map(own).collect();
    let metadata = event.metadata();
    line.entry("message").or_insert_with(|| "".into());
    line.insert("time".into(), format!("{:.6}", Timestamp::now()).into());
    line.insert("level".into(), metadata.level().as_str().into());
    line.insert("target".into(), metadata.target().into());
    if !spans.is_empty() {
        line.insert("span".into(), spans.into());
    }
    if let Some(id) = http::request_id() {
        line.entry("request_id").or_insert_with(|| id.into());
    }
    writeln!(writer, "{}", Value::Object(line))
}

/// A value for people; text without its quotes.
fn shown(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Null => "".into(),
        Value::String(text) => one_line(text),
        value => value.to_string().into(),
    }
}

/// The text with its control characters spelled out: what came from outside neither begins a line nor moves a terminal's cursor.
pub(crate) fn one_line(text: &str) -> Cow<'_, str> {
    if !text.contains(char::is_control) {
        return text.into();
    }
    let mut line = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        if letter.is_control() {
            line.extend(letter.escape_default());
        } else {
            line.push(letter);
        }
    }
    line.into()
}

#[cfg(test)]
mod tests {
    use std::{
        io::{self, Write},
        sync::{Arc, Mutex},
    };

    use super::*;

    #[derive(Clone, Default)]
    struct Buffer(Arc<Mutex<Vec<u8>>>);

    impl Write for Buffer {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What is printed of what this logs.
    fn printed(line: Line, log: impl FnOnce()) -> String {
        let buffer = Buffer::default();
        let writer = buffer.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .fmt_fields(Kept)
            .event_format(line)
            .finish();
        tracing::subscriber::with_default(subscriber, log);
        let bytes = buffer.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn an_event_is_one_line_whatever_is_in_it() {
        let name = "x\n22:00:00 ERROR app all accounts are gone\r\x1b[31m";
        let text = printed(Line::Text, || {
            tracing::info!(target: "app", name, "greeted {name}");
        });
        let spelled = r"x\n22:00:00 ERROR app all accounts are gone\r\u{1b}[31m";
        let expected = format!("  INFO app greeted {spelled} name={spelled}\n");
        assert!(text.ends_with(&expected), "{text}");
        let json = printed(Line::Json, || tracing::info!("greeted {name}"));
        assert_eq!(json.lines().count(), 1, "{json}");
    }

    fn in_spans() {
        let outer = tracing::info_span!("import", tenant = 7, rows = tracing::field::Empty);
        let _outer = outer.enter();
        let _inner = tracing::info_span!("file", tenant = 8, name = "a.csv").entered();
        outer.record("rows", 3);
        tracing::info!(target: "app", name = "b.csv", "read");
    }

    #[test]
    fn the_fields_of_spans_are_in_the_line_the_inner_ones_first() {
        let text = printed(Line::Text, in_spans);
        let expected = "app read in=import:file name=b.csv rows=3 tenant=8\n";
        assert!(text.ends_with(expected), "{text}");
        let json: Value = serde_json::from_str(&printed(Line::Json, in_spans)).unwrap();
        let field = |name: &str| json[name].to_string();
        assert_eq!(
            ["span", "name", "rows", "tenant"].map(field),
            [r#""import:file""#, r#""b.csv""#, "3", "8"]
        );
    }

    #[test]
    fn a_field_does_not_take_the_place_of_a_key_nor_the_key_its() {
        let json = printed(Line::Json, || {
            tracing::warn!(level = "gold", time = 5, "weighed");
        });
        let json: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(
            (&json["level"], &json["message"]),
            (&"WARN".into(), &"weighed".into())
        );
        assert_eq!(
            (&json["field.level"], &json["field.time"]),
            (&"gold".into(), &5.into())
        );
        assert!(json["time"].is_string());
    }
}
