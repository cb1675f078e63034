//! Words and flags that people type from habit and that this release does not have, each with what to do today.

/// Commands, and what to do instead.
const WORDS: &[(&str, &str)] = &[
    (
        "tinker",
        "Rust has none: write a test in `tests/app` and run `scaffold test`",
    ),
    (
        "console",
        "Rust has none: write a test in `tests/app` and run `scaffold test`",
    ),
    (
        "make:field",
        "add it to the model's struct and requests, and type `scaffold make:migration add_slug_to_posts slug:string`",
    ),
    (
        "make:request",
        "type `scaffold make:model Post … --request`",
    ),
    (
        "make:resource",
        "type `scaffold make:model Post … --resource`",
    ),
    (
        "make:crud",
        "type `scaffold make:model Post title:string --all`",
    ),
    (
        "make:scaffold",
        "type `scaffold make:model Post title:string --all`",
    ),
    (
        "make:policy",
        "check in the service, and return `Error::new(ErrorKind::Forbidden, …)`",
    ),
    (
        "make:event",
        "dispatch a job: `scaffold make:job PostPublished`",
    ),
    (
        "make:listener",
        "dispatch a job: `scaffold make:job NotifyReaders`",
    ),
    (
        "make:observer",
        "put it into the service's method, or a job: `scaffold make:job PostPublished`",
    ),
    (
        "make:mail",
        "send it in a job: `scaffold make:job SendWelcome`",
    ),
    (
        "make:notification",
        "send it in a job: `scaffold make:job SendWelcome`",
    ),
    ("make:worker", "type `scaffold make:job ImportPosts`"),
    ("make:task", "type `scaffold make:job ImportPosts`"),
    (
        "make:command",
        "write a job, `scaffold make:job ImportPosts`, or a function in `src/main.rs`",
    ),
    (
        "make:middleware",
        "any tower layer works: `.layer(…)` in `src/routes.rs`",
    ),
    ("make:seeder", "add rows in `src/seeders/mod.rs`"),
    ("make:factory", "type `scaffold make:model Post --factory`"),
    (
        "make:test",
        "add a file to `tests/app` and a line `mod …;` to `tests/app/main.rs`",
    ),
    (
        "make:enum",
        "give a model a field like `status:enum:draft,published`",
    ),
    (
        "make:repository",
        "there is one already: inject `Repo<Post>` into a service",
    ),
    (
        "make:facade",
        "every service has one: `scaffold make:service Billing`",
    ),
    (
        "make:provider",
        "inject by type: `App::builder().with(client)` in `src/app.rs`",
    ),
    (
        "make:auth",
        "`scaffold new` writes registration; sessions come later",
    ),
    (
        "generate",
        "type `scaffold make:model Post title:string --all`",
    ),
    (
        "destroy",
        "type `scaffold undo`, which takes the last run back",
    ),
    ("start", "type `scaffold serve`"),
    ("run", "type `scaffold serve`"),
    ("server", "type `scaffold serve`"),
    ("dev", "type `scaffold serve`"),
    (
        "watch",
        "type `scaffold serve` again after a change; it builds only what changed",
    ),
    ("build", "type `cargo build --release`"),
    ("check", "type `cargo clippy --all-targets`"),
    ("routes", "type `scaffold route:list`"),
    ("services", "type `scaffold service:list`"),
    ("init", "type `scaffold new blog`"),
    ("db:migrate", "type `scaffold migrate`"),
    ("db:rollback", "type `scaffold migrate:rollback`"),
    ("db:reset", "type `scaffold migrate:fresh`"),
    ("migrate:up", "type `scaffold migrate`"),
    ("migrate:down", "type `scaffold migrate:rollback`"),
    ("migrate:refresh", "type `scaffold migrate:fresh`"),
    ("db:wipe", "type `scaffold migrate:fresh`"),
    ("queue:listen", "type `scaffold queue:work`"),
    (
        "queue:restart",
        "stop it with SIGTERM, which finishes its jobs, and start it again",
    ),
    (
        "queue:pause",
        "stop the worker with SIGTERM, which finishes its jobs",
    ),
    ("queue:resume", "start the worker: `scaffold queue:work`"),
    (
        "schedule:work",
        "call `scaffold queue:work` and let cron dispatch for now",
    ),
    (
        "schedule:run",
        "let cron call a word of the application for now",
    ),
    ("schedule:list", "there is no schedule yet"),
    (
        "cache:clear",
        "it is in the process: start the application again",
    ),
    (
        "cache:forget",
        "it is in the process: start the application again",
    ),
    ("cache:stats", "it is not told yet"),
    ("cache:warm", "it fills itself on the first read"),
    ("event:list", "there are no events yet"),
    ("doctor", "type `scaffold about`, and `cargo check`"),
    ("optimize", "type `cargo build --release`"),
    (
        "config:show",
        "read `config/`; the application says at its start what is wrong in it",
    ),
    ("env", "read `.env` and `config/`"),
    ("key:generate", "nothing is signed yet, so there is no key"),
    (
        "stub:publish",
        "put a changed copy of a template into `.scaffold/generators/<name>/`",
    ),
    (
        "upgrade",
        "change the version of `scaffold-runtime` in Cargo.toml",
    ),
    ("down", "stop it with SIGTERM, which finishes its requests"),
    ("up", "type `scaffold serve`"),
];

