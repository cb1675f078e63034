//! One suite that every database passes: SQLite always, PostgreSQL and MariaDB where they are.
//!
//! `SCAFFOLD_TEST_POSTGRES` and `SCAFFOLD_TEST_MYSQL` say where, as a URL of a user who may make databases and schemas; each
//! test has one of its own. Without them a test says that it was skipped, unless `SCAFFOLD_REQUIRE_SERVICES=1`.

mod batches;
#[cfg(feature = "factories")]
mod factories;
mod filters;
#[cfg(feature = "uuid")]
mod keys;
mod losses;
mod marked;
mod migrations;
mod relations;
#[cfg(any(feature = "postgres", feature = "mysql"))]
#[path = "../services/mod.rs"]
mod services;
mod stage;
mod transactions;
mod values;
mod walks;
mod watched;
mod writes;
