//! Dependencies of `Cargo.toml`, whose features are merged.

use toml_edit::{Item, Value};

use super::{
    manifest::{Parsed, insert_line, key_of, line_end, parse, table, without_mark},
    source::{Splice, splice},
};

/// Inserts the dependencies of `text` into the table `path`, and the features that a present one lacks.
pub(super) fn insert(source: &str, path: &str, text: &str) -> Option<String> {
    let (mark, body) = without_mark(source);
    let text = text.replace("\r\n", "\n");
    let wanted = parse(text.trim())?;
    let mut edited = body.to_owned();
    for (name, item) in wanted.iter() {
        let document = parse(&edited)?;
        let present = table(&document, Some(path)).and_then(|table| table.get(name));
        edited = match present {
            None => {
                let line = text.lines().find(|line| key_of(line) == Some(name))?.trim();
                insert_line(&edited, Some(path), name, line)?
            }
            Some(present) => {
                let missing = missing(present, item);
                let is_table = present.is_table();
                if missing.is_empty() {
                    edited
                } else if is_table {
                    let inner = format!("{path}.{name}");
                    merge_table(&edited, &document, &inner, &missing)?
                } else {
                    splice(
                        &edited,
                        vec![merge_value(&edited, present.as_value()?, &missing)?],
                    )
                }
            }
        };
        parse(&edited)?;
    }
    Some(format!("{mark}{edited}"))
}

/// The features, quoted, that `wanted` has and `present` has not.
fn missing(present: &Item, wanted: &Item) -> Vec<String> {
    let of = |item: &Item| -> Vec<String> {
        let features = item.as_table_like().and_then(|table| table.get("features"));
        let features = features.and_then(Item::as_array).into_iter().flatten();
        features
            .filter_map(|feature| Some(feature.as_str()?.to_owned()))
            .collect()
    };
    let present = of(present);
    let new = of(wanted)
        .into_iter()
        .filter(|feature| !present.contains(feature));
    new.map(|feature| format!("\"{feature}\"")).collect()
}

/// `"1"` or `{ version = "1" }` with more features.
fn merge_value(source: &str, value: &Value, missing: &[String]) -> Option<Splice> {
    let range = value.span()?;
    if value.is_str() {
        let text = format!(
            "{{ version = {}, features = [{}] }}",
            &source[range.clone()],
            missing.join(", ")
        );
        return Some(Splice { range, text });
    }
    let inline = value.as_inline_table()?;
    match inline.get("features").and_then(Value::as_array) {
        Some(features) => into_array(source, features, missing),
        None => {
            let last = inline
                .iter()
                .filter_map(|(_, value)| Some(value.span()?.end))
                .max()?;
            Some(Splice::insert(
                last,
                format!(", features = [{}]", missing.join(", ")),
            ))
        }
    }
}

fn into_array(source: &str, features: &toml_edit::Array, missing: &[String]) -> Option<Splice> {
    let span = features.span()?;
    let Some(last) = features.iter().last() else {
        return Some(Splice::insert(span.end - 1, missing.join(", ")));
    };
    let end = last.span()?.end;
    let line_before = source[span.start..end]
        .rfind('\n')
        .map(|newline| span.start + newline + 1);
    let separator = match line_before {
        Some(start) => {
            let line = &source[start..end];
            format!(",\n{}", &line[..line.len() - line.trim_start().len()])
        }
        None => ", ".to_owned(),
    };
    let text: String = missing
        .iter()
        .map(|feature| format!("{separator}{feature}"))
        .collect();
    Some(Splice::insert(end, text))
}

/// `[dependencies.name]`, or `name.version = …` in `[dependencies]`, with more features.
fn merge_table(source: &str, document: &Parsed, path: &str, missing: &[String]) -> Option<String> {
    let found = table(document, Some(path))?;
    let key = match path.rsplit_once('.') {
        Some((_, name)) if found.is_dotted() => format!("{name}.features"),
        _ => "features".to_owned(),
    };
    match found.get("features").and_then(Item::as_array) {
        Some(features) => Some(splice(source, vec![into_array(source, features, missing)?])),
        None => {
            let values = found.iter().filter_map(|(_, item)| Some(item.span()?.end));
            let at = line_end(source, values.max()?);
            let line = format!("\n{key} = [{}]", missing.join(", "));
            Some(splice(source, vec![Splice::insert(at, line)]))
        }
    }
}
