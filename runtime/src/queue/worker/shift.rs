//! The state of a working worker: what runs, what ended and is not yet reported, when to renew, how long to wait.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::{
    task::{Id, JoinError, JoinSet},
    time::Instant,
};

use super::{
    Worked, WorkerOptions,
    attempt::{Ending, attempt, panicked},
    verdict::{Settlement, abandoned, judge, settle},
};
use crate::{
    Result,
    queue::{Claim, Envelope, Lease, Queue, metrics::add},
};

/// The pause before a driver that failed is asked again.
const AFTER_ERROR: Duration = Duration::from_millis(250);
/// How long an aborted job may take to notice.
const ABORT: Duration = Duration::from_secs(1);

pub(super) struct Shift {
    queue: Queue,
    options: WorkerOptions,
    tasks: JoinSet<Ending>,
    held: HashMap<Id, Held>,
    settlements: Vec<Settlement>,
    /// Aborted before their end.
    unfinished: Vec<Lease>,
    errors: Vec<String>,
    renew_at: Instant,
    idle: Duration,
}

/// A job that runs.
struct Held {
    claim: Arc<Claim>,
    cancelled: Arc<AtomicBool>,
    lost: bool,
}

/// The first pause of an idle worker; it doubles up to `poll`. Where work was found, more comes soon.
fn first_pause(options: &WorkerOptions) -> Duration {
    (options.poll / 50).max(Duration::from_millis(1))
}

impl Shift {
    pub(super) fn new(queue: Queue, options: WorkerOptions) -> Self {
        let renew_at = Instant::now() + options.lease / 3;
        let idle = first_pause(&options);
        Self {
            queue,
            options,
            tasks: JoinSet::new(),
            held: HashMap::new(),
            settlements: Vec::new(),
            unfinished: Vec::new(),
            errors: Vec::new(),
            renew_at,
            idle,
        }
    }

    pub(super) fn running(&self) -> usize {
        self.held.len()
    }

    pub(super) fn is_busy(&self) -> bool {
        !(self.held.is_empty() && self.settlements.is_empty())
    }

    /// Whether another job fits. Jobs that could not be reported take a place too: no new ones while reports lag.
    pub(super) fn has_room(&self) -> bool {
        self.room() > 0
    }

    fn room(&self) -> usize {
        self.options
            .concurrency
            .max(1)
            .saturating_sub(self.held.len() + self.settlements.len())
    }

    /// Someone pushed: look soon, and often.
    pub(super) fn expect_work(&mut self) {
        self.idle = first_pause(&self.options);
    }

    /// Tells the running jobs to come to an end.
    pub(super) fn cancel(&self) {
        self.held
            .values()
            .for_each(|held| held.cancelled.store(true, Ordering::Release));
    }

    /// Settles, renews and claims; then there is nothing to do for this long.
    pub(super) async fn turn(&mut self) -> Duration {
        let pause = self.settle_and_renew().await;
        if !self.has_room() {
            return pause;
        }
        match self.claim().await {
            Ok(wait) => pause.min(wait),
            Err(error) => {
                tracing::warn!(
                    error = error.chain(),
                    "the queue gave no jobs; it is asked again"
                );
                pause.min(AFTER_ERROR)
            }
        }
    }

    /// Reports what ended and renews the leases of the rest; gives the time until that must be done again.
    pub(super) async fn settle_and_renew(&mut self) -> Duration {
        while let Some(ended) = self.tasks.try_join_next_with_id() {
            self.ended(ended);
        }
        settle(&self.queue, &mut self.settlements).await;
        if Instant::now() >= self.renew_at {
            self.renew().await;
        }
        let renewal = self.renew_at.saturating_duration_since(Instant::now());
        if self.settlements.is_empty() {
            renewal
        } else {
            renewal.min(AFTER_ERROR)
        }
    }

    /// Resolves when a job has ended; never while none runs.
    pub(super) async fn any_ended(&mut self) {
        match self.tasks.join_next_with_id().await {
            Some(ended) => self.ended(ended),
            None => std::future::pending().await,
        }
    }

