//! Every type of the field table survives the way into a column and back; what a column can't hold is refused.

use jiff::civil::{Date, DateTime, Time, date};
use scaffold::{
    ErrorKind, Id, Uncached,
    clock::Clock,
    database::{Database, Migration},
    prelude::{Cacheable, Model},
    repository::Repo,
};

/// A table with one column of each type.
#[derive(Debug, Clone, PartialEq, Model, Cacheable)]
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

/// The types as the generator declares them, which decides how SQLite keeps the values.
const TABLE: &[Migration] = &[Migration::embedded(
    1,
    "create_samples",
    "CREATE TABLE samples (id INTEGER PRIMARY KEY NOT NULL, flag BOOLEAN NOT NULL, small INTEGER NOT NULL, big BIGINT NOT NULL,
     float DOUBLE NOT NULL, text VARCHAR(255) NOT NULL, bytes BLOB NOT NULL, day DATE NOT NULL, time TIME NOT NULL,
     at DATETIME NOT NULL, json TEXT NOT NULL, maybe TEXT, secret BIGINT);",
    None,
)];

fn sample() -> SampleDraft {
    SampleDraft {
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

/// The row that such a draft makes.
fn row(id: Id<Sample>, draft: SampleDraft) -> Sample {
    Sample {
        id,
        flag: draft.flag,
        small: draft.small,
        big: draft.big,
        float: draft.float,
        text: draft.text,
        bytes: draft.bytes,
        day: draft.day,
        time: draft.time,
        at: draft.at,
        json: draft.json,
        maybe: draft.maybe,
        secret: draft.secret,
    }
}

/// The rows of a table that these migrations make.
async fn repo<T: scaffold::model::Model>(migrations: &[Migration]) -> Repo<T> {
    let database = Database::memory().await.unwrap();
    database.migrate(migrations).await.unwrap();
    let cache =
        scaffold::cache::Cache::new(&crate::support::cache_config(1 << 20), Clock::manual());
    Repo::new(scaffold::core::Core::new(database, cache, Clock::manual()))
}

async fn samples() -> Repo<Sample> {
    repo(TABLE).await
}

#[tokio::test]
async fn every_type_comes_back_as_it_was() {
    let repo = samples().await;
    let mut other = sample();
    other.float = 1.0;
    other.json = serde_json::json!(12);
    other.maybe = Some(String::new());
    other.secret = None.into();
    for draft in [sample(), other] {
        let created = repo.create(draft.clone()).await.unwrap();
        assert_eq!(created, row(created.id, draft));
        assert_eq!(repo.find_fresh(created.id).await.unwrap().unwrap(), created);
    }
}

#[tokio::test]
async fn times_sort_as_times() {
    let repo = samples().await;
    let times = [0, 500_000_000, 1_000_000].map(|nanos| date(2026, 1, 1).at(0, 0, 0, nanos));
    for time in times {
        let mut row = sample();
        row.at = time;
        repo.create(row).await.unwrap();
    }
    let sorted: Vec<_> = (repo
        .query()
        .order(Sample::AT.asc())
        .fresh()
        .all()
        .await
        .unwrap()
        .iter())
    .map(|row| row.at)
    .collect();
    assert_eq!(sorted, [times[0], times[2], times[1]]);
    let before = repo
        .query()
        .filter(Sample::AT.lt(times[1]))
        .count()
        .await
        .unwrap();
    assert_eq!(before, 2);
}

#[tokio::test]
async fn a_value_of_another_type_is_an_error_that_names_the_column() {
    let mut wrong = TABLE.to_vec();
    let up = format!(
        "{} INSERT INTO samples VALUES (1, 7, 1, 1, 1, '', x'', '', '', '', '', NULL, NULL);",
        wrong[0].up
    );
    wrong[0].up = up.into();
    let repo = repo::<Sample>(&wrong).await;
    let error = repo.find_fresh(Id::new(1)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "column `flag` holds a whole number where true or false is expected"
    );
}

#[tokio::test]
async fn a_float_that_is_no_number_is_refused_and_does_not_become_null() {
    let repo = samples().await;
    let mut draft = sample();
    draft.float = f64::NAN;
    let error = repo.create(draft).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert_eq!(error.to_string(), "`float` must be a number, not NaN");
    assert_eq!(error.fields()[0].field, "float");
    let id = repo.create(sample()).await.unwrap().id;
    let patch = Sample::patch().float(f64::NAN);
    repo.update(id, patch).await.unwrap_err();
    let nan = repo.query().filter(Sample::FLOAT.lt(f64::NAN)).all().await;
    assert_eq!(nan.unwrap_err().kind(), ErrorKind::Invalid);
}

#[tokio::test]
async fn a_day_before_the_year_0_is_refused_since_it_would_be_sorted_wrong() {
    let repo = samples().await;
    let mut draft = sample();
    draft.day = date(-1, 1, 1);
    let error = repo.create(draft).await.unwrap_err();
    assert_eq!(error.to_string(), "`day` must not be before the year 0");
    let mut draft = sample();
    draft.at = date(-200, 1, 1).at(0, 0, 0, 0);
    repo.create(draft).await.unwrap_err();
    let mut draft = sample();
    draft.day = date(0, 1, 1);
    repo.create(draft).await.unwrap();
}

#[derive(Debug, Clone, PartialEq, Model, Cacheable)]
struct Mark {
    id: Id<Mark>,
    #[model(index)]
    number: f64,
    #[model(index)]
    json: serde_json::Value,
}

#[tokio::test]
async fn c1_a_value_that_sqlite_keeps_as_another_type_is_found_under_both() {
    let marks = repo::<Mark>(&[Migration::embedded(
        1,
        "create_marks",
        "CREATE TABLE marks (id INTEGER PRIMARY KEY NOT NULL, number NUMERIC NOT NULL, json JSON NOT NULL);",
        None,
    )])
    .await;
    let number = || marks.query().filter(Mark::NUMBER.eq(1.0)).count();
    let seven = serde_json::json!(7);
    let json = || marks.query().filter(Mark::JSON.eq(seven.clone())).count();
    assert_eq!((number().await.unwrap(), json().await.unwrap()), (0, 0));
    let draft = MarkDraft {
        number: 1.0,
        json: seven.clone(),
    };
    marks.create(draft).await.unwrap();
    assert_eq!((number().await.unwrap(), json().await.unwrap()), (1, 1));
}

#[cfg(feature = "decimal")]
mod decimal {
    use rust_decimal::Decimal;
    use scaffold::{
        Id,
        database::Migration,
        model::{ColumnValue, Filter, Value},
        prelude::{Cacheable, Model},
    };

    #[derive(Debug, Clone, PartialEq, Model, Cacheable)]
    struct Account {
        id: Id<Account>,
        #[model(unique)]
        balance: Decimal,
    }

    const ACCOUNTS: &[Migration] = &[Migration::embedded(
        1,
        "create_accounts",
        "CREATE TABLE accounts (id INTEGER PRIMARY KEY NOT NULL, balance TEXT NOT NULL UNIQUE);",
        None,
    )];

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[tokio::test]
    async fn decimals_are_compared_to_the_last_digit() {
        let accounts = super::repo::<Account>(ACCOUNTS).await;
        let amounts = ["9", "1234567890123456.79", "10.50", "1234567890123456.78"];
        for balance in amounts.map(decimal) {
            accounts.create(AccountDraft { balance }).await.unwrap();
        }
        let found = async |filter: Filter<Account>| {
            let query = accounts.query().filter(filter);
            let found = query.order(Account::BALANCE.asc()).all().await.unwrap();
            let found: Vec<_> = found.iter().map(|one| one.balance.to_string()).collect();
            found.join(" ")
        };
        let (less, more) = (decimal(amounts[3]), decimal(amounts[1]));
        let both = format!("{less} {more}");
        assert_eq!(
            found(Account::BALANCE.gt(Decimal::ZERO)).await,
            format!("9 10.50 {both}")
        );
        assert_eq!(found(Account::BALANCE.eq(more)).await, more.to_string());
        assert_eq!(found(Account::BALANCE.eq(decimal("10.5"))).await, "10.50");
        assert_eq!(
            found(Account::BALANCE.ne(more)).await,
            format!("9 10.50 {less}")
        );
        assert_eq!(found(Account::BALANCE.gt(less)).await, more.to_string());
        assert_eq!(found(Account::BALANCE.lt(decimal("10.5"))).await, "9");
        assert_eq!(found(Account::BALANCE.between(less, more)).await, both);
        assert_eq!(
            found(Account::BALANCE.in_([decimal("10.500"), more])).await,
            format!("10.50 {more}")
        );
        let by = accounts.find_by(Account::BALANCE, more).await.unwrap();
        assert_eq!(by.unwrap().balance, more);
    }

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
