//! Relations: loaded in one query a level, counted, asked for, and never stale.

use std::collections::BTreeMap;

use scaffold::{
    Error, Id,
    prelude::{Cacheable, DateTime, Model},
    repository::{PageQuery, Repo},
};

use crate::stage::{Stage, on_each};

on_each!(
    each_relation_is_loaded_in_one_query_a_level,
    nested_relations_take_one_query_a_level_for_a_thousand_parents,
    related_rows_are_filtered_sorted_and_limited_for_each_parent,
    counts_and_existence_load_no_rows,
    a_pivot_has_columns_of_its_own,
    a_table_may_be_related_to_itself,
    deleted_rows_are_related_to_nothing,
    c1_a_write_to_any_table_of_a_relation_is_seen,
    bulk_writes_take_conditions_on_relations,
    a_transaction_sees_its_own_relations,
    r2_eager_loads_are_what_a_loop_would_find,
);

#[derive(Debug, Clone, PartialEq, Model, Cacheable)]
#[model(
    has_many(posts: Post::AUTHOR_ID),
    has_one(profile: Profile::USER_ID),
    many_to_many(roles: Role, Grant::USER_ID, Grant::ROLE_ID),
    has_many_through(comments: Post::AUTHOR_ID, Comment::POST_ID)
)]
struct User {
    id: Id<User>,
    name: String,
}

#[derive(Debug, Clone, PartialEq, Model, Cacheable)]
struct Profile {
    id: Id<Profile>,
    about: String,
    #[model(unique)]
    user_id: Id<User>,
}

#[derive(Debug, Clone, PartialEq, Model, Cacheable)]
#[model(has_many(comments: Comment::POST_ID))]
struct Post {
    id: Id<Post>,
    title: String,
    stars: i32,
    author_id: Id<User>,
}

#[derive(Debug, Clone, PartialEq, Model, Cacheable)]
struct Comment {
    id: Id<Comment>,
    text: String,
    post_id: Id<Post>,
    answer_to_id: Option<Id<Comment>>,
    #[model(soft_delete)]
    deleted_at: Option<DateTime>,
}

#[derive(Debug, Clone, PartialEq, Model, Cacheable)]
struct Role {
    id: Id<Role>,
    name: String,
}

#[derive(Debug, Clone, PartialEq, Model, Cacheable)]
struct Grant {
    id: Id<Grant>,
    since: i32,
    user_id: Id<User>,
    role_id: Id<Role>,
}

#[derive(Debug, Clone, PartialEq, Model, Cacheable)]
#[model(has_many(children: Category::PARENT_ID), has_many_through(grandchildren: Category::PARENT_ID, Category::PARENT_ID))]
struct Category {
    id: Id<Category>,
    name: String,
    parent_id: Option<Id<Category>>,
}

const TABLES: &str = "CREATE TABLE users (id {id}, name {string} NOT NULL);
    CREATE TABLE profiles (id {id}, about {string} NOT NULL, user_id {bigint} NOT NULL UNIQUE);
    CREATE TABLE posts (id {id}, title {string} NOT NULL, stars {int} NOT NULL, author_id {bigint} NOT NULL);
    CREATE INDEX posts_author_id ON posts (author_id);
    CREATE TABLE comments (id {id}, text {string} NOT NULL, post_id {bigint} NOT NULL, answer_to_id {bigint}, deleted_at {datetime});
    CREATE TABLE roles (id {id}, name {string} NOT NULL);
    CREATE TABLE grants (id {id}, since {int} NOT NULL, user_id {bigint} NOT NULL, role_id {bigint} NOT NULL);
    CREATE TABLE categories (id {id}, name {string} NOT NULL, parent_id {bigint});";

/// The repositories, and rows in them.
struct Blog {
    users: Repo<User>,
    profiles: Repo<Profile>,
    posts: Repo<Post>,
    comments: Repo<Comment>,
    roles: Repo<Role>,
    grants: Repo<Grant>,
}

