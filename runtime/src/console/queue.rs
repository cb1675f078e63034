//! `queue:size`, `queue:failed`, `queue:retry` and `queue:flush`: what waits, what was given up, and what becomes of it.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{json as pretty, say, table::table};
use crate::{
    Error, Result,
    app::{Application, Builder, Handle},
    logging::one_line,
    queue::{FailedJob, Queue, QueueSize},
};

/// What is asked of the queue. Without an id, all dead letters are meant.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Ask {
    Size { json: bool },
    Failed { json: bool },
    Retry(Option<i64>),
    Flush(Option<i64>),
}

pub(super) async fn ask<A: Application>(builder: Builder<A>, ask: Ask) -> Result<()> {
    let sources = builder.sources()?;
    // Asking needs no service that has begun.
    let (running, _) = builder.assemble(sources).await?;
    let handle = running.app().handle();
    check_shared(handle)?;
    say(&answer(handle.queue(), ask).await?);
    Ok(())
}

/// Other processes must be able to see the queue.
pub(super) fn check_shared(handle: &Handle) -> Result<()> {
    let queue = &handle.config().queue;
    if queue.is_shared() {
        return Ok(());
    }
    let url = &queue.url;
    Err(Error::internal(format!(
        "the queue `{url}` is kept in the process that dispatches, so another process finds nothing in it\nhelp: `QUEUE_URL=database`, or `queue.work_in_serve = true`"
    )))
}

async fn answer(queue: &Queue, ask: Ask) -> Result<String> {
    match ask {
        Ask::Size { json: true } => pretty(&queue.sizes().await?),
        Ask::Size { json: false } => Ok(sizes(&queue.sizes().await?)),
        Ask::Failed { json: true } => {
            let jobs = queue.failed().await?;
            pretty(&jobs.iter().map(whole).collect::<Vec<_>>())
        }
        Ask::Failed { json: false } => Ok(dead_letters(&queue.failed().await?)),
        Ask::Retry(Some(id)) => {
            one(queue.retry_failed(id).await?, id)?;
            Ok(format!("job {id} is in its queue again"))
        }
        Ask::Retry(None) => {
            let mut count = 0;
            for job in queue.failed().await? {
                // Someone else may have been faster.
                count += u64::from(queue.retry_failed(job.id).await?);
            }
            Ok(format!("{} in the queue again", jobs(count)))
        }
        Ask::Flush(Some(id)) => {
            one(queue.forget_failed(id).await?, id)?;
            Ok(format!("job {id} is deleted"))
        }
        Ask::Flush(None) => Ok(format!("{} deleted", jobs(queue.flush_failed().await?))),
    }
}

fn one(found: bool, id: i64) -> Result<()> {
    let missing = || {
        Error::internal(format!(
            "there is no failed job {id}\nhelp: `queue:failed` lists them"
        ))
    };
    found.then_some(()).ok_or_else(missing)
}

fn jobs(count: u64) -> String {
    if count == 1 {
        "1 job is".to_owned()
    } else {
        format!("{count} jobs are")
    }
}

fn sizes(sizes: &[QueueSize]) -> String {
    if sizes.is_empty() {
        return "the queues are empty".to_owned();
    }
    let row = |size: &QueueSize| {
        let QueueSize {
            queue,
            ready,
            delayed,
            running,
        } = size;
        [
            queue.clone(),
            format!("{ready} ready"),
            format!("{delayed} delayed"),
            format!("{running} running"),
        ]
    };
    table(&sizes.iter().map(row).collect::<Vec<_>>())
}

fn dead_letters(jobs: &[FailedJob]) -> String {
    if jobs.is_empty() {
        return "no job has failed".to_owned();
    }
    let row = |job: &FailedJob| {
        let FailedJob {
            id,
            envelope,
            error,
            failed_at,
        } = job;
        let error = error.lines().next().unwrap_or_default();
        [
            id.to_string(),
            time(*failed_at),
            one_line(&envelope.queue).into_owned(),
            one_line(&envelope.job).into_owned(),
            one_line(error).into_owned(),
        ]
    };
    table(&jobs.iter().map(row).collect::<Vec<_>>())
}

/// What was to be done; in hexadecimal digits where it can't be read.
fn payload(bytes: &[u8]) -> Value {
    rmp_serde::from_slice(bytes).unwrap_or_else(|_| {
        let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        json!({ "unreadable": digits })
    })
}

/// All there is to know of a dead letter.
fn whole(job: &FailedJob) -> Value {
    let FailedJob {
        id,
        envelope,
        error,
        failed_at,
    } = job;
    let attempts = envelope.history.iter();
    let history: Vec<_> = attempts
        .map(|attempt| json!({ "attempt": attempt.number, "at": time(attempt.at), "error": attempt.error }))
        .collect();
    json!({
        "id": id,
        "job": envelope.job,
        "queue": envelope.queue,
        "payload": payload(&envelope.payload),
        "dispatched_at": time(envelope.dispatched_at),
        "failed_at": time(*failed_at),
        "error": error,
        "history": history,
    })
}

