//! A database of one's own, on which the migrations are applied and SQL is tried as it is written: in memory, or on a server.

mod server;

use super::{
    Answers, Dialect,
    change::Change,
    diff::{Found, diff},
    name::name,
    read::read,
    script,
    table::Schema,
    wanted::Wanted,
};
use crate::{
    Error, Result, config,
    database::{Database, Migration},
};
use server::Place;

/// What is different, and the SQL that ends it in this database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    /// `add_slug_to_posts`.
    pub(super) name: String,
    /// A line for each change.
    pub(super) changes: Vec<String>,
    pub(super) up: String,
    pub(super) down: String,
}

/// A database that nobody else has to do with. One on a server is there until its [`end`](Self::end).
pub(super) struct Scratch {
    database: Database,
    version: i64,
    place: Option<Place>,
}

impl Scratch {
    /// SQLite in memory, with these migrations.
    ///
    /// # Errors
    /// When one of them fails there.
    pub(super) async fn new(migrations: &[Migration]) -> Result<Self> {
        Self::with(Database::memory().await?, None, migrations).await
    }

    /// A place of its own on the server of this configuration, with these migrations.
    ///
    /// # Errors
    /// When nobody answers there, the user may make no such place, or a migration fails; then nothing is left behind.
    pub(super) async fn on(config: &config::Database, migrations: &[Migration]) -> Result<Self> {
        let place = Place::make(config).await?;
        let made = async {
            let database = place.open(config, migrations).await?;
            Self::with(database, Some(place.clone()), migrations).await
        };
        match made.await {
            Ok(scratch) => Ok(scratch),
            Err(error) => {
                // What went wrong first is what the person can mend.
                let _ = place.end().await;
                Err(error)
            }
        }
    }

    async fn with(
        database: Database,
        place: Option<Place>,
        migrations: &[Migration],
    ) -> Result<Self> {
        database.migrate(migrations).await.map_err(|error| {
            let what = match &place {
                None => "database".to_owned(),
                Some(place) => place.what(),
            };
            Error::internal(format!(
                "the migrations can't be applied to an empty {what}: {}",
                error.chain()
            ))
        })?;
        let last = migrations.iter().map(|migration| migration.version).max();
        Ok(Self {
            database,
            version: last.unwrap_or_default(),
            place,
        })
    }

    /// Takes away what was made on a server.
    ///
    /// # Errors
    /// What the server says.
    pub(super) async fn end(self) -> Result<()> {
        drop(self.database);
        match self.place {
            Some(place) => place.end().await,
            None => Ok(()),
        }
    }

    pub(super) fn database(&self) -> &Database {
        &self.database
    }

    fn dialect(&self) -> Dialect {
        self.database.dialect().into()
    }

    /// What is different here.
    pub(super) async fn find(&self, wanted: &[Wanted], answers: &Answers) -> Result<Found> {
        let old = read(&self.database).await?;
        Ok(diff(&old, wanted, answers, self.dialect()))
    }

    /// Writes what was found, and tries it up and down.
    ///
    /// # Errors
    /// When it fails, or does not lead to the models.
    pub(super) async fn write(&mut self, changes: &[Change], wanted: &[Wanted]) -> Result<Written> {
        let up = self.run(changes).await?;
        let reached = read(&self.database).await?;
        let answers = Answers::keeping(&reached);
        let left = diff(&reached, wanted, &answers, self.dialect()).changes;
        if let Some(change) = left.first() {
            return Err(Error::internal(format!(
                "the SQL of the difference does not end it: {change}; help: write this migration by hand, `scaffold make:migration NAME`"
            )));
        }
        let back: Vec<_> = changes.iter().rev().map(Change::inverse).collect();
        let down = self.run(&back).await?;
        Ok(Written {
            name: name(changes),
            changes: changes.iter().map(ToString::to_string).collect(),
            up: text(&up),
            down: format!("{}{}", lost(changes), text(&down)),
        })
    }

    /// Writes the changes step by step, each from the schema that the one before it has left.
    async fn run(&mut self, changes: &[Change]) -> Result<Vec<String>> {
        let dialect = self.dialect();
        let mut all = Vec::new();
        for changes in script::steps(changes, dialect) {
            let schema = match changes[0].columns_of() {
                Some(_) => read(&self.database).await?,
                None => Schema::default(),
            };
            let statements = script::step(&schema, changes, dialect);
            self.apply(&text(&statements)).await.map_err(|error| {
                let what: Vec<_> = changes.iter().map(ToString::to_string).collect();
                Error::internal(format!(
                    "no SQL was found for what differs ({}): {}; help: write this migration by hand, `scaffold make:migration NAME`",
                    what.join("; "),
                    error.chain()
                ))
            })?;
            all.extend(statements);
        }
        Ok(all)
    }

    /// Goes on after what was written.
    pub(super) async fn apply(&mut self, up: &str) -> Result<()> {
        self.version += 1;
        let step = Migration {
            version: self.version,
            name: "difference".into(),
            up: up.to_owned().into(),
            down: None,
            only: None,
        };
        self.database.migrate(&[step]).await.map(drop)
    }

    #[cfg(test)]
    pub(super) async fn schema(&self) -> Result<Schema> {
        read(&self.database).await
    }
}

impl Answers {
    /// Those that leave every table where it is.
    fn keeping(schema: &Schema) -> Self {
        Self {
            keeps: schema
                .tables
                .iter()
                .map(|table| table.name.clone())
                .collect(),
            ..Self::default()
        }
    }
}

fn text(statements: &[String]) -> String {
    let statements = statements.iter().map(|sql| {
        let sql = sql.trim_end().trim_end_matches(';');
        let commented = sql.lines().last().is_some_and(|line| line.contains("--"));
        format!("{sql}{};\n", if commented { "\n" } else { "" })
    });
    statements.collect()
}

/// What the way back can't bring back.
fn lost(changes: &[Change]) -> String {
    let gone: Vec<_> = (changes.iter())
        .filter_map(|change| match change {
            Change::DropTable(table) => Some(format!("`{}`", table.name)),
            Change::DropColumn { table, column, .. } => Some(format!("`{table}.{}`", column.name)),
            _ => None,
        })
        .collect();
    match gone.as_slice() {
        [] => String::new(),
        gone => format!(
            "-- what was in {} is gone: it comes back without its values\n",
            gone.join(" and ")
        ),
    }
}
