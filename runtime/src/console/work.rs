//! `queue:work`: a worker of its own process.

use super::{Failure, Mistake, parse::Work, queue::check_shared, say};
use crate::{
    Error,
    app::{Application, Builder, listen_for_signals},
    nearest::nearest,
    queue::{JobEntry, Worker, WorkerOptions},
};

pub(super) async fn work<A: Application>(builder: Builder<A>, work: Work) -> Result<(), Failure> {
    let Work { once, queues } = work;
    check_queues::<A>(&queues)?;
    let running = builder.start().await?;
    let handle = running.app().handle();
    check_shared(handle)?;
    let options = WorkerOptions {
        queues,
        ..WorkerOptions::from(handle.config())
    };
    let grace = options.grace;
    let shutdown = listen_for_signals(grace)?;
    let worker = Worker::new(handle.queue().clone(), options);
    if !once {
        say("working; stop with Ctrl-C");
        let worked = worker.run(shutdown.clone()).await;
        let left = running.leave(async || shutdown.overdue(grace).await).await;
        return Ok(worked.and(left)?);
    }
    let done = worker.work_off(shutdown.clone()).await;
    let left = running.leave(async || shutdown.overdue(grace).await).await;
    let done = done?;
    left?;
    let failed = done.errors.len();
    say(&format!("ran {}, {failed} failed", count(done.ran, "job")));
    match done.errors.into_iter().next() {
        Some(error) => Err(Error::internal(format!(
            "{error}\nhelp: `queue:failed` lists the jobs that are not tried again"
        ))
        .into()),
        None => Ok(()),
    }
}

/// Refuses a queue that no job of the list goes to: it would stay empty for ever.
fn check_queues<A: Application>(queues: &[String]) -> Result<(), Mistake> {
    let known = || A::JOBS.iter().map(JobEntry::queue);
    let Some(wrong) = queues
        .iter()
        .find(|queue| !known().any(|known| known == *queue))
    else {
        return Ok(());
    };
    let help = match nearest(wrong, known()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`queue:work` without `--queue` takes from all".to_owned(),
    };
    Err(Mistake(format!(
        "no job goes to a queue `{wrong}`\nhelp: {help}"
    )))
}

fn count(number: usize, one: &str) -> String {
    if number == 1 {
        format!("1 {one}")
    } else {
        format!("{number} {one}s")
    }
}
