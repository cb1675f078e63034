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
        let inner = database.transaction(async {
            users.create(user("Bob")).await?;
            std::future::pending::<Result<()>>().await
        });
        let cancelled = tokio::time::timeout(Duration::from_millis(200), inner).await;
        assert!(cancelled.is_err());
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
        let held = database.transaction(async {
            users.create(user("Ada")).await?;
            std::future::pending::<Result<()>>().await
        });
        let cancelled = tokio::time::timeout(Duration::from_millis(50), held).await;
        assert!(cancelled.is_err());
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
