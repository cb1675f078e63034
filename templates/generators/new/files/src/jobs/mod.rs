//! Work for later. A job may run twice, so each must bear it.

mod send_welcome;

pub use send_welcome::SendWelcome;
