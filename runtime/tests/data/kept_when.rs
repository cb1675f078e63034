//! Which rows are kept at all, how long each lives, and what sets keys apart.

use std::{collections::HashSet, sync::Arc, time::Duration};

use scaffold::{
    Id,
    prelude::{Cacheable, Model},
    repository::Repo,
};
use tokio::sync::Barrier;

use crate::support::World;

#[derive(Debug, Clone, PartialEq, Model, Cacheable)]
#[cacheable(when = Self::is_public, ttl = "100s")]
struct Letter {
    id: Id<Letter>,
    public: bool,
    #[model(unique)]
    code: i64,
}

impl Letter {
    fn is_public(&self) -> bool {
        self.public
    }
}

async fn letters() -> (World, Repo<Letter>) {
    let world = World::with(
        "CREATE TABLE letters (id INTEGER PRIMARY KEY NOT NULL, public BOOLEAN NOT NULL, code BIGINT NOT NULL UNIQUE);",
    )
    .await;
    let letters = Repo::new(world.core.clone());
    (world, letters)
}

async fn letter(letters: &Repo<Letter>, public: bool, code: i64) -> Id<Letter> {
    let draft = LetterDraft { public, code };
    letters.create(draft).await.unwrap().id
}

#[tokio::test]
async fn a_row_that_may_not_be_kept_is_read_anew_each_time() {
    let (world, letters) = letters().await;
    let open = letter(&letters, true, 1).await;
    let private = letter(&letters, false, 2).await;
    for expected in [[1, 1, 1], [0, 1, 1]] {
        let find = async |id| world.statements(letters.find(id)).await.0;
        let by_code = async |code| {
            world
                .statements(letters.find_by(Letter::CODE, code))
                .await
                .0
        };
        let found = [find(open).await, find(private).await, by_code(2).await];
        assert_eq!(found, expected);
    }
    assert_eq!(
        world.statements(letters.find_by(Letter::CODE, 1)).await.0,
        1
    );
    assert_eq!(
        world.statements(letters.find_by(Letter::CODE, 1)).await.0,
        0
    );
    let ids = [private, open, private];
    let many = letters.find_many(&ids);
    let (statements, rows) = world.statements(many).await;
    let rows: Vec<_> = rows.unwrap().iter().map(|row| row.id).collect();
    assert_eq!((statements, rows), (1, ids.to_vec()));
    let many = async || letters.find_many(&[private]).await;
    assert_eq!(world.statements(many()).await.0, 1);
}

#[tokio::test]
async fn a_list_with_a_row_that_may_not_be_kept_is_not_kept_either() {
    let (world, letters) = letters().await;
    letter(&letters, true, 1).await;
    letter(&letters, false, 2).await;
    let all = async || world.statements(letters.query().all()).await.0;
    let open = letters.query().filter(Letter::PUBLIC.eq(true));
    let open = async || world.statements(open.clone().all()).await.0;
    let count = async || world.statements(letters.query().count()).await.0;
    assert_eq!([all().await, open().await, count().await], [1, 1, 1]);
    assert_eq!([all().await, open().await, count().await], [1, 0, 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn those_who_wait_for_a_row_that_may_not_be_kept_are_given_it_and_nobody_later_is() {
    let (world, letters) = letters().await;
    let private = letter(&letters, false, 1).await;
    let start = Arc::new(Barrier::new(32));
    let (statements, ()) = world
        .statements(async {
            let tasks: Vec<_> = (0..32)
                .map(|_| {
                    let (letters, start) = (letters.clone(), start.clone());
                    tokio::spawn(async move {
                        start.wait().await;
                        letters.find(private).await.unwrap().unwrap().code
                    })
                })
                .collect();
            for task in tasks {
                assert_eq!(task.await.unwrap(), 1);
            }
        })
        .await;
    // Who comes after the answer reads anew, and how many do is chance; that all read for themselves is not.
    assert!((1..32).contains(&statements), "{statements}");
    let patch = Letter::patch().code(2);
    letters.update(private, patch).await.unwrap();
    assert_eq!(letters.find(private).await.unwrap().unwrap().code, 2);
    assert_eq!(world.statements(letters.find(private)).await.0, 1);
}

#[tokio::test]
async fn a_row_is_kept_from_the_write_on_that_allows_it_and_no_longer_after_one_that_forbids_it() {
    let (world, letters) = letters().await;
    let id = letter(&letters, false, 1).await;
    for public in [true, false] {
        let before = letters.find(id).await.unwrap().unwrap();
        assert_eq!(before.public, !public);
        let patch = Letter::patch().public(public);
        letters.update(id, patch).await.unwrap();
        assert_eq!(letters.find(id).await.unwrap().unwrap().public, public);
        let (statements, _) = world.statements(letters.find(id)).await;
        assert_eq!(statements, u64::from(!public));
    }
}

#[tokio::test]
async fn a_life_is_between_nine_tenths_of_its_time_and_the_whole() {
    let (world, letters) = letters().await;
    let mut ids = Vec::new();
    for code in 0..64 {
        ids.push(letter(&letters, true, code).await);
    }
    let kept = async || {
        let mut kept = HashSet::new();
        for &id in &ids {
            if world.statements(letters.find(id)).await.0 == 0 {
                kept.insert(id);
            }
        }
        kept
    };
    assert!(kept().await.is_empty());
    world.clock.advance(Duration::from_secs(89));
    assert_eq!(kept().await.len(), ids.len());
    world.clock.advance(Duration::from_secs(6));
    let some = kept().await.len();
    assert!(
        (1..ids.len()).contains(&some),
        "{some} of {} at once",
        ids.len()
    );

    world.clock.advance(Duration::from_secs(100));
    assert!(kept().await.is_empty());
}

/// The same table and columns, under another prefix.
mod later {
    use super::*;

    #[derive(Debug, Clone, PartialEq, Model, Cacheable)]
    #[cacheable(prefix = "v2")]
    pub(super) struct Letter {
        pub(super) id: Id<Letter>,
        pub(super) public: bool,
        #[model(unique)]
        pub(super) code: i64,
    }
}

#[tokio::test]
async fn c6_another_prefix_has_entries_of_its_own() {
    let (world, letters) = letters().await;
    let later = Repo::<later::Letter>::new(world.core.clone());
    let id = letter(&letters, true, 1).await;
    letters.find(id).await.unwrap();
    let find = async || world.statements(later.find(Id::new(id.value()))).await.0;
    assert_eq!([find().await, find().await], [1, 0]);
    // And both end with one write.
    letters.update(id, Letter::patch().code(2)).await.unwrap();
    let found = later.find(Id::new(id.value())).await.unwrap().unwrap();
    assert_eq!(found.code, 2);
}
