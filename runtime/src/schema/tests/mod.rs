//! Tables that change, on real databases.

mod altered;
mod answers;
mod kept;
mod series;
#[cfg(any(feature = "postgres", feature = "mysql"))]
mod servers;

use super::{
    Answers, Compared,
    compare::{Difference, Scripts, within},
    scratch::Scratch,
    wanted::{Field, Refers, Wanted},
};
use crate::{
    database::Migration,
    model::{Role, ValueKind},
};

fn field(name: &str, kind: ValueKind, role: Role) -> Field {
    Field {
        name: name.to_owned(),
        kind,
        words: Vec::new(),
        null: false,
        default: false,
        unique: role == Role::Id,
        index: role == Role::Id,
        refers: Refers::Nothing,
        role,
    }
}

fn table(name: &str, fields: Vec<Field>) -> Wanted {
    let id = field("id", ValueKind::BigInt, Role::Id);
    let fields = [id].into_iter().chain(fields).collect();
    Wanted {
        name: name.to_owned(),
        fields,
    }
}

fn text(name: &str) -> Field {
    field(name, ValueKind::Text, Role::Plain)
}

/// A difference of one database.
#[derive(Debug)]
struct Written {
    name: String,
    changes: Vec<String>,
    up: String,
    down: String,
}

#[track_caller]
fn differs(compared: Compared) -> Written {
    let Compared::Differs(difference) = compared else {
        panic!("{compared:?}");
    };
    let Difference {
        name,
        changes,
        scripts,
    } = difference;
    let (up, down) = match scripts {
        Scripts::One { up, down } => (up, down),
        Scripts::Each { mut databases } => {
            assert_eq!(databases.len(), 1);
            let script = databases.remove(0);
            (script.up, script.down)
        }
    };
    Written {
        name,
        changes,
        up,
        down,
    }
}

/// As an application that has this database only.
async fn compare(
    scratch: &mut Scratch,
    wanted: &[Wanted],
    answers: &Answers,
) -> crate::Result<Compared> {
    within(std::slice::from_mut(scratch), wanted, answers, &[]).await
}

async fn after(up: &str) -> Scratch {
    let migration = Migration {
        version: 1,
        name: "by_hand".into(),
        up: up.to_owned().into(),
        down: None,
        only: None,
    };
    Scratch::new(&[migration]).await.expect("the migration")
}
