//! Bodies below decorators that may all be off: with what takes arguments apart, changes and moves them, leaves early, or is there once.

#![deny(warnings)]

use std::sync::atomic::{AtomicU64, Ordering};

use scaffold::prelude::*;

#[derive(Service)]
pub struct Desk {
    core: scaffold::core::Core,
}

#[service(facade = Desks)]
impl Desk {
    #[logged(when = "log_calls")]
    pub fn sync(&self, (left, right): (u64, u64), mut by: u64) -> Option<u64> {
        by += left.checked_sub(right)?;
        Some(by)
    }

    #[measured(when = "measure")]
    #[logged(args(name), when = "log_calls")]
    pub async fn moved(&self, name: String, _unused: u8) -> Result<String> {
        const END: &str = "!";
        if name.is_empty() {
            return Err(Error::internal("nobody"));
        }
        let shout = move |end: &str| name + end;
        Ok(shout(END))
    }

    #[retried(times = 3, idempotent, when = "patience")]
    #[timed_out(after = "1s", when = "patience")]
    #[transactional(when = "patience")]
    pub async fn tried(&self, mut left: Vec<u8>, [first, _]: [u8; 2]) -> Result<Option<u8>> {
        let _ = &self.core;
        left.push(first);
        Ok(left.pop())
    }

    #[logged(when = "log_calls")]
    pub fn counted(&self) -> u64 {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        COUNT.fetch_add(1, Ordering::Relaxed)
    }

    #[measured(when = "measure")]
    pub async fn nothing(&self) {
        let _ = self.core.clock().now();
    }
}

scaffold::app! {
    pub struct App { services: [Desk] }
}

fn is_send(_: impl Send) {}

fn main() {
    is_send(Desks::moved("Ada".into(), 1));
    is_send(Desks::tried(vec![], [1, 2]));
    is_send(Desks::nothing());
}
