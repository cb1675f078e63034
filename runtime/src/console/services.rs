//! `service:list`: facades, needs and the woven methods; of one service, what each method remembers, reads, writes and calls. Asks the application's list only; nothing is opened.

use std::{collections::BTreeSet, time::Duration};

use serde_json::{Value, json};

use super::{Failure, Mistake, json as pretty};
use crate::{
    app::{Application, ServiceEntry},
    nearest::nearest,
    repository::WRITES,
    service::MethodInfo,
};

pub(super) fn list<A: Application>(name: Option<&str>, as_json: bool) -> Result<String, Failure> {
    let entries: Vec<_> = A::SERVICES
        .iter()
        .filter(|entry| name.is_none_or(|name| is_called(entry, name)))
        .collect();
    if let (Some(name), true) = (name, entries.is_empty()) {
        return Err(unknown::<A>(name).into());
    }
    if as_json {
        return Ok(pretty(&entries.into_iter().map(data).collect::<Vec<_>>())?);
    }
    if entries.is_empty() {
        return Ok("there are no services\nhelp: `scaffold make:service NAME`".into());
    }
    let texts = entries.into_iter().map(|entry| text(entry, name.is_some()));
    Ok(texts.collect::<Vec<_>>().join("\n"))
}

/// By its own name or its facade's.
fn is_called(entry: &ServiceEntry, name: &str) -> bool {
    entry.node.name.text == name || entry.facade == Some(name)
}

fn unknown<A: Application>(name: &str) -> Mistake {
    let near = nearest(name, A::SERVICES.iter().map(|entry| entry.node.name.text));
    let help = near.map_or_else(
        || "`service:list` lists all".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    Mistake(format!("there is no service `{name}`\nhelp: {help}"))
}

fn needs(entry: &ServiceEntry) -> Vec<&'static str> {
    let fields = entry.node.fields.iter();
    let needs = fields.filter_map(|field| field.service);
    needs.map(|need| need.name.text).collect()
}

fn data(entry: &ServiceEntry) -> Value {
    let methods = entry.methods.iter().map(|method| {
        let does = Does::of(entry, method);
        let cached = method
            .cached
            .map(|cached| json!({ "key": cached.key, "ttl": cached.ttl.map(short) }));
        json!({
            "name": method.name,
            "decorators": method.decorators,
            "cached": cached,
            "reads": does.reads,
            "writes": does.writes,
            "calls": does.calls,
        })
    });
    json!({
        "name": entry.node.name.text,
        "facade": entry.facade,
        "needs": needs(entry),
        "methods": methods.collect::<Vec<_>>(),
    })
}

/// A service and its methods; `whole`, with what each of them does.
fn text(entry: &ServiceEntry, whole: bool) -> String {
    let mut text = entry.node.name.text.to_owned();
    if let Some(facade) = entry.facade {
        text.push_str(&format!(", facade {facade}"));
    }
    let needs = needs(entry);
    if !needs.is_empty() {
        text.push_str(&format!(", needs {}", needs.join(", ")));
    }
    text.push('\n');
    let names = entry.methods.iter().map(|method| method.name.len());
    let width = names.max().unwrap_or(0);
    for method in entry.methods {
        let pipeline = method.decorators.join(" → ");
        let line = format!("  {:<width$}  {pipeline}", method.name);
        text.push_str(line.trim_end());
        text.push('\n');
        if whole {
            for (what, value) in lines(entry, method) {
                text.push_str(&format!("    {what:<6}  {value}\n"));
            }
        }
    }
    text
}

/// What a method remembers, reads, writes and calls, a line each.
fn lines(entry: &ServiceEntry, method: &MethodInfo) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    if let Some(cached) = method.cached {
        let ttl = cached.ttl.map(short);
        lines.push(("key", cached.key.to_owned()));
        lines.push(("ttl", ttl.unwrap_or_else(|| "that of `cache.ttl`".into())));
    }
    let does = Does::of(entry, method);
    for (what, names) in [
        ("reads", does.reads),
        ("writes", does.writes),
        ("calls", does.calls),
    ] {
        if !names.is_empty() {
            lines.push((what, names.into_iter().collect::<Vec<_>>().join(", ")));
        }
    }
    lines
}

/// `10m`
fn short(duration: Duration) -> String {
    const UNITS: [(u128, &str); 4] = [
        (86_400_000, "d"),
        (3_600_000, "h"),
        (60_000, "m"),
        (1_000, "s"),
    ];
    let millis = duration.as_millis();
    let unit = UNITS
        .iter()
        .find(|(length, _)| millis != 0 && millis.is_multiple_of(*length));
    unit.map_or_else(
        || format!("{millis}ms"),
        |(length, unit)| format!("{}{unit}", millis / length),
    )
}

/// What a method does with the fields of its service, and through its own other methods, as far as their bodies show.
#[derive(Default)]
struct Does {
    reads: BTreeSet<String>,
    writes: BTreeSet<String>,
    calls: BTreeSet<String>,
}

impl Does {
    fn of(entry: &ServiceEntry, method: &MethodInfo) -> Self {
        let mut does = Self::default();
        let named = method.cached.and_then(|cached| cached.reads).unwrap_or(&[]);
        does.reads.extend(named.iter().map(|&name| name.to_owned()));
        does.add(entry, method, &mut Vec::new());
        does
    }

    fn add(&mut self, entry: &ServiceEntry, method: &MethodInfo, seen: &mut Vec<&'static str>) {
        if seen.contains(&method.name) {
            return;
        }
        seen.push(method.name);
        for call in method.calls {
            let Some((part, word)) = call.split_once('.') else {
                let own = entry.methods.iter().find(|method| method.name == *call);
                own.into_iter().for_each(|own| self.add(entry, own, seen));
                continue;
            };
            let mut fields = entry.node.fields.iter();
            let Some(field) = fields.find(|field| field.name == part) else {
                continue;
            };
            let model = field
                .ty
                .strip_prefix("Repo<")
                .and_then(|ty| ty.strip_suffix('>'));
            match (model, field.service) {
                (Some(model), _) if WRITES.contains(&word) => {
                    self.writes.insert(model.to_owned());
                }
                (Some(_), _) if word == "core" => {}
                (Some(model), _) => {
                    self.reads.insert(model.to_owned());
                }
                (None, Some(service)) => {
                    self.calls.insert(format!("{}::{word}", service.name.text));
                }
                (None, None) => {
                    self.calls.insert(format!("{part}.{word}"));
                }
            }
        }
    }
}