/// `2026-11-24T03:59:39Z`
fn time(micros: i64) -> String {
    let seconds = Timestamp::from_second(micros.div_euclid(1_000_000));
    seconds.map_or_else(|_| micros.to_string(), |time| time.to_string())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        cache::Cache,
        clock::Clock,
        config,
        core::Core,
        database::Database,
        queue::{Envelope, Shutdown, Worker, WorkerOptions, drivers::MemoryDriver},
        service::Services,
    };

    /// A queue with two dead letters.
    async fn failed() -> Result<Queue> {
        let clock = Clock::manual();
        let cache = Cache::new(&config::Cache::default(), clock.clone());
        let core = Core::new(Database::memory().await?, cache, clock);
        let queue = Queue::new(Arc::new(MemoryDriver::new(&core)), &core);
        queue.attach(&[], Arc::new(Services::default()))?;
        queue.push(vec![gone()?, gone()?]).await?;
        work(&queue).await?;
        Ok(queue)
    }

    /// Nobody knows this job.
    fn gone() -> Result<Envelope> {
        Ok(Envelope {
            id: 0,
            job: "Gone".into(),
            queue: "mail".into(),
            payload: rmp_serde::to_vec_named(&json!({ "user": 7 }))?,
            attempt: 0,
            max_attempts: 3,
            dispatched_at: 0,
            due_at: 0,
            history: Vec::new(),
        })
    }

    async fn work(queue: &Queue) -> Result<()> {
        let worker = Worker::new(queue.clone(), WorkerOptions::default());
        worker.work_off(Shutdown::new()).await.map(drop)
    }

    #[tokio::test]
    async fn dead_letters_are_shown_with_their_payload() -> Result<()> {
        let queue = failed().await?;
        let list = answer(&queue, Ask::Failed { json: false }).await?;
        assert!(list.contains("mail  Gone  unknown job `Gone`"), "{list}");
        let json = answer(&queue, Ask::Failed { json: true }).await?;
        let json: Value = serde_json::from_str(&json)?;
        assert_eq!(json[0]["payload"], json!({ "user": 7 }));
        assert_eq!(json[0]["history"][0]["attempt"], 1);
        assert_eq!(json[0]["dispatched_at"], "1970-01-01T00:00:00Z");
        Ok(())
    }

    #[tokio::test]
    async fn a_dead_letter_is_shown_whatever_is_in_it() -> Result<()> {
        let queue = failed().await?;
        queue.flush_failed().await?;
        let job = Envelope {
            job: "\x1b[2JGone".into(),
            payload: vec![0xc1, 0xff],
            ..gone()?
        };
        queue.push(vec![job]).await?;
        work(&queue).await?;
        let list = answer(&queue, Ask::Failed { json: false }).await?;
        let expected = r"mail  \u{1b}[2JGone  unknown job `\u{1b}[2JGone`";
        assert!(list.contains(expected), "{list}");
        let json = answer(&queue, Ask::Failed { json: true }).await?;
        let json: Value = serde_json::from_str(&json)?;
        assert_eq!(json[0]["payload"], json!({ "unreadable": "c1ff" }));
        Ok(())
    }

    #[tokio::test]
    async fn dead_letters_are_retried_and_flushed_one_or_all() -> Result<()> {
        let queue = failed().await?;
        let ids: Vec<i64> = queue.failed().await?.iter().map(|job| job.id).collect();
        let retried = answer(&queue, Ask::Retry(Some(ids[0]))).await?;
        assert_eq!(retried, format!("job {} is in its queue again", ids[0]));
        let size = answer(&queue, Ask::Size { json: false }).await?;
        assert_eq!(size.trim_end(), "mail  1 ready  0 delayed  0 running");
        work(&queue).await?;
        let retried = answer(&queue, Ask::Retry(None)).await?;
        assert_eq!(retried, "2 jobs are in the queue again");
        work(&queue).await?;
        let flushed = answer(&queue, Ask::Flush(None)).await?;
        assert_eq!(flushed, "2 jobs are deleted");
        let list = answer(&queue, Ask::Failed { json: false }).await?;
        assert_eq!(list, "no job has failed");
        let missing = answer(&queue, Ask::Flush(Some(99))).await;
        let error = missing.expect_err("there is no such job");
        assert_eq!(
            error.to_string(),
            "there is no failed job 99\nhelp: `queue:failed` lists them"
        );
        Ok(())
    }
}
