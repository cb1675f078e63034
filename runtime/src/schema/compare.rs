//! The models against the schema that the migrations give: what is different, and the files that end it in each database.

use std::collections::BTreeSet;

use super::{
    Answers, Doubt,
    diff::Found,
    scratch::{Scratch, Written},
    wanted::{Wanted, wanted},
};
use crate::{
    Result, config,
    database::{Dialect, Migration},
    model::ModelDef,
};

/// What a comparison has found, and where it was not made.
#[derive(Debug)]
pub(crate) struct Comparison {
    pub(crate) compared: Compared,
    /// Why a database was left out.
    pub(crate) left_out: Option<String>,
}

/// What a comparison has found.
#[derive(Debug)]
pub(crate) enum Compared {
    Same,
    Differs(Difference),
    /// What only the person knows.
    Doubts(Vec<Doubt>),
    /// What can't be, with what to do.
    Mistakes(Vec<String>),
}

/// What is different, and the migration that ends it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Difference {
    /// `add_slug_to_posts`.
    pub(crate) name: String,
    /// A line for each change.
    pub(crate) changes: Vec<String>,
    #[serde(flatten)]
    pub(crate) scripts: Scripts,
}

/// The SQL of a difference.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(untagged)]
pub(crate) enum Scripts {
    /// Of an application that has to do with SQLite only.
    One { up: String, down: String },
    /// Of each database that differs.
    Each { databases: Vec<Script> },
}

/// The SQL of one database.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Script {
    /// `postgres`.
    pub(crate) database: &'static str,
    /// `PostgreSQL`.
    pub(crate) title: &'static str,
    /// Where its files belong, below `migrations/`: nothing, or `postgres/`.
    pub(crate) folder: String,
    pub(crate) up: String,
    pub(crate) down: String,
}

/// Applies the migrations to databases of their own, SQLite's in memory and those of the configuration's server there, and compares what
/// they make with the models.
///
/// # Errors
/// When a migration fails there, what was written does, or the server lets nothing be tried.
pub(crate) async fn compare(
    migrations: &[Migration],
    models: &[ModelDef],
    answers: &Answers,
    config: &config::Database,
) -> Result<Comparison> {
    let mut scratches = Vec::new();
    let outcome: Result<Comparison> = async {
        let left_out = open(&mut scratches, migrations, config).await?;
        let compared = within(&mut scratches, &wanted(models), answers, migrations).await?;
        Ok(Comparison { compared, left_out })
    }
    .await;
    let mut ended = Ok(());
    for scratch in scratches {
        ended = ended.and(scratch.end().await);
    }
    let comparison = outcome?;
    ended.map(|()| comparison)
}

/// Opens a scratch for each database that the application has to do with; tells why SQLite is none of them.
pub(super) async fn open(
    scratches: &mut Vec<Scratch>,
    migrations: &[Migration],
    config: &config::Database,
) -> Result<Option<String>> {
    let is_sqlite = config.url.starts_with("sqlite:");
    let has_own = migrations.is_empty() || !Migration::of(Dialect::Sqlite, migrations).is_empty();
    let mut left_out = None;
    if is_sqlite || has_own {
        match Scratch::new(migrations).await {
            Ok(scratch) => scratches.push(scratch),
            Err(error) if is_sqlite => return Err(error),
            // Tests may run on the server as well: then nobody has written these for SQLite.
            Err(error) => left_out = Some(format!("SQLite is left out: {}", error.chain())),
        }
    }
    if !is_sqlite {
        scratches.push(Scratch::on(config, migrations).await?);
    }
    Ok(left_out)
}

