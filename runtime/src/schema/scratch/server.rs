//! A place of one's own on the server of the configuration: a schema in PostgreSQL, a database in MySQL and MariaDB.
//!
//! The person's own tables are out of its reach: the server is asked whether a connection is where it should be before anything runs
//! there, and a migration that names another place is refused.

use std::time::Duration;

use crate::{
    Error, Result,
    config::{self, redacted},
    database::{Database, Dialect, Migration},
    model::{ColumnValue, Value},
    schema::token::{Kind, Token, tokens},
};

const PREFIX: &str = "scaffold_scratch_";

/// A schema or database that is dropped at its end. As long as its process lives, its name is locked.
#[derive(Debug, Clone)]
pub(super) struct Place {
    admin: Database,
    name: String,
    /// Where the person's tables are.
    theirs: String,
}

impl Place {
    /// Makes a place, and drops those that processes have left which were killed.
    pub(super) async fn make(config: &config::Database) -> Result<Self> {
        let admin = Database::open(&one_connection(config, config.url.clone())).await?;
        let place = Self {
            theirs: here(&admin).await?,
            name: format!("{PREFIX}{:016x}", fastrand::u64(..)),
            admin,
        };
        place.sweep().await?;
        place.lock(&place.name).await?;
        let sql = match place.admin.dialect() {
            Dialect::MySql(_) => place.create_database().await?,
            _ => format!("CREATE SCHEMA {}", place.name),
        };
        let made = place.admin.execute(&sql, Vec::new()).await;
        made.map_err(|error| {
            let (url, kind) = (redacted(&config.url), place.kind());
            let grant = match place.admin.dialect() {
                Dialect::MySql(_) => r"GRANT ALL ON `scaffold\_scratch\_%`.* TO …",
                _ => "GRANT CREATE ON DATABASE … TO …",
            };
            Error::internal(format!(
                "no {kind} can be made in `{url}`, where the migrations would be tried: {}; help: let its user make one (`{grant}`), or give `DATABASE_URL` another user for this word",
                error.chain()
            ))
        })?;
        Ok(place)
    }

    /// Opens it, once the migrations are known to stay within it.
    pub(super) async fn open(
        &self,
        config: &config::Database,
        migrations: &[Migration],
    ) -> Result<Database> {
        let dialect = self.admin.dialect();
        for migration in Migration::of(dialect, migrations) {
            if let Some(words) = leaves(&migration.up, &self.theirs, dialect) {
                return Err(Error::internal(format!(
                    "migration `{}` says `{words}`, which leads out of the {} that it is tried in; help: name tables without it: the connection knows where they are",
                    migration.name,
                    self.kind()
                )));
            }
        }
        let url = url(&config.url, &self.name, dialect);
        let database = Database::open(&one_connection(config, url)).await?;
        let found = here(&database).await?;
        if found != self.name {
            return Err(Error::internal(format!(
                "the server leads to `{found}` where `{}` was asked for, so nothing is tried there; help: let `DATABASE_URL` name the server itself, and no pooler before it",
                self.name
            )));
        }
        Ok(database)
    }

    /// Drops it.
    pub(super) async fn end(self) -> Result<()> {
        self.drop(&self.name).await
    }

    /// For messages: `schema of PostgreSQL`.
    pub(super) fn what(&self) -> String {
        format!("{} of {}", self.kind(), self.admin.dialect().name())
    }

