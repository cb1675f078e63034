//! Statements that change something: run to their end whoever waits for them, and followed by their invalidations.

use std::sync::Arc;

use super::{
    Act, Database, Row, Transaction,
    connection::Connection,
    error::Failure,
    schema::{Following, Schema},
    statement::{Answer, Statement, Wanted},
};
use crate::{
    Result, ambient,
    cache::{Refusal, Slot, TableTags},
};

/// What a write makes invalid.
pub(crate) struct Effect {
    table: &'static str,
    act: Act,
    /// Which rows, from the statement's answer; `None` where it does not tell.
    rows: Option<Box<Rows>>,
}

/// A statement that writes, and how one gets the rows that it has written.
pub(crate) enum Writing {
    /// It returns them.
    Returning(Statement),
    /// They are read after it.
    Then { write: Statement, read: Statement },
    /// They are read before they are gone.
    After { read: Statement, write: Statement },
}

type Rows = dyn FnOnce(&Answer) -> Vec<Slot> + Send;

impl Effect {
    /// Of a statement that does not say which rows of this table it wrote.
    pub(crate) fn bulk(table: &'static str, act: Act) -> Self {
        Self {
            table,
            act,
            rows: None,
        }
    }

    /// Of a statement that returns the rows of this table that it wrote.
    pub(crate) fn rows(
        table: &'static str,
        act: Act,
        rows: impl FnOnce(&Answer) -> Vec<Slot> + Send + 'static,
    ) -> Self {
        Self {
            table,
            act,
            rows: Some(Box::new(rows)),
        }
    }
}

/// A statement that runs: invalidates too much when this is dropped before its end.
struct Pending {
    database: Database,
    transaction: Option<Arc<Transaction>>,
    effect: Option<Effect>,
    following: Following,
}

impl Pending {
    fn new(
        database: &Database,
        transaction: Option<&Arc<Transaction>>,
        effect: Effect,
        schema: &Schema,
    ) -> Self {
        Self {
            database: database.clone(),
            transaction: transaction.cloned(),
            following: schema.following(effect.table, effect.act),
            effect: Some(effect),
        }
    }

    /// `written` says whether a statement has succeeded, whatever became of those after it.
    fn settle(mut self, answer: &Result<Answer, Failure>, written: bool) {
        let nothing = match answer {
            Ok(answer) => answer.is_empty(),
            Err(failure) => failure.is_refusal() && !written,
        };
        let effect = self.effect.take();
        if nothing && !self.following.rough {
            return;
        }
        if let Some(effect) = effect {
            self.invalidate(effect, answer.as_ref().ok());
        }
    }

    fn invalidate(&mut self, effect: Effect, answer: Option<&Answer>) {
        let mut slots = match (effect.rows, answer) {
            (Some(rows), Some(answer)) => rows(answer),
            _ => TableTags::of(effect.table).all().to_vec(),
        };
        slots.append(&mut self.following.slots);
        match &self.transaction {
            Some(transaction) => transaction.owe(&slots),
            None => self.database.bump(&slots),
        }
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if let Some(effect) = self.effect.take() {
            self.invalidate(effect, None);
        }
    }
}

/// Tells the load that this task is in that its answer is not to be kept: a hit would write nothing, and what was written may
/// be rolled back.
pub(super) fn wrote() {
    ambient::look(|ambient| {
        if let Some(recorder) = &ambient.recorder {
            recorder.refuse(Refusal::Wrote);
        }
    });
}

impl Database {
    /// Runs a statement that writes, and invalidates what it made stale: after it is durable, before this returns.
    pub(crate) async fn write(
        &self,
        statement: Statement,
        wanted: Wanted,
        effect: Option<Effect>,
    ) -> Result<Answer> {
        self.write_all(vec![(statement, wanted)], effect).await
    }

    /// Runs a statement that writes, and gives the rows that it has written; otherwise as [`write`](Self::write).
    pub(crate) async fn write_rows(&self, writing: Writing, effect: Effect) -> Result<Vec<Row>> {
        let answer = match writing {
            Writing::Returning(statement) => {
                self.write(statement, Wanted::Rows, Some(effect)).await
            }
            Writing::Then { write, read } => {
                let both = vec![(write, Wanted::Count), (read, Wanted::Rows)];
                self.write_all(both, Some(effect)).await
            }
            Writing::After { read, write } => {
                let both = vec![(read, Wanted::Rows), (write, Wanted::Count)];
                let both = self.write_all(both, Some(effect));
                self.transaction(both).await
            }
        };
        Ok(answer?.rows)
    }

    /// Runs statements one after the other on one connection, as long as each does something.
    async fn write_all(&self, statements: Statements, effect: Option<Effect>) -> Result<Answer> {
        wrote();
        if let Some(transaction) = self.current() {
            return Ok(self.write_within(&transaction, statements, effect).await?);
        }
        let mut connection = self.pools().write().await?;
        // A caller that goes away leaves the statement running on the connection's thread: without a task of its own,
        // its end would be seen by nobody and its invalidations would come before it.
        let database = self.clone();
        let answer = ambient::to_the_end(async move {
            let Some(effect) = effect else {
                let changes_schema = statements.iter().any(|(one, _)| one.is_schema());
                let (answer, _) = database.run_all(&mut connection, statements).await;
                if changes_schema {
                    database.schema_changed();
                }
                return answer;
            };
            let schema = database.learn(&mut connection).await;
            let schema = schema.map_err(Failure::Unsent)?;
            let pending = Pending::new(&database, None, effect, &schema);
            let (answer, written) = database.run_all(&mut connection, statements).await;
            pending.settle(&answer, written);
            // After the statement: another process may have migrated until it began.
            if !schema.is_current(&mut connection).await.unwrap_or(false) {
                database.schema_changed();
            }
            answer
        });
        Ok(answer.await??)
    }

    /// The answers together, and whether a statement has succeeded.
    async fn run_all(
        &self,
        connection: &mut Connection,
        statements: Statements,
    ) -> (Result<Answer, Failure>, bool) {
        let mut all = Answer::default();
        let mut written = false;
        for (statement, wanted) in statements {
            match statement.run(connection, wanted, self.watch()).await {
                Ok(answer) if answer.is_empty() => break,
                Ok(answer) => all.append(answer),
                Err(failure) => return (Err(failure), written),
            }
            written = true;
        }
        (Ok(all), written)
    }

    async fn write_within(
        &self,
        transaction: &Arc<Transaction>,
        statements: Statements,
        effect: Option<Effect>,
    ) -> Result<Answer, Failure> {
        let schema = match &effect {
            Some(_) => Some(transaction.schema().await.map_err(Failure::Unsent)?),
            None => None,
        };
        let pending = (schema.as_deref().zip(effect))
            .map(|(schema, effect)| Pending::new(self, Some(transaction), effect, schema));
        let mut all = Ok(Answer::default());
        let mut written = false;
        for (statement, wanted) in statements {
            match (transaction.run(statement, wanted).await, &mut all) {
                (Ok(answer), _) if answer.is_empty() => break,
                (Ok(answer), Ok(all)) => all.append(answer),
                (Ok(_), Err(_)) => {}
                (Err(failure), _) => {
                    all = Err(failure);
                    break;
                }
            }
            written = true;
        }
        if let Some(pending) = pending {
            pending.settle(&all, written);
        }
        all
    }
}

/// Statements that belong together, each with the answer that is wanted of it.
type Statements = Vec<(Statement, Wanted)>;
