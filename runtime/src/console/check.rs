//! `migrate --check`: whether the database is where the migrations lead.

use super::{Failure, database, say};
use crate::app::{Application, Builder};

pub(super) async fn check<A: Application>(builder: &Builder<A>) -> Result<(), Failure> {
    let opened = database::open(builder).await?;
    let status = opened.database.status(&opened.migrations).await?;
    let problems: Vec<_> = (status.iter())
        .filter_map(|migration| match (migration.applied, migration.problem) {
            (false, _) => Some(format!("pending: `{}`", migration.name)),
            (true, Some(problem)) => Some(format!(
                "migration `{}_{}`: {problem}",
                migration.version, migration.name
            )),
            (true, None) => None,
        })
        .collect();
    if problems.is_empty() {
        say("nothing is pending");
        return Ok(());
    }
    say(&problems.join("\n"));
    Err(Failure::Told)
}
