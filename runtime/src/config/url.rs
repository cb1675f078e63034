//! Addresses of the database, the cache and the queue: what this release can reach, and what may be printed.

use std::path::Path;

use super::Config;
use crate::nearest::nearest;

/// Servers that a later release will know.
const LATER: &[&str] = &["redis", "rediss", "sqs", "nats", "amqp", "log"];

/// What is wrong with the addresses, each with its key.
pub(super) fn mistakes(config: &Config) -> Vec<(&'static str, String)> {
    let database = &config.database.url;
    let (cache, queue) = (&config.cache.url, &config.queue.url);
    let mut mistakes = Vec::new();
    if !is_database(database) {
        mistakes.push(("database.url", no_database(database)));
    }
    if cache != "memory" {
        mistakes.push((
            "cache.url",
            refusal(cache, "cache", &["memory"], "`memory`"),
        ));
    }
    if !QUEUES.contains(&queue.as_str()) {
        mistakes.push(("queue.url", unknown_queue(queue)));
    }
    mistakes
}

/// The schemes of databases, and the cargo feature that brings each.
const DATABASES: &[(&str, Option<&str>)] = &[
    ("sqlite", None),
    ("postgres", Some("postgres")),
    ("postgresql", Some("postgres")),
    ("mysql", Some("mysql")),
    ("mariadb", Some("mysql")),
];

/// Whether this program can open such a database.
fn is_database(url: &str) -> bool {
    let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
    let found = DATABASES.iter().find(|(known, _)| *known == scheme);
    match found {
        Some((_, None)) => true,
        Some((_, Some("postgres"))) => cfg!(feature = "postgres"),
        Some(_) => cfg!(feature = "mysql"),
        None => false,
    }
}

/// What is said of a `database.url` that this program can't open.
pub(crate) fn no_database(url: &str) -> String {
    let scheme = url.split(':').next().unwrap_or(url);
    let known = DATABASES.iter().find(|(known, _)| *known == scheme);
    if let Some((_, Some(feature))) = known
        && url.contains(':')
    {
        return format!(
            "`{scheme}` is not compiled in; help: add \"{feature}\" to the features of `scaffold` in Cargo.toml"
        );
    }
    let schemes: Vec<_> = DATABASES.iter().map(|(scheme, _)| *scheme).collect();
    refusal(
        url,
        "database",
        &schemes,
        "`sqlite://data/app.db`, `postgres://user:password@host/name` or `mysql://user:password@host/name`",
    )
}

/// The queues of this release.
const QUEUES: &[&str] = &["database", "memory", "sync"];

/// What is said of a `queue.url` that is none.
pub(crate) fn unknown_queue(url: &str) -> String {
    refusal(url, "queue", QUEUES, "`database`, `memory` or `sync`")
}

/// Only the scheme is repeated: the rest may hold a password.
fn refusal(url: &str, what: &str, words: &[&str], help: &str) -> String {
    let scheme = url.split(':').next().unwrap_or(url);
    if LATER.contains(&scheme) {
        return format!("`{scheme}` is not in this release; help: {help}");
    }
    match nearest(scheme, words.iter().copied()) {
        Some(word) => format!(
            "`{scheme}` is no {what} of this release; help: did you mean `{word}`? Legal: {help}"
        ),
        None => format!("`{scheme}` is no {what} of this release; help: {help}"),
    }
}

/// The same address of a SQLite file, with the path below `root` if it is relative.
pub(super) fn below(root: &Path, url: &str) -> String {
    let Some(rest) = url.strip_prefix("sqlite:") else {
        return url.to_owned();
    };
    let path = rest.strip_prefix("//").unwrap_or(rest);
    if path.starts_with(":memory:")
        || path.starts_with("file:")
        || path.is_empty()
        || path.starts_with('?')
        || Path::new(path).is_absolute()
    {
        return url.to_owned();
    }
    // The folder is a path and no part of an address yet.
    let root = root.display().to_string();
    let root = root.replace('%', "%25").replace('?', "%3F");
    let path = Path::new(&root).join(path.trim_start_matches("./"));
    format!("sqlite://{}", path.display())
}

/// The address without its password.
pub(crate) fn redacted(url: &str) -> String {
    let Some((scheme, rest)) = url
        .split_once("://")
        .filter(|(scheme, _)| *scheme != "sqlite")
    else {
        return url.to_owned();
    };
    let (rest, query) = match rest.split_once('?') {
        Some((rest, _)) => (rest, "?***"),
        None => (rest, ""),
    };
    // The last `@`, wherever it is: a password may hold a `/` or an `@` that should have been encoded.
    match rest.rfind('@') {
        Some(at) => {
            let user = rest[..at].split([':', '/']).next().unwrap_or_default();
            format!("{scheme}://{user}:***{}{query}", &rest[at..])
        }
        None => format!("{scheme}://{rest}{query}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_printed() {
        assert_eq!(
            redacted("postgres://ada:secret@db/app"),
            "postgres://ada:***@db/app"
        );
        assert_eq!(
            redacted("postgres://ada:sec@ret@db/app"),
            "postgres://ada:***@db/app"
        );
        assert_eq!(
            redacted("postgres://ada:se/cret@db/app"),
            "postgres://ada:***@db/app"
        );
        assert_eq!(
            redacted("postgres://db/app?user=ada&password=secret"),
            "postgres://db/app?***"
        );
        assert_eq!(
            redacted("sqlite://data/a@b.db?mode=rwc"),
            "sqlite://data/a@b.db?mode=rwc"
        );
    }

    #[test]
    fn a_database_of_no_kind_is_refused_without_its_password() {
        let refused = no_database("postgre://ada:secret@db/app");
        assert!(refused.contains("did you mean `postgres`?"), "{refused}");
        assert!(!refused.contains("secret"), "{refused}");
    }

    #[test]
    fn a_relative_file_lies_below_the_root() {
        let root = Path::new("/srv/blog");
        assert_eq!(
            below(root, "sqlite://data/app.db"),
            "sqlite:///srv/blog/data/app.db"
        );
        assert_eq!(
            below(root, "sqlite:./app.db?mode=rwc"),
            "sqlite:///srv/blog/app.db?mode=rwc"
        );
        assert_eq!(below(root, "sqlite:///var/app.db"), "sqlite:///var/app.db");
        for memory in ["sqlite::memory:", "sqlite://?mode=memory"] {
            assert_eq!(below(root, memory), memory);
        }
    }

    #[test]
    fn a_folder_with_signs_of_an_address_in_its_name_is_still_a_folder() {
        assert_eq!(
            below(Path::new("/srv/100%25 what?"), "sqlite://data/app.db"),
            "sqlite:///srv/100%2525 what%3F/data/app.db"
        );
    }
}
