//! Entries under a condition, with comments, and lists in any order.

use scaffold::prelude::*;

pub trait Clockwork: Send + Sync {}

#[derive(Service)]
pub struct Timekeeper {
    clock: Clock,
}

impl Timekeeper {
    pub fn now(&self) -> DateTime {
        self.clock.now()
    }
}

impl Clockwork for Timekeeper {}

#[derive(Clone, Config)]
pub struct TimeConfig {
    #[config(default = "UTC")]
    pub zone: String,
}

mod other {
    #[derive(scaffold::prelude::Service)]
    pub struct Timekeeper {}
}

scaffold::app! {
    /// An application.
    pub(crate) struct App {
        config: [
            // Read from `[time]`.
            TimeConfig,
            #[cfg(any())]
            Missing,
        ],
        jobs: [],
        services: [
            Timekeeper as dyn Clockwork,
            #[cfg(any())]
            Absent as dyn Clockwork,
            /// Not the one above.
            other::Timekeeper,
        ],
    }
}

fn main() {
    let _ = App::builder();
}
