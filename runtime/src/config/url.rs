//! Addresses of the database, the cache and the queue: what this release can reach, and what may be printed.

use std::path::Path;

use super::Config;
use crate::nearest::nearest;

/// Servers that a later release will know.
const LATER: &[&str] = &[
    "postgres",
    "postgresql",
    "mysql",
    "mariadb",
    "redis",
    "rediss",
    "sqs",
    "nats",
    "amqp",
    "log",
];

/// What is wrong with the addresses, each with its key.
pub(super) fn mistakes(config: &Config) -> Vec<(&'static str, String)> {
    let mut mistakes = Vec::new();
    if !config.database.url.starts_with("sqlite:") {
        mistakes.push((
            "database.url",
            refusal(
                &config.database.url,
                "database",
                &["sqlite"],
                "`sqlite://data/app.db`",
            ),
        ));
    }
    if config.cache.url != "memory" {
        mistakes.push((
            "cache.url",
            refusal(&config.cache.url, "cache", &["memory"], "`memory`"),
        ));
    }
    if !["sync", "memory", "database"].contains(&config.queue.url.as_str()) {
        let words = ["sync", "memory", "database"];
        mistakes.push((
            "queue.url",
            refusal(
                &config.queue.url,
                "queue",
                &words,
                "`database`, `memory` or `sync`",
            ),
        ));
    }
    mistakes
}

/// Only the scheme is repeated: the rest may hold a password.
fn refusal(url: &str, what: &str, words: &[&str], help: &str) -> String {
    let scheme = url.split(':').next().unwrap_or(url);
    if LATER.contains(&scheme) {
        return format!("{scheme} is not in this release; help: {help}");
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
        || Path::new(path).is_absolute()
    {
        return url.to_owned();
    }
    format!(
        "sqlite://{}",
        root.join(path.trim_start_matches("./")).display()
    )
}

/// The address without its password.
pub(super) fn redacted(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let end = rest.find('/').unwrap_or(rest.len());
    let Some(at) = rest[..end].rfind('@') else {
        return url.to_owned();
    };
    let user = rest[..at].split(':').next().unwrap_or_default();
    format!("{scheme}://{user}:***{}", &rest[at..])
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
        assert_eq!(redacted("sqlite://data/a@b.db"), "sqlite://data/a@b.db");
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
        assert_eq!(below(root, "sqlite::memory:"), "sqlite::memory:");
    }
}
