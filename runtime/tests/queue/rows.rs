//! Guarantee Q4 where the driver `database` is concerned: rows that no driver wrote.

use std::time::Duration;

use scaffold::{Result, database::Migration};

use crate::{
    bench::{Bench, ended, woken},
    jobs::Note,
};

/// Runs SQL, as an operator would.
async fn sql(bench: &Bench, up: &str) -> Result<()> {
    let migration = Migration {
        version: 1,
        name: "by_hand".into(),
        up: up.to_owned().into(),
        down: None,
        only: None,
    };
    bench.database.migrate(&[migration]).await.map(drop)
}

/// A job row with this payload and so many attempts.
fn row(payload: &str, max_attempts: &str) -> String {
    format!(
        "INSERT INTO scaffold_jobs (queue, job, payload, max_attempts, dispatched_at, due) \
         VALUES ('default', 'Note', {payload}, {max_attempts}, 1, 1)"
    )
}

fn notes(bench: &Bench) -> impl Iterator<Item = Note> {
    (0..5).map(|number| Note {
        probe: bench.id,
        word: format!("{number}"),
    })
}

#[tokio::test]
async fn q4_a_row_that_can_not_be_read_is_parked_and_keeps_no_other_waiting() -> Result<()> {
    for (row, problem) in [
        (
            row("'no bytes'", "3"),
            "column `payload` holds other text where bytes is expected",
        ),
        (row("x'00'", "-1"), "out of range"),
        (row("x'00'", "'many'"), "column `max_attempts` holds"),
    ] {
        let bench = Bench::new("database").await;
        sql(&bench, &row).await?;
        bench.queue.dispatch_many(notes(&bench)).await?;
        bench.work_off().await;
        assert_eq!(bench.probe.traces(), ["0", "1", "2", "3", "4"], "{row}");
        let dead = bench.queue.failed().await?.remove(0);
        let expected = "the job's row can't be read: ";
        assert!(
            dead.error.starts_with(expected) && dead.error.contains(problem),
            "{row}: {}",
            dead.error
        );
        // Retried as it is, it is parked again.
        assert!(bench.queue.retry_failed(dead.id).await?);
        bench.work_off().await;
        let dead = bench.queue.failed().await?.remove(0);
        assert_eq!(dead.envelope.history[0].number, 0, "{row}");
        assert_eq!(bench.queue.sizes().await?, [], "{row}");
    }
    Ok(())
}

#[tokio::test]
async fn q4_a_time_beyond_all_times_stops_no_worker() -> Result<()> {
    for due in [i64::MIN.to_string(), i64::MAX.to_string(), "'x'".into()] {
        let bench = Bench::new("database").await;
        let row = row("x'c0'", "3").replace("1)", &format!("{due})"));
        sql(&bench, &row).await?;
        let (shutdown, worker) = bench.worker(woken());
        bench.queue.dispatch_many(notes(&bench)).await?;
        bench.probe.until(5).await;
        shutdown.request();
        ended(worker).await;
    }
    Ok(())
}

#[tokio::test]
async fn q6_any_number_of_queues_is_served() -> Result<()> {
    let bench = Bench::new("database").await;
    sql(
        &bench,
        "INSERT INTO scaffold_jobs (queue, job, payload, max_attempts, dispatched_at, due)
         WITH RECURSIVE numbers(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < 1000)
         SELECT 'queue ' || number, 'Note', x'c0', 1, 1, 1 FROM numbers",
    )
    .await?;
    let mut claimed = 0;
    loop {
        let lease = Duration::from_secs(30);
        let jobs = bench.driver().claim(&[], 1000, lease).await?.jobs;
        if jobs.is_empty() {
            break;
        }
        claimed += jobs.len();
    }
    assert_eq!(claimed, 1000);
    Ok(())
}
