//! Statements that change something: run to their end whoever waits for them, and followed by their invalidations.

use std::sync::Arc;

use super::{
    Database, Transaction,
    error::{self, Failure},
    statement::{Answer, Statement, Wanted},
};
use crate::{Result, ambient, cache::Slot};

/// What a write makes invalid.
pub(crate) struct Effect {
    /// When nobody can say what the statement did.
    unknown: Vec<Slot>,
    /// What exactly, from the statement's answer.
    known: Box<Known>,
}

type Known = dyn FnOnce(&Answer) -> Vec<Slot> + Send;

impl Effect {
    /// Nothing that is cached.
    pub(crate) fn none() -> Self {
        Self::new(Vec::new(), |_| Vec::new())
    }

    pub(crate) fn new(
        unknown: Vec<Slot>,
        known: impl FnOnce(&Answer) -> Vec<Slot> + Send + 'static,
    ) -> Self {
        Self {
            unknown,
            known: Box::new(known),
        }
    }
}

/// The effect of a statement that runs: invalidates too much when it is dropped before its end.
struct Pending {
    database: Database,
    transaction: Option<Arc<Transaction>>,
    effect: Option<Effect>,
}

impl Pending {
    fn settle(mut self, answer: &Result<Answer, Failure>) {
        let Some(effect) = self.effect.take() else {
            return;
        };
        match answer {
            Ok(answer) => self.invalidate(&(effect.known)(answer)),
            Err(failure) if failure.is_refusal() => {}
            Err(_) => self.invalidate(&effect.unknown),
        }
    }

    fn invalidate(&self, slots: &[Slot]) {
        match &self.transaction {
            Some(transaction) => transaction.owe(slots),
            None => self.database.bump(slots),
        }
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if let Some(effect) = self.effect.take() {
            self.invalidate(&effect.unknown);
        }
    }
}

impl Database {
    /// Runs a statement that writes, and invalidates what it made stale: after it is durable, before this returns.
    pub(crate) async fn write(
        &self,
        statement: Statement,
        wanted: Wanted,
        effect: Effect,
    ) -> Result<Answer> {
        let schema = statement.is_schema();
        let transaction = self.current();
        let pending = |transaction| Pending {
            database: self.clone(),
            transaction,
            effect: Some(effect),
        };
        if let Some(transaction) = transaction {
            let pending = pending(Some(Arc::clone(&transaction)));
            if schema {
                transaction.owe_schema();
            }
            let answer = transaction.run(statement, wanted).await;
            pending.settle(&answer);
            return Ok(answer?);
        }
        let connection = self.pools().writer.acquire().await;
        let mut connection = connection.map_err(error::statement)?;
        let pending = pending(None);
        // A caller that goes away leaves the statement running on the connection's thread: without a task of its own,
        // its end would be seen by nobody and its invalidations would come before it.
        let database = self.clone();
        let answer = ambient::to_the_end(async move {
            let answer = statement
                .run(&mut connection, wanted, database.watch())
                .await;
            if schema {
                database.schema_changed();
            }
            pending.settle(&answer);
            answer
        });
        Ok(answer.await??)
    }
}