/// Flags by command, and what to do instead.
const FLAGS: &[(&str, &str, &str)] = &[
    (
        "new",
        "auth",
        "the `User` of every new application registers with a hashed password; sessions come later",
    ),
    (
        "new",
        "queue",
        "leave it out: jobs are in the application's database, durable",
    ),
    (
        "new",
        "cache",
        "leave it out: the cache is in the process and needs nothing",
    ),
    ("new", "http", "leave it out: it is axum"),
    (
        "new",
        "database",
        "type `--db sqlite`, `--db postgres` or `--db mysql`",
    ),
    ("new", "template", "leave it out"),
    (
        "new",
        "bg",
        "leave it out: jobs are in the application's database, durable",
    ),
    (
        "new",
        "assets",
        "leave it out: the application answers JSON",
    ),
    ("new", "name", "type the name alone: `scaffold new blog`"),
    ("new", "n", "type the name alone: `scaffold new blog`"),
    ("new", "react", "leave it out: the application answers JSON"),
    ("new", "vue", "leave it out: the application answers JSON"),
    (
        "new",
        "svelte",
        "leave it out: the application answers JSON",
    ),
    (
        "new",
        "livewire",
        "leave it out: the application answers JSON",
    ),
    ("new", "pest", "leave it out: `cargo test` is all it takes"),
    (
        "new",
        "phpunit",
        "leave it out: `cargo test` is all it takes",
    ),
    ("new", "github", "type `gh repo create` in the new folder"),
    (
        "new",
        "docker",
        "leave it out: every application has a Dockerfile",
    ),
    ("make:model", "seed", "add rows in `src/seeders/mod.rs`"),
    ("make:model", "seeder", "add rows in `src/seeders/mod.rs`"),
    (
        "make:model",
        "policy",
        "check in the service, and return `Error::new(ErrorKind::Forbidden, …)`",
    ),
    (
        "make:model",
        "pivot",
        "make a model of both: `scaffold make:model Membership user:belongs_to:User team:belongs_to:Team`",
    ),
    (
        "make:model",
        "p",
        "make a model of both: `scaffold make:model Membership user:belongs_to:User team:belongs_to:Team`",
    ),
    (
        "make:controller",
        "model",
        "type `scaffold make:model Post … --controller`",
    ),
    (
        "make:controller",
        "resource",
        "type `scaffold make:model Post … --controller`",
    ),
    (
        "make:controller",
        "r",
        "type `scaffold make:model Post … --controller`",
    ),
    (
        "make:controller",
        "api",
        "leave it out: every controller answers JSON",
    ),
    (
        "make:controller",
        "invokable",
        "delete the handlers that it has no use for",
    ),
    (
        "make:migration",
        "create",
        "say it in the name: `create_posts`",
    ),
    (
        "make:migration",
        "table",
        "say it in the name: `add_slug_to_posts`",
    ),
    (
        "make:job",
        "sync",
        "set `queue.url` to `sync` in `config/development.toml`",
    ),
    (
        "make:job",
        "queue",
        "write it into the job's attribute: `#[job(queue = \"mail\")]`",
    ),
    (
        "undo",
        "all",
        "it takes the last run back; earlier ones are in version control",
    ),
];

/// Flags that mean one of ours.
const UNDERSTOOD: &[(&str, &str, &str)] = &[
    ("make:model", "api", "controller"),
    ("make:model", "requests", "request"),
    ("make:model", "tests", "test"),
    ("new", "without-git", "no-git"),
];

/// Flags that other tools give a value.
const VALUES: &[&str] = &[
    "queue", "cache", "http", "database", "bg", "assets", "name", "template", "model", "create",
    "table",
];

/// What to do instead of a command that this release doesn't have.
pub(super) fn word(word: &str) -> Option<&'static str> {
    WORDS
        .iter()
        .find(|(known, _)| *known == word)
        .map(|(_, instead)| *instead)
}

/// What to do instead of a flag that this release doesn't have.
pub(super) fn flag(word: &str, name: &str) -> Option<&'static str> {
    FLAGS
        .iter()
        .find(|(command, flag, _)| *command == word && *flag == name)
        .map(|(_, _, instead)| *instead)
}

/// Our flag for one of another tool.
pub(super) fn understood(word: &str, name: &str) -> Option<&'static str> {
    UNDERSTOOD
        .iter()
        .find(|(command, flag, _)| *command == word && *flag == name)
        .map(|(_, _, ours)| *ours)
}

/// Whether the next word belongs to a flag that this release doesn't have.
pub(super) fn takes_value(name: &str) -> bool {
    VALUES.contains(&name)
}
