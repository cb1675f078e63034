//! Our side: models and a repository.

use async_trait::async_trait;
use scaffold::{cache::Cache, clock::Clock, config, core::Core, database::Database, prelude::*};

use super::side::Side;

pub(super) const TABLES: [&str; 3] = [
    "CREATE TABLE bench_users (id {id}, name VARCHAR(100) NOT NULL, email VARCHAR(100) NOT NULL, age INTEGER NOT NULL, score {double} NOT NULL, active BOOLEAN NOT NULL)",
    "CREATE TABLE bench_notes (id {id}, text VARCHAR(100) NOT NULL, user_id BIGINT NOT NULL)",
    "CREATE TABLE bench_replies (id {id}, text VARCHAR(100) NOT NULL, note_id BIGINT NOT NULL)",
];

#[derive(Debug, Clone, Serialize, Model, Cacheable)]
#[model(table = "bench_users", has_many(notes: Note::USER_ID))]
struct User {
    id: Id<User>,
    name: String,
    email: String,
    age: i32,
    score: f64,
    active: bool,
}

#[derive(Debug, Clone, Serialize, Model, Cacheable)]
#[model(table = "bench_notes", has_many(replies: Reply::NOTE_ID))]
struct Note {
    id: Id<Note>,
    text: String,
    user_id: Id<User>,
}

#[derive(Debug, Clone, Serialize, Model, Cacheable)]
#[model(table = "bench_replies")]
struct Reply {
    id: Id<Reply>,
    text: String,
    note_id: Id<Note>,
}

/// With the cache past which everything is read here, but for what [`load`](Side::load) says.
pub(super) struct Ours {
    core: Core,
    users: Repo<User>,
}

impl Ours {
    pub(super) fn new(database: &Database) -> Self {
        let core = core(database);
        let users = Repo::new(core.clone());
        Self { core, users }
    }
}

/// With a cache that is empty.
fn core(database: &Database) -> Core {
    let clock = Clock::system();
    let cache = Cache::new(&config::Cache::default(), clock.clone());
    Core::new(database.clone(), cache, clock)
}

#[async_trait]
impl Side for Ours {
    async fn find(&self, most: i64) -> Result<()> {
        for id in 1..=most {
            let user = self.users.find_fresh(Id::new(id)).await?;
            std::hint::black_box(user.or_not_found()?);
        }
        Ok(())
    }

    async fn list(&self, times: i32) -> Result<()> {
        for age in 0..times {
            let list = self.users.query().filter(User::AGE.ge(age)).limit(100);
            std::hint::black_box(list.fresh().all().await?);
        }
        Ok(())
    }

    async fn update(&self, most: i64, age: i32) -> Result<()> {
        for id in 1..=most {
            let aged = User::patch().age(age);
            self.users.update(Id::new(id), aged).await?;
        }
        Ok(())
    }

    async fn transaction(&self, most: i64, age: i32) -> Result<()> {
        for first in (1..most).step_by(2) {
            let both = self.core.database().transaction(async {
                for id in [first, first + 1] {
                    let aged = User::patch().age(age);
                    self.users.update(Id::new(id), aged).await?;
                }
                Ok::<_, scaffold::Error>(())
            });
            both.await?;
        }
        Ok(())
    }

    async fn insert_many(&self, rows: usize) -> Result<()> {
        self.users.insert_many((0..rows).map(draft)).await.map(drop)
    }

    async fn create_many(&self, rows: usize) -> Result<()> {
        let users = self.users.create_many((0..rows).map(draft)).await?;
        std::hint::black_box(users);
        Ok(())
    }

    /// Fills an empty cache on the way.
    async fn load(&self, most: i64) -> Result<()> {
        let users = Repo::<User>::new(core(self.core.database())).query();
        let users = users.filter(User::ID.le(Id::new(most)));
        let users = users.with(User::NOTES.then(Note::REPLIES)).all().await?;
        assert_eq!(users[999].related[1].related.len(), 2);
        Ok(())
    }

    async fn statements(&self, most: i64) -> Result<u64> {
        let before = self.core.database().statements();
        self.load(most).await?;
        Ok(self.core.database().statements() - before)
    }
}

fn draft(at: usize) -> UserDraft {
    UserDraft {
        name: format!("Name {at}"),
        email: format!("name{at}@example.com"),
        age: i32::try_from(at % 90).unwrap_or(0),
        score: at as f64 / 3.0,
        active: at.is_multiple_of(2),
    }
}
