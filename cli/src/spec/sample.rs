//! Two values of each field for the generated tests: legal by its rules, different where the type has more than one.

use super::{Field, Kind, default};

/// One sample in the languages that tests are written in.
pub(super) struct Sample {
    /// JSON, as a request sends it and an answer shows it.
    pub(super) json: String,
    /// An expression of the field's Rust type, without `Option` and `Uncached`.
    pub(super) rust: String,
}

/// The `at`th sample, from 0.
pub(super) fn sample(field: &Field, enum_type: &str, at: usize) -> Sample {
    let number = at + 1;
    let (json, rust) = match &field.kind {
        Kind::String { .. } | Kind::Text => text(field, number),
        Kind::Int | Kind::BigInt => same(number.to_string()),
        Kind::Float => same(format!("{number}.5")),
        Kind::Bool => same((at == 0).to_string()),
        Kind::Decimal { precision, scale } => {
            let scale = usize::from(*scale);
            let whole = if usize::from(*precision) > scale {
                number
            } else {
                0
            };
            let fraction = format!("{number:0scale$}");
            let text = match scale {
                0 => whole.to_string(),
                _ if fraction.len() > scale => format!("{whole}.{}", &fraction[..scale]),
                _ => format!("{whole}.{fraction}"),
            };
            (
                format!("\"{text}\""),
                format!("Decimal::new({}, {scale})", default::digits(&text)),
            )
        }
        Kind::Date => written(field, enum_type, &format!("2026-01-0{number}")),
        Kind::Time => written(field, enum_type, &format!("09:30:0{number}")),
        Kind::DateTime => written(field, enum_type, &format!("2026-01-0{number}T09:30:00")),
        Kind::Uuid => written(
            field,
            enum_type,
            &format!("00000000-0000-4000-8000-00000000000{number}"),
        ),
        Kind::Json => written(field, enum_type, &format!("{{\"number\":{number}}}")),
        Kind::Bytes => (format!("[{number}, 2, 3]"), format!("vec![{number}, 2, 3]")),
        Kind::Enum { words } => match words.get(at).or(words.first()) {
            Some(word) => written(field, enum_type, word),
            None => same("null".to_owned()),
        },
        Kind::BelongsTo { uuid: false, .. } => (number.to_string(), format!("Id::new({number})")),
        Kind::BelongsTo { uuid: true, .. } => (
            format!("\"00000000-0000-7000-8000-00000000000{number}\""),
            format!("Id::new(Uuid::from_u128({number}))"),
        ),
    };
    Sample { json, rust }
}

fn same(text: String) -> (String, String) {
    (text.clone(), text)
}

fn written(field: &Field, enum_type: &str, value: &str) -> (String, String) {
    let written = default::write(&field.kind, enum_type, value);
    (written.json, written.rust)
}

fn text(field: &Field, number: usize) -> (String, String) {
    let human = field.column.replace('_', " ");
    let text = match (field.column.as_str(), number) {
        ("email", 1) => "ada@example.com".to_owned(),
        ("email", _) => "grace@example.com".to_owned(),
        (_, 1) => format!("a {human}"),
        _ => format!("b {human}"),
    };
    let longest = match field.kind {
        Kind::String { length } => usize::from(length),
        _ => usize::MAX,
    };
    let text: String = text.chars().take(longest).collect();
    (
        format!("{:?}", text.trim_end()),
        format!("{:?}.to_owned()", text.trim_end()),
    )
}