    fn kind(&self) -> &'static str {
        match self.admin.dialect() {
            Dialect::MySql(_) => "database",
            _ => "schema",
        }
    }

    /// Like the person's own, for a table without a collation has its database's.
    async fn create_database(&self) -> Result<String> {
        let own =
            "SELECT CAST(default_character_set_name AS CHAR), CAST(default_collation_name AS CHAR)
            FROM information_schema.schemata WHERE schema_name = DATABASE()";
        let rows = self.admin.fetch(own, Vec::new()).await?;
        let like = match rows.first() {
            Some(row) => {
                let (set, collation) = (String::read(row, 0)?, String::read(row, 1)?);
                format!(" CHARACTER SET {set} COLLATE {collation}")
            }
            None => String::new(),
        };
        Ok(format!("CREATE DATABASE {}{like}", self.name))
    }

    async fn drop(&self, name: &str) -> Result<()> {
        let sql = match self.admin.dialect() {
            Dialect::MySql(_) => format!("DROP DATABASE IF EXISTS {name}"),
            _ => format!("DROP SCHEMA IF EXISTS {name} CASCADE"),
        };
        self.admin.execute(&sql, Vec::new()).await.map(drop)
    }

    /// Whether the name is free; then nobody else has it while the connection lasts.
    async fn lock(&self, name: &str) -> Result<bool> {
        let sql = match self.admin.dialect() {
            Dialect::MySql(_) => "SELECT GET_LOCK($1, 0)",
            _ => "SELECT CAST(pg_try_advisory_lock(hashtextextended($1, 0)) AS INTEGER)",
        };
        let rows = self.ask(sql, name).await?;
        let got = rows.first().map(|row| Option::<i64>::read(row, 0));
        Ok(got.transpose()?.flatten() == Some(1))
    }

    async fn sweep(&self) -> Result<()> {
        let sql = match self.admin.dialect() {
            Dialect::MySql(_) => {
                "SELECT CAST(schema_name AS CHAR) FROM information_schema.schemata WHERE LEFT(schema_name, CHAR_LENGTH($1)) = $1"
            }
            _ => "SELECT nspname::text FROM pg_namespace WHERE starts_with(nspname::text, $1)",
        };
        for row in self.ask(sql, PREFIX).await? {
            let name = String::read(&row, 0)?;
            if is_ours(&name) && self.lock(&name).await? {
                // It may be another user's.
                let _ = self.drop(&name).await;
            }
        }
        Ok(())
    }

    async fn ask(&self, sql: &str, name: &str) -> Result<Vec<crate::database::Row>> {
        let name = Value::Text(name.to_owned());
        self.admin.fetch(sql, vec![name]).await
    }
}

/// Locks belong to a connection, and a place is asked of one.
fn one_connection(config: &config::Database, url: String) -> config::Database {
    config::Database {
        url,
        max_connections: 1,
        // A statement on a schema is slow, and nobody's query.
        slow_query: Duration::MAX,
        ..config.clone()
    }
}

/// Whether a name is exactly of the kind that is made here, and can stand in SQL.
fn is_ours(name: &str) -> bool {
    name.strip_prefix(PREFIX).is_some_and(|digits| {
        digits.len() == 16 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
    })
}

/// The schema or database that a connection looks in first.
async fn here(database: &Database) -> Result<String> {
    let sql = match database.dialect() {
        Dialect::MySql(_) => "SELECT CAST(DATABASE() AS CHAR)",
        _ => "SELECT CAST(current_schema() AS TEXT)",
    };
    let rows = database.fetch(sql, Vec::new()).await?;
    let name = rows.first().map(|row| Option::<String>::read(row, 0));
    Ok(name.transpose()?.flatten().unwrap_or_default())
}

/// The same server's, with another place in it.
fn url(url: &str, name: &str, dialect: Dialect) -> String {
    if !dialect.is_mysql() {
        let sign = if url.contains('?') { '&' } else { '?' };
        return format!("{url}{sign}options[search_path]={name}");
    }
    let (server, settings) = match url.split_once('?') {
        Some((server, settings)) => (server, format!("?{settings}")),
        None => (url, String::new()),
    };
    let start = server.find("://").map_or(0, |at| at + 3);
    let end = server[start..]
        .find('/')
        .map_or(server.len(), |at| start + at);
    format!("{}/{name}{settings}", &server[..end])
}

/// The words of a migration that lead to where the person's tables are, or to nobody knows where.
fn leaves(sql: &str, theirs: &str, dialect: Dialect) -> Option<String> {
    let Some(tokens) = tokens(sql) else {
        // What can't be read has a quote that does not end, as a function's body may.
        let named = format!("{theirs}.");
        return sql.contains(&named).then_some(named);
    };
    let is_name = |token: &Token<'_>| matches!(token.kind, Kind::Word | Kind::Quoted);
    let mut start = 0;
    for (at, token) in tokens.iter().enumerate() {
        let next = tokens.get(at + 1);
        let is_theirs =
            is_name(token) && (token.name()).is_some_and(|name| name.eq_ignore_ascii_case(theirs));
        if is_theirs && next.is_some_and(|next| next.is(".")) {
            return Some(format!("{}.", token.text));
        }
        if is_theirs && names_a_place(&tokens[start..at]) {
            return Some(token.text.to_owned());
        }
        let begins = at == start;
        let moves = match dialect.is_mysql() {
            true => begins && token.is("USE"),
            false => token
                .text
                .trim_matches('\'')
                .eq_ignore_ascii_case("search_path"),
        };
        if moves {
            return Some(token.text.to_owned());
        }
        if token.is(";") {
            start = at + 1;
        }
    }
    None
}

