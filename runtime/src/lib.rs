//! What applications made by Scaffold call: services, repositories, cache, queue and HTTP glue.
//!
//! The crate is published as `scaffold-runtime`; its library is called `scaffold`. Where it is reached by another name, each derive, `#[service]`
//! and the struct in `app!` are told so by an attribute below them:
//!
//! ```
//! mod deps {
//!     pub extern crate scaffold as service_layer;
//! }
//! use deps::service_layer::prelude::*;
//!
//! #[derive(Debug, Clone, Model)]
//! #[scaffold(crate = crate::deps::service_layer)]
//! pub struct Note {
//!     pub id: Id<Note>,
//! }
//! # fn main() {}
//! ```

pub mod ambient;
pub mod app;
pub mod audit;
pub mod cache;
pub mod clock;
pub mod config;
pub mod console;
pub mod core;
pub mod database;
pub mod decorate;
mod derived;
mod error;
#[cfg(feature = "factories")]
pub mod factory;
mod fnv;
pub mod hash;
pub mod http;
pub mod identity;
pub mod lock;
pub mod logging;
pub mod model;
mod nearest;
pub mod prelude;
pub mod queue;
pub mod repository;
pub mod request;
mod schema;
mod secret;
pub mod service;
#[cfg(all(test, any(feature = "postgres", feature = "mysql")))]
#[path = "../tests/services/mod.rs"]
mod services;
pub mod testing;

pub use ambient::{spawn, spawn_blocking};
pub use app::{Builder, Running};
pub use error::{Error, ErrorKind, FieldError, OrNotFound, Result};
pub use model::{Id, Uncached};
pub use secret::Secret;

/// What expanded code calls; no part of the public interface.
#[doc(hidden)]
pub mod __private;

/// Derives [`model::Model`] for a struct: its table, its typed columns, and what a new row needs.
///
/// Beside the trait it writes `UserDraft` (a plain struct of what a new row needs), `UserPatch` with `User::patch()`, and a constant a
/// column (`User::EMAIL`). A field `id: Id<Self>` is required, and is a number that the database gives, or with `#[model(uuid)]` a UUID of
/// version 7 that the repository gives; `created_at` and `updated_at` of type `DateTime` are kept by the repository.
///
/// On the struct: `#[model(table = "people")]`; without it, the regular plural of the snake_case name. On a field: `#[model(unique)]`,
/// `#[model(index)]`, `#[model(default)]` for a column with a default in SQL, which makes it an `Option` in the draft, `#[model(computed)]` for a
/// column that the database computes (`total BIGINT GENERATED ALWAYS AS (price * amount)`), which is read, searched and sorted by, and never written.
///
/// `#[model(version)]` on a field of type `i64` or `i32`: the repository counts the row's writes there, and `save` refuses a row that somebody
/// else has written since it was read. `#[model(soft_delete)]` on a field of type `Option<DateTime>`: `delete` only marks the row, reads leave
/// marked rows out unless they are asked [`with_deleted`](repository::Query::with_deleted), and `restore` brings them back.
///
/// Relations, on the struct: `#[model(has_many(posts: Post::AUTHOR_ID), has_one(profile: Profile::USER_ID), many_to_many(roles: Role,
/// Grant::USER_ID, Grant::ROLE_ID), has_many_through(comments: Post::AUTHOR_ID, Comment::POST_ID))]` make `User::POSTS` and the others; a field
/// `author_id: Id<User>` makes `Post::AUTHOR` by itself, unless that name is taken. See [`repository::Relation`].
///
/// A field that answers leave out has serde's `#[serde(skip_serializing)]`; one that caches leave out as well is an [`Uncached`].
/// Two versions of a row are compared by `user.changes(&before)`: see [`model::Changes`].
///
/// ```
/// use scaffold::prelude::*;
///
/// #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Model, Cacheable)]
/// pub struct User {
///     pub id: Id<User>,
///     pub name: String,
///     #[model(unique)]
///     pub email: String,
///     pub password_hash: Uncached<String>,
///     pub created_at: DateTime,
///     pub updated_at: DateTime,
/// }
///
/// async fn rename(users: &Repo<User>, email: &str) -> Result<User> {
///     let user = users.find_by(User::EMAIL, email).await?.or_not_found()?;
///     users.update(user.id, User::patch().name("Ada Lovelace")).await
/// }
///
/// let draft = UserDraft { name: "Ada".into(), email: "ada@example.com".into(), password_hash: String::from("$argon2id$…").into() };
/// assert_eq!(draft.name, "Ada");
/// ```
pub use scaffold_macros::Model;

