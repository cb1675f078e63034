//! The state of a working worker, and what moves it on. It waits for everything at once: jobs run in tasks of their own, and a renewal is
//! under way beside a report or a look for more.

use std::{collections::HashMap, sync::Arc};

use tokio::{
    task::{Id, JoinError, JoinSet},
    time::Instant,
};

use super::{
    HAND_BACK, Worked, WorkerOptions,
    attempt::{Ending, attempt},
    look::Look,
    renewal::Renewal,
    reports::Reports,
    verdict::{abandoned, judge},
};
use crate::{
    Error, Result,
    error::panic_text,
    queue::{Cancellation, Claim, Envelope, Lease, Queue, Shutdown, Verdict, metrics::add},
};

pub(super) struct Shift {
    queue: Queue,
    options: WorkerOptions,
    /// Whether jobs may begin.
    open: bool,
    tasks: JoinSet<Ending>,
    held: HashMap<Id, Held>,
    reports: Reports,
    renewal: Renewal,
    look: Look,
    /// Of a shift that ends when nothing is due; one that works for months must not remember each failure.
    worked: Option<Worked>,
    refused: Option<Error>,
}

/// A job that runs.
struct Held {
    /// As it was claimed; or as it was claimed again, where others had it meanwhile.
    envelope: Arc<Envelope>,
    /// The claim's, or a newer one of the same job.
    lease: Lease,
    /// How many attempts were begun by that one's count.
    begun: u32,
    cancellation: Cancellation,
    lost: bool,
    /// Whether it was told that its lease is lost, so that nobody knows how far it went.
    unsure: bool,
}

impl Shift {
    pub(super) fn new(queue: Queue, options: WorkerOptions) -> Self {
        Self {
            open: true,
            tasks: JoinSet::new(),
            held: HashMap::new(),
            reports: Reports::new(),
            renewal: Renewal::new(&queue, options.lease),
            look: Look::new(options.poll),
            worked: None,
            refused: None,
            queue,
            options,
        }
    }

    /// Works until it is told to stop.
    pub(super) async fn run(mut self, shutdown: &Shutdown) {
        let mut pushes = self.queue.pushes();
        while !shutdown.requested() {
            self.begin_what_is_due();
            let has_room = self.room() > 0;
            tokio::select! {
                // First, so that nothing begins after the word.
                biased;
                () = shutdown.wait() => {}
                () = self.next() => {}
                _ = pushes.changed(), if has_room => self.look.soon(),
            }
        }
        self.end(shutdown).await;
    }

    /// Works until nothing is due, or it is told to stop.
    pub(super) async fn work_off(mut self, shutdown: &Shutdown) -> Result<Worked> {
        self.worked = Some(Worked::default());
        while !shutdown.requested() && (self.is_busy() || self.open && !self.look.is_dry) {
            self.begin_what_is_due();
            tokio::select! {
                biased;
                () = shutdown.wait() => {}
                () = self.next() => {}
            }
        }
        self.end(shutdown).await;
        match self.refused {
            Some(error) => Err(error),
            None => Ok(self.worked.unwrap_or_default()),
        }
    }

    /// Lets the running jobs finish, or at the end of the grace or the second word hands them back; a job that can't be stopped keeps its lease.
    async fn end(&mut self, shutdown: &Shutdown) {
        self.open = false;
        if !self.is_busy() {
            return;
        }
        tracing::info!(running = self.held.len(), "the worker stops");
        for held in self.held.values() {
            held.cancellation.request();
        }
        let grace = self.options.grace;
        tokio::select! {
            () = self.drain() => return,
            () = shutdown.overdue(grace) => {}
        }
        self.tasks.abort_all();
        if tokio::time::timeout(HAND_BACK, self.drain()).await.is_err() {
            tracing::warn!(
                running = self.held.len(),
                unreported = self.reports.count(),
                "jobs could not be handed back in time; they are claimed again when their leases end"
            );
        }
    }

    async fn drain(&mut self) {
        while self.is_busy() {
            self.begin_what_is_due();
            self.next().await;
        }
    }

    fn is_busy(&self) -> bool {
        !self.held.is_empty() || self.reports.count() > 0 || self.look.is_under_way()
    }

    /// How many jobs fit. None while what has ended is not reported: then all its places are filled in one go.
    fn room(&self) -> usize {
        if self.reports.count() > 0 {
            return 0;
        }
        self.options.concurrency.saturating_sub(self.held.len())
    }

    fn may_look(&self) -> bool {
        self.open && self.room() > 0 && self.renewal.is_done(&self.queue)
    }

    fn begin_what_is_due(&mut self) {
        self.reports.begin(&self.queue);
        let living = self.held.values().filter(|held| !held.lost);
        let leases = || {
            let living = living.map(|held| held.lease);
            living.chain(self.reports.leases()).collect()
        };
        self.renewal.begin(&self.queue, leases);
        if self.may_look() {
            self.look.begin(&self.queue, &self.options, self.room());
        }
    }

