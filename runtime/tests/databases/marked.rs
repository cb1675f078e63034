//! Rows that are only marked as deleted, and rows that count their writes.

use scaffold::{
    ErrorKind, Id,
    prelude::{Cacheable, DateTime, Model},
};

use crate::stage::{Stage, on_each};

on_each!(
    a_deleted_row_is_left_out_of_every_read_and_can_be_restored,
    a_deleted_row_is_changed_by_nothing_but_what_asks_for_it,
    deleted_rows_can_be_asked_for,
    a_stale_row_is_not_written,
    every_write_counts,
    many_upserts_count_for_each_row,
    many_are_marked_at_once_and_counted_once,
    c1_a_version_that_is_looked_for_is_read_anew,
);

#[derive(Debug, Clone, PartialEq, Model, Cacheable)]
struct Note {
    id: Id<Note>,
    #[model(unique)]
    title: String,
    stars: i32,
    #[model(version)]
    version: i64,
    #[model(soft_delete)]
    deleted_at: Option<DateTime>,
    updated_at: DateTime,
}

const TABLE: &str = "CREATE TABLE notes (id {id}, title {string} NOT NULL UNIQUE, stars {int} NOT NULL, version {bigint} NOT NULL,
    deleted_at {datetime}, updated_at {datetime} NOT NULL)";

fn note(title: &str) -> NoteDraft {
    NoteDraft {
        title: title.into(),
        stars: 0,
    }
}

async fn a_deleted_row_is_left_out_of_every_read_and_can_be_restored(stage: &Stage) {
    stage.tables(TABLE).await;
    let notes = stage.repo::<Note>();
    let id = notes.create(note("a")).await.unwrap().id;
    let seen = async || {
        let by_title = notes.find_by(Note::TITLE, "a").await.unwrap().is_some();
        let found = [
            notes.find(id).await.unwrap().is_some(),
            notes.find_fresh(id).await.unwrap().is_some(),
            by_title,
            !notes.find_many(&[id]).await.unwrap().is_empty(),
            notes.query().exists().await.unwrap(),
            notes.query().count().await.unwrap() == 1,
            notes
                .query()
                .filter(Note::STARS.eq(0))
                .first()
                .await
                .unwrap()
                .is_some(),
            notes.query().fresh().all().await.unwrap().len() == 1,
            notes.query().page(Default::default()).await.unwrap().total == 1,
        ];
        assert!(found.iter().all(|one| *one == found[0]), "{found:?}");
        found[0]
    };
    assert!(seen().await);
    assert!(notes.delete(id).await.unwrap());
    assert!(!seen().await);
    assert!(!notes.delete(id).await.unwrap());
    // Its unique value stays taken.
    assert_eq!(
        notes.create(note("a")).await.unwrap_err().kind(),
        ErrorKind::Conflict
    );
    assert!(notes.restore(id).await.unwrap());
    assert!(!notes.restore(id).await.unwrap());
    assert!(seen().await);
    assert!(notes.force_delete(id).await.unwrap());
    assert!(!notes.restore(id).await.unwrap());
    assert!(!seen().await);
}

async fn a_deleted_row_is_changed_by_nothing_but_what_asks_for_it(stage: &Stage) {
    stage.tables(TABLE).await;
    let notes = stage.repo::<Note>();
    let id = notes.create(note("a")).await.unwrap().id;
    notes.delete(id).await.unwrap();
    let missing = |error: scaffold::Error| assert_eq!(error.kind(), ErrorKind::NotFound);
    missing(notes.update(id, Note::patch().stars(1)).await.unwrap_err());
    missing(notes.increment(id, Note::STARS, 1).await.unwrap_err());
    assert_eq!(
        notes
            .update_many(&[id], Note::patch().stars(1))
            .await
            .unwrap(),
        0
    );
    assert_eq!(
        notes.query().update(Note::patch().stars(1)).await.unwrap(),
        0
    );
    assert_eq!(notes.query().delete().await.unwrap(), 0);
    let all = notes.query().with_deleted();
    assert_eq!(all.update(Note::patch().stars(1)).await.unwrap(), 1);
    let mut row = notes
        .query()
        .only_deleted()
        .fresh()
        .first()
        .await
        .unwrap()
        .unwrap();
    row.stars = 5;
    notes.save(&mut row).await.unwrap();
    assert!(row.deleted_at.is_some());
    assert_eq!(notes.query().restore().await.unwrap(), 1);
    assert_eq!(notes.find(id).await.unwrap().unwrap().stars, 5);
    assert_eq!(notes.delete_many(&[id]).await.unwrap(), 1);
    assert!(notes.force_delete(id).await.unwrap());
}

async fn deleted_rows_can_be_asked_for(stage: &Stage) {
    stage.tables(TABLE).await;
    let notes = stage.repo::<Note>();
    let ids: Vec<_> = notes
        .create_many(["a", "b", "c"].map(note))
        .await
        .unwrap()
        .iter()
        .map(|note| note.id)
        .collect();
    let counts = async || {
        let query = notes.query();
        [
            query.clone().count().await.unwrap(),
            query.clone().with_deleted().count().await.unwrap(),
            query.only_deleted().count().await.unwrap(),
        ]
    };
    assert_eq!(counts().await, [3, 3, 0]);
    notes.delete(ids[0]).await.unwrap();
    assert_eq!(counts().await, [2, 3, 1]);
    assert_eq!(
        notes
            .query()
            .filter(Note::TITLE.eq("b"))
            .delete()
            .await
            .unwrap(),
        1
    );
    assert_eq!(counts().await, [1, 3, 2]);
    assert_eq!(
        notes.query().only_deleted().force_delete().await.unwrap(),
        2
    );
    assert_eq!(counts().await, [1, 1, 0]);
}

