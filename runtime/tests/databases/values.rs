//! Every value comes back exactly as it was, also as one that is looked for.

use jiff::civil::{Date, DateTime, Time, date};
use scaffold::{
    ErrorKind, Id, Uncached,
    model::Json,
    prelude::{Cacheable, ColumnValue, Model},
};
use serde::{Deserialize, Serialize};

use crate::stage::{Kind, Stage, on_each};

on_each!(
    a_random_row_comes_back_exactly_and_is_found_by_each_value,
    the_ends_of_every_type_come_back,
    what_a_column_can_not_hold_is_refused_and_names_no_value,
);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ColumnValue)]
enum Status {
    Draft,
    Published,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Place {
    street: String,
    numbers: Vec<i64>,
    share: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Model, Cacheable)]
struct Sample {
    id: Id<Sample>,
    flag: bool,
    small: i32,
    big: i64,
    float: f64,
    text: String,
    long: String,
    bytes: Vec<u8>,
    day: Date,
    time: Time,
    at: DateTime,
    tree: serde_json::Value,
    place: Json<Place>,
    status: Status,
    maybe: Option<String>,
    maybe_at: Option<DateTime>,
    maybe_tree: Option<serde_json::Value>,
    secret: Uncached<Option<i64>>,
}

const TABLE: &str = "CREATE TABLE samples (
    id {id},
    flag {bool} NOT NULL,
    small {int} NOT NULL,
    big {bigint} NOT NULL,
    \"float\" {float} NOT NULL,
    text {string} NOT NULL,
    \"long\" {text} NOT NULL,
    bytes {bytes} NOT NULL,
    day {date} NOT NULL,
    \"time\" {time} NOT NULL,
    at {datetime} NOT NULL,
    tree {json} NOT NULL,
    place {json} NOT NULL,
    status {string} NOT NULL,
    maybe {string},
    maybe_at {datetime},
    maybe_tree {json},
    secret {bigint}
)";

/// What comes back of this draft.
fn row(id: Id<Sample>, draft: SampleDraft) -> Sample {
    Sample {
        id,
        flag: draft.flag,
        small: draft.small,
        big: draft.big,
        float: draft.float,
        text: draft.text,
        long: draft.long,
        bytes: draft.bytes,
        day: draft.day,
        time: draft.time,
        at: draft.at,
        tree: draft.tree,
        place: draft.place,
        status: draft.status,
        maybe: draft.maybe,
        maybe_at: draft.maybe_at,
        maybe_tree: draft.maybe_tree,
        secret: draft.secret,
    }
}

fn text(random: &mut fastrand::Rng, most: usize) -> String {
    const SIGNS: &[char] = &[
        'a',
        'B',
        'z',
        '0',
        ' ',
        '\'',
        '"',
        '\\',
        '%',
        '_',
        '$',
        '1',
        '?',
        ';',
        '-',
        '\n',
        '\t',
        '\u{1}',
        'ß',
        'é',
        'İ',
        '中',
        '\u{1f980}',
        '\u{feff}',
        '`',
        '{',
        ':',
    ];
    (0..random.usize(..=most))
        .map(|_| SIGNS[random.usize(..SIGNS.len())])
        .collect()
}

fn day(random: &mut fastrand::Rng) -> Date {
    // What every one of the databases takes for a date.
    date(
        random.i16(1000..=9999),
        random.i8(1..=12),
        random.i8(1..=28),
    )
}

fn time(random: &mut fastrand::Rng) -> Time {
    let micros = *[0, 1, 500_000, 999_999, random.i32(0..1_000_000)]
        .get(random.usize(..5))
        .unwrap();
    jiff::civil::time(
        random.i8(0..24),
        random.i8(0..60),
        random.i8(0..60),
        micros * 1000,
    )
}

fn tree(random: &mut fastrand::Rng, depth: u32) -> serde_json::Value {
    match random.u32(..if depth > 2 { 6 } else { 8 }) {
        0 => serde_json::Value::Null,
        1 => random.bool().into(),
        2 => random.i64(..).into(),
        3 => float(random).into(),
        4 => text(random, 8).into(),
        5 => random.u64(..).into(),
        6 => (0..random.usize(..4))
            .map(|_| tree(random, depth + 1))
            .collect(),
        _ => {
            let pairs = (0..random.usize(..4)).map(|_| (text(random, 5), tree(random, depth + 1)));
            serde_json::Value::Object(pairs.collect())
        }
    }
}

fn float(random: &mut fastrand::Rng) -> f64 {
    match random.u32(..6) {
        0 => 0.1,
        1 => random.i32(..).into(),
        2 => f64::MIN_POSITIVE,
        3 => f64::MAX,
        4 => -1.5e-7,
        _ => {
            let float = f64::from_bits(random.u64(..));
            if float.is_finite() && float.is_normal() {
                float
            } else {
                1.25
            }
        }
    }
}

