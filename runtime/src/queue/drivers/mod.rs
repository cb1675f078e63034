//! Where jobs are kept: in this process, or in the application's database.

mod database;
mod memory;

pub use database::DatabaseDriver;
pub use memory::MemoryDriver;
