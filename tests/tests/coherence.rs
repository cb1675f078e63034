//! A cached method tells no lie: its result changes with every row that it read, whoever writes it, and with nothing else.

use std::sync::atomic::{AtomicU64, Ordering};

use scaffold::{Error, app::Application, prelude::*, testing::TestApp};

/// A registered person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Model, Cacheable)]
pub struct User {
    pub id: Id<User>,
    pub name: String,
    #[model(unique)]
    pub email: String,
    pub password_hash: Uncached<String>,
    pub created_at: DateTime,
    pub updated_at: DateTime,
}

/// What a person wrote.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Model, Cacheable)]
pub struct Post {
    pub id: Id<Post>,
    pub author_id: Id<User>,
    pub title: String,
    pub created_at: DateTime,
    pub updated_at: DateTime,
}

/// What others see of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub name: String,
    pub posts: u64,
}

/// How often the body of `profile` ran, for each application of a test.
#[derive(Debug, Default)]
pub struct Runs(AtomicU64);

/// Reads.
#[derive(Service)]
pub struct UserService {
    users: Repo<User>,
    posts: Repo<Post>,
    runs: Arc<Runs>,
}

#[service(facade = Users)]
impl UserService {
    /// Declares nothing about invalidation.
    #[cached(ttl = "10m")]
    pub async fn profile(&self, id: Id<User>) -> Result<Arc<Profile>> {
        self.runs.0.fetch_add(1, Ordering::Relaxed);
        let user = self.users.find(id).await?.or_not_found()?;
        let posts = self
            .posts
            .query()
            .filter(Post::AUTHOR_ID.eq(id))
            .count()
            .await?;
        Ok(Arc::new(Profile {
            name: user.name.clone(),
            posts,
        }))
    }
}

/// Writes, and knows nothing of who reads.
#[derive(Service)]
pub struct Desk {
    users: Repo<User>,
    posts: Repo<Post>,
    database: Database,
}

#[service(facade = Desks)]
impl Desk {
    pub async fn publish(&self, author: Id<User>, title: &str) -> Result<Post> {
        self.posts
            .create(PostDraft {
                author_id: author,
                title: title.to_owned(),
            })
            .await
    }

    pub async fn rename(&self, id: Id<User>, name: &str) -> Result<User> {
        self.users.update(id, User::patch().name(name)).await
    }

    pub async fn rename_all(&self, name: &str) -> Result<u64> {
        self.users
            .query()
            .filter(User::NAME.ne(name.to_owned()))
            .update(User::patch().name(name))
            .await
    }

    pub async fn retract_all(&self, author: Id<User>) -> Result<u64> {
        self.posts
            .query()
            .filter(Post::AUTHOR_ID.eq(author))
            .delete()
            .await
    }

    #[transactional]
    pub async fn rename_and_publish(&self, id: Id<User>, name: &str) -> Result<()> {
        self.users.update(id, User::patch().name(name)).await?;
        self.posts
            .create(PostDraft {
                author_id: id,
                title: "in a transaction".into(),
            })
            .await?;
        Ok(())
    }

    #[transactional]
    pub async fn change_the_mind(&self, id: Id<User>) -> Result<()> {
        self.users.update(id, User::patch().name("never")).await?;
        assert_eq!(
            Users::profile(id).await?.name,
            "never",
            "a transaction sees its own writes"
        );
        Err(Error::internal("changed my mind"))
    }

    pub async fn write_past_the_repository(&self, id: Id<User>) -> Result<()> {
        self.database
            .transaction(async {
                self.users
                    .update(id, User::patch().name("declared"))
                    .await?;
                self.database.wrote::<User>();
                Ok(())
            })
            .await
    }
}

scaffold::app! {
    /// The application of these tests.
    pub struct App { services: [UserService, Desk], jobs: [] }
}

async fn start() -> Result<(TestApp<App>, Id<User>, Id<User>)> {
    let app = TestApp::start(App::builder().with(Runs::default())).await?;
    let users = Repo::<User>::new(app.app().handle().core().clone());
    let draft = |name: &str| UserDraft {
        name: name.into(),
        email: format!("{name}@example.com"),
        password_hash: "h".to_owned().into(),
    };
    let (ada, bob) = (
        users.create(draft("ada")).await?.id,
        users.create(draft("bob")).await?.id,
    );
    Ok((app, ada, bob))
}

