//! An application per test, on a database in memory, found by the test's own runtime; and fakes.

mod app;
mod queries;
mod queue;
mod request;

pub use app::TestApp;
pub use queries::queries;
pub use queue::FakeQueue;
pub use request::{TestRequest, TestResponse};
