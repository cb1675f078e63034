//! `service:list`: facades, needs and the woven methods. Asks the application's list only; nothing is opened.

use serde_json::{Value, json};

use super::{Failure, Mistake, json as pretty};
use crate::{
    app::{Application, ServiceEntry},
    nearest::nearest,
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
    Ok(entries.into_iter().map(text).collect::<Vec<_>>().join("\n"))
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
    entry
        .node
        .needs
        .iter()
        .flatten()
        .map(|need| need.text)
        .collect()
}

fn data(entry: &ServiceEntry) -> Value {
    let methods: Vec<_> = entry
        .methods
        .iter()
        .map(|method| json!({ "name": method.name, "decorators": method.decorators }))
        .collect();
    json!({ "name": entry.node.name.text, "facade": entry.facade, "needs": needs(entry), "methods": methods })
}

fn text(entry: &ServiceEntry) -> String {
    let mut text = entry.node.name.text.to_owned();
    if let Some(facade) = entry.facade {
        text.push_str(&format!(", facade {facade}"));
    }
    let needs = needs(entry);
    if !needs.is_empty() {
        text.push_str(&format!(", needs {}", needs.join(", ")));
    }
    text.push('\n');
    let width = entry
        .methods
        .iter()
        .map(|method| method.name.len())
        .max()
        .unwrap_or(0);
    for method in entry.methods {
        let line = format!(
            "  {:<width$}  {}",
            method.name,
            method.decorators.join(" → ")
        );
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
