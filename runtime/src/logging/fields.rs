//! The fields of events, and of the spans around them.

use std::fmt;

use serde_json::{Map, Value};
use tracing::{
    field::{Field, Visit},
    span::Record,
};
use tracing_subscriber::{
    field::RecordFields,
    fmt::{FormatFields, FormattedFields, format::Writer},
};

/// Fields by their names, `message` among them.
#[derive(Debug, Default)]
pub(super) struct Fields(pub(super) Map<String, Value>);

impl Fields {
    /// Those of a span, as [`Kept`] kept them.
    pub(super) fn of_span(kept: &FormattedFields<Kept>) -> Self {
        Self(serde_json::from_str(kept).unwrap_or_default())
    }

    fn insert(&mut self, field: &Field, value: impl Into<Value>) {
        self.0.insert(field.name().to_owned(), value.into());
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.insert(field, format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.insert(field, value);
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

/// Keeps the fields of a span as JSON, for the lines of its events.
#[derive(Debug)]
pub(super) struct Kept;

impl<'writer> FormatFields<'writer> for Kept {
    fn format_fields<R: RecordFields>(
        &self,
        mut writer: Writer<'writer>,
        fields: R,
    ) -> fmt::Result {
        let mut kept = Fields::default();
        fields.record(&mut kept);
        write!(writer, "{}", Value::Object(kept.0))
    }

    fn add_fields(
        &self,
        current: &'writer mut FormattedFields<Self>,
        fields: &Record<'_>,
    ) -> fmt::Result {
        let mut kept = Fields::of_span(current);
        fields.record(&mut kept);
        current.fields = Value::Object(kept.0).to_string();
        Ok(())
    }
}
