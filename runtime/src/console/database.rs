//! `migrate`, `migrate:status`, `migrate:rollback`, `migrate:reset`, `migrate:fresh` and `db:seed`.

use super::{
    Failure, Mistake,
    parse::{Undo, What},
    say,
    table::table,
};
use crate::{
    Error, Result,
    app::{Application, Builder, Schema, Sources},
    config::Environment,
    database::{Database, Migration, MigrationStatus},
    queue::drivers::DatabaseDriver,
};

pub(super) async fn migrate<A: Application>(
    builder: &Builder<A>,
    pretend: bool,
) -> Result<(), Failure> {
    let Opened {
        database,
        migrations,
        ..
    } = open(builder).await?;
    let nothing = "nothing to migrate";
    if pretend {
        let pending = pending(&database, &migrations).await?;
        print(pending.iter().map(|migration| script(migration)), nothing);
    } else {
        tell("migrated", &database.migrate(&migrations).await?, nothing);
    }
    Ok(())
}

pub(super) async fn status<A: Application>(builder: &Builder<A>) -> Result<(), Failure> {
    let Opened {
        database,
        migrations,
        ..
    } = open(builder).await?;
    let status = database.status(&migrations).await?;
    let rows: Vec<_> = status
        .into_iter()
        .map(
            |MigrationStatus {
                 version,
                 name,
                 applied,
                 problem,
             }| {
                let state = if applied { "applied" } else { "pending" };
                [
                    state.to_owned(),
                    version.to_string(),
                    name,
                    problem.unwrap_or_default().to_owned(),
                ]
            },
        )
        .collect();
    say(&if rows.is_empty() {
        "there are no migrations".to_owned()
    } else {
        table(&rows)
    });
    Ok(())
}

/// Takes tables away: the last migrations, all of them, or everything.
pub(super) async fn undo<A: Application>(builder: &Builder<A>, undo: &Undo) -> Result<(), Failure> {
    let Undo {
        word,
        what,
        force,
        pretend,
    } = *undo;
    let environment = builder.sources()?.environment;
    if environment == Environment::Production && !force && !pretend {
        let does = match what {
            What::Last(_) => "takes migrations back, and their data with them",
            What::All => "takes all migrations back, and the data with them",
            What::Tables => "drops every table",
        };
        return Err(Mistake(format!(
            "`{word}` {does}, and this is production\nhelp: `{word} --force` if that is what you want; `--pretend` prints the SQL"
        ))
        .into());
    }
    let opened = open(builder).await?;
    match what {
        What::Last(steps) => rollback(&opened, steps, pretend).await?,
        What::All => rollback(&opened, usize::MAX, pretend).await?,
        What::Tables => fresh(&opened, pretend).await?,
    }
    Ok(())
}

async fn rollback(opened: &Opened, steps: usize, pretend: bool) -> Result<()> {
    let Opened {
        database,
        migrations,
        ..
    } = opened;
    let nothing = "nothing to roll back";
    if !pretend {
        let names = database.rollback(migrations, steps).await?;
        tell("rolled back", &names, nothing);
        return Ok(());
    }
    let status = database.status(migrations).await?;
    let applied = status.iter().rev().filter(|migration| migration.applied);
    let scripts: Result<Vec<_>> = applied
        .take(steps)
        .map(|MigrationStatus { version, name, .. }| {
            let known = migrations.iter().find(|known| known.version == *version);
            match known.and_then(|migration| migration.down.as_deref()) {
                Some(down) => Ok(titled(*version, name, down)),
                None if name.is_empty() => {
                    Err(Error::internal(format!("migration {version} has no file")))
                }
                None => Err(Error::internal(format!(
                    "migration `{name}` can't be taken back; help: write `migrations/{version}_{name}.down.sql`"
                ))),
            }
        })
        .collect();
    print(scripts?.into_iter(), nothing);
    Ok(())
}

async fn fresh(opened: &Opened, pretend: bool) -> Result<()> {
    let Opened {
        database,
        migrations,
        sources,
    } = opened;
    let nothing = "nothing to migrate";
    if pretend {
        let drops = database.drops().await?;
        let drops = drops.into_iter().map(|drop| format!("{drop};"));
        print(drops.chain(migrations.iter().map(script)), nothing);
        return Ok(());
    }
    let migrated = database.fresh(migrations).await;
    // Servers and workers that run now have opened their queue already, and would find it gone; also when a migration has failed.
    let prepared = match sources.config.queue.is_shared() {
        true => DatabaseDriver::prepare(database).await,
        false => Ok(()),
    };
    tell("migrated", &migrated?, nothing);
    prepared
}

pub(super) async fn seed<A: Application>(builder: Builder<A>) -> Result<()> {
    let running = builder.start().await?;
    let has_run = running.seed().await;
    let left = running.leave(async || std::future::pending().await).await;
    let has_run = has_run?;
    left?;
    say(if has_run {
        "seeded"
    } else {
        "there are no seeders\nhelp: `App::builder().seeds(seeders::run)` in src/app.rs"
    });
    Ok(())
}

/// The database, and the migrations that it should have.
pub(super) struct Opened {
    pub(super) database: Database,
    pub(super) migrations: Vec<Migration>,
    sources: Sources,
}

/// Opens the database of the configuration.
pub(super) async fn open<A: Application>(builder: &Builder<A>) -> Result<Opened, Failure> {
    let sources = builder.sources()?;
    let migrations = migrations::<A>(&sources)?;
    Ok(Opened {
        database: Database::open(&sources.config.database).await?,
        migrations,
        sources,
    })
}

/// The application's migrations, in their order; refused where it has none by its configuration.
pub(super) fn migrations<A: Application>(sources: &Sources) -> Result<Vec<Migration>, Failure> {
    let Some(mut migrations) = Schema::of::<A>(sources)?.into_migrations() else {
        let text = "`database.migrations` is `none`: this application leaves its tables to others\nhelp: `migrations = \"folder\"` in the configuration's `[database]`, if they are its own";
        return Err(Mistake(text.into()).into());
    };
    migrations.sort_by_key(|migration| migration.version);
    Ok(migrations)
}

/// The migrations that are not applied, oldest first.
async fn pending<'a>(
    database: &Database,
    migrations: &'a [Migration],
) -> Result<Vec<&'a Migration>> {
    let status = database.status(migrations).await?;
    let is_pending = |migration: &&Migration| {
        let mut same = status.iter().filter(|one| one.version == migration.version);
        same.any(|migration| !migration.applied)
    };
    Ok(migrations.iter().filter(is_pending).collect())
}

fn script(migration: &Migration) -> String {
    titled(migration.version, &migration.name, &migration.up)
}

fn titled(version: i64, name: &str, sql: &str) -> String {
    format!("-- {version}_{name}\n{}\n", sql.trim_end())
}

fn print(scripts: impl Iterator<Item = String>, nothing: &str) {
    let text = scripts.collect::<Vec<_>>().join("\n");
    say(if text.is_empty() { nothing } else { &text });
}

fn tell(what: &str, names: &[String], nothing: &str) {
    for name in names {
        say(&format!("{what} {name}"));
    }
    if names.is_empty() {
        say(nothing);
    }
}
