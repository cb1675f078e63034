//! `about`: what the files say of the application, without a build.

use std::process::ExitCode;

use serde_json::{Value, json};

use super::Outcome;
use crate::{
    project::Project,
    shell::{Form, Shell},
    spec::Mistake,
};

pub(super) fn run(project: &Project, shell: &Shell) -> Outcome {
    let settings = project.settings()?;
    let answers = settings.get("answers");
    let db = answers
        .and_then(|answers| answers.get("db"))
        .and_then(toml::Value::as_str)
        .unwrap_or("sqlite");
    let facades = answers
        .and_then(|answers| answers.get("facades"))
        .and_then(toml::Value::as_bool)
        .unwrap_or(true);
    let count = |folder: &str, end: &str| {
        let files = project.files_below(folder);
        files
            .iter()
            .filter(|path| path.ends_with(end) && !path.ends_with("/mod.rs"))
            .count()
    };
    let rows: Vec<(&str, Value)> = vec![
        ("application", json!(project.package()?.name)),
        ("folder", json!(project.root().display().to_string())),
        ("scaffold", json!(env!("CARGO_PKG_VERSION"))),
        (
            "made_with",
            json!(settings.get("scaffold").and_then(toml::Value::as_str)),
        ),
        ("runtime", json!(runtime(project)?)),
        ("database", json!(db)),
        ("facades", json!(facades)),
        ("models", json!(count("src/models", ".rs"))),
        ("services", json!(count("src/services", ".rs"))),
        ("controllers", json!(count("src/http/controllers", ".rs"))),
        ("jobs", json!(count("src/jobs", ".rs"))),
        ("migrations", json!(count("migrations", ".up.sql"))),
    ];
    if shell.form() == Form::Json {
        shell.data(&Value::Object(
            rows.into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        ));
    } else {
        let line = |(name, value): &(&str, Value)| match value {
            Value::Null => String::new(),
            Value::String(text) => format!("{:<13}{text}\n", name.replace('_', " ")),
            other => format!("{:<13}{other}\n", name.replace('_', " ")),
        };
        shell.text(&rows.iter().map(line).collect::<String>());
        shell.next(&["scaffold route:list && scaffold service:list".to_owned()]);
    }
    Ok(ExitCode::SUCCESS)
}

/// Where the runtime comes from: a path or a version.
fn runtime(project: &Project) -> Result<Option<String>, Mistake> {
    let Some(text) = project.text("Cargo.toml")? else {
        return Ok(None);
    };
    let manifest: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        Mistake::new(
            format!("`Cargo.toml` can't be read: {}", error.message()),
            "correct it",
        )
    })?;
    let dependency = manifest
        .get("dependencies")
        .and_then(|all| all.get("scaffold"));
    let text = |key: &str| {
        dependency
            .and_then(|dependency| dependency.get(key))
            .and_then(toml::Value::as_str)
            .map(str::to_owned)
    };
    Ok(text("path").or_else(|| text("version")))
}
