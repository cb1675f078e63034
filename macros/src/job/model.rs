//! What a struct says of a job.

use std::time::Duration;

use syn::{DeriveInput, Ident};

use super::attrs::{self, Timeout};
use crate::support::{derive, errors::Errors, naming};

/// A job with every default filled in.
pub(crate) struct Job {
    pub(crate) ident: Ident,
    pub(crate) name: String,
    pub(crate) queue: String,
    pub(crate) retries: u32,
    pub(crate) backoff: Duration,
    pub(crate) timeout: Option<Duration>,
}

/// Reads the struct and its `#[job(…)]`. An enum or a tuple struct can wait in a queue as well as any other type.
pub(crate) fn read(input: &DeriveInput, errors: &mut Errors) -> Job {
    derive::no_generics(input, "Job", errors);
    let read = attrs::read(&input.attrs, errors);
    Job {
        ident: input.ident.clone(),
        name: read
            .name
            .map_or_else(|| naming::text(&input.ident), |name| name.value()),
        queue: read
            .queue
            .map_or_else(|| "default".to_owned(), |queue| queue.value()),
        retries: read.retries.unwrap_or(3),
        backoff: read.backoff.unwrap_or(Duration::from_secs(2)),
        timeout: match read.timeout {
            None => Some(Duration::from_secs(300)),
            Some(Timeout::Never) => None,
            Some(Timeout::After(duration)) => Some(duration),
        },
    }
}
