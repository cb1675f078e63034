//! C6: a changed struct never meets entries of the old one.

use scaffold::{Id, repository::Repo};

use crate::{models::*, support::World};

/// The same table, as an older binary knew it.
mod old {
    use scaffold::prelude::{Cacheable, Id, Model};

    #[derive(Debug, Model, Cacheable)]
    pub(super) struct User {
        pub(super) id: Id<User>,
        pub(super) email: String,
    }
}

#[tokio::test]
async fn c6_two_layouts_of_one_table_have_entries_of_their_own_and_die_together() {
    let world = World::memory().await;
    let old = Repo::<old::User>::new(world.core.clone());
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
