//! An application reaches the runtime under any name: where `#[scaffold(crate = …)]` says.

#![deny(warnings)]

mod deps {
    pub use ::scaffold as scaffold_rt;
}

/// As another crate would hand it on, which has a macro that writes models.
mod kit {
    pub use crate::deps::scaffold_rt as rt;

    macro_rules! note {
        ($name:ident, $runtime:path) => {
            #[derive(Debug, Clone, PartialEq, ::serde::Serialize, ::serde::Deserialize, rt::Model, rt::Cacheable)]
            #[scaffold(crate = $runtime)]
            struct $name {
                id: rt::Id<Self>,
                text: String,
            }
        };
    }
    pub(crate) use note;
}

use deps::scaffold_rt::{self, prelude::*};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Model, Cacheable, Fillable)]
#[scaffold(crate = crate::deps::scaffold_rt)]
#[cacheable(ttl = "1m")]
pub struct Note {
    pub id: Id<Note>,
    pub text: String,
    pub kind: Kind,
    pub hash: Uncached<String>,
}

/// From the place where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ColumnValue, CacheKey)]
#[scaffold(crate = deps::scaffold_rt)]
pub enum Kind {
    Short,
    Long,
}

#[derive(Debug, Deserialize, Request)]
#[scaffold(crate = crate::deps::scaffold_rt)]
pub struct NewNote {
    #[rule(length(min = 1))]
    pub text: String,
}

#[derive(Debug, Serialize, Deserialize, Job)]
#[scaffold(crate = scaffold_rt)]
pub struct Remind;

impl Remind {
    async fn handle(&self, _: &JobContext) -> Result<()> {
        Ok(())
    }
}

#[derive(Service)]
#[scaffold(crate = crate::deps::scaffold_rt)]
pub struct NoteService {
    notes: Repo<Note>,
    queue: Queue,
}

#[service(facade = Notes)]
#[scaffold(crate = crate::deps::scaffold_rt)]
impl NoteService {
    #[cached(ttl = "1m", reads(Note))]
    #[logged]
    #[measured]
    pub async fn count(&self, kind: Kind) -> Result<u64> {
        self.notes.query().filter(Note::KIND.eq(kind)).count().await
    }

    #[retried]
    #[transactional]
    pub async fn remind(&self) -> Result<()> {
        self.queue.dispatch(Remind).await
    }
}

scaffold_rt::app! {
    #[scaffold(crate = crate::deps::scaffold_rt)]
    pub struct App {
        services: [NoteService],
        jobs: [Remind],
    }
}

fn main() {
    use kit::rt;
    kit::note!(Local, kit::rt);
    let note = Local { id: Id::new(1), text: "a".into() };
    assert_eq!(note.clone(), note);
    assert_eq!(Local::patch().text("b").text.as_deref(), Some("b"));

    let notes = Notes::fake();
    notes.count(|_| Ok(7));
}
