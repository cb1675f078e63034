//! What every verb does with its plan: refuse, tell or apply it.

use super::Failure;
use crate::{
    args::Output,
    plan::{Change, Hold, Plan, Told},
    shell::{Form, Patch, Shell},
    spec::Mistake,
};

/// Applies the plan if there is a hold on the project and nothing is in the way; then tells what was done.
pub(super) fn settle(
    plan: &mut Plan,
    hold: Option<&mut Hold>,
    output: Output,
    shell: &Shell,
) -> Result<Told, Failure> {
    let patch = if output.diff {
        Patch::Whole
    } else {
        Patch::None
    };
    if output.force {
        plan.force();
    }
    if plan.conflicts().next().is_some() {
        let patch = if output.diff {
            Patch::Whole
        } else {
            Patch::OfConflicts
        };
        shell.plan(plan, Told::Only, patch);
        return Err(match shell.form() {
            Form::Json => Failure::Refused(Vec::new()),
            Form::Text => in_the_way(plan).into(),
        });
    }
    let Some(hold) = hold else {
        shell.plan(plan, Told::Only, patch);
        shell.note("nothing was written");
        return Ok(Told::Only);
    };
    hold.apply(plan)?;
    shell.plan(plan, Told::Applied, patch);
    Ok(Told::Applied)
}

fn in_the_way(plan: &Plan) -> Mistake {
    let files = |count: usize| match count {
        1 => "1 file".to_owned(),
        count => format!("{count} files"),
    };
    let count = plan.conflicts().count();
    let goes = |change: &&Change| change.contents().1.is_none();
    let (gone, other) = (
        plan.conflicts().filter(goes).count(),
        plan.conflicts().filter(|change| !goes(change)).count(),
    );
    let force = match (gone, other) {
        (0, _) => "overwrites".to_owned(),
        (1, 0) => "deletes it".to_owned(),
        (_, 0) => "deletes them".to_owned(),
        (gone, other) => format!("overwrites {} and deletes {}", files(other), files(gone)),
    };
    let has = if count == 1 { "has" } else { "have" };
    Mistake::new(
        format!(
            "{} {has} other content, so nothing was written",
            files(count)
        ),
        format!("`--force` {force}; `--diff` shows what would be written"),
    )
}
