//! Every type of the field table survives the way into a column and back.

use jiff::civil::{Date, DateTime, Time, date};
use scaffold::{
    Id, Result, Uncached,
    clock::Clock,
    database::{Database, Migration, Row},
    model::{Column, ColumnDef, ColumnValue, Model, Role, Selection, Statements, Value, ValueKind},
    repository::Repo,
};

/// A table with one column of each type.
#[derive(Debug, Clone, PartialEq)]
struct Sample {
    id: Id<Sample>,
    flag: bool,
    small: i32,
    big: i64,
    float: f64,
    text: String,
    bytes: Vec<u8>,
    day: Date,
    time: Time,
    at: DateTime,
    json: serde_json::Value,
    maybe: Option<String>,
    secret: Uncached<Option<i64>>,
}

const fn column(name: &'static str, kind: ValueKind) -> ColumnDef {
    ColumnDef {
        name,
        kind,
        null: false,
        unique: false,
        index: false,
        uncached: false,
        role: Role::Plain,
    }
}

const ALL: &str = "id, flag, small, big, float, text, bytes, day, time, at, json, maybe, secret";

impl Model for Sample {
    type Draft = Sample;
    type Patch = ();

    const NAME: &'static str = "Sample";
    const TABLE: &'static str = "samples";
    const COLUMNS: &'static [ColumnDef] = &[
        ColumnDef {
            role: Role::Id,
            ..column("id", ValueKind::BigInt)
        },
        column("flag", bool::KIND),
        column("small", i32::KIND),
        column("big", i64::KIND),
        column("float", f64::KIND),
        column("text", String::KIND),
        column("bytes", Vec::<u8>::KIND),
        column("day", Date::KIND),
        column("time", Time::KIND),
        column("at", DateTime::KIND),
        column("json", serde_json::Value::KIND),
        ColumnDef {
            null: Option::<String>::NULL,
            ..column("maybe", Option::<String>::KIND)
        },
        ColumnDef {
            uncached: true,
            null: true,
            ..column("secret", Uncached::<Option<i64>>::KIND)
        },
    ];
    const SQL: Statements = Statements {
        cached: ALL,
        all: ALL,
        find: "SELECT id, flag, small, big, float, text, bytes, day, time, at, json, maybe, secret FROM samples WHERE id = $1",
        find_fresh: "SELECT id, flag, small, big, float, text, bytes, day, time, at, json, maybe, secret FROM samples WHERE id = $1",
        delete: "DELETE FROM samples WHERE id = $1 RETURNING id, flag, small, big, float, text, bytes, day, time, at, json, maybe, secret",
    };
    const LAYOUT: u64 = 3;

    fn id(&self) -> Id<Self> {
        self.id
    }

    fn read(row: &Row, _: Selection) -> Result<Self> {
        Ok(Self {
            id: ColumnValue::read(row, 0)?,
            flag: ColumnValue::read(row, 1)?,
            small: ColumnValue::read(row, 2)?,
            big: ColumnValue::read(row, 3)?,
            float: ColumnValue::read(row, 4)?,
            text: ColumnValue::read(row, 5)?,
            bytes: ColumnValue::read(row, 6)?,
            day: ColumnValue::read(row, 7)?,
            time: ColumnValue::read(row, 8)?,
            at: ColumnValue::read(row, 9)?,
            json: ColumnValue::read(row, 10)?,
            maybe: ColumnValue::read(row, 11)?,
            secret: ColumnValue::read(row, 12)?,
        })
    }

    fn draft_values(draft: Sample) -> Vec<(usize, Value)> {
        draft.values()
    }

    fn patch_values((): ()) -> Vec<(usize, Value)> {
        Vec::new()
    }

    fn values(&self) -> Vec<(usize, Value)> {
        let values = [
            self.flag.value(),
            self.small.value(),
            self.big.value(),
            self.float.value(),
            self.text.value(),
            self.bytes.value(),
            self.day.value(),
            self.time.value(),
            self.at.value(),
            self.json.value(),
            self.maybe.value(),
            self.secret.value(),
        ];
        values
            .into_iter()
            .enumerate()
            .map(|(at, value)| (at + 1, value))
            .collect()
    }

    fn touch(&mut self, _: DateTime) {}
}

