//! Edit after edit, each followed by the migration that is written for it.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    super::{
        Answers, Compared, Dialect, kind,
        read::read,
        scratch::Scratch,
        table::{Schema, Table},
        wanted::{Field, Refers, Wanted},
    },
    compare, differs, field, table,
};
use crate::{
    database::{Database, Migration},
    model::{ColumnValue, Role, ValueKind},
};

const KINDS: [ValueKind; 12] = [
    ValueKind::Bool,
    ValueKind::Int,
    ValueKind::BigInt,
    ValueKind::Float,
    ValueKind::Text,
    ValueKind::Bytes,
    ValueKind::Decimal,
    ValueKind::Date,
    ValueKind::Time,
    ValueKind::DateTime,
    ValueKind::Uuid,
    ValueKind::Json,
];

/// Numbers that are the same in every run of one seed.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// The models of an application whose author never stops.
pub(super) struct Models {
    random: Random,
    pub(super) tables: Vec<Wanted>,
    names: usize,
}

impl Models {
    /// The same ones for the same seed.
    pub(super) fn new(seed: u64) -> Self {
        Self {
            random: Random(seed),
            tables: Vec::new(),
            names: 0,
        }
    }

    fn name(&mut self, what: &str) -> String {
        self.names += 1;
        format!("{what}{}", self.names)
    }

    fn field(&mut self) -> Field {
        let name = self.name("c");
        let kind = KINDS[self.random.below(KINDS.len())];
        let mut field = field(&name, kind, Role::Plain);
        field.null = self.random.chance(40);
        field.default = self.random.chance(20);
        field.unique =
            self.random.chance(20) && kind != ValueKind::Json && kind != ValueKind::Bytes;
        field.index = field.unique
            || self.random.chance(20) && kind != ValueKind::Json && kind != ValueKind::Bytes;
        if kind == ValueKind::Text && self.random.chance(30) {
            field.words = vec!["draft".to_owned(), "it's".to_owned()];
        }
        field
    }

    fn reference(&mut self) -> Field {
        let name = self.name("r");
        let mut field = field(&name, ValueKind::BigInt, Role::Plain);
        let target = self.random.below(self.tables.len());
        (field.null, field.index) = (true, true);
        field.refers = Refers::To(self.tables[target].name.clone());
        field
    }

    fn new_table(&mut self) {
        let name = self.name("t");
        let fields = (0..=self.random.below(4)).map(|_| self.field()).collect();
        self.tables.push(table(&name, fields));
    }

    /// One edit; gives what the person answers when asked.
    pub(super) fn edit(&mut self) -> Answers {
        let mut answers = Answers::default();
        if self.tables.len() < 2 || self.tables.len() < 7 && self.random.chance(8) {
            self.new_table();
            return answers;
        }
        let at = self.random.below(self.tables.len());
        let table = self.tables[at].name.clone();
        let column = 1 + self.random.below(self.tables[at].fields.len().max(2) - 1);
        if column >= self.tables[at].fields.len() {
            let field = self.field();
            self.tables[at].fields.push(field);
            return answers;
        }
        match self.random.below(10) {
            0 | 1 => {
                let field = self.field();
                self.tables[at].fields.push(field);
            }
            2 => {
                let field = self.reference();
                self.tables[at].fields.push(field);
            }
            3 => {
                let gone = self.tables[at].fields.remove(column);
                // Dropped, though another of its kind came.
                if self.random.chance(50) {
                    let mut came = self.field();
                    came.kind = gone.kind;
                    came.words.clear();
                    answers.drops.push(format!("{table}.{}", gone.name));
                    self.tables[at].fields.push(came);
                    let held = kind::holds(
                        kind::declared(gone.kind, false, Dialect::Sqlite),
                        Dialect::Sqlite,
                    );
                    assert!(held.contains(&gone.kind));
                }
            }
            4 => {
                let (old, new) = (self.tables[at].fields[column].name.clone(), self.name("c"));
                self.tables[at].fields[column].name.clone_from(&new);
                answers.renames.push((format!("{table}.{old}"), new));
            }
            5 => {
                let new = self.name("t");
                let plain = self.tables[at].fields.len() > 1;
                for field in self.tables.iter_mut().flat_map(|table| &mut table.fields) {
                    if field.refers == Refers::To(table.clone()) {
                        field.refers = Refers::To(new.clone());
                    }
                }
                self.tables[at].name.clone_from(&new);
                assert!(plain);
                answers.renames.push((table, new));
            }
            6 => {
                let referred = Refers::To(table.clone());
                let free = |other: &Wanted| {
                    other.name == table || other.fields.iter().all(|field| field.refers != referred)
                };
                if self.tables.iter().all(free) {
                    self.tables.remove(at);
                    answers.drops.push(table);
                }
            }
            7 => {
                let field = &mut self.tables[at].fields[column];
                if field.refers == Refers::Nothing {
                    field.null = !field.null;
                }
            }
            8 => {
                let field = &mut self.tables[at].fields[column];
                if field.refers != Refers::Nothing {
                    field.refers = Refers::Nothing;
                } else if field.words.is_empty() && !field.unique && !field.index {
                    field.kind = KINDS[self.random.below(KINDS.len())];
                }
            }
            _ => {
                let field = &mut self.tables[at].fields[column];
                if matches!(field.kind, ValueKind::Json | ValueKind::Bytes) {
                    return answers;
                }
                field.unique = !field.unique;
                field.index =
                    field.unique || field.refers != Refers::Nothing || self.random.chance(50);
            }
        }
        answers
    }
}

