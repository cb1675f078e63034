//! Jobs: dispatched within the transaction, run at least once, parked when they fail for good.
//!
//! [`Queue`] is what an application holds; a [`Driver`] keeps the jobs; a [`Worker`] runs them. What a driver must hold to is written at [`Driver`].
//! Unique jobs, chains, batches and priorities are not here yet.

mod backoff;
mod context;
mod dispatch;
mod driver;
pub mod drivers;
mod entry;
mod envelope;
mod job;
mod metrics;
mod settlement;
mod shutdown;
mod worker;

pub use context::{Cancellation, JobContext};
pub use dispatch::Queue;
pub use driver::{Answer, Driver};
pub use entry::{JobEntry, has_own_name};
pub use envelope::{Attempt, Claim, Claims, Envelope, FailedJob, Lease, QueueSize};
pub use job::{Handled, Job, RegisteredJob, Unhandled};
pub use metrics::Metrics;
pub use settlement::{Settlement, Verdict};
pub use shutdown::Shutdown;
pub(crate) use worker::HAND_BACK;
pub use worker::{Worked, Worker, WorkerOptions};
