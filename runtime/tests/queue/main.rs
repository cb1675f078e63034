//! The queue, seen from outside: what every driver holds to, what a worker does, how it ends.

mod bench;
mod conformance;
mod drivers;
mod jobs;
mod worker;
