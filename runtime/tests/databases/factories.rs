//! Rows that look real: made, changed and kept.

use std::collections::HashSet;

use scaffold::factory::{Factory, Fake};

use crate::{
    stage::{Stage, on_each},
    writes::{Post, PostDraft, TABLES, User, UserDraft},
};

on_each!(
    rows_are_made_with_states_and_refer_to_others,
    unique_values_stay_so_over_many_rows_and_factories,
);

impl Factory for User {
    fn definition(fake: &mut Fake) -> UserDraft {
        UserDraft {
            name: fake.name(),
            email: fake.email(),
            age: Some(fake.number(18, 99)),
        }
    }
}

impl Factory for Post {
    fn definition(fake: &mut Fake) -> PostDraft {
        PostDraft {
            title: fake.sentence(),
            author_id: scaffold::Id::new(1),
        }
    }
}

async fn rows_are_made_with_states_and_refer_to_others(stage: &Stage) {
    stage.tables(TABLES).await;
    let users = User::factory()
        .count(3)
        .state(|user, at| user.name = format!("Number {at}"))
        .sequence([Some(1), None], |user, age| user.age = *age)
        .create(&stage.repo())
        .await
        .unwrap();
    let told: Vec<_> = (users.iter())
        .map(|user| (user.name.as_str(), user.age))
        .collect();
    assert_eq!(
        told,
        [
            ("Number 0", Some(1)),
            ("Number 1", None),
            ("Number 2", Some(1))
        ]
    );
    let posts = stage.repo::<Post>();
    let written = Post::factory()
        .count(7)
        .sequence(users.clone(), |post, user| post.author_id = user.id)
        .create(&posts)
        .await
        .unwrap();
    assert_eq!(written.len(), 7);
    let of_first = posts.query().filter(Post::AUTHOR_ID.eq(users[0].id));
    assert_eq!(of_first.count().await.unwrap(), 3);
    let one = User::factory()
        .count(9)
        .create_one(&stage.repo())
        .await
        .unwrap();
    assert!(one.age.is_some_and(|age| (18..=99).contains(&age)));
    assert_eq!(stage.repo::<User>().query().count().await.unwrap(), 4);
}

async fn unique_values_stay_so_over_many_rows_and_factories(stage: &Stage) {
    stage.tables(TABLES).await;
    let users = stage.repo::<User>();
    for _ in 0..3 {
        User::factory().count(400).create(&users).await.unwrap();
    }
    assert_eq!(users.query().count().await.unwrap(), 1200);
    let of_seed = |seed| User::factory().seed(seed).count(30).make();
    let emails = |drafts: Vec<UserDraft>| -> HashSet<_> {
        drafts.into_iter().map(|draft| draft.email).collect()
    };
    assert_eq!(emails(of_seed(7)), emails(of_seed(7)));
    assert!(emails(of_seed(7)).is_disjoint(&emails(of_seed(8))));
}
