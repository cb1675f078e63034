//! The models against the schema that the migrations give: what is different, and the two files that end it.

use super::{
    Answers, Dialect, Doubt,
    change::Change,
    diff::{Found, diff},
    name::name,
    read::read,
    script,
    table::Schema,
    wanted::{Wanted, wanted},
};
use crate::{
    Error, Result,
    database::{Database, Migration},
    model::ModelDef,
};

/// What a comparison has found.
#[derive(Debug)]
pub(crate) enum Compared {
    Same,
    Differs(Difference),
    /// What only the person knows.
    Doubts(Vec<Doubt>),
    /// What can't be, with what to do.
    Mistakes(Vec<String>),
}

/// What is different, and the migration that ends it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Difference {
    /// `add_slug_to_posts`.
    pub(crate) name: String,
    /// A line for each change.
    pub(crate) changes: Vec<String>,
    pub(crate) up: String,
    pub(crate) down: String,
}

/// Applies the migrations to a database of its own, in memory, and compares what they make with the models.
///
/// # Errors
/// When a migration fails there, or what was written does.
pub(crate) async fn compare(
    migrations: &[Migration],
    models: &[ModelDef],
    answers: &Answers,
) -> Result<Compared> {
    let mut scratch = Scratch::new(migrations).await?;
    scratch.compare(&wanted(models), answers).await
}

/// A database in memory, on which SQL is tried as it is written.
pub(super) struct Scratch {
    database: Database,
    version: i64,
}

impl Scratch {
    pub(super) async fn new(migrations: &[Migration]) -> Result<Self> {
        let database = Database::memory().await?;
        database.migrate(migrations).await.map_err(|error| {
            Error::internal(format!(
                "the migrations can't be applied to an empty database: {}",
                error.chain()
            ))
        })?;
        let last = migrations.iter().map(|migration| migration.version).max();
        Ok(Self {
            database,
            version: last.unwrap_or_default(),
        })
    }

    pub(super) async fn compare(
        &mut self,
        wanted: &[Wanted],
        answers: &Answers,
    ) -> Result<Compared> {
        let dialect = Dialect::Sqlite;
        let old = read(&self.database).await?;
        let Found {
            changes,
            doubts,
            mistakes,
        } = diff(&old, wanted, answers, dialect);
        if !mistakes.is_empty() {
            return Ok(Compared::Mistakes(mistakes));
        }
        if !doubts.is_empty() {
            return Ok(Compared::Doubts(doubts));
        }
        if changes.is_empty() {
            return Ok(Compared::Same);
        }
        let up = self.run(&changes, dialect).await?;
        let reached = read(&self.database).await?;
        let left = diff(&reached, wanted, &Answers::keeping(&reached), dialect).changes;
        if let Some(change) = left.first() {
            return Err(Error::internal(format!(
                "the SQL of the difference does not end it: {change}; help: write this migration by hand, `scaffold make:migration NAME`"
            )));
        }
        let back: Vec<_> = changes.iter().rev().map(Change::inverse).collect();
        let down = self.run(&back, dialect).await?;
        Ok(Compared::Differs(Difference {
            name: name(&changes),
            changes: changes.iter().map(ToString::to_string).collect(),
            up: text(&up),
            down: format!("{}{}", lost(&changes), text(&down)),
        }))
    }

    /// Writes the changes step by step, each from the schema that the one before it has left.
    async fn run(&mut self, changes: &[Change], dialect: Dialect) -> Result<Vec<String>> {
        let mut all = Vec::new();
        for changes in script::steps(changes, dialect) {
            let schema = match changes[0].columns_of() {
                Some(_) => read(&self.database).await?,
                None => Schema::default(),
            };
            let statements = script::step(&schema, changes, dialect);
            self.version += 1;
            let step = Migration {
                version: self.version,
                name: "difference".into(),
                up: text(&statements).into(),
                down: None,
                only: None,
            };
            self.database.migrate(&[step]).await.map_err(|error| {
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

    #[cfg(test)]
    pub(super) async fn schema(&self) -> Result<Schema> {
        read(&self.database).await
    }

    /// Goes on after what was written.
    #[cfg(test)]
    pub(super) async fn apply(&mut self, up: &str) -> Result<()> {
        self.version += 1;
        let step = Migration {
            version: self.version,
            name: "applied".into(),
            up: up.to_owned().into(),
            down: None,
            only: None,
        };
        self.database.migrate(&[step]).await.map(drop)
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