impl Blog {
    /// Ada has two posts, with two comments and none, and both roles; Bob one post and one role; Cyd nothing.
    async fn new(stage: &Stage) -> Self {
        stage.tables(TABLES).await;
        let blog = Self {
            users: stage.repo(),
            profiles: stage.repo(),
            posts: stage.repo(),
            comments: stage.repo(),
            roles: stage.repo(),
            grants: stage.repo(),
        };
        let users = ["Ada", "Bob", "Cyd"].map(|name| UserDraft { name: name.into() });
        let users = blog.users.create_many(users).await.unwrap();
        let (ada, bob) = (users[0].id, users[1].id);
        let profile = ProfileDraft {
            about: "Ada's".into(),
            user_id: ada,
        };
        blog.profiles.create(profile).await.unwrap();
        let posts = [("a", 3, ada), ("b", 5, ada), ("c", 1, bob)];
        let posts = posts.map(|(title, stars, author_id)| PostDraft {
            title: title.into(),
            stars,
            author_id,
        });
        let posts = blog.posts.create_many(posts).await.unwrap();
        for text in ["first", "second"] {
            blog.comment(posts[0].id, text).await;
        }
        let roles = ["admin", "editor"].map(|name| RoleDraft { name: name.into() });
        let roles = blog.roles.create_many(roles).await.unwrap();
        for (since, user_id, role) in [(2020, ada, 0), (2021, ada, 1), (2022, bob, 1)] {
            let grant = GrantDraft {
                since,
                user_id,
                role_id: roles[role].id,
            };
            blog.grants.create(grant).await.unwrap();
        }
        blog
    }

    async fn comment(&self, post_id: Id<Post>, text: &str) -> Comment {
        let draft = CommentDraft {
            text: text.into(),
            post_id,
            answer_to_id: None,
        };
        self.comments.create(draft).await.unwrap()
    }
}

/// How many statements a piece of work runs.
async fn statements<T>(stage: &Stage, work: impl Future<Output = T>) -> (u64, T) {
    let before = stage.database().statements();
    let output = work.await;
    (stage.database().statements() - before, output)
}

fn names<'a>(rows: impl IntoIterator<Item = &'a str>) -> String {
    rows.into_iter().collect::<Vec<_>>().join(" ")
}

