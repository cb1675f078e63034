//! What has ended, on its way to the driver.

use tokio::time::Instant;

use super::{AFTER_ERROR, call::Call};
use crate::{
    Result,
    queue::{Claim, Lease, Queue, Settlement, Verdict, metrics::add},
};

/// Verdicts that the driver has not taken yet.
pub(super) struct Reports {
    waiting: Vec<Ended>,
    /// Those that the driver was told and has not answered.
    told: Vec<Told>,
    call: Call<(Vec<Settlement>, Result<Vec<bool>>)>,
    at: Instant,
    /// Claims of jobs that the driver was told of: its answer says whether they came before or after.
    undecided: Vec<Claim>,
    /// Refused while a look for jobs was under way, which may have the job again.
    refused: Vec<Ended>,
}

/// A job that has ended.
struct Ended {
    told: Told,
    settlement: Settlement,
}

/// What is known of it but the verdict.
#[derive(Clone, Copy)]
struct Told {
    lease: Lease,
    /// How many attempts were begun by the count of its lease.
    begun: u32,
    /// Whether it was told before without a clear answer: then a refusal says nothing.
    unclear: bool,
}

impl Reports {
    pub(super) fn new() -> Self {
        Self {
            waiting: Vec::new(),
            told: Vec::new(),
            call: Call::none(),
            at: Instant::now(),
            undecided: Vec::new(),
            refused: Vec::new(),
        }
    }

    pub(super) fn count(&self) -> usize {
        self.waiting.len() + self.told.len()
    }

    /// What is not settled yet is still the worker's.
    pub(super) fn leases(&self) -> impl Iterator<Item = Lease> {
        let waiting = self.waiting.iter().map(|one| one.told.lease);
        let told = self.told.iter().map(|one| one.lease);
        let undecided = self.undecided.iter().map(|claim| claim.lease);
        waiting.chain(told).chain(undecided)
    }

    /// `begun` attempts by the count of this lease; the one that has ended is number `attempt`.
    pub(super) fn push(&mut self, lease: Lease, begun: u32, attempt: u32, verdict: Verdict) {
        let unspent = u32::from(matches!(verdict, Verdict::Release { .. }));
        let settlement = Settlement {
            lease,
            attempts: attempt.saturating_sub(unspent),
            verdict,
        };
        let told = Told {
            lease,
            begun,
            unclear: false,
        };
        self.waiting.push(Ended { told, settlement });
    }

    /// When there is something to tell; `None` while the driver is being told.
    pub(super) fn wake_at(&self) -> Option<Instant> {
        (!self.waiting.is_empty() && !self.call.is_under_way()).then_some(self.at)
    }

    /// Tells the driver all there is, in one go.
    pub(super) fn begin(&mut self, queue: &Queue) {
        if self.wake_at().is_none_or(|at| Instant::now() < at) {
            return;
        }
        let ended = std::mem::take(&mut self.waiting).into_iter();
        let ended = ended.map(|Ended { told, settlement }| (told, settlement));
        let (told, settlements) = ended.unzip::<_, _, Vec<_>, Vec<_>>();
        self.told = told;
        let queue = queue.clone();
        self.call.begin(async move {
            let answer = queue.driver().settle(&settlements).await;
            (settlements, answer)
        });
    }

    /// Resolves when the driver has answered; gives the jobs that may begin now. What it could not take is told again.
    pub(super) async fn answer(&mut self, queue: &Queue, is_looking: bool) -> Vec<Claim> {
        let (settlements, answer) = self.call.answer().await;
        let told = std::mem::take(&mut self.told);
        let jobs = told.len();
        let ended = told.into_iter().zip(settlements);
        let ended = ended.map(|(told, settlement)| Ended { told, settlement });
        let mut begin = Vec::new();
        match answer {
            Ok(held) => {
                for (one, held) in ended.zip(held) {
                    match self.undecided(one.told.lease) {
                        Some(claim) if held => begin.push(claim),
                        Some(claim) => begin.extend(self.again(one, claim)),
                        None if held => count(queue, &one.settlement.verdict),
                        None if is_looking => self.refused.push(one),
                        None => lost(queue, &one),
                    }
                }
            }
            Err(error) => {
                tracing::warn!(
                    jobs,
                    error = error.chain(),
                    "the end of jobs could not be reported; it is reported again"
                );
                for mut one in ended {
                    one.told.unclear = true;
                    match self.undecided(one.told.lease) {
                        Some(claim) => begin.extend(self.again(one, claim)),
                        None => self.waiting.push(one),
                    }
                }
                self.at = Instant::now() + AFTER_ERROR;
            }
        }
        begin
    }

    fn undecided(&mut self, told: Lease) -> Option<Claim> {
        let at = self
            .undecided
            .iter()
            .position(|claim| claim.lease.id == told.id)?;
        Some(self.undecided.swap_remove(at))
    }

    /// The lease is someone else's: nobody would listen to the report. One that is on its way says so itself.
    pub(super) fn lose(&mut self, queue: &Queue, lease: Lease, is_looking: bool) -> bool {
        let claims = self.undecided.len();
        self.undecided.retain(|claim| claim.lease != lease);
        let mut waiting = self.waiting.iter();
        let Some(at) = waiting.position(|one| one.told.lease == lease) else {
            return self.undecided.len() < claims;
        };
        let one = self.waiting.swap_remove(at);
        if is_looking {
            self.refused.push(one);
        } else {
            lost(queue, &one);
        }
        true
    }

    /// A job that has ended here and was claimed here again; gives it back where it is to begin.
    pub(super) fn adopt(&mut self, claim: Claim) -> Option<Claim> {
        let id = claim.lease.id;
        let at = |list: &[Ended]| {
            let mut list = list.iter();
            list.position(|one| one.told.lease.id == id)
        };
        if let Some(at) = at(&self.waiting) {
            let one = self.waiting.swap_remove(at);
            return self.again(one, claim);
        }
        if let Some(at) = at(&self.refused) {
            let one = self.refused.swap_remove(at);
            return self.again(one, claim);
        }
        if self.told.iter().any(|told| told.lease.id == id) {
            self.undecided.push(claim);
            return None;
        }
        Some(claim)
    }

    /// Tells the same under the new lease; or gives the claim back, where somebody had the job in between and ours has not done it.
    fn again(&mut self, Ended { told, settlement }: Ended, claim: Claim) -> Option<Claim> {
        let is_ours = claim.envelope.attempt <= told.begun + 1;
        if settlement.verdict != Verdict::Done && !is_ours {
            return Some(claim);
        }
        let lease = claim.lease;
        self.waiting.push(Ended {
            told: Told {
                lease,
                begun: claim.envelope.attempt,
                unclear: false,
            },
            settlement: Settlement {
                lease,
                ..settlement
            },
        });
        None
    }

    /// A look for jobs has come back, and what was refused meanwhile was not in it: those jobs are someone else's.
    pub(super) fn looked(&mut self, queue: &Queue) {
        self.refused.drain(..).for_each(|one| lost(queue, &one));
    }
}

/// Counts a report that came too late, as far as anyone can say.
fn lost(queue: &Queue, one: &Ended) {
    if !one.told.unclear {
        add(&queue.counters().lost_leases, 1);
    }
}

fn count(queue: &Queue, verdict: &Verdict) {
    let counters = queue.counters();
    let counter = match verdict {
        Verdict::Done => &counters.processed,
        Verdict::Retry { .. } => &counters.retried,
        Verdict::Bury { .. } => &counters.dead,
        Verdict::Release { .. } => &counters.released,
    };
    add(counter, 1);
}
