//! `about`: what this application is and where it stores things. Opens nothing, prints no password.

use serde_json::json;

use super::{json as pretty, table::table};
use crate::{
    Result,
    app::{Application, Builder, Schema, Sources},
};

pub(super) fn about<A: Application>(builder: &Builder<A>, as_json: bool) -> Result<String> {
    let sources = builder.sources()?;
    let migrations = Schema::of::<A>(&sources)?.into_migrations();
    let migrations = migrations.map(|migrations| migrations.len());
    let Sources {
        environment,
        root,
        config,
    } = sources;
    let (database, routes) = (
        config.redacted_database_url(),
        builder.make_routes().list.len(),
    );
    let build = if cfg!(debug_assertions) {
        "debug"
    } else {
        "release"
    };
    if as_json {
        return pretty(&json!({
            "name": config.app.name, "version": A::VERSION, "runtime": env!("CARGO_PKG_VERSION"), "build": build,
            "environment": environment.as_str(), "root": root, "database": database, "cache": config.cache.url, "queue": config.queue.url,
            "routes": routes, "services": A::SERVICES.len(), "jobs": A::JOBS.len(), "migrations": migrations,
        }));
    }
    let row = |name: &str, value: String| [name.to_owned(), value];
    Ok(table(&[
        row("application", format!("{} {}", config.app.name, A::VERSION)),
        row(
            "runtime",
            format!("scaffold {}, {build} build", env!("CARGO_PKG_VERSION")),
        ),
        row("environment", environment.to_string()),
        row("root", root.display().to_string()),
        row("database", database),
        row(
            "cache",
            if config.cache.enabled {
                config.cache.url
            } else {
                "off".into()
            },
        ),
        row("queue", config.queue.url),
        row("routes", routes.to_string()),
        row("services", A::SERVICES.len().to_string()),
        row("jobs", A::JOBS.len().to_string()),
        row(
            "migrations",
            migrations.map_or_else(|| "none".to_owned(), |count| count.to_string()),
        ),
    ]))
}
