//! `undo`: the last run, taken back.

use std::process::ExitCode;

use super::{Failure, Outcome, inside, settle::settle};
use crate::{args::Output, plan, project::Project, shell::Shell};

pub(super) fn run(output: Output, project: Option<Project>, shell: Shell) -> Outcome {
    let project = inside(project)?;
    if plan::recover(project.root()).map_err(Failure::Failed)? {
        shell.note("an interrupted run was taken back first");
    }
    let plan = plan::undo(&project)?;
    settle(&plan, &project, output, shell)?;
    Ok(ExitCode::SUCCESS)
}