/// Compares in each scratch. What is asked of the person is asked once, and what they say holds for all.
pub(super) async fn within(
    scratches: &mut [Scratch],
    wanted: &[Wanted],
    answers: &Answers,
    migrations: &[Migration],
) -> Result<Compared> {
    let mut all = Vec::new();
    for scratch in scratches.iter() {
        all.push(scratch.find(wanted, answers).await?);
    }
    let mistakes = mistakes(&all);
    if !mistakes.is_empty() {
        return Ok(Compared::Mistakes(mistakes));
    }
    let doubts = doubts(&all);
    if !doubts.is_empty() {
        return Ok(Compared::Doubts(doubts));
    }
    let mut written = Vec::new();
    for (scratch, found) in scratches.iter_mut().zip(all) {
        if !found.changes.is_empty() {
            let dialect = scratch.database().dialect();
            written.push((dialect, scratch.write(&found.changes, wanted).await?));
        }
    }
    let compared: Vec<_> = (scratches.iter())
        .map(|scratch| scratch.database().dialect())
        .collect();
    Ok(difference(written, &compared, migrations).map_or(Compared::Same, Compared::Differs))
}

/// The mistakes of all. An answer is one only if it does nothing anywhere: in one of them the change may have been made already.
fn mistakes(all: &[Found]) -> Vec<String> {
    let mut mistakes: Vec<String> = Vec::new();
    for found in all {
        let is_idle = |name: &String| {
            (all.iter()).all(|found| found.idle.iter().any(|(other, _)| other == name))
        };
        let idle = found.idle.iter().filter(|(name, _)| is_idle(name));
        let idle = idle.map(|(_, mistake)| mistake);
        for mistake in found.mistakes.iter().chain(idle) {
            if !mistakes.contains(mistake) {
                mistakes.push(mistake.clone());
            }
        }
    }
    mistakes
}

fn doubts(all: &[Found]) -> Vec<Doubt> {
    let mut doubts: Vec<Doubt> = Vec::new();
    for doubt in all.iter().flat_map(|found| &found.doubts) {
        match doubts.iter_mut().find(|other| other.from == doubt.from) {
            Some(there) => {
                for to in &doubt.to {
                    if !there.to.contains(to) {
                        there.to.push(to.clone());
                    }
                }
            }
            None => doubts.push(doubt.clone()),
        }
    }
    doubts
}

/// What was written for the databases that differ, of those that were compared.
fn difference(
    written: Vec<(Dialect, Written)>,
    compared: &[Dialect],
    migrations: &[Migration],
) -> Option<Difference> {
    let name = written.first()?.1.name.clone();
    let mut changes: Vec<String> = Vec::new();
    for (dialect, one) in &written {
        for change in &one.changes {
            let is_everywhere = written.len() == compared.len()
                && written
                    .iter()
                    .all(|(_, other)| other.changes.contains(change));
            let line = match is_everywhere {
                true => change.clone(),
                false => format!("{change} ({})", dialect.name()),
            };
            if !changes.contains(&line) {
                changes.push(line);
            }
        }
    }
    // All that the application has to do with but SQLite.
    let others: BTreeSet<_> = (migrations.iter())
        .filter_map(|migration| migration.only.as_deref())
        .chain(compared.iter().map(|dialect| dialect.key()))
        .filter(|key| *key != Dialect::Sqlite.key())
        .collect();
    let differ: BTreeSet<_> = written.iter().map(|(dialect, _)| dialect.key()).collect();
    let script = |(dialect, written): (Dialect, Written)| Script {
        database: dialect.key(),
        title: dialect.name(),
        folder: match dialect {
            // The common file is of every database that has no other one of its version.
            Dialect::Sqlite if others.is_subset(&differ) => String::new(),
            _ => format!("{}/", dialect.key()),
        },
        up: written.up,
        down: written.down,
    };
    let mut databases: Vec<_> = written.into_iter().map(script).collect();
    let scripts = match databases.as_slice() {
        [only] if others.is_empty() && only.folder.is_empty() => {
            let Script { up, down, .. } = databases.remove(0);
            Scripts::One { up, down }
        }
        _ => Scripts::Each { databases },
    };
    Some(Difference {
        name,
        changes,
        scripts,
    })
}
