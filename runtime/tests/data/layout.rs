//! C6: a changed struct never meets entries of the old one.

use std::time::Duration;

use scaffold::{
    Id, Result,
    database::Row,
    model::{Cacheable, ColumnDef, ColumnValue, Model, Selection, Statements, Value},
    repository::Repo,
};

use crate::{models::*, support::World};

/// The same table, as an older binary knew it.
#[derive(Debug)]
struct OldUser {
    id: Id<OldUser>,
    email: String,
}

impl Model for OldUser {
    type Draft = ();
    type Patch = ();

    const NAME: &'static str = "User";
    const TABLE: &'static str = "users";
    const COLUMNS: &'static [ColumnDef] =
        &[<User as Model>::COLUMNS[0], <User as Model>::COLUMNS[2]];
    const SQL: Statements = Statements {
        cached: r#""id", "email""#,
        all: r#""id", "email""#,
        find: r#"SELECT "id", "email" FROM "users" WHERE "id" = $1"#,
        find_fresh: r#"SELECT "id", "email" FROM "users" WHERE "id" = $1"#,
        delete: r#"DELETE FROM "users" WHERE "id" = $1 RETURNING "id", "email""#,
    };
    const LAYOUT: u64 = 0x5eed_0000;

    fn id(&self) -> Id<Self> {
        self.id
    }

    fn read(row: &Row, _: Selection) -> Result<Self> {
        Ok(Self {
            id: ColumnValue::read(row, 0)?,
            email: ColumnValue::read(row, 1)?,
        })
    }

    fn draft_values((): ()) -> Vec<(usize, Value)> {
        Vec::new()
    }

    fn patch_values((): ()) -> Vec<(usize, Value)> {
        Vec::new()
    }

    fn values(&self) -> Vec<(usize, Value)> {
        vec![(1, self.email.value())]
    }

    fn touch(&mut self, _: jiff::civil::DateTime) {}
}

impl Cacheable for OldUser {
    const TTL: Option<Duration> = None;

    fn encode(&self) -> Vec<u8> {
        self.email.clone().into_bytes()
    }

    fn decode(_: &[u8]) -> Option<Self> {
        None
    }
}

#[tokio::test]
async fn c6_two_layouts_of_one_table_have_entries_of_their_own_and_die_together() {
    let world = World::memory().await;
    let old = Repo::<OldUser>::new(world.core.clone());
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    let old_id = Id::new(id.value());
    for _ in 0..2 {
        assert_eq!(world.users.find(id).await.unwrap().unwrap().name, "Ada");
        assert_eq!(
            old.find(old_id).await.unwrap().unwrap().email,
            "ada@example.com"
        );
        assert_eq!(world.users.query().all().await.unwrap().len(), 1);
        assert_eq!(old.query().all().await.unwrap().len(), 1);
    }
    world
        .users
        .update(id, User::patch().email("new@example.com"))
        .await
        .unwrap();
    assert_eq!(
        old.find(old_id).await.unwrap().unwrap().email,
        "new@example.com"
    );
}

#[test]
fn c6_bytes_of_another_layout_are_a_miss() {
    assert!(User::decode(b"").is_none());
    assert!(User::decode(&rmp_serde::to_vec(&(1_u64, 2, 3)).unwrap()).is_none());
}
