//! Migrations: once, by one process, and back.

use scaffold::{ErrorKind, database::Database};

use crate::{
    stage::{Kind, Stage, on_each},
    writes::{User, migrations, user},
};

on_each!(
    migrations_are_applied_once_taken_back_and_applied_anew,
    of_many_processes_one_migrates,
    a_changed_file_is_refused,
    a_failing_migration_is_told_and_can_be_mended,
    everything_is_dropped_before_a_fresh_start,
    a_database_has_files_of_its_own,
);

async fn migrations_are_applied_once_taken_back_and_applied_anew(stage: &Stage) {
    let (database, both) = (stage.database(), migrations(stage));
    assert_eq!(database.pending(&both).await.unwrap(), ["step_1", "step_2"]);
    assert_eq!(database.migrate(&both).await.unwrap(), ["step_1", "step_2"]);
    assert!(database.migrate(&both).await.unwrap().is_empty());
    assert_eq!(database.rollback(&both, 1).await.unwrap(), ["step_2"]);
    assert_eq!(database.pending(&both).await.unwrap(), ["step_2"]);
    assert_eq!(database.migrate(&both).await.unwrap(), ["step_2"]);
    assert_eq!(
        database.rollback(&both, 9).await.unwrap(),
        ["step_2", "step_1"]
    );
    assert_eq!(database.migrate(&both).await.unwrap(), ["step_1", "step_2"]);
}

async fn of_many_processes_one_migrates(stage: &Stage) {
    let both = migrations(stage);
    let others = (0..5).map(|_| {
        let (config, both) = (stage.config.clone(), both.clone());
        tokio::spawn(async move {
            let database = Database::open(&config).await.unwrap();
            database.migrate(&both).await.unwrap().len()
        })
    });
    let mut applied = 0;
    for other in others.collect::<Vec<_>>() {
        applied += other.await.unwrap();
    }
    assert_eq!(applied, 2);
    stage.repo::<User>().create(user("Ada")).await.unwrap();
}

async fn a_changed_file_is_refused(stage: &Stage) {
    let (database, mut both) = (stage.database(), migrations(stage));
    database.migrate(&both[..1]).await.unwrap();
    both[0].up = format!("{} ", both[0].up).into();
    let error = database.migrate(&both).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    assert!(error.to_string().contains("`step_1`"), "{error}");
}

async fn a_failing_migration_is_told_and_can_be_mended(stage: &Stage) {
    let database = stage.database();
    let broken = stage.migration(
        7,
        "CREATE TABLE a (id {id}); CREATE TABLE b (id nonsense(;",
        "",
    );
    let error = database
        .migrate(std::slice::from_ref(&broken))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("`step_7` failed"), "{error}");
    let mended = stage.migration(7, "CREATE TABLE a (id {id}); CREATE TABLE b (id {id});", "");
    if error.to_string().contains("has left nothing") {
        assert_eq!(database.migrate(&[mended]).await.unwrap(), ["step_7"]);
        return;
    }
    // MySQL has committed the first table, and says so until a person has looked.
    assert!(
        error
            .to_string()
            .contains("DELETE FROM _sqlx_migrations WHERE version = 7"),
        "{error}"
    );
    let again = database
        .migrate(std::slice::from_ref(&broken))
        .await
        .unwrap_err();
    assert_eq!(again.kind(), ErrorKind::Conflict, "{again}");
}

async fn everything_is_dropped_before_a_fresh_start(stage: &Stage) {
    let (database, both) = (stage.database(), migrations(stage));
    let mut more = both.to_vec();
    more.push(stage.migration(3, "CREATE VIEW names AS SELECT name FROM users", ""));
    if stage.kind != Kind::Sqlite {
        more.push(stage.migration(4, "CREATE TABLE loop_a (id {id}, other_id {bigint}); ALTER TABLE loop_a ADD CONSTRAINT own FOREIGN KEY (other_id) REFERENCES loop_a (id)", ""));
    }
    database.migrate(&more).await.unwrap();
    stage.repo::<User>().create(user("Ada")).await.unwrap();
    assert_eq!(database.fresh(&more).await.unwrap().len(), more.len());
    assert_eq!(stage.repo::<User>().query().count().await.unwrap(), 0);
}

async fn a_database_has_files_of_its_own(stage: &Stage) {
    let folder = tempfile::tempdir().unwrap();
    let key = match stage.kind {
        Kind::Sqlite => "sqlite",
        #[cfg(feature = "postgres")]
        Kind::Postgres => "postgres",
        #[cfg(feature = "mysql")]
        Kind::MySql => "mysql",
    };
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("1_a.up.sql", "nonsense that only others read");
    write("1_a.down.sql", "DROP TABLE a");
    write("2_b.up.sql", "CREATE TABLE b (id INTEGER)");
    write("2_b.down.sql", "DROP TABLE b");
    write(&format!("{key}/1_a.up.sql"), "CREATE TABLE a (id INTEGER)");
    write(&format!("{key}/3_c.up.sql"), "CREATE TABLE c (id INTEGER)");
    write(&format!("{key}/3_c.down.sql"), "DROP TABLE c");
    let other = if key == "sqlite" { "mysql" } else { "sqlite" };
    write(&format!("{other}/4_d.up.sql"), "nonsense");
    let migrations = scaffold::database::Migration::read(folder.path()).unwrap();
    let database = stage.database();
    assert_eq!(
        database.migrate(&migrations).await.unwrap(),
        ["a", "b", "c"]
    );
    assert!(database.pending(&migrations).await.unwrap().is_empty());
    assert_eq!(
        database.rollback(&migrations, 9).await.unwrap(),
        ["c", "b", "a"]
    );
}
