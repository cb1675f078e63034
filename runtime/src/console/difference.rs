//! `migrate:diff`: the SQL that brings the migrations to the models. `make:migration --diff` asks for it as JSON and writes the files.

use serde_json::json;

use super::{Failure, Mistake, database, json as pretty, note, say};
use crate::{
    app::{Application, Builder},
    model::ModelDef,
    schema::{Answers, Compared, Difference, Doubt, Scripts, compare},
};

pub(super) async fn difference<A: Application>(
    builder: &Builder<A>,
    answers: &Answers,
    as_json: bool,
) -> Result<(), Failure> {
    let models = models::<A>()?;
    let sources = builder.sources()?;
    let migrations = database::migrations::<A>(&sources)?;
    let comparison = compare(&migrations, models, answers, &sources.config.database).await?;
    if let Some(why) = &comparison.left_out {
        note(why);
    }
    match (comparison.compared, as_json) {
        (Compared::Mistakes(mistakes), _) => {
            return Err(Mistake(mistakes.join("\nerror: ")).into());
        }
        (Compared::Same, false) => say("the models are what the migrations make"),
        (Compared::Same, true) => say(&pretty(&json!({ "difference": null }))?),
        (Compared::Differs(difference), false) => {
            say(&printed(&difference));
        }
        (Compared::Differs(difference), true) => {
            say(&pretty(&json!({ "difference": difference }))?);
        }
        (Compared::Doubts(doubts), false) => {
            let told = doubts
                .iter()
                .map(|doubt| format!("{}\nhelp: {}", self::doubt(doubt), answers_to(doubt)));
            let told: Vec<_> = told.collect();
            return Err(Mistake(told.join("\nerror: ")).into());
        }
        (Compared::Doubts(doubts), true) => {
            let asked = doubts.iter().map(|doubt| {
                let Doubt { from, to, table } = doubt;
                json!({ "question": self::doubt(doubt), "from": from, "to": to, "table": table })
            });
            let asked: Vec<_> = asked.collect();
            say(&pretty(&json!({ "doubts": asked }))?);
        }
    }
    Ok(())
}

/// The SQL, up and down; of several databases, each below its name.
fn printed(difference: &Difference) -> String {
    let both = |up: &str, down: &str| format!("-- up\n{up}\n-- down\n{down}");
    match &difference.scripts {
        Scripts::One { up, down } => both(up, down),
        Scripts::Each { databases } => {
            let each = databases
                .iter()
                .map(|script| format!("-- {}\n{}", script.title, both(&script.up, &script.down)));
            each.collect::<Vec<_>>().join("\n")
        }
    }
}

/// The models of the application's list.
pub(super) fn models<A: Application>() -> Result<&'static [ModelDef], Failure> {
    A::MODELS.ok_or_else(|| {
        let text = "the application does not list its models\nhelp: add `models: [User],` with all of them to `scaffold::app!` in src/app.rs";
        Mistake(text.into()).into()
    })
}

/// What is asked.
pub(super) fn doubt(Doubt { from, to, table }: &Doubt) -> String {
    let (from, to) = (format!("`{from}`"), to.join("`, `"));
    match table {
        true => format!(
            "no model names the table {from}, and `{to}` is new and like it: is it renamed?"
        ),
        false => format!(
            "{from} is gone from the model, and `{to}` is new and holds the same: is it renamed?"
        ),
    }
}

/// What can be typed.
fn answers_to(Doubt { from, to, table }: &Doubt) -> String {
    let renames = to.iter().map(|to| format!("`--rename {from}:{to}`"));
    let keep = table.then(|| format!("`--keep {from}`"));
    let all: Vec<_> = renames
        .chain([format!("`--drop {from}`")])
        .chain(keep)
        .collect();
    all.join(" or ")
}
