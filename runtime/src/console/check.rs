//! `migrate --check`: whether the database is where the migrations lead, and these where the models are.

use super::{Failure, database, difference, note, say};
use crate::{
    app::{Application, Builder},
    schema::{Answers, Compared, compare},
};

pub(super) async fn check<A: Application>(builder: &Builder<A>) -> Result<(), Failure> {
    let opened = database::open(builder).await?;
    let status = opened.database.status(&opened.migrations).await?;
    let mut problems: Vec<_> = (status.iter())
        .filter_map(|migration| match (migration.applied, migration.problem) {
            (false, _) => Some(format!("pending: `{}`", migration.name)),
            (true, Some(problem)) => Some(format!(
                "migration `{}_{}`: {problem}",
                migration.version, migration.name
            )),
            (true, None) => None,
        })
        .collect();
    let compared = match A::MODELS {
        Some(models) => {
            let database = &builder.sources()?.config.database;
            let answers = Answers::default();
            let comparison = compare(&opened.migrations, models, &answers, database).await?;
            if let Some(why) = &comparison.left_out {
                note(why);
            }
            Some(comparison.compared)
        }
        None => None,
    };
    let same = match compared {
        None => "nothing is pending; no models are listed to compare the migrations with",
        Some(Compared::Same) => "nothing is pending, and the models are what the migrations make",
        Some(Compared::Differs(difference)) => {
            problems.extend(difference.changes);
            ""
        }
        Some(Compared::Doubts(doubts)) => {
            problems.extend(doubts.iter().map(difference::doubt));
            ""
        }
        Some(Compared::Mistakes(mistakes)) => {
            let first = |mistake: String| mistake.lines().next().map(str::to_owned);
            problems.extend(mistakes.into_iter().filter_map(first));
            ""
        }
    };
    if problems.is_empty() {
        say(same);
        return Ok(());
    }
    say(&problems.join("\n"));
    Err(Failure::Told)
}
