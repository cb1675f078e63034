//! Tables that change, on real databases.

mod altered;
mod answers;
mod kept;
mod series;

use super::{
    Compared,
    compare::{Difference, Scratch},
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

#[track_caller]
fn differs(compared: Compared) -> Difference {
    match compared {
        Compared::Differs(difference) => difference,
        other => panic!("{other:?}"),
    }
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