/// What must be the same however a schema came about.
pub(super) type Shape = BTreeMap<
    String,
    (
        BTreeMap<String, (&'static [ValueKind], bool, bool, Option<String>)>,
        BTreeSet<(String, Vec<String>, bool)>,
    ),
>;

pub(super) fn shape(schema: &Schema, dialect: Dialect) -> Shape {
    let table = |table: &Table| {
        assert_eq!(table.whole, None);
        let columns = table.columns.iter().map(|column| {
            let reference = column.reference().map(|reference| reference.table.clone());
            let mut holds = kind::holds(&column.declared, dialect);
            if dialect == Dialect::MySql {
                // A length says more than a model can: CHAR(36) is as good for text as TEXT.
                holds = &holds[..1];
            }
            (
                column.name.clone(),
                (holds, column.null(), column.primary(), reference),
            )
        });
        let indexes = table.indexes.iter();
        let indexes =
            indexes.map(|index| (index.name.clone(), index.columns.clone(), index.unique));
        (table.name.clone(), (columns.collect(), indexes.collect()))
    };
    schema.tables.iter().map(table).collect()
}

/// The values of one row, as text, by table and column.
async fn values(live: &Database, schema: &Schema) -> BTreeMap<(String, String), Option<String>> {
    let mut values = BTreeMap::new();
    for table in &schema.tables {
        let columns = table.columns.iter();
        let columns = columns.map(|column| format!("CAST(\"{}\" AS TEXT)", column.name));
        let columns: Vec<_> = columns.collect();
        let sql = format!("SELECT {} FROM \"{}\"", columns.join(", "), table.name);
        let rows = live.fetch(&sql, Vec::new()).await.expect("the row");
        assert_eq!(rows.len(), 1, "the row of {}", table.name);
        for (at, column) in table.columns.iter().enumerate() {
            let value = Option::<String>::read(&rows[0], at).expect("text");
            values.insert((table.name.clone(), column.name.clone()), value);
        }
    }
    values
}

/// Writes a row into a table that has just come.
async fn fill(live: &Database, table: &Wanted) {
    let plain = table
        .fields
        .iter()
        .filter(|field| field.role == Role::Plain);
    let (names, values): (Vec<_>, Vec<_>) = plain
        .map(|field| {
            let value = match field.kind {
                ValueKind::Text if field.words.is_empty() => "'kept'".to_owned(),
                ValueKind::Int | ValueKind::BigInt => "1".to_owned(),
                _ => field.zero(Dialect::Sqlite),
            };
            (format!("\"{}\"", field.name), value)
        })
        .unzip();
    let sql = format!(
        "INSERT INTO \"{}\" ({}) VALUES ({})",
        table.name,
        names.join(", "),
        values.join(", ")
    );
    live.execute(&sql, Vec::new()).await.expect("a row");
}

#[tokio::test]
async fn a_hundred_edits_lead_where_the_models_are_and_back_with_every_value() {
    for seed in 1..=2 {
        series(seed).await;
    }
}

async fn series(seed: u64) {
    let mut models = Models::new(seed);
    let mut migrations: Vec<Migration> = Vec::new();
    let live = Database::memory().await.expect("a database");
    let mut scratch = Scratch::new(&[]).await.expect("a scratch");
    let mut written = 0;
    for edit in 0..100 {
        let before = models.tables.clone();
        let answers = models.edit();
        let context = |what: &str| {
            format!(
                "seed {seed}, edit {edit}: {what}: {answers:?}\n{before:?}\n{:?}",
                models.tables
            )
        };

        let old = scratch.schema().await.expect("the schema");
        if !answers.renames.is_empty() {
            let asked = compare(&mut scratch, &models.tables, &Answers::default()).await;
            let asked = asked.expect("an answer");
            let is_asked = matches!(asked, Compared::Doubts(_));
            let silent = answers.renames[0].0.contains('.') || is_asked;
            assert!(silent, "{}: {asked:?}", context("asks"));
        }
        let compared = compare(&mut scratch, &models.tables, &answers).await;
        let compared =
            compared.unwrap_or_else(|error| panic!("{}: {}", context("compare"), error.chain()));
        if matches!(compared, Compared::Same) {
            continue;
        }
        let difference = differs(compared);
        written += 1;
        let back = scratch.schema().await.expect("the schema");
        assert_eq!(
            shape(&back, Dialect::Sqlite),
            shape(&old, Dialect::Sqlite),
            "{}\n{}",
            context("back"),
            difference.down
        );

        let kept = values(&live, &old).await;
        migrations.push(Migration {
            version: edit + 1,
            name: difference.name.clone().into(),
            up: difference.up.clone().into(),
            down: Some(difference.down.into()),
            only: None,
        });
        let done = live.migrate(&migrations[migrations.len() - 1..]).await;
        done.unwrap_or_else(|error| {
            panic!(
                "{}: {}\n{}",
                context("migrate"),
                error.chain(),
                difference.up
            )
        });

        scratch.apply(&difference.up).await.expect("the same");
        let again = compare(&mut scratch, &models.tables, &Answers::default()).await;
        let again = again.expect("an answer");
        assert!(
            matches!(again, Compared::Same),
            "{}: {again:?}\n{}",
            context("again"),
            difference.up
        );

        let mut anew = Scratch::new(&[]).await.expect("a scratch");
        let made = differs(
            compare(&mut anew, &models.tables, &Answers::default())
                .await
                .expect("an answer"),
        );
        let made = Migration {
            version: 1,
            name: "all".into(),
            up: made.up.into(),
            down: None,
            only: None,
        };
        let anew = Scratch::new(&[made])
            .await
            .expect("a scratch")
            .schema()
            .await
            .expect("the schema");
        let schema = read(&live).await.expect("the schema");
        assert_eq!(
            shape(&schema, Dialect::Sqlite),
            shape(&anew, Dialect::Sqlite),
            "{}\n{}",
            context("anew"),
            difference.up
        );

        for table in &models.tables {
            let is_new = !before.iter().any(|old| old.name == table.name)
                && !answers.renames.iter().any(|(_, new)| *new == table.name);
            if is_new {
                fill(&live, table).await;
            }
        }
        let now = values(&live, &schema).await;
        for ((table, column), value) in kept {
            let renamed = |name: &str, full: &str| {
                let new = answers.renames.iter().find(|(old, _)| old == full);
                new.map_or_else(|| name.to_owned(), |(_, new)| new.clone())
            };
            let new = (
                renamed(&table, &table),
                renamed(&column, &format!("{table}.{column}")),
            );
            if let (Some(now), Some(value)) = (now.get(&new), value) {
                let gone = answers.drops.contains(&format!("{table}.{column}"));
                // A number that is text now, or the other way round, is as SQLite writes it.
                let same = now.as_ref().is_some_and(|now| {
                    *now == value || now.parse::<f64>().ok() == value.parse().ok()
                });
                assert!(
                    gone || same,
                    "{}: {new:?} was {value:?}, is {now:?}",
                    context("kept")
                );
            }
        }
    }
    assert!(written > 60, "{written} migrations");
    let names = live
        .rollback(&migrations, usize::MAX)
        .await
        .expect("all back");
    assert_eq!(names.len(), migrations.len());
    assert_eq!(read(&live).await.expect("the schema").tables, []);
}
