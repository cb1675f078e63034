//! Transactions: nested, cancelled, failed, isolated, for reading only.

use std::time::Duration;

use scaffold::{
    Error, ErrorKind, Id, Result,
    database::{Isolation, TransactionOptions},
};

use crate::{
    stage::{Kind, Stage, on_each},
    writes::{TABLES, User, user},
};

on_each!(
    a_nested_transaction_is_taken_back_alone,
    two_nested_side_by_side_run_one_after_the_other,
    a_cancelled_nested_one_is_taken_back_before_the_next_statement,
    a_refused_statement_in_a_nested_one_does_not_end_the_outer,
    after_a_refused_statement_the_transaction_is_whole_or_gone,
    a_cancelled_transaction_leaves_nothing_and_its_connection_is_sound,
    a_read_only_transaction_refuses_to_write_and_sees_one_state,
    each_isolation_can_be_asked_for,
    options_within_a_transaction_are_refused,
    hooks_are_cut_back_with_what_is_taken_back,
    what_was_in_the_way_is_begun_again,
);

async fn names(stage: &Stage) -> String {
    let users = stage.repo::<User>();
    let users = users.query().order(User::ID.asc()).fresh().all().await;
    let names: Vec<_> = users.unwrap().into_iter().map(|user| user.name).collect();
    names.join(" ")
}

async fn a_nested_transaction_is_taken_back_alone(stage: &Stage) {
    stage.tables(TABLES).await;
    let (database, users) = (stage.database(), stage.repo::<User>());
    let outer = database.transaction(async {
        users.create(user("Ada")).await?;
        let inner = database.transaction(async {
            users.create(user("Bob")).await?;
            Err::<(), _>(Error::internal("no"))
        });
        assert!(inner.await.is_err());
        database
            .transaction(async { users.create(user("Cyd")).await })
            .await?;
        Ok::<_, Error>(())
    });
    outer.await.unwrap();
    assert_eq!(names(stage).await, "Ada Cyd");
}

async fn two_nested_side_by_side_run_one_after_the_other(stage: &Stage) {
    stage.tables(TABLES).await;
    let (database, users) = (stage.database(), stage.repo::<User>());
    let one = |name: &'static str, keep: bool| {
        let users = &users;
        database.transaction(async move {
            users.create(user(name)).await?;
            tokio::time::sleep(Duration::from_millis(5)).await;
            users.create(user(&format!("{name}2"))).await?;
            if keep {
                Ok(())
            } else {
                Err(Error::internal("no"))
            }
        })
    };
    let outer = database.transaction(async {
        let (first, second) = tokio::join!(one("Ada", true), one("Bob", false));
        assert!(first.is_ok() && second.is_err());
        Ok::<_, Error>(())
    });
    outer.await.unwrap();
    assert_eq!(names(stage).await, "Ada Ada2");
}

async fn a_cancelled_nested_one_is_taken_back_before_the_next_statement(stage: &Stage) {
    stage.tables(TABLES).await;
    let (database, users) = (stage.database(), stage.repo::<User>());
    let outer = database.transaction(async {
        users.create(user("Ada")).await?;
        let written = tokio::sync::Notify::new();
        let inner = database.transaction(async {
            users.create(user("Bob")).await?;
            written.notify_one();
            std::future::pending::<Result<()>>().await
        });
        tokio::select! {
            ended = inner => panic!("it never ends: {ended:?}"),
            () = written.notified() => {}
        }
        assert_eq!(users.query().count().await?, 1);
        users.create(user("Cyd")).await?;
        Ok::<_, Error>(())
    });
    outer.await.unwrap();
    assert_eq!(names(stage).await, "Ada Cyd");
}

async fn a_refused_statement_in_a_nested_one_does_not_end_the_outer(stage: &Stage) {
    stage.tables(TABLES).await;
    let (database, users) = (stage.database(), stage.repo::<User>());
    let outer = database.transaction(async {
        users.create(user("Ada")).await?;
        let twice = database
            .transaction(async { users.create(user("Ada")).await })
            .await;
        assert_eq!(twice.unwrap_err().kind(), ErrorKind::Conflict);
        users.create(user("Bob")).await?;
        Ok::<_, Error>(())
    });
    outer.await.unwrap();
    assert_eq!(names(stage).await, "Ada Bob");
}