/// The profile as it is read now, which must be what a first read would give, and be cached from then on.
#[track_caller]
fn is(profile: &Profile, name: &str, posts: u64) {
    assert_eq!((profile.name.as_str(), profile.posts), (name, posts));
}

fn runs(app: &TestApp<App>) -> u64 {
    app.app()
        .handle()
        .services()
        .get::<Runs>()
        .map_or(0, |runs| runs.0.load(Ordering::Relaxed))
}

#[tokio::test]
async fn a_second_read_runs_nothing() -> Result<()> {
    let (app, ada, _) = start().await?;
    is(&*Users::profile(ada).await?, "ada", 0);
    is(&*Users::profile(ada).await?, "ada", 0);
    assert_eq!(runs(&app), 1);
    Ok(())
}

#[tokio::test]
async fn a_write_through_another_service_is_seen() -> Result<()> {
    let (_app, ada, _) = start().await?;
    is(&*Users::profile(ada).await?, "ada", 0);
    Desks::rename(ada, "countess").await?;
    is(&*Users::profile(ada).await?, "countess", 0);
    Desks::publish(ada, "notes").await?;
    is(&*Users::profile(ada).await?, "countess", 1);
    Ok(())
}

#[tokio::test]
async fn an_update_by_query_is_seen() -> Result<()> {
    let (_app, ada, bob) = start().await?;
    is(&*Users::profile(ada).await?, "ada", 0);
    is(&*Users::profile(bob).await?, "bob", 0);
    assert_eq!(Desks::rename_all("all the same").await?, 2);
    is(&*Users::profile(ada).await?, "all the same", 0);
    is(&*Users::profile(bob).await?, "all the same", 0);
    Ok(())
}

#[tokio::test]
async fn a_delete_by_query_is_seen() -> Result<()> {
    let (_app, ada, _) = start().await?;
    Desks::publish(ada, "one").await?;
    Desks::publish(ada, "two").await?;
    is(&*Users::profile(ada).await?, "ada", 2);
    assert_eq!(Desks::retract_all(ada).await?, 2);
    is(&*Users::profile(ada).await?, "ada", 0);
    Ok(())
}

#[tokio::test]
async fn a_transaction_is_seen_after_its_commit() -> Result<()> {
    let (_app, ada, _) = start().await?;
    is(&*Users::profile(ada).await?, "ada", 0);
    Desks::rename_and_publish(ada, "lovelace").await?;
    is(&*Users::profile(ada).await?, "lovelace", 1);
    Ok(())
}

#[tokio::test]
async fn a_rollback_leaves_no_trace() -> Result<()> {
    let (app, ada, _) = start().await?;
    is(&*Users::profile(ada).await?, "ada", 0);
    assert!(Desks::change_the_mind(ada).await.is_err());
    let before = runs(&app);
    is(&*Users::profile(ada).await?, "ada", 0);
    assert_eq!(
        runs(&app),
        before,
        "the entry from before the transaction is still valid"
    );
    Ok(())
}

#[tokio::test]
async fn a_write_that_it_did_not_read_changes_nothing() -> Result<()> {
    let (app, ada, bob) = start().await?;
    Users::profile(ada).await?;
    Desks::publish(bob, "of another author").await?;
    Desks::rename(bob, "robert").await?;
    is(&*Users::profile(ada).await?, "ada", 0);
    assert_eq!(runs(&app), 1);
    Ok(())
}

#[tokio::test]
async fn a_declared_raw_write_is_seen() -> Result<()> {
    let (_app, ada, _) = start().await?;
    is(&*Users::profile(ada).await?, "ada", 0);
    Desks::write_past_the_repository(ada).await?;
    is(&*Users::profile(ada).await?, "declared", 0);
    Ok(())
}

#[tokio::test]
async fn a_change_of_the_author_is_seen_by_both() -> Result<()> {
    let (app, ada, bob) = start().await?;
    let post = Desks::publish(ada, "whose?").await?;
    is(&*Users::profile(ada).await?, "ada", 1);
    is(&*Users::profile(bob).await?, "bob", 0);
    let posts = Repo::<Post>::new(app.app().handle().core().clone());
    posts.update(post.id, Post::patch().author_id(bob)).await?;
    is(&*Users::profile(ada).await?, "ada", 0);
    is(&*Users::profile(bob).await?, "bob", 1);
    Ok(())
}
