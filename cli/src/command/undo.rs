//! `undo`: the last run, taken back.

use std::process::ExitCode;

use super::{Outcome, inside, settle::settle};
use crate::{
    args::Output,
    plan::{self, Hold, Plan, Repaired, Told},
    project::Project,
    shell::{Patch, Shell},
};

pub(super) fn run(
    output: Output,
    project: Option<Project>,
    repaired: Option<Repaired>,
    shell: &Shell,
) -> Outcome {
    let project = inside(project)?;
    let mut hold = output
        .writes()
        .then(|| Hold::take(project.root()))
        .transpose()?;
    let repaired = repaired.or(hold.as_ref().and_then(Hold::repaired));
    if repaired.is_some_and(Repaired::is_undone) {
        // The run that the person means is gone; the one before it is not theirs to lose.
        let nothing = Plan {
            generator: "undo".to_owned(),
            ..Plan::default()
        };
        shell.plan(&nothing, Told::Applied, Patch::None);
        return Ok(ExitCode::SUCCESS);
    }
    let mut plan = plan::undo(&project)?;
    settle(&mut plan, hold.as_mut(), output, shell)?;
    Ok(ExitCode::SUCCESS)
}
