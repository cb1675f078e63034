//! What is lost when a connection, a disk or a process goes away: nothing that was acknowledged, and everything that was not.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use scaffold::{Error, ErrorKind, Result};

use crate::{
    stage::{Stage, on_each},
    writes::{TABLES, User, user},
};

on_each!(a_lost_connection_takes_its_transaction_along_and_the_pool_recovers);

/// Ends the connection that a transaction runs on, as a server that goes away would. SQLite has no server: there its file is
/// locked by another process for longer than anybody waits.
async fn a_lost_connection_takes_its_transaction_along_and_the_pool_recovers(stage: &Stage) {
    stage.tables(TABLES).await;
    let (database, users) = (stage.database(), stage.repo::<User>());
    let [me, kill] = match stage.spelled("{bytes}").as_str() {
        "BYTEA" => [
            "SELECT pg_backend_pid()",
            "SELECT pg_terminate_backend(CAST($1 AS INT))",
        ],
        "LONGBLOB" => ["SELECT CONNECTION_ID()", "KILL $1"],
        _ => return,
    };
    let other = stage.another().await;
    let broken = database.transaction(async {
        users.create(user("Ada")).await?;
        let (id,) = database.sql(me).fetch::<(i64,)>().await?[0];
        if kill.starts_with("KILL") {
            let kill: &'static str = format!("KILL {id}").leak();
            other.database().sql(kill).execute().await?;
        } else {
            other.database().sql(kill).bind(id).rows().await?;
        }
        users.create(user("Bob")).await?;
        Ok::<_, Error>(())
    });
    let error = broken.await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable, "{}", error.chain());
    assert!(error.to_string().contains("connection"), "{error}");
    assert_eq!(users.query().fresh().count().await.unwrap(), 0);
    // Every connection of the pool is as good as new.
    let mut tasks = tokio::task::JoinSet::new();
    for at in 0..12 {
        let users = users.clone();
        tasks.spawn(async move { users.create(user(&format!("U{at}"))).await });
    }
    while let Some(created) = tasks.join_next().await {
        created.unwrap().unwrap();
    }
    let whole = database.transaction(async { users.create(user("Cyd")).await });
    whole.await.unwrap();
    assert_eq!(users.query().fresh().count().await.unwrap(), 13);
}

/// How long the writers write; the acceptance run takes 30 seconds: `SCAFFOLD_STORM_SECONDS=30`.
fn storm() -> Duration {
    let seconds = std::env::var("SCAFFOLD_STORM_SECONDS").ok();
    Duration::from_secs(seconds.and_then(|text| text.parse().ok()).unwrap_or(3))
}

/// 64 tasks of two processes' worth of pools write to one file, alone and in transactions, while others read.
#[tokio::test(flavor = "multi_thread")]
async fn sqlite_is_never_locked_and_loses_no_write() {
    let stage = Stage::sqlite().await;
    stage.tables(TABLES).await;
    let second = stage.another().await;
    let count = stage.repo::<User>().create(user("count")).await.unwrap().id;
    let (written, end) = (Arc::new(AtomicU64::new(0)), Instant::now() + storm());
    let stop = Arc::new(AtomicBool::new(false));
    let mut tasks = tokio::task::JoinSet::new();
    for task in 0..64_u64 {
        let core = if task % 2 == 0 { &stage.core } else { &second };
        let (core, written) = (core.clone(), Arc::clone(&written));
        tasks.spawn(async move {
            let users = scaffold::repository::Repo::<User>::new(core.clone());
            let mut turn = 0_u64;
            while Instant::now() < end {
                turn += 1;
                let name = format!("T{task}-{turn}");
                let both = async {
                    users.create(user(&name)).await?;
                    users.increment(count, User::AGE, Some(0)).await?;
                    Ok::<_, Error>(())
                };
                match turn % 3 {
                    0 => core.database().transaction(both).await?,
                    1 => drop(users.query().count().await?),
                    _ => drop(users.create(user(&name)).await?),
                }
                if turn % 3 != 1 {
                    written.fetch_add(1, Ordering::Relaxed);
                }
            }
            Ok::<_, Error>(())
        });
    }
    while let Some(done) = tasks.join_next().await {
        let done: Result<()> = done.unwrap();
        done.unwrap_or_else(|error| panic!("{}", error.chain()));
    }
    stop.store(true, Ordering::Relaxed);
    let rows = stage.repo::<User>().query().fresh().count().await.unwrap();
    let written = written.load(Ordering::Relaxed);
    assert_eq!(rows, written + 1);
    assert!(written > 64, "{written}");
}

