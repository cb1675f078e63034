//! The queue, seen from outside: what every driver holds to, what a worker does, how it ends.

mod again;
mod bench;
mod conformance;
mod drivers;
mod ending;
mod hooked;
mod jobs;
mod leases;
mod rows;
#[cfg(any(feature = "postgres", feature = "mysql"))]
#[path = "../services/mod.rs"]
mod services;
mod storm;
mod worker;
