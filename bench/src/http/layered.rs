//! The same through the whole layer: router, extractor, facade, decorators, repository, cache.

use scaffold::{
    app::Application,
    http::{Json, Path, Routes},
    prelude::*,
};

use super::{BIOGRAPHY, EMAIL, NAME, UserResource};

/// A registered person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Model, Cacheable)]
#[cacheable(ttl = "30m")]
pub struct User {
    pub id: Id<User>,
    pub name: String,
    #[model(unique)]
    pub email: String,
    pub biography: String,
    pub password_hash: Uncached<String>,
    pub created_at: DateTime,
    pub updated_at: DateTime,
}

/// What can be done with users.
#[derive(Service)]
pub struct UserService {
    users: Repo<User>,
}

#[service(facade = Users)]
impl UserService {
    /// One user.
    #[logged]
    #[measured]
    pub async fn find(&self, id: Id<User>) -> Result<Arc<User>> {
        self.users.find(id).await?.or_not_found()
    }
}

scaffold::app! {
    /// The benchmark's application.
    pub struct App { services: [UserService], jobs: [] }
}

async fn show(Path(id): Path<Id<User>>) -> Result<Json<UserResource>> {
    let user = Users::find(id).await?;
    Ok(Json(UserResource {
        id: user.id.value(),
        name: user.name.clone(),
        email: user.email.clone(),
        biography: user.biography.clone(),
    }))
}

async fn seed(app: &App) -> Result<()> {
    let users = Repo::<User>::new(app.handle().core().clone());
    let draft = UserDraft {
        name: NAME.into(),
        email: EMAIL.into(),
        biography: BIOGRAPHY.into(),
        password_hash: String::new().into(),
    };
    users.create(draft).await?;
    Ok(())
}

#[tokio::main]
pub async fn serve(port: u16) {
    scaffold::logging::init();
    let mut config = scaffold::config::Config::load(
        std::path::Path::new("."),
        scaffold::config::Environment::Production,
    )
    .expect("a configuration");
    config.server.port = port;
    config.database.migrate_on_start = true;
    config.database.seed_when_empty = true;
    App::builder()
        .routes(|| Routes::new().get("/users/{id}", show))
        .seeds(seed)
        .config(config)
        .run_words(["serve".to_owned()])
        .await;
}