/// A file that may not grow: what a full disk does.
#[tokio::test]
async fn a_full_disk_is_told_and_leaves_nothing_half_done() {
    let stage = Stage::sqlite().await;
    stage.tables(TABLES).await;
    let (database, users) = (stage.database(), stage.repo::<User>());
    users.create(user("Ada")).await.unwrap();
    let pages = database
        .sql("PRAGMA page_count")
        .fetch::<(i64,)>()
        .await
        .unwrap()[0]
        .0;
    let limit: &'static str = format!("PRAGMA max_page_count = {}", pages + 2).leak();
    // On the connection that writes.
    database
        .transaction(async { database.sql(limit).rows().await })
        .await
        .unwrap();
    let full = database.transaction(async {
        for at in 0..2000 {
            users.create(user(&format!("U{at}"))).await?;
        }
        Ok::<_, Error>(())
    });
    let error = full.await.unwrap_err();
    assert!(error.chain().contains("full"), "{}", error.chain());
    assert_eq!(users.query().fresh().count().await.unwrap(), 1);
    database
        .transaction(async { database.sql("PRAGMA max_page_count = 1000000").rows().await })
        .await
        .unwrap();
    users.create(user("Bob")).await.unwrap();
    assert_eq!(users.query().fresh().count().await.unwrap(), 2);
}

/// A child process that writes and is killed: what it had acknowledged is there, whole; what it had not is there whole or not at all.
#[cfg(unix)]
#[tokio::test]
async fn a_killed_process_leaves_whole_transactions() {
    let stage = Stage::sqlite().await;
    stage.tables(TABLES).await;
    if let Ok(url) = std::env::var("SCAFFOLD_TEST_CHILD") {
        return write_until_killed(&url).await;
    }
    let program = std::env::current_exe().unwrap();
    for _ in 0..4 {
        let mut child = std::process::Command::new(&program)
            .args([
                "--exact",
                "losses::a_killed_process_leaves_whole_transactions",
                "--nocapture",
            ])
            .env("SCAFFOLD_TEST_CHILD", &stage.config.url)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let users = stage.repo::<User>();
        let before = users.query().fresh().count().await.unwrap();
        while users.query().fresh().count().await.unwrap() < before + 20 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let rows = users.query().fresh().all().await.unwrap();
        assert_eq!(rows.len() % 2, 0, "both rows of a transaction, or none");
        let check = stage
            .database()
            .sql("PRAGMA integrity_check")
            .fetch::<(String,)>()
            .await;
        assert_eq!(check.unwrap(), [("ok".to_owned(),)]);
    }
    stage.repo::<User>().create(user("after")).await.unwrap();
}

#[cfg(unix)]
async fn write_until_killed(url: &str) {
    let config = scaffold::config::Database {
        url: url.to_owned(),
        ..scaffold::config::Database::default()
    };
    let database = scaffold::database::Database::open(&config).await.unwrap();
    let process = std::process::id();
    for turn in 0.. {
        let both = database.transaction(async {
            for half in ["a", "b"] {
                let sql = "INSERT INTO users (name, email, created_at, updated_at) VALUES ($1, $1, '2026-01-01 00:00:00.000000', '2026-01-01 00:00:00.000000')";
                database.sql(sql).bind(format!("{process}-{turn}-{half}")).execute().await?;
            }
            Ok::<_, Error>(())
        });
        both.await.unwrap();
    }
}
