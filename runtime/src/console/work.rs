//! `queue:work`: a worker of its own process.

use super::{parse::Work, queue::check_shared, say};
use crate::{
    Result,
    app::{Application, Builder, listen_for_signals},
    queue::{Worker, WorkerOptions},
};

pub(super) async fn work<A: Application>(builder: Builder<A>, work: Work) -> Result<()> {
    let Work { once, queues } = work;
    let running = builder.start().await?;
    let handle = running.app().handle();
    check_shared(handle)?;
    let options = WorkerOptions {
        queues,
        ..WorkerOptions::from(handle.config())
    };
    let worker = Worker::new(handle.queue().clone(), options);
    if once {
        let done = worker.work_off().await?;
        say(&format!(
            "ran {}, {} failed",
            count(done.ran, "job"),
            done.errors.len()
        ));
        return Ok(());
    }
    let shutdown = listen_for_signals()?;
    say("working; stop with Ctrl-C");
    worker.run(shutdown).await
}

fn count(number: usize, one: &str) -> String {
    if number == 1 {
        format!("1 {one}")
    } else {
        format!("{number} {one}s")
    }
}
