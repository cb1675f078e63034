//! `make:*`: words to a spec, a spec to a view, a view and a generator to a plan.

use std::{borrow::Cow, collections::BTreeSet, env, process::ExitCode};

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

use super::{Outcome, difference, models, outside, settle::settle};
use crate::{
    args::Make,
    generator::{Definition, Generators, NameKind, Request, plan},
    plan::{Hold, Told},
    project::Project,
    shell::Shell,
    spec::{self, AppView, Database, Existing, KeyView, Mistake, ModelOptions, Role, View},
};

pub(super) fn run(
    make: &Make,
    project: Option<Project>,
    generators: &Generators,
    shell: &Shell,
) -> Outcome {
    let definition = generators.definition(&make.generator)?;
    let mut mistakes = make.mistakes.clone();
    let mut hold = match &project {
        // Nothing is written for words that are wrong already.
        Some(project) if make.output.writes() && mistakes.is_empty() => {
            Some(Hold::take(project.root())?)
        }
        _ => None,
    };
    let mut written = None;
    let mut make = Cow::Borrowed(make);
    if let (Some(said), Some(project), []) = (&make.difference, &project, mistakes.as_slice()) {
        let Some(difference) = difference::ask(&make, said, project, shell)? else {
            return Ok(ExitCode::SUCCESS);
        };
        make.to_mut().name.clone_from(&difference.name);
        written = Some(difference);
    }
    let make = make.as_ref();
    let refers = definition.takes.name == Some(NameKind::Model) || !make.fields.is_empty();
    let existing = project.as_ref().filter(|_| refers).map(models::existing);
    let understood = view(make, &definition, &existing.unwrap_or_default())
        .map_err(|found| mistakes.extend(found))
        .ok();
    if project.is_none() {
        mistakes.push(outside());
    }
    let (Some(project), Some((mut view, mut notices)), []) =
        (project, understood, mistakes.as_slice())
    else {
        return Err(mistakes.into());
    };

    let package = project.package()?;
    view.app = AppView::new(&package.name, &package.library);
    view.facades = facades(&project)?;
    if let Some(written) = written {
        let written = written.scripts.into_iter();
        let texts =
            written.map(|script| (script.database, script.folder, [script.up, script.down]));
        view.set_scripts(texts);
        notices.clear();
    } else {
        view.set_database(&database(&project)?);
    }
    let request = Request {
        generator: make.generator.clone(),
        view: serde_json::to_value(&view)
            .map_err(|error| Mistake::new(error.to_string(), "report this"))?,
        flags: make.flags.clone(),
        now: now(),
    };
    let all = definition.closure(&make.flags);
    if all.contains("test") {
        mistakes.extend(
            view.references
                .iter()
                .filter_map(|field| models::without_sample(field, &project)),
        );
        if !mistakes.is_empty() {
            return Err(mistakes.into());
        }
    }
    let mut plan = plan(&request, &project, generators)?;
    plan.notes.splice(..0, notices);
    let facade = &view.name.facade;
    let has_facade = make.generator == "service" || all.contains("service");
    if view.facades && has_facade && *facade != view.name.plural_type {
        plan.notes.push(format!(
            "the facade is `{facade}`, for the plural `{}` is taken; `--plural` gives another",
            view.name.plural_type
        ));
    }
    let told = settle(&mut plan, hold.as_mut(), make.output, shell)?;
    if told == Told::Applied && !plan.is_unchanged() {
        shell.next(&plan.next);
    }
    Ok(ExitCode::SUCCESS)
}

/// What the words say, as the templates see it, and what the person should know about it.
fn view(
    make: &Make,
    definition: &Definition,
    existing: &Existing,
) -> Result<(View, Vec<String>), Vec<Mistake>> {
    let Make {
        name,
        fields,
        plural,
        flags,
        generator,
        ..
    } = make;
    let app = AppView::default();
    let Some(kind) = definition.takes.name else {
        return Ok((
            View {
                facades: true,
                ..View::default()
            },
            Vec::new(),
        ));
    };
    if name.is_empty() {
        let example = format!("type `scaffold {}`", definition.example);
        return Err(vec![Mistake::new(
            format!("`make:{generator}` needs a name"),
            example,
        )]);
    }
    match kind {
        NameKind::Model => {
            let all: BTreeSet<String> = definition.closure(flags);
            let options = ModelOptions {
                plural: plural.as_deref(),
                by_request: all.contains("request"),
                uuid: all.contains("uuid"),
            };
            let spec = spec::model(name, fields, existing, &options)?;
            let notices = spec.notices().map(str::to_owned).collect();
            Ok((View::model(app, &spec), notices))
        }
        NameKind::Migration => {
            let spec = spec::migration(name, fields, existing)?;
            let key = KeyView::new(existing.has_uuid(&spec.owner()));
            Ok((View::migration(app, &spec, key), spec.notices))
        }
        NameKind::Type | NameKind::Application => {
            let mut mistakes = Vec::new();
            let role = definition
                .takes
                .suffix
                .as_deref()
                .map_or(Role::Type, Role::Suffixed);
            let name = spec::name(name, role, plural.as_deref())
                .map_err(|found| mistakes.extend(found))
                .ok();

            let fields = spec::fields(fields, name.as_ref(), existing)
                .map_err(|found| mistakes.extend(found))
                .unwrap_or_default();
            let (Some(name), []) = (name, mistakes.as_slice()) else {
                return Err(mistakes);
            };
            let mut view = View::named(app, &name);
            view.set_fields(&name.type_name, &fields);
            Ok((view, name.notices))
        }
    }
}

/// The database that was given to `scaffold new`.
fn database(project: &Project) -> Result<String, Mistake> {
    let settings = project.settings()?;
    let answer = (settings.get("answers")).and_then(|answers| answers.get("db"));
    let answer = answer.and_then(toml::Value::as_str);
    Ok(answer.unwrap_or(Database::Sqlite.word()).to_owned())
}

/// The answer that was given to `scaffold new`.
fn facades(project: &Project) -> Result<bool, Mistake> {
    let settings = project.settings()?;
    let answer = settings
        .get("answers")
        .and_then(|answers| answers.get("facades"));
    Ok(answer.and_then(toml::Value::as_bool).unwrap_or(true))
}

/// The time of the run, in UTC: that of `SOURCE_DATE_EPOCH` where it is set, as reproducible builds have it.
pub(super) fn now() -> DateTime {
    let given = env::var("SOURCE_DATE_EPOCH")
        .ok()
        .and_then(|seconds| Timestamp::from_second(seconds.parse().ok()?).ok());
    TimeZone::UTC.to_datetime(given.unwrap_or_else(Timestamp::now))
}
