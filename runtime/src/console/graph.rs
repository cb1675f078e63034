//! `service:graph`: what each service is made of. Asks the application's list only; nothing is opened.

use serde_json::{Value, json};

use super::{json as pretty, parse::Picture, table::table};
use crate::{
    Result,
    app::{Application, ServiceEntry},
    service::{Field, How},
};

pub(super) fn graph<A: Application>(picture: Picture) -> Result<String> {
    match picture {
        Picture::Text if A::SERVICES.is_empty() => {
            Ok("there are no services\nhelp: `scaffold make:service NAME`".into())
        }
        Picture::Text => Ok(A::SERVICES.iter().map(text).collect::<Vec<_>>().join("\n")),
        Picture::Dot => Ok(dot(A::SERVICES)),
        Picture::Json => pretty(&A::SERVICES.iter().map(data).collect::<Vec<_>>()),
    }
}

/// How a field is found, if not by its type alone.
fn how(field: &Field) -> Option<&'static str> {
    match field.service?.how {
        How::First => None,
        How::IfListed => Some("if listed"),
        How::Later => Some("lazy"),
    }
}

/// A field, where it leads and how.
fn row(field: &Field) -> [String; 3] {
    let leads = field.service.map(|need| need.name.text);
    let mut notes: Vec<String> = how(field).map(str::to_owned).into_iter().collect();
    notes.extend(field.qualifier.map(|name| format!("named {name:?}")));
    let notes = match notes.is_empty() {
        true => String::new(),
        false => format!("({})", notes.join(", ")),
    };
    let leads = leads.map_or_else(|| field.ty.to_owned(), |name| format!("→ {name}"));
    [field.name.to_owned(), leads, notes]
}

fn text(entry: &ServiceEntry) -> String {
    let mut text = entry.node.name.text.to_owned();
    for seen in entry.traits {
        text.push_str(&format!(", as {}", seen.name));
    }
    text.push('\n');
    let rows: Vec<_> = entry.node.fields.iter().map(row).collect();
    for line in table(&rows).lines() {
        text.push_str(&format!("  {line}\n"));
    }
    text
}

/// For graphviz: services, and what else they are made of in grey.
fn dot(entries: &[ServiceEntry]) -> String {
    let mut lines = vec![
        "digraph services {".to_owned(),
        "  rankdir = LR;".to_owned(),
        "  node [shape = box];".to_owned(),
    ];
    for entry in entries {
        let from = entry.node.name.text;
        lines.push(format!("  {from:?};"));
        for field in entry.node.fields {
            let style = match (field.service, how(field)) {
                (None, _) => {
                    lines.push(format!(
                        "  {:?} [color = grey, fontcolor = grey];",
                        field.ty
                    ));
                    "color = grey, "
                }
                (Some(_), None) => "",
                (Some(_), Some(_)) => "style = dashed, ",
            };
            let to = field.service.map_or(field.ty, |need| need.name.text);
            lines.push(format!(
                "  {from:?} -> {to:?} [{style}label = {:?}];",
                field.name
            ));
        }
    }
    lines.push("}".to_owned());
    lines.join("\n")
}

fn data(entry: &ServiceEntry) -> Value {
    let fields = entry.node.fields.iter().map(|field| {
        json!({
            "name": field.name,
            "type": field.ty,
            "service": field.service.map(|need| need.name.text),
            "how": field.service.map(|need| match need.how {
                How::First => "first",
                How::IfListed => "if_listed",
                How::Later => "lazy",
            }),
            "section": field.section.map(|section| section.text),
            "named": field.qualifier,
        })
    });
    let traits = entry.traits.iter().map(|seen| seen.name);
    json!({
        "name": entry.node.name.text,
        "traits": traits.collect::<Vec<_>>(),
        "fields": fields.collect::<Vec<_>>(),
    })
}
