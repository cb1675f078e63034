//! Watches statements: counts them, adds up their times, logs them and tells of slow ones. Values are bound and never seen here.

use std::{
    collections::HashMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use super::{Database, Row};
use crate::{ambient, config, model::Value};

/// Of more texts than this no totals are kept: somebody writes values into them.
const MOST_TEXTS: usize = 1000;

/// What one text has taken since the start.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct QueryTotals {
    /// The statement, with placeholders.
    pub sql: String,
    /// How often it ran.
    pub runs: u64,
    /// How often it was refused.
    pub failures: u64,
    /// Microseconds in all.
    pub micros: u64,
    /// Microseconds of the slowest run.
    pub slowest: u64,
}

#[derive(Debug, Default)]
struct Totals {
    runs: u64,
    failures: u64,
    micros: u64,
    slowest: u64,
}

#[derive(Debug)]
pub(super) struct Watch {
    slow: Duration,
    explain: bool,
    count: AtomicU64,
    totals: Mutex<HashMap<Box<str>, Totals>>,
}

impl Watch {
    pub(super) fn new(config: &config::Database) -> Self {
        Self {
            slow: config.slow_query,
            explain: config.explain_slow,
            count: AtomicU64::new(0),
            totals: Mutex::default(),
        }
    }

    pub(super) fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    /// Whether slow questions are explained.
    pub(super) fn explains(&self) -> bool {
        self.explain
    }

    /// Notes a statement that was answered or refused; says whether it was slow.
    pub(super) fn note(&self, took: Duration, sql: &str, answered: bool) -> bool {
        self.count.fetch_add(1, Ordering::Relaxed);
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.add(sql, micros, answered);
        ambient::look(|ambient| {
            if let Some(queries) = &ambient.queries {
                queries.add(sql);
            }
        });
        tracing::debug!(target: "scaffold::query", micros, answered, sql);
        let slow = took > self.slow;
        if slow {
            tracing::warn!(target: "scaffold::database", micros, sql, "slow statement");
        }
        slow
    }

    fn add(&self, sql: &str, micros: u64, answered: bool) {
        let mut totals = self.totals.lock().unwrap_or_else(PoisonError::into_inner);
        if !totals.contains_key(sql) {
            if totals.len() >= MOST_TEXTS {
                return;
            }
            totals.insert(sql.into(), Totals::default());
        }
        if let Some(totals) = totals.get_mut(sql) {
            totals.runs += 1;
            totals.failures += u64::from(!answered);
            totals.micros = totals.micros.saturating_add(micros);
            totals.slowest = totals.slowest.max(micros);
        }
    }

    /// Tells how the database answers a slow question.
    pub(super) fn explain(&self, sql: &str, plan: &[Row]) {
        let lines: Vec<String> = plan.iter().map(line).collect();
        let plan = lines.join("\n");
        tracing::warn!(target: "scaffold::database", sql, plan, "the plan of a slow statement");
    }
}

/// The columns of a plan's row that say something.
fn line(row: &Row) -> String {
    let values = (0..row.columns()).filter_map(|at| match row.value(at).ok()? {
        Value::Text(text) => Some(text),
        Value::Int(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Bytes(bytes) => String::from_utf8(bytes).ok(),
        Value::Bool(_) | Value::Null | Value::Absent => None,
    });
    values.collect::<Vec<_>>().join(" ")
}

impl Database {
    /// What each statement has taken since the start, the one that took most time in all first. At most 1,000 texts are told apart.
    #[must_use]
    pub fn query_totals(&self) -> Vec<QueryTotals> {
        let totals = self.watch().totals.lock();
        let totals = totals.unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<_> = (totals.iter())
            .map(|(sql, totals)| QueryTotals {
                sql: sql.to_string(),
                runs: totals.runs,
                failures: totals.failures,
                micros: totals.micros,
                slowest: totals.slowest,
            })
            .collect();
        drop(totals);
        all.sort_by(|a, b| b.micros.cmp(&a.micros).then_with(|| a.sql.cmp(&b.sql)));
        all
    }
}