/// Derives [`model::Cacheable`] for a [`Model`](macro@Model): its reads may be served from the cache. On a service, says what its cached
/// methods have in common.
///
/// - `ttl = "30m"`: how long an entry may live at most; without it, the configuration's `cache.ttl`. Each lives between 90 % and 100 % of it, so
///   that what was loaded together is not loaded again together.
/// - `when = Self::is_public`, a `fn(&Self) -> bool`: a row for which it says no is never kept, nor is a list with such a row in it; whoever
///   asks reads it anew. It is asked of rows as cached reads give them, without their [`Uncached`] values. Numbers (`count`, `exists`) and the
///   answers of cached methods are no rows, and are kept.
/// - `prefix = "v2"`: sets the keys apart from those under another prefix. Keys have a hash of the columns in them, and those of methods
///   one of the signature; a prefix is for what no hash sees, as when a value means something else than before.
///
/// Fields of type [`Uncached`] are never in an entry.
///
/// ```
/// use scaffold::prelude::*;
///
/// #[derive(Debug, Clone, Serialize, Deserialize, Model, Cacheable)]
/// #[cacheable(ttl = "30m", when = Self::is_public)]
/// pub struct Post {
///     pub id: Id<Post>,
///     pub title: String,
///     pub public: bool,
/// }
///
/// impl Post {
///     fn is_public(&self) -> bool {
///         self.public
///     }
/// }
///
/// /// Its cached methods live five minutes, unless they say otherwise.
/// #[derive(Cacheable, Service)]
/// #[cacheable(ttl = "5m")]
/// pub struct PostService {
///     posts: Repo<Post>,
/// }
///
/// #[service]
/// impl PostService {
///     #[cached]
///     pub async fn count(&self) -> Result<u64> {
///         self.posts.query().count().await
///     }
/// }
/// ```
pub use scaffold_macros::Cacheable;

/// Derives [`model::Fillable`] for a [`Model`](macro@Model): it can be filled from JSON by the names of its fields.
///
/// `id`, `created_at`, `updated_at`, [`Uncached`] fields and those with `#[fillable(guarded)]` are never set from outside. Names are serde's
/// (`rename`, `rename_all`); what else serde would do with a field that may be set (`alias`, `deserialize_with` …) is refused.
///
/// ```
/// use scaffold::{model::Fillable as _, prelude::*};
///
/// #[derive(Debug, Clone, Serialize, Deserialize, Model, Fillable)]
/// pub struct Note {
///     pub id: Id<Note>,
///     pub text: String,
///     #[fillable(guarded)]
///     pub author: String,
/// }
///
/// let mut note = Note { id: Id::new(1), text: "old".into(), author: "Ada".into() };
/// let fields = json!({ "text": "new", "author": "Eve" });
/// let mistakes = note.fill(fields.as_object().cloned().unwrap_or_default()).unwrap_err();
/// assert_eq!(mistakes[0].field, "author");
/// assert_eq!(note.text, "old", "nothing is set when there is a mistake");
/// ```
pub use scaffold_macros::Fillable;

/// Derives [`repository::Projection`] for a struct of some columns of a model: each field has the name and the type of one of the
/// model's; `users.query().select::<Named>()` reads no other columns. The trait's page has an example.
pub use scaffold_macros::Projection;

/// Derives [`model::ColumnValue`] for an enum without fields, with `Display` and `FromStr`: a column holds it as a word; and for a struct around
/// one value.
///
/// The word is the variant in snake_case, or what `#[column(rename = "…")]` says; serde's `rename_all` and `rename` count too. With
/// `#[column(no_display)]` above the enum, `Display` and `FromStr` are left to you: the column's word is its own.
///
/// Of a struct around one value, the column holds that value. It is made with `From`, or, with `#[column(check = is_valid)]`, a
/// `fn(&T) -> bool`, with `TryFrom`; a stored value that the check refuses is an error of the read. `#[column(no_from)]` leaves these to you.
///
/// ```
/// use scaffold::prelude::*;
///
/// #[derive(Debug, Clone, PartialEq, ColumnValue)]
/// #[column(check = has_at)]
/// pub struct Email(String);
///
/// fn has_at(text: &str) -> bool {
///     text.contains('@')
/// }
///
/// assert!(Email::try_from("nobody".to_owned()).is_err());
/// ```
///
/// ```
/// use scaffold::prelude::*;
///
/// #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ColumnValue)]
/// #[serde(rename_all = "snake_case")]
/// pub enum PostStatus {
///     Draft,
///     OnReview,
/// }
///
/// assert_eq!(PostStatus::OnReview.to_string(), "on_review");
/// assert_eq!("draft".parse::<PostStatus>().unwrap(), PostStatus::Draft);
/// ```
pub use scaffold_macros::ColumnValue;

