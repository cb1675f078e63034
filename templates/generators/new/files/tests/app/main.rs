//! The application's tests, in one binary: a module a resource, an application of its own for each test.

mod users;
