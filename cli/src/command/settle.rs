//! What every verb does with its plan: refuse, tell or apply it.

use super::Failure;
use crate::{
    args::Output,
    plan::{ApplyError, Plan, apply},
    project::Project,
    shell::{Patch, Shell},
    spec::Mistake,
};

/// Whether something was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Settled {
    /// The plan is applied, or there was nothing to do.
    Applied,
    /// The plan was told only.
    Told,
}

/// Applies the plan unless it is only to be told or something is in the way; then tells what was done.
pub(super) fn settle(
    plan: &Plan,
    project: &Project,
    output: Output,
    shell: Shell,
) -> Result<Settled, Failure> {
    let Output {
        dry_run,
        diff,
        force,
        json: _,
    } = output;
    let patch = if diff { Patch::Whole } else { Patch::None };
    let in_the_way = if force { 0 } else { plan.conflicts().count() };
    if in_the_way > 0 {
        shell.plan(
            plan,
            if diff {
                Patch::Whole
            } else {
                Patch::OfConflicts
            },
        );
        if shell == Shell::Json {
            return Err(Failure::Refused(Vec::new()));
        }
        let files = if in_the_way == 1 {
            "1 file has".to_owned()
        } else {
            format!("{in_the_way} files have")
        };
        let help = "`--force` overwrites; `--diff` shows what would be written";
        return Err(Mistake::new(
            format!("{files} other content, so nothing was written"),
            help,
        )
        .into());
    }
    if dry_run || diff {
        shell.plan(plan, patch);
        shell.note("nothing was written");
        return Ok(Settled::Told);
    }
    if !plan.is_unchanged() {
        apply(plan, project, force).map_err(|error| match error {
            ApplyError::Refused(mistake) => Failure::from(mistake),
            ApplyError::Failed(mistake) => Failure::Failed(mistake),
        })?;
    }
    shell.plan(plan, patch);
    Ok(Settled::Applied)
}
