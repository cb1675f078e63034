//! Each driver: the suite, and what is its own.

use std::sync::Arc;

use scaffold::{
    Result,
    clock::Clock,
    config,
    queue::{JobEntry, Queue, drivers::MemoryDriver},
};

use crate::{
    bench::Bench,
    conformance::conforms,
    jobs::{Again, Fail, Note},
};

#[tokio::test]
async fn sync_conforms() -> Result<()> {
    conforms("sync").await
}

#[tokio::test]
async fn memory_conforms() -> Result<()> {
    conforms("memory").await
}

#[tokio::test]
async fn database_conforms() -> Result<()> {
    conforms("database").await
}

#[cfg(feature = "postgres")]
#[tokio::test]
async fn database_conforms_on_postgres() -> Result<()> {
    match crate::services::postgres().await {
        Some(_) => conforms("postgres").await,
        None => Ok(()),
    }
}

#[cfg(feature = "mysql")]
#[tokio::test]
async fn database_conforms_on_mysql() -> Result<()> {
    match crate::services::mysql().await {
        Some(_) => conforms("mysql").await,
        None => Ok(()),
    }
}

#[tokio::test]
async fn sync_has_run_the_job_when_the_dispatch_returns() -> Result<()> {
    let bench = Bench::new("sync").await;
    bench
        .queue
        .dispatch(Note {
            probe: bench.id,
            word: "done".into(),
        })
        .await?;
    assert_eq!(bench.probe.traces(), ["done"]);
    bench
        .queue
        .dispatch(Fail {
            probe: bench.id,
            times: 9,
        })
        .await?;
    assert_eq!(
        bench.queue.failed().await?.len(),
        1,
        "all attempts were made without a pause"
    );
    Ok(())
}

#[tokio::test]
async fn sync_does_not_wait_for_what_is_dispatched_for_later() -> Result<()> {
    let bench = Bench::with_clock("sync", Clock::system()).await;
    // It dispatches itself again, each time for a moment later.
    bench.queue.dispatch(Again { probe: bench.id }).await?;
    bench.probe.until(3).await;
    bench.probe.gate.close();
    Ok(())
}

#[tokio::test]
async fn database_keeps_jobs_for_the_next_process() -> Result<()> {
    let bench = Bench::new("database").await;
    bench
        .queue
        .dispatch(Note {
            probe: bench.id,
            word: "kept".into(),
        })
        .await?;
    let config = config::Queue {
        url: "database".into(),
        ..config::Queue::default()
    };
    let next = Queue::open(&config, &bench.core).await?;
    assert_eq!(next.sizes().await?[0].ready, 1);
    Ok(())
}

#[tokio::test]
async fn recording_remembers_what_was_committed() -> Result<()> {
    let bench = Bench::new("memory").await;
    let driver = MemoryDriver::recording(&bench.core);
    let queue = Queue::new(Arc::new(driver.clone()), &bench.core);
    queue
        .dispatch(Note {
            probe: bench.id,
            word: "seen".into(),
        })
        .await?;
    let rolled_back: Result<()> = bench
        .database
        .transaction(async {
            queue
                .dispatch(Note {
                    probe: bench.id,
                    word: "unseen".into(),
                })
                .await?;
            Err(scaffold::Error::internal("changed my mind"))
        })
        .await;
    assert!(rolled_back.is_err());
    let jobs: Vec<_> = driver
        .recorded()
        .into_iter()
        .map(|envelope| envelope.job)
        .collect();
    assert_eq!(jobs, ["Note"]);
    Ok(())
}

#[tokio::test]
async fn an_unknown_driver_is_answered_with_the_nearest() {
    let bench = Bench::new("memory").await;
    for (word, hint) in [
        ("databse", "did you mean `database`?"),
        ("redis://localhost", "`redis` is not in this release"),
    ] {
        let config = config::Queue {
            url: word.into(),
            ..config::Queue::default()
        };
        let error = Queue::open(&config, &bench.core)
            .await
            .expect_err("no such driver");
        assert!(error.to_string().contains(hint), "{error}");
    }
}

#[tokio::test]
async fn two_jobs_of_one_name_are_refused() {
    let bench = Bench::new("memory").await;
    let queue = Queue::new(bench.queue.driver().clone(), &bench.core);
    let twice = [JobEntry::of::<Note>(), JobEntry::of::<Note>()];
    let error = queue
        .attach(&twice, Arc::default())
        .expect_err("a worker could not tell them apart");
    let expected =
        "two jobs are called `Note`; help: give one of them another name: `#[job(name = \"…\")]`";
    assert_eq!(error.to_string(), expected);
}