/// Derives [`cache::CacheKey`]: the type can be an argument of a cached method. Every field must be one too, and every type parameter.
///
/// ```
/// use scaffold::prelude::*;
///
/// #[derive(CacheKey)]
/// pub struct Filter<'a> {
///     pub word: &'a str,
///     pub most: u32,
/// }
/// ```
pub use scaffold_macros::CacheKey;

/// Derives [`request::Request`]: the allow-list of what HTTP may set, with the rules of each field.
///
/// `#[rule(…)]` takes `length(min = 1, max = 255)`, `range(min = 0, max = 10)`, `email`, `url`, `one_of("a", "b")` and `default`.
/// An `Option` may be missing, and so may a field with serde's `default`. In a handler, `Valid(Json(input)): Valid<Json<Register>>` answers every mistake in one 422.
///
/// ```
/// use scaffold::{prelude::*, request::Request as _};
///
/// #[derive(Debug, Deserialize, Request)]
/// pub struct Register {
///     #[rule(length(min = 1, max = 255))]
///     pub name: String,
///     #[rule(email)]
///     pub email: String,
///     #[rule(length(min = 12))]
///     pub password: Secret<String>,
/// }
///
/// let fields = json!({ "name": "", "email": "ada@example.com", "pasword": "x" });
/// let mistakes = Register::from_fields(fields.as_object().cloned().unwrap_or_default()).unwrap_err();
/// let mut rules: Vec<_> = mistakes.iter().map(|mistake| (mistake.field.as_str(), mistake.rule)).collect();
/// rules.sort_unstable();
/// assert_eq!(rules, [("name", "length"), ("password", "missing"), ("pasword", "unknown")]);
/// ```
pub use scaffold_macros::Request;

/// Derives [`service::Service`]: the fields are what the service is made of.
///
/// | a field | is |
/// |---|---|
/// | [`Repo<Model>`](repository::Repo), [`Queue`](queue::Queue), [`Cache`](cache::Cache), [`Clock`](clock::Clock), [`Database`](database::Database), [`Locks`](lock::Locks) | the application's |
/// | `Arc<OtherService>` | another service of the list, made before this one |
/// | `Option<Arc<OtherService>>` | the same, if it is in the list |
/// | [`Lazy<OtherService>`](service::Lazy) | the same, found when it is first asked for: where two services need each other |
/// | `Arc<Client>`, `Option<Arc<Client>>` | a value that was given: [`App::builder().with(client)`](Builder::with) |
/// | `Arc<dyn Payments>` | the service that is listed `Stripe as dyn Payments`, or a value given by [`with_arc`](Builder::with_arc) |
/// | `#[inject(named = "primary")]` above an `Arc<_>` or an `Option<Arc<_>>` | one of several values of that type: [`with_named`](Builder::with_named) |
/// | `MailConfig` or `Arc<MailConfig>` | a section of the configuration: [`Config`](macro@Config) |
/// | `#[inject(build = Client::connect(&settings.url))]` above any type | awaited once, at the start; an error ends the start. It may name the fields above it |
/// | `#[inject(value = AtomicU64::new(0))]` above any type | made in place, by `new` as well; it may name the fields above it |
///
/// A service or a section that is not listed, and services that need each other, are errors while compiling; values that nobody gave are told by the
/// start, all at once.
///
/// It also writes the constructor `new`, as visible as the struct, which takes the fields in their order but for those made in place; one of your own
/// needs another name.
///
/// ```
/// use scaffold::prelude::*;
///
/// /// Knows how late it is.
/// #[derive(Service)]
/// pub struct Timekeeper {
///     clock: Clock,
/// }
///
/// impl Timekeeper {
///     pub fn now(&self) -> DateTime {
///         self.clock.now()
///     }
/// }
/// ```
///
/// A service may have type parameters that are bound by `Model` or `Service`, or by a trait of yours above which one of them stands; each
/// instance is listed by itself.
pub use scaffold_macros::Service;