/// PostgreSQL ends what follows; the others go on. Nothing is half done on any.
async fn after_a_refused_statement_the_transaction_is_whole_or_gone(stage: &Stage) {
    stage.tables(TABLES).await;
    let (database, users) = (stage.database(), stage.repo::<User>());
    let outer = database.transaction(async {
        users.create(user("Ada")).await?;
        let twice = users.create(user("Ada")).await;
        assert_eq!(twice.unwrap_err().kind(), ErrorKind::Conflict);
        let _ = users.create(user("Bob")).await;
        Ok::<_, Error>(())
    });
    let ended = outer.await;
    match ended {
        Ok(()) => assert_eq!(names(stage).await, "Ada Bob"),
        Err(error) => {
            assert!(error.to_string().contains("inner transaction"), "{error}");
            assert_eq!(names(stage).await, "");
        }
    }
    users.create(user("Cyd")).await.unwrap();
}

async fn a_cancelled_transaction_leaves_nothing_and_its_connection_is_sound(stage: &Stage) {
    stage.tables(TABLES).await;
    let (database, users) = (stage.database(), stage.repo::<User>());
    for _ in 0..10 {
        let written = tokio::sync::Notify::new();
        let held = database.transaction(async {
            users.create(user("Ada")).await?;
            written.notify_one();
            std::future::pending::<Result<()>>().await
        });
        tokio::select! {
            ended = held => panic!("it never ends: {ended:?}"),
            () = written.notified() => {}
        }
    }
    assert_eq!(names(stage).await, "");
    let whole = database.transaction(async { users.create(user("Bob")).await });
    whole.await.unwrap();
    assert_eq!(names(stage).await, "Bob");
}

async fn a_read_only_transaction_refuses_to_write_and_sees_one_state(stage: &Stage) {
    stage.tables(TABLES).await;
    let (database, users) = (stage.database(), stage.repo::<User>());
    users.create(user("Ada")).await.unwrap();
    let options = TransactionOptions::new().read_only();
    let seen = database.transaction_with(options, async {
        assert_eq!(users.query().fresh().count().await?, 1);
        // Another task writes meanwhile: it is not held up.
        let other = users.clone();
        let write = tokio::spawn(async move { other.create(user("Bob")).await });
        write.await??;
        users.query().fresh().count().await
    });
    assert_eq!(seen.await.unwrap(), 1);
    let write = database.transaction_with(options, async { users.create(user("Cyd")).await });
    write.await.unwrap_err();
    for _ in 0..8 {
        users.query().fresh().count().await.unwrap();
    }
    users.create(user("Dan")).await.unwrap();
    assert_eq!(names(stage).await, "Ada Bob Dan");
}

async fn each_isolation_can_be_asked_for(stage: &Stage) {
    stage.tables(TABLES).await;
    let (database, users) = (stage.database(), stage.repo::<User>());
    for isolation in [
        Isolation::Default,
        Isolation::ReadCommitted,
        Isolation::RepeatableRead,
        Isolation::Serializable,
    ] {
        for options in [
            TransactionOptions::new().isolation(isolation),
            TransactionOptions::new().isolation(isolation).read_only(),
        ] {
            let count =
                database.transaction_with(options, async { users.query().fresh().count().await });
            assert_eq!(count.await.unwrap(), 0, "{isolation:?}");
        }
    }
    // A level holds for one transaction only.
    let (after, before) = (stage.another().await, Id::<User>::new(1));
    if stage.kind != Kind::Sqlite {
        let reads = database.transaction(async {
            users.find_fresh(before).await?;
            Ok::<_, Error>(())
        });
        reads.await.unwrap();
    }
    drop(after);
}