async fn a_stale_row_is_not_written(stage: &Stage) {
    stage.tables(TABLE).await;
    let notes = stage.repo::<Note>();
    let mut mine = notes.create(note("a")).await.unwrap();
    let mut yours = notes.find_fresh(mine.id).await.unwrap().unwrap();
    assert_eq!((mine.version, yours.version), (1, 1));
    mine.stars = 1;
    notes.save(&mut mine).await.unwrap();
    assert_eq!(mine.version, 2);
    let before = yours.clone();
    yours.stars = 2;
    let stale = notes.save_changes(&mut yours, &before).await.unwrap_err();
    assert_eq!(stale.kind(), ErrorKind::Conflict);
    assert!(stale.to_string().contains("help: read it again"), "{stale}");
    assert_eq!(notes.find(mine.id).await.unwrap().unwrap().stars, 1);
    mine.stars = 3;
    notes.save(&mut mine).await.unwrap();
    notes.force_delete(mine.id).await.unwrap();
    assert_eq!(
        notes.save(&mut mine).await.unwrap_err().kind(),
        ErrorKind::NotFound
    );
}

async fn every_write_counts(stage: &Stage) {
    stage.tables(TABLE).await;
    let notes = stage.repo::<Note>();
    let id = notes.create(note("a")).await.unwrap().id;
    let version = async || {
        notes
            .query()
            .with_deleted()
            .first()
            .await
            .unwrap()
            .unwrap()
            .version
    };
    notes.update(id, Note::patch().stars(1)).await.unwrap();
    assert_eq!(version().await, 2);
    notes.query().update(Note::patch().stars(2)).await.unwrap();
    assert_eq!(version().await, 3);
    notes.upsert(Note::TITLE, note("a")).await.unwrap();
    assert_eq!(version().await, 4);
    notes.upsert_many(Note::TITLE, [note("a")]).await.unwrap();
    assert_eq!(version().await, 5);
    notes.increment(id, Note::STARS, 1).await.unwrap();
    assert_eq!(version().await, 6);
    notes
        .update_many(&[id], Note::patch().stars(9))
        .await
        .unwrap();
    assert_eq!(version().await, 7);
    notes.delete(id).await.unwrap();
    assert_eq!(version().await, 8);
    notes.restore(id).await.unwrap();
    assert_eq!(version().await, 9);
}

async fn many_upserts_count_for_each_row(stage: &Stage) {
    stage.tables(TABLE).await;
    let notes = stage.repo::<Note>();
    for version in 1..=2 {
        let drafts = (0..30).map(|at| note(&format!("{at}")));
        notes.upsert_many(Note::TITLE, drafts).await.unwrap();
        let of_version = notes.query().filter(Note::VERSION.eq(version));
        assert_eq!(of_version.count().await.unwrap(), 30);
    }
}

async fn many_are_marked_at_once_and_counted_once(stage: &Stage) {
    stage.tables(TABLE).await;
    let notes = stage.repo::<Note>();
    let drafts = (0..1200).map(|at| note(&format!("{at}")));
    let created = notes.create_many(drafts).await.unwrap();
    let mut ids: Vec<_> = created.iter().map(|note| note.id).collect();
    let kept = ids.pop().unwrap();
    assert!(notes.delete(ids[7]).await.unwrap());
    assert!(notes.find(ids[8]).await.unwrap().is_some());
    assert!(notes.find(kept).await.unwrap().is_some());
    let before = stage.database().statements();
    assert_eq!(notes.delete_many(&ids).await.unwrap(), 1198);
    let statements = stage.database().statements() - before;
    assert!(statements < 20, "{statements}");
    assert_eq!(notes.delete_many(&ids).await.unwrap(), 0);
    assert!(notes.find(ids[8]).await.unwrap().is_none());
    let before = stage.database().statements();
    assert!(notes.find(kept).await.unwrap().is_some());
    assert_eq!(stage.database().statements(), before, "it was let go of");
    let deleted = notes.query().only_deleted();
    assert_eq!(deleted.count().await.unwrap(), 1199);
}

#[derive(Debug, Clone, PartialEq, Model, Cacheable)]
struct Page {
    id: Id<Page>,
    title: String,
    #[model(version, index)]
    version: i64,
}

async fn c1_a_version_that_is_looked_for_is_read_anew(stage: &Stage) {
    stage
        .tables("CREATE TABLE pages (id {id}, title {string} NOT NULL, version {bigint} NOT NULL)")
        .await;
    let pages = stage.repo::<Page>();
    let draft = |title: &str| PageDraft {
        title: title.into(),
    };
    let id = pages.create(draft("a")).await.unwrap().id;
    let first = async || {
        let first = pages.query().filter(Page::VERSION.eq(1)).all().await;
        first.unwrap().len()
    };
    assert_eq!(first().await, 1);
    pages.update(id, Page::patch().title("b")).await.unwrap();
    assert_eq!(first().await, 0);
    let id = pages.create(draft("c")).await.unwrap().id;
    assert_eq!(first().await, 1);
    pages
        .update_many(&[id], Page::patch().title("d"))
        .await
        .unwrap();
    assert_eq!(first().await, 0);
}
