//! What is measured: the same acts, by whom they are done.

use std::time::{Duration, Instant};

use async_trait::async_trait;
use scaffold::Result;

/// How many rows one batch writes.
pub(super) const ROWS: usize = 10_000;

/// How many users are loaded with what is related to them: those with the first ids.
pub(super) const PARENTS: i64 = 1000;

/// How many connections the pool of each side has.
pub(super) const CONNECTIONS: u32 = 4;

const FINDS: i64 = 1500;
const LISTS: i32 = 100;
const WRITES: i64 = 150;

/// Somebody who does the acts, on a pool of their own.
#[async_trait]
pub(super) trait Side: Send + Sync {
    /// Reads the users with the ids up to this one, each by a statement of its own.
    async fn find(&self, most: i64) -> Result<()>;
    /// Reads 100 users by their age, so many times.
    async fn list(&self, times: i32) -> Result<()>;
    /// Gives the users with the ids up to this one this age, each by a statement of its own.
    async fn update(&self, most: i64, age: i32) -> Result<()>;
    /// The same of two users at a time, in a transaction.
    async fn transaction(&self, most: i64, age: i32) -> Result<()>;
    /// Inserts so many users, without reading them back.
    async fn insert_many(&self, rows: usize) -> Result<()>;
    /// Inserts so many users and reads them as they are then.
    async fn create_many(&self, rows: usize) -> Result<()>;
    /// Reads the users with the ids up to this one, with their notes, and these with their replies.
    async fn load(&self, most: i64) -> Result<()>;
    /// How many statements [`load`](Self::load) takes.
    async fn statements(&self, most: i64) -> Result<u64>;
}

/// What is measured.
#[derive(Clone, Copy)]
pub(super) enum Act {
    Find,
    List,
    Update,
    Transaction,
    InsertMany,
    CreateMany,
    Load,
}

impl Act {
    pub(super) const ALL: [Self; 7] = [
        Self::Find,
        Self::List,
        Self::Update,
        Self::Transaction,
        Self::InsertMany,
        Self::CreateMany,
        Self::Load,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Find => "find past the cache",
            Self::List => "list of 100 rows",
            Self::Update => "update of a row",
            Self::Transaction => "transaction of two writes",
            Self::InsertMany => "insert_many of 10,000 rows",
            Self::CreateMany => "create_many of 10,000 rows",
            Self::Load => "load of two levels",
        }
    }

    /// How long it takes this side in this turn.
    pub(super) async fn time(self, side: &dyn Side, turn: i32) -> Result<Duration> {
        // Another one than in the turn before, since MariaDB does not write what is there already; and none that a list asks for.
        let age = -1 - turn % 90;
        let start = Instant::now();
        match self {
            Self::Find => side.find(FINDS).await?,
            Self::List => side.list(LISTS).await?,
            Self::Update => side.update(WRITES, age).await?,
            Self::Transaction => side.transaction(WRITES, age).await?,
            Self::InsertMany => side.insert_many(ROWS).await?,
            Self::CreateMany => side.create_many(ROWS).await?,
            Self::Load => side.load(PARENTS).await?,
        }
        Ok(start.elapsed())
    }
}