/// The types as the generator declares them, which decides how SQLite keeps the values.
const TABLE: &[Migration] = &[Migration::embedded(
    1,
    "create_samples",
    "CREATE TABLE samples (id INTEGER PRIMARY KEY NOT NULL, flag BOOLEAN NOT NULL, small INTEGER NOT NULL, big BIGINT NOT NULL,
     float DOUBLE NOT NULL, text VARCHAR(255) NOT NULL, bytes BLOB NOT NULL, day DATE NOT NULL, time TIME NOT NULL,
     at DATETIME NOT NULL, json JSON NOT NULL, maybe TEXT, secret BIGINT);",
    None,
)];

fn sample() -> Sample {
    Sample {
        id: Id::new(1),
        flag: true,
        small: i32::MIN,
        big: i64::MAX,
        float: -0.1,
        text: "naïve \u{1f980} '\"\0".into(),
        bytes: vec![0, 255, 10],
        day: date(2026, 11, 24),
        time: jiff::civil::time(9, 5, 0, 123_456_000),
        at: date(2026, 11, 24).at(23, 59, 59, 0),
        json: serde_json::json!({"a": [1, null, "x"]}),
        maybe: None,
        secret: Some(7).into(),
    }
}

async fn repo() -> Repo<Sample> {
    let database = Database::memory().await.unwrap();
    database.migrate(TABLE).await.unwrap();
    let cache =
        scaffold::cache::Cache::new(&crate::support::cache_config(1 << 20), Clock::manual());
    Repo::new(scaffold::core::Core::new(database, cache, Clock::manual()))
}

#[tokio::test]
async fn every_type_comes_back_as_it_was() {
    let repo = repo().await;
    let mut other = sample();
    other.id = Id::new(2);
    other.float = 1.0;
    other.json = serde_json::json!(12);
    other.maybe = Some(String::new());
    other.secret = None.into();
    for row in [sample(), other] {
        assert_eq!(repo.create(row.clone()).await.unwrap(), row);
        assert_eq!(repo.find_fresh(row.id).await.unwrap().unwrap(), row);
    }
}

#[tokio::test]
async fn times_sort_as_times() {
    let repo = repo().await;
    let at: Column<Sample, DateTime> = Column::at(9);
    let times = [0, 500_000_000, 1_000_000].map(|nanos| date(2026, 1, 1).at(0, 0, 0, nanos));
    for time in times {
        let mut row = sample();
        row.at = time;
        repo.create(row).await.unwrap();
    }
    let sorted: Vec<_> = (repo
        .query()
        .order(at.asc())
        .fresh()
        .all()
        .await
        .unwrap()
        .iter())
    .map(|row| row.at)
    .collect();
    assert_eq!(sorted, [times[0], times[2], times[1]]);
    let before = repo.query().filter(at.lt(times[1])).count().await.unwrap();
    assert_eq!(before, 2);
}

#[tokio::test]
async fn a_value_of_another_type_is_an_error_that_names_the_column() {
    let database = Database::memory().await.unwrap();
    let mut wrong = TABLE.to_vec();
    let up = format!(
        "{} INSERT INTO samples VALUES (1, 7, 1, 1, 1, '', x'', '', '', '', '', NULL, NULL);",
        wrong[0].up
    );
    wrong[0].up = up.into();
    database.migrate(&wrong).await.unwrap();
    let cache =
        scaffold::cache::Cache::new(&crate::support::cache_config(1 << 20), Clock::manual());
    let repo = Repo::<Sample>::new(scaffold::core::Core::new(database, cache, Clock::manual()));
    let error = repo.find_fresh(Id::new(1)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "column `flag` holds a whole number where true or false is expected"
    );
}

#[cfg(feature = "decimal")]
mod decimal {
    use rust_decimal::Decimal;
    use scaffold::model::{ColumnValue, Value};

    #[test]
    fn decimals_keep_their_scale() {
        let price: Decimal = "10.50".parse().unwrap();
        assert_eq!(price.value(), Value::Text("10.50".into()));
    }
}

#[cfg(feature = "uuid")]
mod uuids {
    use scaffold::model::{ColumnValue, Value};
    use uuid::Uuid;

    #[test]
    fn uuids_are_text() {
        let id = Uuid::from_u128(7);
        assert_eq!(
            id.value(),
            Value::Text("00000000-0000-0000-0000-000000000007".into())
        );
    }
}
