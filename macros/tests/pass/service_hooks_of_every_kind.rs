//! What runs at the start and at the end: async or not, with a result or not, decorated, under a condition, in a generic service.

use std::fmt;

use scaffold::prelude::*;

#[derive(Debug)]
pub struct Refused;

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("refused")
    }
}

impl std::error::Error for Refused {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Model)]
pub struct Note {
    pub id: Id<Note>,
}

#[derive(Service)]
pub struct Index<M: scaffold::model::Model> {
    rows: Repo<M>,
}

#[service]
impl<M: scaffold::model::Model> Index<M> {
    #[on_start]
    async fn fill(&self) -> std::result::Result<(), Refused> {
        let _ = &self.rows;
        Ok(())
    }

    #[on_start]
    #[logged]
    #[retried(times = 2, idempotent)]
    #[timed_out(after = "5s")]
    async fn check(&self) -> Result<u8> {
        Ok(1)
    }

    #[cfg(any())]
    #[on_start]
    async fn never(&self) {
        nothing_of_this_name();
    }

    #[on_start]
    #[on_stop]
    pub fn tell(&self) {}
}

scaffold::app! {
    pub struct App { services: [Index<Note>] }
}

fn main() {}