fn draft(random: &mut fastrand::Rng) -> SampleDraft {
    SampleDraft {
        flag: random.bool(),
        small: random.i32(..),
        big: random.i64(..),
        float: float(random),
        text: text(random, 40),
        long: text(random, 2000),
        bytes: (0..random.usize(..300)).map(|_| random.u8(..)).collect(),
        day: day(random),
        time: time(random),
        at: day(random).to_datetime(time(random)),
        tree: tree(random, 0),
        place: Json(Place {
            street: text(random, 20),
            numbers: (0..random.usize(..3)).map(|_| random.i64(..)).collect(),
            share: random.bool().then(|| float(random)),
        }),
        status: if random.bool() {
            Status::Draft
        } else {
            Status::Published
        },
        maybe: random.bool().then(|| text(random, 10)),
        maybe_at: random.bool().then(|| day(random).to_datetime(time(random))),
        maybe_tree: random.bool().then(|| tree(random, 0)),
        secret: random.bool().then(|| random.i64(..)).into(),
    }
}

async fn a_random_row_comes_back_exactly_and_is_found_by_each_value(stage: &Stage) {
    stage.tables(TABLE).await;
    let samples = stage.repo::<Sample>();
    let seed = fastrand::u64(..);
    let mut random = fastrand::Rng::with_seed(seed);
    for turn in 0..60 {
        let told = format!("seed {seed}, turn {turn}");
        let draft = draft(&mut random);
        let created = samples.create(draft.clone()).await.expect(&told);
        let whole = row(created.id, draft);
        assert_eq!(created, whole, "{told}");
        let fresh = samples.find_fresh(created.id).await.expect(&told);
        assert_eq!(fresh.as_ref(), Some(&whole), "{told}");
        let cached = samples.find(created.id).await.expect(&told).expect(&told);
        let again = samples.find(created.id).await.expect(&told).expect(&told);
        assert_eq!(cached, again, "{told}");
        assert_eq!(cached.tree, whole.tree, "{told}");
        let same = Sample::FLAG
            .eq(whole.flag)
            .and(Sample::SMALL.eq(whole.small))
            .and(Sample::BIG.eq(whole.big))
            .and(Sample::FLOAT.eq(whole.float))
            .and(Sample::TEXT.eq(whole.text.as_str()))
            .and(Sample::LONG.eq(whole.long.as_str()))
            .and(Sample::BYTES.eq(whole.bytes.clone()))
            .and(Sample::DAY.eq(whole.day))
            .and(Sample::TIME.eq(whole.time))
            .and(Sample::AT.eq(whole.at))
            .and(Sample::STATUS.eq(whole.status))
            .and(Sample::MAYBE.eq(whole.maybe.clone()))
            .and(Sample::MAYBE_AT.eq(whole.maybe_at));
        let found = samples
            .query()
            .filter(same.clone())
            .all()
            .await
            .expect(&told);
        assert!(found.iter().any(|found| found.id == whole.id), "{told}");
        let none = samples
            .query()
            .filter(!same)
            .filter(Sample::ID.eq(whole.id));
        assert_eq!(none.count().await.expect(&told), 0, "{told}");
    }
}

async fn the_ends_of_every_type_come_back(stage: &Stage) {
    stage.tables(TABLE).await;
    let samples = stage.repo::<Sample>();
    let mut random = fastrand::Rng::with_seed(1);
    let mut first = draft(&mut random);
    first.small = i32::MIN;
    first.big = i64::MIN;
    first.float = f64::MIN;
    first.text = "é".repeat(255);
    first.long = "中".repeat(20_000);
    first.bytes = (0..=255).collect();
    first.day = date(1000, 1, 1);
    first.time = Time::MIN;
    first.at = date(1000, 1, 1).to_datetime(Time::MIN);
    first.maybe = Some(String::new());
    let mut last = draft(&mut random);
    last.small = i32::MAX;
    last.big = i64::MAX;
    last.float = f64::MAX;
    last.bytes = Vec::new();
    last.long = String::new();
    last.text = "  blanks at both ends  ".into();
    last.day = date(9999, 12, 31);
    last.time = jiff::civil::time(23, 59, 59, 999_999_000);
    last.at = last.day.to_datetime(last.time);
    for draft in [first, last] {
        let created = samples.create(draft.clone()).await.unwrap();
        assert_eq!(created, row(created.id, draft));
        assert_eq!(
            samples.find_fresh(created.id).await.unwrap().unwrap(),
            created
        );
    }
    let sorted = samples.query().order(Sample::AT.asc()).all().await.unwrap();
    assert!(sorted[0].at < sorted[1].at);
}