/// Weaves decorators into the methods of a service, and with `facade = Users` writes a facade for its `pub` methods.
///
/// The decorators stand on the methods, the outermost first:
///
/// - `#[cached(ttl = "10m")]`: answers from the cache; refreshed when a row that the method read changes. Reads that the runtime can't
///   see are declared: `reads(Post)`, or `reads(none)`. Async, `&self`, a `Result` of an owned value that is `Clone` and serde's: the
///   answer is what comes back from serde, so an `Uncached` value in it is absent. A method that writes is not kept. All instances of
///   a service over one cache share the answers: what makes them differ is an argument.
/// - `#[transactional]`: commits when the method gives `Ok`, else rolls back. `isolation = "serializable"` (`"repeatable read"`, `"read committed"`)
///   and `read_only` are for the outermost transaction; SQLite is serializable whatever is asked for.
/// - `#[retried(times = 3, backoff = "100ms")]`: runs the method again after an error, each time with clones of its arguments. Written above
///   `#[transactional]`, so that a failed attempt leaves nothing; without one it says `idempotent`. An [`Error`] of a kind that another
///   attempt can't change (`BadRequest`, `Unauthorized`, `Forbidden`, `NotFound`, `TooLarge`, `UnsupportedMediaType`, `Invalid`) is given
///   back at once; `on = is_busy` names a function `fn(&E) -> bool` that decides instead.
/// - `#[timed_out(after = "5s")]`: drops the call when its time is up, and gives an error of kind `Timeout`.
/// - `#[rate_limited(times = 100, per = "1m", by = id)]`: at most so many calls, of each `by` if there is one; more get an error of kind
///   `TooMany` and `Retry-After`. Each application counts for itself, by its own clock. Without `by` an allowed call costs one atomic
///   operation, with it one of 64 locks.
/// - `#[exclusive(key = id, ttl = "30s", wait = "5s")]`: one call at a time of each `key`, if there is one, among all processes on one database.
///   Another one waits for so long, and then, without `wait` at once, gets an error of kind `Locked` and `Retry-After`. Written above
///   `#[transactional]`. The lock is a lease that is renewed while the body runs; a body that has lost it is dropped, with an error of kind
///   `Unavailable`. See [`lock`], also for what `lock::token()` is for.
/// - `#[authorized(may_edit(id))]`: asks `self.may_edit(&who, id)`, an `async fn … -> Result<bool>`; with a path, that function. Who calls is the
///   [`identity`]: without one the call ends with `Unauthorized`, and with `Forbidden` if the policy says no.
/// - `#[logged]`, `#[measured]`: look on; on sync and async methods of any result. `#[logged(args(id, draft.email))]` records these
///   arguments by their `Debug`, if somebody listens at level `warn` or finer; a `Secret` or an `Uncached` is `[redacted]`.
/// - `#[audited(args(id, draft.title))]`: runs the method in a transaction and, when it succeeds, writes a row there of who did what and when, with
///   the arguments that are named. A call that fails leaves none. See [`audit`], and `scaffold make:audit` for the table.
/// - `#[decorate(Throttle::new(8))]`: one of your own, see [`decorate`](mod@decorate).
///
/// `#[service(all(logged, timed_out(after = "5s")))]` puts decorators around those of every method with a receiver that they fit; one that
/// is no observer needs `async`, `&self` and a `Result`. A method's own takes the place of the default, and `#[logged(off)]` has none.
///
/// `when = "audit_logins"` in any of them but `authorized` asks the configuration: `audit_logins = true` below `[switches]`, or a key of ours that is
/// true or false, `when = "cache.enabled"`. Off, it is as if the decorator were not there, at the cost of one branch. A key that the
/// configuration lacks is told at the start. The switch is the process's, as a log level is: off before any application has started, and of two in
/// one process the last one decides.
///
/// A method that is cached or transactional and calls itself does so through a function that gives a
/// `Pin<Box<dyn Future<Output = …> + Send + '_>>`.
///
/// A facade has the `pub` methods that take `&self`, and `fake()`. In debug builds, and with feature `testing`, a fake answers the
/// calls of the test that made it, through the facade and through injected fields alike. Methods with type parameters have no
/// fake; methods that lend what is the service's (`-> &Client`) are not in the facade, nor are those with `#[facade(skip)]` above them. That
/// is for an output that borrows and does not say so: write `MutexGuard<'_, T>`, or skip it.
///
/// `#[on_start]` above a method runs it when the application starts, after those of the services that this one is made of; `#[on_stop]` when it
/// ends, before them. Both take `&self` alone, async or not, and may fail: that ends the start, or is told at the end. A test application ends in order with
/// [`stop`](testing::TestApp::stop).
///
/// A service may have several blocks. One of them is the main one, which has the facade and is listed by `service:list`; the others are
/// `#[service(more)]`: their methods are woven as well. So are those of a trait's block, `#[service(more)] impl Payments for Stripe`; for a trait with async
/// methods behind `dyn`, `#[service(more)]` stands above the `#[async_trait]` of the crate of that name.
///
/// ```
/// use scaffold::prelude::*;
///
/// #[derive(Service)]
/// pub struct Greeter {
///     clock: Clock,
/// }
///
/// #[service(facade = Greetings)]
/// impl Greeter {
///     /// A greeting that fits the time of the day.
///     #[measured]
///     pub fn greet(&self, name: &str) -> String {
///         let part = if self.clock.now().hour() < 12 { "morning" } else { "day" };
///         format!("good {part}, {name}")
///     }
/// }
///
/// scaffold::app! {
///     pub struct App { services: [Greeter] }
/// }
///
/// let fake = Greetings::fake();
/// fake.greet(|name| format!("hello, {name}"));
/// assert_eq!(Greetings::greet("Ada"), "hello, Ada");
/// ```
pub use scaffold_macros::service;