    pub(super) async fn work_off(mut self) -> Result<Worked> {
        let mut ran = 0;
        loop {
            self.settle_and_renew().await;
            let before = self.held.len();
            if self.has_room() {
                self.claim().await?;
            }
            ran += self.held.len() - before;
            if !self.is_busy() {
                return Ok(Worked {
                    ran,
                    errors: self.errors,
                });
            }
            let pause = self
                .renew_at
                .saturating_duration_since(Instant::now())
                .min(AFTER_ERROR);
            tokio::select! {
                () = self.any_ended() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Ends at once: jobs that can be stopped are handed back, and their attempt did not count. A job that can't be stopped keeps its lease.
    pub(super) async fn hand_back(mut self) {
        self.tasks.abort_all();
        let deadline = Instant::now() + ABORT;
        while let Ok(Some(ended)) =
            tokio::time::timeout_at(deadline, self.tasks.join_next_with_id()).await
        {
            self.ended(ended);
        }
        settle(&self.queue, &mut self.settlements).await;
        if self.unfinished.is_empty() {
            return;
        }
        match self.queue.driver().release(&self.unfinished).await {
            Ok(held) => add(
                &self.queue.counters().released,
                held.iter().filter(|held| **held).count() as u64,
            ),
            Err(error) => tracing::warn!(
                error = error.chain(),
                "jobs could not be handed back; they are claimed again when their leases end"
            ),
        }
    }

    /// Claims what fits; gives the time until another look is worth it.
    async fn claim(&mut self) -> Result<Duration> {
        let room = self.room();
        let claims = self
            .queue
            .driver()
            .claim(&self.options.queues, room, self.options.lease)
            .await?;
        let now = self.queue.now();
        let due = claims
            .next_due
            .map(|due| Duration::from_micros(u64::try_from(due - now).unwrap_or(0)));
        if claims.jobs.is_empty() {
            let pause = self.idle;
            self.idle = (self.idle * 2).min(self.options.poll);
            return Ok(due
                .filter(|due| !due.is_zero())
                .map_or(pause, |due| due.min(pause)));
        }
        self.idle = first_pause(&self.options);
        if self.held.is_empty() {
            self.renew_at = Instant::now() + self.options.lease / 3;
        }
        for claim in claims.jobs {
            self.begin(claim, now);
        }
        Ok(if self.has_room() {
            due.unwrap_or(self.idle).min(self.idle)
        } else {
            self.options.poll
        })
    }

    fn begin(&mut self, mut claim: Claim, now: i64) {
        let abandoned_attempts = claim.envelope.note_abandoned(now);
        if abandoned_attempts > 0 {
            let Envelope {
                id, job, attempt, ..
            } = &claim.envelope;
            tracing::warn!(
                id,
                job,
                attempt,
                "a job was abandoned by its worker and is run again"
            );
            add(&self.queue.counters().reclaimed, abandoned_attempts.into());
        }
        if claim.envelope.attempt > claim.envelope.max_attempts {
            self.settlements.push(abandoned(claim));
            return;
        }
        let (claim, cancelled) = (Arc::new(claim), Arc::new(AtomicBool::new(false)));
        let task = self.tasks.spawn(attempt(
            self.queue.clone(),
            claim.clone(),
            cancelled.clone(),
        ));
        self.held.insert(
            task.id(),
            Held {
                claim,
                cancelled,
                lost: false,
            },
        );
    }

    fn ended(&mut self, ended: Result<(Id, Ending), JoinError>) {
        let (id, ending) = match ended {
            Ok((id, ending)) => (id, Some(ending)),
            Err(error) if error.is_cancelled() => (error.id(), None),
            // A panic while the job's values were dropped: it came after the attempt's own net.
            Err(error) => (error.id(), Some(panicked(error.into_panic().as_ref()))),
        };
        let Some(Held { claim, lost, .. }) = self.held.remove(&id) else {
            return;
        };
        match ending {
            _ if lost => add(&self.queue.counters().lost_leases, 1),
            None => self.unfinished.push(claim.lease),
            Some(ending) => {
                if let Ending::Failed(error) | Ending::Hopeless(error) = &ending {
                    self.errors.push(error.clone());
                }
                self.settlements.push(judge(&self.queue, &claim, ending));
            }
        }
    }

    async fn renew(&mut self) {
        self.renew_at = Instant::now() + self.options.lease / 3;
        let living = self
            .held
            .values()
            .filter(|held| !held.lost)
            .map(|held| held.claim.lease);
        let leases: Vec<Lease> = living
            .chain(self.settlements.iter().map(|one| one.lease))
            .collect();
        if leases.is_empty() {
            return;
        }
        match self.queue.driver().renew(&leases, self.options.lease).await {
            Ok(answers) => leases
                .iter()
                .zip(answers)
                .filter(|(_, held)| !held)
                .for_each(|(lease, _)| self.lose(*lease)),
            Err(error) => {
                tracing::warn!(
                    error = error.chain(),
                    "leases could not be renewed; it is tried again"
                );
                self.renew_at = Instant::now() + AFTER_ERROR.min(self.options.lease / 3);
            }
        }
    }

    /// Someone else has the job: it may stop, and has nothing to report.
    fn lose(&mut self, lease: Lease) {
        tracing::warn!(id = lease.id, "a job's lease was lost");
        for held in self
            .held
            .values_mut()
            .filter(|held| held.claim.lease == lease)
        {
            held.lost = true;
            held.cancelled.store(true, Ordering::Release);
        }
        let before = self.settlements.len();
        self.settlements.retain(|one| one.lease != lease);
        add(
            &self.queue.counters().lost_leases,
            (before - self.settlements.len()) as u64,
        );
    }
}