async fn each_relation_is_loaded_in_one_query_a_level(stage: &Stage) {
    let blog = Blog::new(stage).await;
    let all = (User::POSTS, User::PROFILE, User::ROLES, User::COMMENTS);
    let (count, users) = statements(stage, blog.users.query().with(all.clone()).all()).await;
    assert_eq!(count, 5);
    let found: Vec<_> = (users.unwrap().iter())
        .map(|user| {
            let (posts, profile, roles, comments) = &user.related;
            format!(
                "{}: {} | {} | {} | {}",
                user.row.name,
                names(posts.iter().map(|post| post.title.as_str())),
                profile
                    .as_ref()
                    .map_or("-", |profile| profile.about.as_str()),
                names(roles.iter().map(|role| role.name.as_str())),
                names(comments.iter().map(|comment| comment.text.as_str())),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            "Ada: a b | Ada's | admin editor | first second",
            "Bob: c | - | editor | ",
            "Cyd:  | - |  | "
        ]
    );
    // A second time everything is in the cache.
    let (count, again) = statements(stage, blog.users.query().with(all).all()).await;
    assert_eq!((count, again.unwrap().len()), (0, 3));
    let posts = blog.posts.query().with(Post::AUTHOR).all().await.unwrap();
    let authors = posts
        .iter()
        .map(|post| post.related.as_ref().unwrap().name.as_str());
    assert_eq!(names(authors), "Ada Ada Bob");
    // Nothing to ask for is not asked.
    let none = blog
        .users
        .query()
        .filter(User::NAME.eq("nobody"))
        .with(User::POSTS);
    let (count, none) = statements(stage, none.all()).await;
    assert_eq!((count, none.unwrap().len()), (1, 0));
    let ada = blog
        .users
        .query()
        .with(User::POSTS)
        .first()
        .await
        .unwrap()
        .unwrap();
    assert_eq!(ada.related.len(), 2);
    let same = blog
        .users
        .find_with(ada.row.id, User::POSTS)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(same, ada);
    assert!(
        blog.users
            .find_with(Id::new(99), User::POSTS)
            .await
            .unwrap()
            .is_none()
    );
    let page = blog.users.query().with(User::POSTS).page(PageQuery {
        page: 1,
        per_page: 2,
    });
    let page = page.await.unwrap();
    assert_eq!(
        (page.total, page.data.len(), page.data[1].related.len()),
        (3, 2, 1)
    );
    let rows = blog.users.query().all().await.unwrap();
    let loaded = blog.users.load(&rows, User::PROFILE).await.unwrap();
    assert_eq!(
        loaded.iter().map(Option::is_some).collect::<Vec<_>>(),
        [true, false, false]
    );
}

async fn nested_relations_take_one_query_a_level_for_a_thousand_parents(stage: &Stage) {
    let blog = Blog::new(stage).await;
    let more = (0..1000).map(|at| UserDraft {
        name: format!("U{at}"),
    });
    let users = blog.users.create_many(more).await.unwrap();
    let posts = users.iter().map(|user| PostDraft {
        title: "x".into(),
        stars: 0,
        author_id: user.id,
    });
    let posts = blog.posts.create_many(posts).await.unwrap();
    let comments = posts.iter().map(|post| CommentDraft {
        text: post.title.clone(),
        post_id: post.id,
        answer_to_id: None,
    });
    blog.comments.insert_many(comments).await.unwrap();
    let nested = User::POSTS.then(Post::COMMENTS);
    let (count, users) = statements(stage, blog.users.query().with(nested).all()).await;
    assert_eq!(count, 3);
    let users = users.unwrap();
    assert_eq!(users.len(), 1003);
    for user in &users[3..] {
        assert_eq!(user.related.len(), 1);
        assert_eq!(user.related[0].row.author_id, user.row.id);
        assert_eq!(user.related[0].related.len(), 1);
        assert_eq!(user.related[0].related[0].post_id, user.related[0].row.id);
    }
    let deep = Comment::POST.then(Post::AUTHOR.then((User::ROLES, User::PROFILE)));
    let first = blog
        .comments
        .query()
        .with(deep)
        .first()
        .await
        .unwrap()
        .unwrap();
    let author = first.related.unwrap().related.unwrap();
    assert_eq!(
        (author.row.name.as_str(), author.related.0.len()),
        ("Ada", 2)
    );
    assert!(author.related.1.is_some());
}

async fn related_rows_are_filtered_sorted_and_limited_for_each_parent(stage: &Stage) {
    let blog = Blog::new(stage).await;
    let best = User::POSTS
        .filter(Post::STARS.ge(3))
        .order(Post::STARS.desc());
    let users = blog.users.query().with(best).all().await.unwrap();
    let titles: Vec<_> = users
        .iter()
        .map(|user| names(user.related.iter().map(|post| post.title.as_str())))
        .collect();
    assert_eq!(titles, ["b a", "", ""]);
    let first = User::POSTS.order(Post::TITLE.asc()).limit(1);
    let (count, users) = statements(stage, blog.users.query().with(first).all()).await;
    // The users are in the cache.
    assert_eq!(count, 1);
    let titles: Vec<_> = users
        .unwrap()
        .iter()
        .map(|user| names(user.related.iter().map(|post| post.title.as_str())))
        .collect();
    assert_eq!(titles, ["a", "c", ""]);
    let last = User::ROLES.order(Role::NAME.desc()).limit(1);
    let users = blog.users.query().with(last).all().await.unwrap();
    let roles: Vec<_> = users
        .iter()
        .map(|user| names(user.related.iter().map(|role| role.name.as_str())))
        .collect();
    assert_eq!(roles, ["editor", "editor", ""]);
    let since = User::ROLES.filter_pivot(Grant::SINCE.lt(2021));
    let users = blog.users.query().with(since).all().await.unwrap();
    assert_eq!(
        users
            .iter()
            .map(|user| user.related.len())
            .collect::<Vec<_>>(),
        [1, 0, 0]
    );
}

async fn counts_and_existence_load_no_rows(stage: &Stage) {
    let blog = Blog::new(stage).await;
    let counts = (
        User::POSTS.count(),
        User::ROLES.count(),
        User::COMMENTS.count(),
    );
    let (count, users) = statements(stage, blog.users.query().with(counts).all()).await;
    assert_eq!(count, 4);
    let counts: Vec<_> = users.unwrap().iter().map(|user| user.related).collect();
    assert_eq!(counts, [(2, 2, 2), (1, 1, 0), (0, 0, 0)]);
    let found = async |filter| {
        let users = blog.users.query().filter(filter).all().await.unwrap();
        names(users.iter().map(|user| user.name.as_str()))
    };
    assert_eq!(found(User::POSTS.exists()).await, "Ada Bob");
    assert_eq!(found(!User::POSTS.exists()).await, "Cyd");
    assert_eq!(found(User::PROFILE.exists()).await, "Ada");
    assert_eq!(found(User::COMMENTS.exists()).await, "Ada");
    assert_eq!(found(User::POSTS.count_at_least(2)).await, "Ada");
    assert_eq!(
        found(User::POSTS.filter(Post::STARS.lt(2)).exists()).await,
        "Bob"
    );
    let admin = User::ROLES.filter(Role::NAME.eq("admin"));
    assert_eq!(
        found(admin.clone().exists().or(User::NAME.eq("Cyd"))).await,
        "Ada Cyd"
    );
    assert_eq!(found(!admin.exists()).await, "Bob Cyd");
    let late = User::ROLES.filter_pivot(Grant::SINCE.ge(2021));
    assert_eq!(found(late.exists()).await, "Ada Bob");
    let discussed = User::POSTS.filter(Post::COMMENTS.filter(Comment::TEXT.like("sec%")).exists());
    assert_eq!(found(discussed.exists()).await, "Ada");
    let by_ada = blog
        .posts
        .query()
        .filter(Post::AUTHOR.filter(User::NAME.eq("Ada")).exists());
    assert_eq!(by_ada.count().await.unwrap(), 2);
}

async fn a_pivot_has_columns_of_its_own(stage: &Stage) {
    let blog = Blog::new(stage).await;
    let roles = User::ROLES.order(Role::NAME.desc()).with_pivot();
    let users = blog.users.query().with(roles).all().await.unwrap();
    let grants: Vec<Vec<_>> = (users.iter())
        .map(|user| {
            user.related
                .iter()
                .map(|role| (role.row.name.as_str(), role.pivot.since))
                .collect()
        })
        .collect();
    assert_eq!(
        grants,
        [
            vec![("editor", 2021), ("admin", 2020)],
            vec![("editor", 2022)],
            vec![]
        ]
    );
    let one = User::ROLES.order(Role::NAME.asc()).limit(1).with_pivot();
    let ada = blog.users.query().with(one).first().await.unwrap().unwrap();
    assert_eq!(
        (ada.related[0].row.name.as_str(), ada.related[0].pivot.since),
        ("admin", 2020)
    );
    assert_eq!(ada.related[0].pivot.user_id, ada.row.id);
}

async fn a_table_may_be_related_to_itself(stage: &Stage) {
    stage.tables(TABLES).await;
    let categories = stage.repo::<Category>();
    let mut ids: BTreeMap<&str, Id<Category>> = BTreeMap::new();
    for (name, parent) in [
        ("root", ""),
        ("left", "root"),
        ("right", "root"),
        ("leaf", "left"),
    ] {
        let parent_id = ids.get(parent).copied();
        let made = categories
            .create(CategoryDraft {
                name: name.into(),
                parent_id,
            })
            .await
            .unwrap();
        ids.insert(name, made.id);
    }
    let all = (
        Category::CHILDREN,
        Category::PARENT,
        Category::GRANDCHILDREN,
    );
    let found: Vec<_> = categories
        .query()
        .with(all)
        .all()
        .await
        .unwrap()
        .iter()
        .map(|category| {
            let (children, parent, grand) = &category.related;
            let list = |rows: &Vec<std::sync::Arc<Category>>| {
                names(rows.iter().map(|row| row.name.as_str()))
            };
            format!(
                "{}: {} | {} | {}",
                category.row.name,
                list(children),
                parent.as_ref().map_or("-", |row| row.name.as_str()),
                list(grand)
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            "root: left right | - | leaf",
            "left: leaf | root | ",
            "right:  | root | ",
            "leaf:  | left | "
        ]
    );
    let found = async |filter| {
        let rows = categories.query().filter(filter).all().await.unwrap();
        names(rows.iter().map(|row| row.name.as_str()))
    };
    assert_eq!(found(Category::CHILDREN.exists()).await, "root left");
    let inner = Category::CHILDREN.filter(
        Category::CHILDREN
            .filter(Category::NAME.eq("leaf"))
            .exists(),
    );
    assert_eq!(found(inner.exists()).await, "root");
    assert_eq!(found(Category::GRANDCHILDREN.exists()).await, "root");
    assert_eq!(
        found(Category::PARENT.filter(Category::NAME.eq("left")).exists()).await,
        "leaf"
    );
}

async fn deleted_rows_are_related_to_nothing(stage: &Stage) {
    let blog = Blog::new(stage).await;
    let first = blog.comments.query().first().await.unwrap().unwrap().id;
    blog.comments.delete(first).await.unwrap();
    let ada = blog
        .users
        .query()
        .with((User::COMMENTS, User::COMMENTS.count()))
        .first()
        .await
        .unwrap()
        .unwrap();
    assert_eq!(ada.related.0.len(), 1);
    assert_eq!(ada.related.1, 1);
    let two = blog.posts.query().filter(Post::COMMENTS.count_at_least(2));
    assert!(!two.exists().await.unwrap());
}

async fn c1_a_write_to_any_table_of_a_relation_is_seen(stage: &Stage) {
    let blog = Blog::new(stage).await;
    let seen = async || {
        let all = (
            User::POSTS,
            User::ROLES.with_pivot(),
            User::COMMENTS.count(),
        );
        let ada = blog.users.query().with(all).first().await.unwrap().unwrap();
        let stars: i32 = ada.related.0.iter().map(|post| post.stars).sum();
        let since: i32 = ada.related.1.iter().map(|role| role.pivot.since).sum();
        let roles = names(ada.related.1.iter().map(|role| role.row.name.as_str()));
        let busy = blog
            .users
            .query()
            .filter(User::POSTS.filter(Post::STARS.gt(8)).exists())
            .count()
            .await
            .unwrap();
        format!(
            "{} {stars} {since} {roles} {} {busy}",
            ada.row.name, ada.related.2
        )
    };
    assert_eq!(seen().await, "Ada 8 4041 admin editor 2 0");
    assert_eq!(seen().await, "Ada 8 4041 admin editor 2 0");
    let post = blog.posts.query().first().await.unwrap().unwrap().id;
    blog.posts
        .update(post, Post::patch().stars(9))
        .await
        .unwrap();
    assert_eq!(seen().await, "Ada 14 4041 admin editor 2 1");
    let role = blog.roles.query().first().await.unwrap().unwrap().id;
    blog.roles
        .update(role, Role::patch().name("chief"))
        .await
        .unwrap();
    assert_eq!(seen().await, "Ada 14 4041 chief editor 2 1");
    let grant = blog.grants.query().first().await.unwrap().unwrap().id;
    blog.grants.delete(grant).await.unwrap();
    assert_eq!(seen().await, "Ada 14 2021 editor 2 1");
    blog.comment(post, "third").await;
    assert_eq!(seen().await, "Ada 14 2021 editor 3 1");
    let ada = blog.users.query().first().await.unwrap().unwrap().id;
    blog.users
        .update(ada, User::patch().name("Lady"))
        .await
        .unwrap();
    assert_eq!(seen().await, "Lady 14 2021 editor 3 1");
    let posts = blog
        .posts
        .query()
        .with(Post::AUTHOR)
        .first()
        .await
        .unwrap()
        .unwrap();
    assert_eq!(posts.related.unwrap().name, "Lady");
}

async fn bulk_writes_take_conditions_on_relations(stage: &Stage) {
    let blog = Blog::new(stage).await;
    let discussed = blog.posts.query().filter(Post::COMMENTS.exists());
    assert_eq!(discussed.update(Post::patch().stars(50)).await.unwrap(), 1);
    let by_bob = blog
        .posts
        .query()
        .filter(Post::AUTHOR.filter(User::NAME.eq("Bob")).exists());
    assert_eq!(by_bob.delete().await.unwrap(), 1);
    // On its own table too.
    let same = User::POSTS
        .filter(Post::AUTHOR.filter(User::NAME.eq("Ada")).exists())
        .exists();
    assert_eq!(
        blog.users
            .query()
            .filter(same)
            .update(User::patch().name("Lady"))
            .await
            .unwrap(),
        1
    );
    let stars = blog
        .posts
        .query()
        .order(Post::STARS.desc())
        .first()
        .await
        .unwrap()
        .unwrap();
    assert_eq!((stars.stars, stars.title.as_str()), (50, "a"));
}

async fn a_transaction_sees_its_own_relations(stage: &Stage) {
    let blog = Blog::new(stage).await;
    let before = blog
        .users
        .query()
        .with(User::POSTS.count())
        .first()
        .await
        .unwrap()
        .unwrap();
    assert_eq!(before.related, 2);
    let failed = stage.database().transaction(async {
        let draft = PostDraft {
            title: "d".into(),
            stars: 0,
            author_id: before.row.id,
        };
        blog.posts.create(draft).await?;
        let within = blog
            .users
            .find_with(before.row.id, User::POSTS)
            .await?
            .unwrap();
        assert_eq!(within.related.len(), 3);
        Err::<(), _>(Error::internal("no"))
    });
    failed.await.unwrap_err();
    let after = blog
        .users
        .find_with(before.row.id, User::POSTS)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(after.related.len(), 2);
}

async fn r2_eager_loads_are_what_a_loop_would_find(stage: &Stage) {
    let blog = Blog::new(stage).await;
    let seed = fastrand::u64(..);
    let mut random = fastrand::Rng::with_seed(seed);
    let users = blog.users.query().all().await.unwrap();
    let roles = blog.roles.query().all().await.unwrap();
    for turn in 0..25 {
        let user = users[random.usize(..users.len())].id;
        match random.u8(..4) {
            0 => {
                let draft = PostDraft {
                    title: format!("t{turn}"),
                    stars: random.i32(0..9),
                    author_id: user,
                };
                blog.posts.create(draft).await.unwrap();
            }
            1 => {
                let draft = GrantDraft {
                    since: turn,
                    user_id: user,
                    role_id: roles[random.usize(..roles.len())].id,
                };
                blog.grants.create(draft).await.unwrap();
            }
            2 => {
                let some = blog
                    .posts
                    .query()
                    .filter(Post::STARS.lt(random.i32(0..9)))
                    .limit(1);
                some.delete().await.unwrap();
            }
            _ => {
                let some = blog.grants.query().filter(Grant::USER_ID.eq(user)).limit(1);
                some.delete().await.unwrap();
            }
        }
        let limit = random.u32(1..4);
        let all = (
            User::POSTS.order(Post::STARS.desc()).limit(limit),
            User::ROLES.with_pivot(),
        );
        let loaded = blog.users.query().with(all).all().await.unwrap();
        for user in loaded {
            let posts = blog.posts.query().filter(Post::AUTHOR_ID.eq(user.row.id));
            let posts = posts
                .order(Post::STARS.desc())
                .limit(limit)
                .fresh()
                .all()
                .await
                .unwrap();
            let found: Vec<_> = user.related.0.iter().map(|post| (**post).clone()).collect();
            assert_eq!(found, posts, "seed {seed}, turn {turn}");
            let mut grants: Vec<_> = user
                .related
                .1
                .iter()
                .map(|role| (*role.pivot).clone())
                .collect();
            grants.sort_by_key(|grant| grant.since);
            let mut expected = blog
                .grants
                .query()
                .filter(Grant::USER_ID.eq(user.row.id))
                .fresh()
                .all()
                .await
                .unwrap();
            expected.sort_by_key(|grant| grant.since);
            assert_eq!(grants, expected, "seed {seed}, turn {turn}");
            for role in &user.related.1 {
                assert_eq!(role.row.id, role.pivot.role_id);
            }
        }
    }
}