    /// Resolves when something has happened, or something is due. Dropping it drops nothing that is under way.
    async fn next(&mut self) {
        let look = self.look.wake_at().filter(|_| self.may_look());
        let renewal = (!self.renewal.is_under_way()).then_some(self.renewal.at);
        let due = [self.reports.wake_at(), renewal, look];
        let wake = due.into_iter().flatten().min();
        tokio::select! {
            Some(ended) = self.tasks.join_next_with_id() => {
                self.ended(ended);
                while let Some(ended) = self.tasks.try_join_next_with_id() {
                    self.ended(ended);
                }
            }
            claims = self.reports.answer(&self.queue, self.look.is_under_way()) => {
                claims.into_iter().for_each(|claim| self.start(claim));
                self.look.soon();
            }
            lost = self.renewal.answer(&self.queue) => lost.into_iter().for_each(|lease| self.lose(lease)),
            claims = self.look.answer(&self.queue) => match claims {
                Ok(claims) => {
                    claims.into_iter().for_each(|claim| self.begin(claim));
                    self.reports.looked(&self.queue);
                }
                Err(error) => {
                    self.reports.looked(&self.queue);
                    self.refused(error);
                }
            },
            () = sleep_until(wake) => {}
        }
    }

    fn begin(&mut self, claim: Claim) {
        if let Some(claim) = self.adopt(claim) {
            self.start(claim);
        }
    }

    fn start(&mut self, Claim { lease, envelope }: Claim) {
        let envelope = self.with_abandoned(envelope);
        let begun = envelope.attempt;
        if !self.open {
            let release = Verdict::Release {
                history: envelope.history,
            };
            return self.reports.push(lease, begun, begun, release);
        }
        if begun > envelope.max_attempts {
            return self.reports.push(lease, begun, begun, abandoned(envelope));
        }
        if let Some(worked) = &mut self.worked {
            worked.ran += 1;
        }
        let (envelope, cancellation) = (Arc::new(envelope), Cancellation::default());
        let task = self.tasks.spawn(attempt(
            self.queue.clone(),
            envelope.clone(),
            cancellation.clone(),
        ));
        self.held.insert(
            task.id(),
            Held {
                envelope,
                lease,
                begun,
                cancellation,
                lost: false,
                unsure: false,
            },
        );
    }

    /// With the attempts in its history that nobody has reported.
    fn with_abandoned(&self, mut envelope: Envelope) -> Envelope {
        let abandoned = envelope.note_abandoned(self.queue.now());
        if abandoned > 0 {
            let Envelope {
                id, job, attempt, ..
            } = &envelope;
            tracing::warn!(
                id,
                job,
                attempt,
                "a job was abandoned by its worker and is run again"
            );
            add(&self.queue.counters().reclaimed, abandoned.into());
        }
        envelope
    }

    /// A job that this worker has already does not begin again: it goes on under its new lease. Gives back what is to begin.
    fn adopt(&mut self, Claim { lease, envelope }: Claim) -> Option<Claim> {
        let mut all = self
            .held
            .iter()
            .filter(|(_, held)| held.lease.id == lease.id);
        let Some(id) = all.next().map(|(id, _)| *id) else {
            return self.reports.adopt(Claim { lease, envelope });
        };
        tracing::warn!(
            id = lease.id,
            "a running job's lease ended and was taken again"
        );
        // Where nobody else had it, this claim has begun no attempt, and what is known of earlier ones is as it was.
        let begun = envelope.attempt;
        let others = begun > self.held[&id].begun + 1;
        let envelope = others.then(|| Arc::new(self.with_abandoned(envelope)));
        if let Some(held) = self.held.get_mut(&id) {
            held.envelope = envelope.unwrap_or_else(|| held.envelope.clone());
            (held.lease, held.begun) = (lease, begun);
            held.unsure |= held.lost && held.cancellation.is_heard();
            held.lost = false;
            if self.open && !held.unsure {
                held.cancellation.withdraw();
            }
        }
        None
    }

    fn ended(&mut self, ended: Result<(Id, Ending), JoinError>) {
        let (id, ending) = match ended {
            Ok((id, ending)) => (id, Some(ending)),
            Err(error) if error.is_cancelled() => (error.id(), None),
            // A panic while the job's values were dropped: it came after the attempt's own net.
            Err(error) => (
                error.id(),
                Some(Ending::panicked(panic_text(&*error.into_panic()))),
            ),
        };
        let Some(Held {
            envelope,
            lease,
            begun,
            lost,
            unsure,
            ..
        }) = self.held.remove(&id)
        else {
            return;
        };
        if let Some(worked) = &mut self.worked {
            let error = ending.as_ref().and_then(Ending::error);
            worked.errors.extend(error.map(str::to_owned));
        }
        if lost {
            add(&self.queue.counters().lost_leases, 1);
            return self.look.soon();
        }
        let verdict = match ending {
            Some(ending) if !unsure => judge(&self.queue, &envelope, ending),
            _ => Verdict::Release {
                history: envelope.history.clone(),
            },
        };
        self.reports.push(lease, begun, envelope.attempt, verdict);
    }

    /// Someone else has the job: it may stop, and has nothing to report.
    fn lose(&mut self, lease: Lease) {
        let mut held = self.held.values_mut();
        if let Some(held) = held.find(|held| held.lease == lease) {
            held.lost = true;
            held.cancellation.request();
        } else if self
            .reports
            .lose(&self.queue, lease, self.look.is_under_way())
        {
            self.look.soon();
        } else {
            return;
        }
        tracing::warn!(id = lease.id, "a job's lease was lost");
    }

    /// The driver gave no jobs. Who works a queue off is told; who works on asks again.
    fn refused(&mut self, error: Error) {
        if self.worked.is_some() {
            self.open = false;
            self.refused = Some(error);
        } else {
            tracing::warn!(
                error = error.chain(),
                "the queue gave no jobs; it is asked again"
            );
        }
    }
}

async fn sleep_until(wake: Option<Instant>) {
    match wake {
        Some(wake) => tokio::time::sleep_until(wake).await,
        None => std::future::pending().await,
    }
}
