//! `migrate`, `migrate:status`, `migrate:rollback`, `migrate:fresh` and `db:seed`.

use super::{Failure, Mistake, say, table::table};
use crate::{
    Result,
    app::{Application, Builder, Schema},
    config::Environment,
    database::{Database, MigrationStatus},
    queue::drivers::DatabaseDriver,
};

pub(super) async fn migrate<A: Application>(builder: &Builder<A>) -> Result<()> {
    let (database, schema) = open(builder).await?;
    tell(
        "migrated",
        &schema.apply(&database).await?,
        "nothing to migrate",
    );
    Ok(())
}

pub(super) async fn status<A: Application>(builder: &Builder<A>) -> Result<()> {
    let (database, schema) = open(builder).await?;
    let status = database.status(schema.migrations()).await?;
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

pub(super) async fn rollback<A: Application>(builder: &Builder<A>, steps: usize) -> Result<()> {
    let (database, schema) = open(builder).await?;
    tell(
        "rolled back",
        &database.rollback(schema.migrations(), steps).await?,
        "nothing to roll back",
    );
    Ok(())
}

pub(super) async fn fresh<A: Application>(
    builder: &Builder<A>,
    force: bool,
) -> Result<(), Failure> {
    let sources = builder.sources()?;
    if sources.environment == Environment::Production && !force {
        let text = "`migrate:fresh` drops every table, and this is production\nhelp: `migrate:fresh --force` if that is what you want";
        return Err(Mistake(text.into()).into());
    }
    let (database, schema) = open(builder).await?;
    let migrated = database.fresh(schema.migrations()).await;
    // Servers and workers that run now have opened their queue already, and would find it gone; also when a migration has failed.
    let prepared = match sources.config.queue.is_shared() {
        true => DatabaseDriver::prepare(&database).await,
        false => Ok(()),
    };
    tell("migrated", &migrated?, "nothing to migrate");
    prepared?;
    Ok(())
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

async fn open<A: Application>(builder: &Builder<A>) -> Result<(Database, Schema)> {
    let sources = builder.sources()?;
    let schema = Schema::of::<A>(&sources.root)?;
    Ok((Database::open(&sources.config.database).await?, schema))
}

fn tell(what: &str, names: &[String], nothing: &str) {
    for name in names {
        say(&format!("{what} {name}"));
    }
    if names.is_empty() {
        say(nothing);
    }
}
