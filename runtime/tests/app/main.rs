//! The application from outside: HTTP, the console, test applications. What the macros would write is written by hand in `notes`.

mod bodies;
mod console;
mod http;
mod notes;
mod process;
mod serve;
mod signals;
mod testing;
