//! Guarantee Q1: whatever dies, whenever, no acknowledged job is lost.

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
};

use scaffold::Result;
use scaffold_tests::crash::{self, CONCURRENCY, Mark, Poison};

const JOBS: i64 = 1000;
const KILLS: usize = 10;

fn worker(file: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_crash_worker"));
    command
        .arg(file)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit());
    command
}

/// Reads this many of the lines that jobs print when their effect is committed; says whether there were as many.
fn watch(child: &mut Child, lines: usize) -> bool {
    let output = child.stdout.take().expect("the output is piped");
    BufReader::new(output)
        .lines()
        .map_while(std::io::Result::ok)
        .take(lines)
        .count()
        == lines
}

/// Works until nothing is left, or until the worker dies.
async fn drain(file: &Path) -> Result<ExitStatus> {
    let mut worker = worker(file).arg("drain").stdout(Stdio::null()).spawn()?;
    Ok(tokio::task::spawn_blocking(move || worker.wait()).await??)
}

#[tokio::test(flavor = "multi_thread")]
async fn no_job_is_lost_when_its_worker_is_killed() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("queue.db");
    let (queue, effects) = crash::open(&file).await?;
    queue
        .dispatch_many((0..JOBS).map(|number| Mark { number }))
        .await?;

    for kill in 0..KILLS {
        let mut child = worker(&file).stdout(Stdio::piped()).spawn()?;
        // Somewhere else in each life, from the first jobs on.
        let lines = 1 + kill * 29 % 83;
        let (mut child, alive) = tokio::task::spawn_blocking(move || {
            let alive = watch(&mut child, lines);
            (child, alive)
        })
        .await?;
        assert!(alive, "the worker ended by itself");
        child.kill()?;
        child.wait()?;
    }
    let left: u64 = queue
        .sizes()
        .await?
        .iter()
        .map(|size| size.ready + size.delayed + size.running)
        .sum();
    assert!(
        left > 100,
        "the kills came while there was work: {left} jobs were left"
    );

    let status = drain(&file).await?;
    assert!(status.success());

    assert_eq!(queue.sizes().await?, [], "nothing is left");
    let dead = queue.failed().await?;
    let dead_marks: BTreeSet<i64> = dead
        .iter()
        .filter_map(|failed| failed.envelope.decode::<Mark>().ok())
        .map(|mark| mark.number)
        .collect();
    let rows = effects.query().fresh().all().await?;
    let of = |job: &str| {
        rows.iter()
            .filter(|row| row.job == job)
            .map(|row| row.number)
            .collect::<Vec<_>>()
    };
    let (marks, follows) = (of("Mark"), of("Follow"));
    let done: BTreeSet<i64> = marks.iter().copied().collect();
    for number in 0..JOBS {
        assert!(
            done.contains(&number) || dead_marks.contains(&number),
            "job {number} is lost"
        );
        assert!(
            !(Mark::is_hopeless(number) && done.contains(&number)),
            "job {number} can't have run"
        );
    }
    let followed: BTreeSet<i64> = follows.iter().copied().collect();
    for row in rows
        .iter()
        .filter(|row| row.job == "Mark" && Mark::is_followed(row.number))
    {
        assert!(
            followed.contains(&row.id.value()),
            "the job that was dispatched with row {} is lost",
            row.id.value()
        );
    }

    // At least once: what ran when its worker was killed may run again, and nothing else.
    let twice = marks.len() - done.len() + follows.len() - followed.len();
    println!(
        "{KILLS} kills, {} done, {} dead, {twice} run more than once",
        done.len() + followed.len(),
        dead.len()
    );
    assert!(
        twice <= KILLS * CONCURRENCY,
        "{twice} jobs ran more than once"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_kills_its_worker_is_parked_and_takes_no_other_with_it() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("queue.db");
    let (queue, effects) = crash::open(&file).await?;
    queue.dispatch(Poison {}).await?;
    queue
        .dispatch_many((1..30).map(|number| Mark { number }))
        .await?;

    // Two attempts, two dead workers; the third finds that no attempt is left.
    assert!(!drain(&file).await?.success());
    assert!(!drain(&file).await?.success());
    assert!(drain(&file).await?.success());

    let dead = queue.failed().await?;
    let errors: Vec<&str> = dead.iter().map(|failed| failed.error.as_str()).collect();
    assert_eq!(
        errors,
        ["the worker died or lost its lease, in the last of 2 attempts"]
    );
    let rows = effects.query().fresh().all().await?;
    let done: BTreeSet<i64> = rows
        .iter()
        .filter(|row| row.job == "Mark")
        .map(|row| row.number)
        .collect();
    assert_eq!(done, (1..30).collect());
    Ok(())
}