async fn options_within_a_transaction_are_refused(stage: &Stage) {
    let database = stage.database();
    let outer = database.transaction(async {
        let options = TransactionOptions::new().read_only();
        database
            .transaction_with(options, async { Ok::<_, Error>(()) })
            .await
    });
    assert!(outer.await.unwrap_err().to_string().contains("outermost"));
}

/// What hooks have said, in their order.
#[derive(Clone, Default)]
struct Said(std::sync::Arc<std::sync::Mutex<Vec<&'static str>>>);

impl Said {
    fn hook(&self, word: &'static str) -> impl FnOnce() + Send + 'static {
        let said = self.clone();
        move || said.0.lock().unwrap().push(word)
    }

    fn take(&self) -> Vec<&'static str> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

async fn hooks_are_cut_back_with_what_is_taken_back(stage: &Stage) {
    let (database, said) = (stage.database(), Said::default());
    database.after_commit(said.hook("at once"));
    database.after_rollback(said.hook("never"));
    assert_eq!(said.take(), ["at once"]);
    let outer = database.transaction(async {
        database.after_commit(said.hook("kept"));
        database.after_rollback(said.hook("not rolled back"));
        let inner = database.transaction(async {
            database.after_commit(said.hook("dropped"));
            database.after_rollback(said.hook("inner rolled back"));
            Err::<(), _>(Error::internal("no"))
        });
        inner.await.unwrap_err();
        assert_eq!(said.take(), ["inner rolled back"]);
        let inner = database.transaction(async {
            database.after_commit(said.hook("kept too"));
            Ok::<_, Error>(())
        });
        inner.await?;
        assert!(said.take().is_empty(), "nothing is committed yet");
        Ok::<_, Error>(())
    });
    outer.await.unwrap();
    assert_eq!(said.take(), ["kept", "kept too"]);
    let failed = database.transaction(async {
        database.after_commit(said.hook("dropped"));
        let inner = database.transaction(async {
            database.after_rollback(said.hook("inner, with the outer"));
            Ok::<_, Error>(())
        });
        inner.await?;
        Err::<(), _>(Error::internal("no"))
    });
    failed.await.unwrap_err();
    assert_eq!(said.take(), ["inner, with the outer"]);
    let begun = tokio::sync::Notify::new();
    let cancelled = database.transaction(async {
        database.after_rollback(said.hook("cancelled"));
        begun.notify_one();
        std::future::pending::<Result<()>>().await
    });
    tokio::select! {
        ended = cancelled => panic!("it never ends: {ended:?}"),
        () = begun.notified() => {}
    }
    assert_eq!(said.take(), ["cancelled"]);
}

/// Two that read what the other writes can't be put in an order; on SQLite they wait for each other.
async fn what_was_in_the_way_is_begun_again(stage: &Stage) {
    stage.tables(TABLES).await;
    let (database, users) = (stage.database(), stage.repo::<User>());
    let ada = users.create(user("Ada")).await.unwrap().id;
    let options = TransactionOptions::new().isolation(Isolation::Serializable);
    let attempts = std::sync::atomic::AtomicU32::new(0);
    let grow = || async {
        let grow = || async {
            attempts.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let row = users.find_fresh(ada).await?.unwrap();
            tokio::time::sleep(Duration::from_millis(5)).await;
            let age = row.age.unwrap_or(0) + 1;
            users.update(ada, User::patch().age(age)).await
        };
        database.transaction_retrying(options, 30, grow).await
    };
    let (a, b, c, d) = tokio::join!(grow(), grow(), grow(), grow());
    for grown in [a, b, c, d] {
        grown.unwrap();
    }
    assert_eq!(users.find(ada).await.unwrap().unwrap().age, Some(4));
    let tried = attempts.into_inner();
    assert_eq!(tried > 4, stage.kind != Kind::Sqlite, "{tried}");
    // Another error is not tried again.
    let mut attempts = 0;
    let refused = database.transaction_retrying(options, 5, || {
        attempts += 1;
        async { users.create(user("Ada")).await }
    });
    assert_eq!(refused.await.unwrap_err().kind(), ErrorKind::Conflict);
    assert_eq!(attempts, 1);
}