async fn what_a_column_can_not_hold_is_refused_and_names_no_value(stage: &Stage) {
    stage.tables(TABLE).await;
    let samples = stage.repo::<Sample>();
    let mut random = fastrand::Rng::with_seed(2);
    let mut nan = draft(&mut random);
    nan.float = f64::NAN;
    let error = samples.create(nan).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    if stage.kind == Kind::Sqlite {
        return;
    }
    let mut long = draft(&mut random);
    long.text = "hunter2".repeat(100);
    let error = samples.create(long).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid, "{}", error.chain());
    assert!(!error.chain().contains("hunter2"), "{}", error.chain());
    let mut zero = draft(&mut random);
    zero.text = "a\0b".into();
    let answer = samples.create(zero).await;
    match stage.kind {
        #[cfg(feature = "postgres")]
        Kind::Postgres => assert_eq!(answer.unwrap_err().fields()[0].field, "text"),
        _ => assert_eq!(answer.unwrap().text, "a\0b"),
    }
}

#[cfg(feature = "decimal")]
mod decimals {
    use rust_decimal::Decimal;
    use scaffold::{
        Id,
        prelude::{Cacheable, Model},
    };

    use crate::stage::{Stage, on_each};

    on_each!(a_decimal_comes_back_and_is_compared_to_the_last_digit);

    #[derive(Debug, Clone, PartialEq, Model, Cacheable)]
    struct Price {
        id: Id<Price>,
        #[model(index)]
        amount: Decimal,
        earlier: Option<Decimal>,
    }

    async fn a_decimal_comes_back_and_is_compared_to_the_last_digit(stage: &Stage) {
        let table = "CREATE TABLE prices (id {id}, amount {decimal} NOT NULL, earlier {decimal})";
        stage.tables(table).await;
        let prices = stage.repo::<Price>();
        let words = [
            "0",
            "0.1",
            "-0.1",
            "9.99",
            "10",
            "1234567890123456789.12345678",
            "-1234567890123456789.12345679",
            "0.00000001",
            "9007199254740993",
            "9007199254740992",
        ];
        let mut amounts: Vec<Decimal> = words.iter().map(|word| word.parse().unwrap()).collect();
        for &amount in &amounts {
            let draft = PriceDraft {
                amount,
                earlier: Some(amount),
            };
            let made = prices.create(draft).await.unwrap();
            assert_eq!((made.amount, made.earlier), (amount, Some(amount)));
            let found = prices
                .query()
                .filter(Price::AMOUNT.eq(amount))
                .all()
                .await
                .unwrap();
            assert_eq!(found.len(), 1, "{amount}");
            assert_eq!(*found[0], made);
            let listed = Price::EARLIER.in_([Some(amount)]);
            assert_eq!(
                prices.query().filter(listed).count().await.unwrap(),
                1,
                "{amount}"
            );
        }
        amounts.sort();
        let sorted = prices
            .query()
            .order(Price::AMOUNT.asc())
            .all()
            .await
            .unwrap();
        let sorted: Vec<_> = sorted.iter().map(|price| price.amount).collect();
        assert_eq!(sorted, amounts);
        let (low, high) = (amounts[2], amounts[5]);
        let between = prices.query().filter(Price::AMOUNT.between(low, high));
        assert_eq!(between.count().await.unwrap(), 4);
    }
}

#[cfg(feature = "uuid")]
mod uuids {
    use scaffold::{
        Id,
        prelude::{Cacheable, Model},
    };
    use uuid::Uuid;

    use crate::stage::{Stage, on_each};

    on_each!(a_uuid_comes_back_and_is_found);

    #[derive(Debug, Clone, PartialEq, Model, Cacheable)]
    struct Token {
        id: Id<Token>,
        #[model(unique)]
        word: Uuid,
    }

    async fn a_uuid_comes_back_and_is_found(stage: &Stage) {
        stage
            .tables("CREATE TABLE tokens (id {id}, word {uuid} NOT NULL UNIQUE)")
            .await;
        let tokens = stage.repo::<Token>();
        for word in [Uuid::nil(), Uuid::max(), Uuid::now_v7()] {
            let made = tokens.create(TokenDraft { word }).await.unwrap();
            assert_eq!(made.word, word);
            let found = tokens.find_by(Token::WORD, word).await.unwrap().unwrap();
            assert_eq!(*found, made);
            let error = tokens.create(TokenDraft { word }).await.unwrap_err();
            assert_eq!(error.fields()[0].field, "word", "{}", error.chain());
        }
    }
}