/// Whether what follows these words of a statement is a schema or a database that they do something to.
fn names_a_place(statement: &[Token<'_>]) -> bool {
    let is_place = |token: &Token<'_>| token.is("SCHEMA") || token.is("DATABASE");
    match statement {
        [first, what, ..] if first.is("DROP") => is_place(what),
        // `ALTER TABLE posts SET SCHEMA public`
        [first, .., last] if first.is("ALTER") => is_place(last),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::Flavour;

    const MARIADB: Dialect = Dialect::MySql(Flavour::MariaDb);

    #[test]
    fn a_url_leads_to_another_place_of_the_same_server() {
        for (given, dialect, expected) in [
            (
                "postgres://u:p@h/app",
                Dialect::Postgres,
                "postgres://u:p@h/app?options[search_path]=x",
            ),
            (
                "postgres://h/app?sslmode=disable",
                Dialect::Postgres,
                "postgres://h/app?sslmode=disable&options[search_path]=x",
            ),
            ("mysql://u:p@h:3306/app", MARIADB, "mysql://u:p@h:3306/x"),
            (
                "mysql://h/app?ssl-mode=required&socket=/a/b",
                MARIADB,
                "mysql://h/x?ssl-mode=required&socket=/a/b",
            ),
            ("mysql://h", MARIADB, "mysql://h/x"),
        ] {
            assert_eq!(url(given, "x", dialect), expected);
        }
    }

    #[test]
    fn a_migration_that_names_another_place_leaves() {
        for (sql, dialect, expected) in [
            ("CREATE TABLE posts (id BIGINT)", Dialect::Postgres, None),
            (
                "-- make it public.\nCREATE TABLE t (public BOOLEAN, p TEXT DEFAULT 'public.')",
                Dialect::Postgres,
                None,
            ),
            (
                "DROP TABLE Public.posts",
                Dialect::Postgres,
                Some("Public."),
            ),
            (
                "DROP TABLE \"public\" . posts",
                Dialect::Postgres,
                Some("\"public\"."),
            ),
            (
                "SET search_path = public",
                Dialect::Postgres,
                Some("search_path"),
            ),
            (
                "SELECT set_config('search_path', '', false)",
                Dialect::Postgres,
                Some("'search_path'"),
            ),
            (
                "CREATE FUNCTION f() AS $$ it's public.posts $$",
                Dialect::Postgres,
                Some("public."),
            ),
            (
                "DROP SCHEMA IF EXISTS reports, public CASCADE",
                Dialect::Postgres,
                Some("public"),
            ),
            (
                "SELECT 1; ALTER TABLE posts SET SCHEMA \"public\"",
                Dialect::Postgres,
                Some("\"public\""),
            ),
            ("DROP DATABASE public", MARIADB, Some("public")),
            ("ALTER TABLE t DROP COLUMN public", Dialect::Postgres, None),
            ("SELECT * FROM t USE INDEX (a)", MARIADB, None),
            ("SELECT 1; USE app", MARIADB, Some("USE")),
            ("DROP TABLE `public`.posts", MARIADB, Some("`public`.")),
        ] {
            assert_eq!(leaves(sql, "public", dialect).as_deref(), expected, "{sql}");
        }
    }

    #[test]
    fn only_names_that_are_made_here_are_swept() {
        assert!(is_ours("scaffold_scratch_00ff00ff00ff00ff"));
        for name in [
            "scaffold_scratch_",
            "scaffold_scratch_of_ada",
            "scaffold_scratch_00ff00ff00ff00ff; x",
        ] {
            assert!(!is_ours(name), "{name}");
        }
    }
}
