//! Each filter finds the same rows on every database.

use scaffold::{
    ErrorKind, Id,
    model::Filter,
    prelude::{Cacheable, Model},
};

use crate::stage::{Stage, on_each};

on_each!(
    each_filter_finds_its_rows,
    a_pattern_takes_an_escaped_sign_by_the_letter,
    a_list_of_any_length_is_one_statement,
    a_statement_with_too_many_values_is_a_bad_request,
);

#[derive(Debug, Clone, PartialEq, Model, Cacheable)]
struct Word {
    id: Id<Word>,
    letter: String,
    body: Option<String>,
    number: Option<i64>,
    share: f64,
    done: bool,
}

const TABLE: &str = "CREATE TABLE words (id {id}, letter {string} NOT NULL, body {text}, number {bigint}, share {float} NOT NULL, done {bool} NOT NULL)";

async fn five(stage: &Stage) -> scaffold::repository::Repo<Word> {
    stage.tables(TABLE).await;
    let words = stage.repo::<Word>();
    for (at, (letter, body)) in [
        ("a", Some("one")),
        ("b", Some("two")),
        ("c", Some("three")),
        ("d", None),
        ("e", Some("50% of a_b\\c")),
    ]
    .into_iter()
    .enumerate()
    {
        let number = i64::try_from(at).unwrap();
        let draft = WordDraft {
            letter: letter.into(),
            body: body.map(Into::into),
            number: (number > 0).then_some(number),
            share: f64::from(u32::try_from(at).unwrap()) / 4.0,
            done: at % 2 == 0,
        };
        words.create(draft).await.unwrap();
    }
    words
}

async fn each_filter_finds_its_rows(stage: &Stage) {
    let words = five(stage).await;
    let text = |text: &str| Some(text.to_owned());
    let cases: Vec<(Filter<Word>, &str)> = vec![
        (Word::LETTER.eq("b"), "b"),
        (Word::LETTER.ne("b"), "acde"),
        (Word::LETTER.lt("b"), "a"),
        (Word::LETTER.le("b"), "ab"),
        (Word::LETTER.gt("d"), "e"),
        (Word::LETTER.ge("d"), "de"),
        (Word::LETTER.in_(["a", "e", "x"]), "ae"),
        (Word::LETTER.in_(Vec::<String>::new()), ""),
        (Word::LETTER.between("b", "d"), "bcd"),
        (Word::BODY.is_null(), "d"),
        (Word::BODY.is_not_null(), "abce"),
        (Word::BODY.eq(None), "d"),
        (Word::BODY.eq(text("two")), "b"),
        (Word::BODY.ne(text("two")), "acde"),
        (Word::BODY.ne(None), "abce"),
        (Word::BODY.like("t%"), "bc"),
        (
            Word::BODY.like("T%"),
            if stage.spelled("{text}") == "LONGTEXT" {
                ""
            } else {
                "bc"
            },
        ),
        (Word::BODY.in_([None, text("two")]), "bd"),
        (!Word::BODY.in_([None, text("two")]), "ace"),
        (!Word::BODY.in_([text("two")]), "acde"),
        (!Word::BODY.eq(text("two")), "acde"),
        (!Word::BODY.like("t%"), "ade"),
        (!!Word::BODY.like("t%"), "bc"),
        (Word::NUMBER.ge(Some(3)), "de"),
        (Word::NUMBER.eq(None), "a"),
        (Word::NUMBER.ne(Some(2)), "abde"),
        (Word::NUMBER.between(Some(1), Some(2)), "bc"),
        (Word::SHARE.eq(0.25), "b"),
        (Word::SHARE.gt(0.5), "de"),
        (Word::DONE.eq(true), "ace"),
        (Word::DONE.in_([false]), "bd"),
        (
            Word::LETTER
                .eq("a")
                .or(Word::LETTER.eq("b").and(Word::BODY.is_null())),
            "a",
        ),
        (!(Word::LETTER.eq("a").or(Word::LETTER.eq("b"))), "cde"),
        (Word::BODY.is_null().and(!Word::BODY.eq(text("two"))), "d"),
    ];
    for (filter, letters) in cases {
        let query = words
            .query()
            .filter(filter.clone())
            .order(Word::LETTER.asc());
        let found = query.clone().all().await.unwrap();
        let found: String = found.iter().map(|word| word.letter.as_str()).collect();
        assert_eq!(found, letters, "{filter:?}");
        assert_eq!(
            query.clone().count().await.unwrap(),
            letters.len() as u64,
            "{filter:?}"
        );
        assert_eq!(
            query.clone().exists().await.unwrap(),
            !letters.is_empty(),
            "{filter:?}"
        );
        let fresh = query.fresh().first().await.unwrap().map(|word| word.letter);
        assert_eq!(fresh.as_deref(), letters.get(..1), "{filter:?}");
    }
}

async fn a_pattern_takes_an_escaped_sign_by_the_letter(stage: &Stage) {
    let words = five(stage).await;
    for (pattern, count) in [
        (r"%\%%", 1),
        (r"%a\_b%", 1),
        (r"%a\\_b%", 0),
        (r"%b\\c", 1),
        (r"__e", 1),
        ("%", 4),
    ] {
        let query = words.query().filter(Word::BODY.like(pattern));
        assert_eq!(query.count().await.unwrap(), count, "{pattern}");
    }
    // The databases disagree on a lone sign at the end.
    let lone = words.query().filter(Word::BODY.like(r"a\")).count().await;
    assert_eq!(lone.unwrap_err().kind(), ErrorKind::BadRequest);
}

async fn a_list_of_any_length_is_one_statement(stage: &Stage) {
    let words = five(stage).await;
    let before = stage.database().statements();
    let ids: Vec<Id<Word>> = (1..5000).map(Id::new).collect();
    assert_eq!(
        words
            .query()
            .filter(Word::ID.in_(ids))
            .count()
            .await
            .unwrap(),
        5
    );
    let letters: Vec<String> = (0..5000)
        .map(|at| format!("x{at}"))
        .chain(["c".into()])
        .collect();
    assert_eq!(
        words
            .query()
            .filter(Word::LETTER.in_(letters))
            .count()
            .await
            .unwrap(),
        1
    );
    assert_eq!(stage.database().statements(), before + 2);
}

async fn a_statement_with_too_many_values_is_a_bad_request(stage: &Stage) {
    let words = five(stage).await;
    let shares: Vec<f64> = (0..70_000).map(f64::from).collect();
    let error = words.query().filter(Word::SHARE.in_(shares)).count().await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::BadRequest);
}