#[doc(hidden)]
pub use scaffold_macros::{
    audited, authorized, cached, decorate, exclusive, logged, measured, on_start, on_stop,
    rate_limited, retried, timed_out, transactional,
};

/// Derives [`config::Section`]: a section of the configuration of your own, whose keys are the fields.
///
/// `MailConfig` is `[mail]`, as are `Mail` and `MailSettings`; `#[config(section = "letters")]` calls it otherwise. It is listed in `app!`, and each of
/// its keys can be set in the files and as `APP__MAIL__PORT`, with `#[config(env = "SMTP_PORT")]` under that name too. A key that the section does not
/// have, a value of another type and a missing one end the start, all told at once. `#[config(default = 25)]` is the value of a key that is not there; a key
/// that is an `Option` may be missing.
///
/// A field is a `bool`, a number, a `String`, a `PathBuf`, a `Duration` (`"30s"`), a [`Secret<String>`](Secret), an `Option` or a `Vec` of these, or with
/// `#[config(serde)]` whatever serde reads.
///
/// ```
/// use std::time::Duration;
///
/// use scaffold::prelude::*;
///
/// /// `[mail]` in config/default.toml
/// #[derive(Debug, Clone, Config)]
/// pub struct MailConfig {
///     #[config(default = "app@example.com")]
///     pub from: String,
///     #[config(default = 25)]
///     pub port: u16,
///     #[config(default = Duration::from_secs(5))]
///     pub timeout: Duration,
///     #[config(env = "SMTP_PASSWORD")]
///     pub password: Option<Secret<String>>,
/// }
///
/// #[derive(Service)]
/// pub struct Mailer {
///     settings: MailConfig,
/// }
///
/// impl Mailer {
///     pub fn sender(&self) -> &str {
///         &self.settings.from
///     }
/// }
///
/// scaffold::app! {
///     pub struct App { services: [Mailer], config: [MailConfig] }
/// }
/// ```
pub use scaffold_macros::Config;

/// Derives [`queue::Job`]: a struct that waits in a queue until its `handle` runs.
///
/// `#[job(queue = "mail", retries = 5, backoff = "10s", timeout = "1m", name = "…")]` changes what is otherwise queue `default`, 3
/// retries, 2 seconds, 5 minutes and the type's name. `timeout = "none"` sets no limit.
///
/// ```
/// use scaffold::prelude::*;
///
/// #[derive(Debug, Serialize, Deserialize, Job)]
/// #[job(queue = "mail")]
/// pub struct SendWelcome {
///     pub to: String,
/// }
///
/// impl SendWelcome {
///     async fn handle(&self, cx: &JobContext) -> Result<()> {
///         println!("attempt {}: welcome, {}", cx.attempt(), self.to);
///         Ok(())
///     }
/// }
/// ```
pub use scaffold_macros::Job;

/// The one list of what an application is made of: its models, its services, its jobs, and its sections of the configuration (`config: [MailConfig]`).
///
/// It makes the application's type, a cheap handle that is the state of every handler, with `App::builder()`. `State<Arc<S>>` works in
/// a handler for each service `S` of the list. The files of `migrations/` are embedded. A service that another one needs and that is
/// not listed, one that is listed twice, and services that need each other are errors while compiling. A service that others know by a trait is listed
/// with it: `services: [Stripe as dyn Payments]`. The models are those whose tables `make:migration --diff` and `migrate --check` compare with the
/// migrations; a repository needs no place in the list.
///
/// ```
/// use scaffold::prelude::*;
///
/// #[derive(Service)]
/// pub struct Timekeeper {
///     clock: Clock,
/// }
///
/// scaffold::app! {
///     /// The running application.
///     pub struct App {
///         services: [Timekeeper],
///         jobs: [],
///     }
/// }
///
/// async fn start() -> Result<axum::Router> {
///     Ok(App::builder().start().await?.router())
/// }
/// # use scaffold::__private::axum;
/// ```
pub use scaffold_macros::app;
