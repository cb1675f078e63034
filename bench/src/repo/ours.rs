//! Our side: models and a repository.

use scaffold::{cache::Cache, clock::Clock, config, core::Core, database::Database, prelude::*};

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

pub(super) struct Ours {
    core: Core,
    users: Repo<User>,
}

impl Ours {
    pub(super) async fn new(database: &Database) -> Result<Self> {
        let clock = Clock::system();
        let cache = Cache::new(&config::Cache::default(), clock.clone());
        let core = Core::new(database.clone(), cache, clock);
        let users = Repo::<User>::new(core.clone());
        // Opens the connections.
        users.query().fresh().count().await?;
        Ok(Self { core, users })
    }

    pub(super) async fn find(&self, first: i64, count: i64) -> Result<()> {
        for id in first..first + count {
            let user = self.users.find_fresh(Id::new(id)).await?;
            std::hint::black_box(user.or_not_found()?);
        }
        Ok(())
    }

    pub(super) async fn list(&self, times: usize) -> Result<()> {
        for age in 0..times {
            let age = i32::try_from(age).unwrap_or(0);
            let list = self.users.query().filter(User::AGE.ge(age)).limit(100);
            std::hint::black_box(list.fresh().all().await?);
        }
        Ok(())
    }

    pub(super) async fn update(&self, first: i64, times: i64) -> Result<()> {
        for id in first..first + times {
            self.users.update(Id::new(id), User::patch().age(7)).await?;
        }
        Ok(())
    }

    pub(super) async fn transaction(&self, first: i64, times: i64) -> Result<()> {
        for id in first..first + times {
            let both = self.core.database().transaction(async {
                self.users.update(Id::new(id), User::patch().age(8)).await?;
                self.users
                    .update(Id::new(id + 1), User::patch().age(9))
                    .await
            });
            both.await?;
        }
        Ok(())
    }

    pub(super) async fn insert_many(&self, rows: usize) -> Result<()> {
        self.users.insert_many((0..rows).map(draft)).await.map(drop)
    }

    pub(super) async fn create_many(&self, rows: usize) -> Result<()> {
        self.users.create_many((0..rows).map(draft)).await.map(drop)
    }

    /// How many statements two levels take.
    pub(super) async fn eager(&self) -> Result<u64> {
        let database = self.core.database();
        let users = self.users.query().limit(1000);
        let ids: Vec<_> = users
            .clone()
            .all()
            .await?
            .iter()
            .map(|user| user.id)
            .collect();
        let notes = Repo::<Note>::new(self.core.clone());
        let drafts = ids.iter().map(|&user_id| NoteDraft {
            text: "a".into(),
            user_id,
        });
        let notes = notes.create_many(drafts).await?;
        let drafts = notes.iter().map(|note| ReplyDraft {
            text: "b".into(),
            note_id: note.id,
        });
        Repo::<Reply>::new(self.core.clone())
            .insert_many(drafts)
            .await?;
        self.users.update(ids[0], User::patch().age(1)).await?;
        let before = database.statements();
        let loaded = users.with(User::NOTES.then(Note::REPLIES)).all().await?;
        assert_eq!(loaded[999].related[0].related.len(), 1);
        Ok(database.statements() - before)
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
