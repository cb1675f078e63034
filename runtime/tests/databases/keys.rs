//! Models whose ids are UUIDs: given by the repository, in the order of creation, and good for all that numbers are.

use scaffold::{
    ErrorKind, Id,
    prelude::{Cacheable, Model, Uuid},
    repository::CursorQuery,
};

use crate::stage::{Stage, on_each};

on_each!(
    rows_have_ids_in_the_order_of_their_creation,
    a_row_is_found_changed_and_deleted_by_its_uuid,
    c1_a_write_ends_what_the_cache_has_of_a_uuid,
    many_are_written_by_their_uuids,
    an_upsert_keeps_the_uuid,
    rows_are_walked_through_by_uuid,
    relations_go_by_uuids,
    uuids_of_others_are_found_whatever_their_order,
    uuids_in_capitals_are_those_that_are_meant,
);

#[derive(Debug, Clone, PartialEq, Model, Cacheable)]
#[model(has_many(papers: Paper::AUTHOR_ID), many_to_many(topics: Topic, Interest::AUTHOR_ID, Interest::TOPIC_ID))]
struct Author {
    #[model(uuid)]
    id: Id<Author>,
    #[model(unique)]
    name: String,
}

#[derive(Debug, Clone, PartialEq, Model, Cacheable)]
struct Paper {
    #[model(uuid)]
    id: Id<Paper>,
    title: String,
    author_id: Option<Id<Author>>,
}

/// Counted by the database, between two that are not.
#[derive(Debug, Clone, PartialEq, Model, Cacheable)]
struct Interest {
    id: Id<Interest>,
    author_id: Id<Author>,
    topic_id: Id<Topic>,
}

#[derive(Debug, Clone, PartialEq, Model, Cacheable)]
struct Topic {
    #[model(uuid)]
    id: Id<Topic>,
    word: String,
}

const TABLES: &str =
    "CREATE TABLE authors (id {uuid} PRIMARY KEY NOT NULL, name {string} NOT NULL UNIQUE);
    CREATE TABLE papers (id {uuid} PRIMARY KEY NOT NULL, title {string} NOT NULL, author_id {uuid},
        FOREIGN KEY (author_id) REFERENCES authors (id));
    CREATE INDEX papers_author_id ON papers (author_id);
    CREATE TABLE topics (id {uuid} PRIMARY KEY NOT NULL, word {string} NOT NULL);
    CREATE TABLE interests (id {id}, author_id {uuid} NOT NULL, topic_id {uuid} NOT NULL);";

fn author(name: &str) -> AuthorDraft {
    AuthorDraft { name: name.into() }
}

fn paper(title: &str, author_id: Id<Author>) -> PaperDraft {
    PaperDraft {
        title: title.into(),
        author_id: Some(author_id),
    }
}

async fn rows_have_ids_in_the_order_of_their_creation(stage: &Stage) {
    stage.tables(TABLES).await;
    let authors = stage.repo::<Author>();
    let ada = authors.create(author("Ada")).await.unwrap();
    assert_eq!(ada.id.value().get_version_num(), 7);
    let drafts = (0..300).map(|at| author(&format!("A{at:03}")));
    let created = authors.create_many(drafts).await.unwrap();
    let names: Vec<_> = created.iter().map(|author| author.name.clone()).collect();
    let expected: Vec<_> = (0..300).map(|at| format!("A{at:03}")).collect();
    assert_eq!(names, expected);
    assert!(created.is_sorted_by_key(|author| author.id) && ada.id < created[0].id);
    let all = authors.query().all().await.unwrap();
    assert!(all.is_sorted_by_key(|author| author.id));
    let text = serde_json::to_string(&ada.id).unwrap();
    assert_eq!(text, format!("\"{}\"", ada.id));
    assert_eq!(serde_json::from_str::<Id<Author>>(&text).unwrap(), ada.id);
    assert_eq!(ada.id.to_string().parse::<Id<Author>>().unwrap(), ada.id);
}

async fn a_row_is_found_changed_and_deleted_by_its_uuid(stage: &Stage) {
    stage.tables(TABLES).await;
    let authors = stage.repo::<Author>();
    let ada = authors.create(author("Ada")).await.unwrap();
    let grace = authors.create(author("Grace")).await.unwrap();
    assert_eq!(authors.find(ada.id).await.unwrap().unwrap().name, "Ada");
    assert_eq!(authors.find_fresh(ada.id).await.unwrap(), Some(ada.clone()));
    let nobody = Id::new(Uuid::from_u128(7));
    assert_eq!(authors.find(nobody).await.unwrap(), None);
    let found = authors
        .find_many(&[grace.id, nobody, ada.id])
        .await
        .unwrap();
    let names: Vec<_> = found.iter().map(|author| author.name.as_str()).collect();
    assert_eq!(names, ["Grace", "Ada"]);
    let renamed = authors
        .update(ada.id, Author::patch().name("Countess"))
        .await
        .unwrap();
    assert_eq!((renamed.id, renamed.name.as_str()), (ada.id, "Countess"));
    let missing = authors.update(nobody, Author::patch().name("x")).await;
    assert_eq!(missing.unwrap_err().kind(), ErrorKind::NotFound);
    let filter = Author::ID.in_([ada.id, nobody]);
    assert_eq!(authors.query().filter(filter).count().await.unwrap(), 1);
    assert!(authors.delete(ada.id).await.unwrap());
    assert!(!authors.delete(ada.id).await.unwrap());
    let error = (stage.repo::<Paper>())
        .create(paper("x", nobody))
        .await
        .unwrap_err();
    assert_eq!(error.fields()[0].field, "author_id", "{}", error.chain());
}

async fn c1_a_write_ends_what_the_cache_has_of_a_uuid(stage: &Stage) {
    stage.tables(TABLES).await;
    let authors = stage.repo::<Author>();
    let created = authors
        .create_many([author("Ada"), author("Grace")])
        .await
        .unwrap();
    let [ada, grace] = [created[0].id, created[1].id];
    for id in [ada, grace] {
        authors.find(id).await.unwrap();
    }
    authors
        .update(ada, Author::patch().name("Countess"))
        .await
        .unwrap();
    let before = stage.database().statements();
    assert_eq!(authors.find(grace).await.unwrap().unwrap().name, "Grace");
    assert_eq!(stage.database().statements(), before, "it was let go of");
    assert_eq!(authors.find(ada).await.unwrap().unwrap().name, "Countess");
    authors.delete(ada).await.unwrap();
    assert_eq!(authors.find(ada).await.unwrap(), None);
}

async fn many_are_written_by_their_uuids(stage: &Stage) {
    stage.tables(TABLES).await;
    let papers = stage.repo::<Paper>();
    let drafts = (0..1200).map(|at| PaperDraft {
        title: format!("P{at}"),
        author_id: None,
    });
    let created = papers.create_many(drafts.clone()).await.unwrap();
    assert_eq!(papers.insert_many(drafts).await.unwrap(), 1200);
    let ids: Vec<_> = created.iter().map(|paper| paper.id).collect();
    let patch = Paper::patch().title("new");
    assert_eq!(papers.update_many(&ids[..900], patch).await.unwrap(), 900);
    assert_eq!(papers.delete_many(&ids[800..]).await.unwrap(), 400);
    let new = papers.query().filter(Paper::TITLE.eq("new"));
    assert_eq!(new.count().await.unwrap(), 800);
    assert_eq!(papers.query().count().await.unwrap(), 2000);
}

async fn an_upsert_keeps_the_uuid(stage: &Stage) {
    stage.tables(TABLES).await;
    let authors = stage.repo::<Author>();
    let ada = authors.upsert(Author::NAME, author("Ada")).await.unwrap();
    let again = authors.upsert(Author::NAME, author("Ada")).await.unwrap();
    assert_eq!(again, ada);
    let drafts = [author("Ada"), author("Grace")];
    authors.upsert_many(Author::NAME, drafts).await.unwrap();
    let found = authors.find_by(Author::NAME, "Ada").await.unwrap().unwrap();
    assert_eq!(found.id, ada.id);
    assert_eq!(authors.query().count().await.unwrap(), 2);
}

async fn rows_are_walked_through_by_uuid(stage: &Stage) {
    stage.tables(TABLES).await;
    let authors = stage.repo::<Author>();
    let drafts = (0..23).map(|at| author(&format!("A{at:02}")));
    authors.insert_many(drafts).await.unwrap();
    let expected: Vec<_> = (0..23).map(|at| format!("A{at:02}")).collect();
    let mut names = Vec::new();
    let chunks = authors.query().fresh().chunk(5, async |rows| {
        names.extend(rows.into_iter().map(|author: Author| author.name));
        Ok(())
    });
    chunks.await.unwrap();
    assert_eq!(names, expected);
    let (mut names, mut rows) = (Vec::new(), authors.query().fresh().stream().unwrap());
    while let Some(row) = rows.next().await {
        names.push(row.unwrap().name);
    }
    assert_eq!(names, expected);
    let (mut names, mut cursor) = (Vec::new(), None);
    loop {
        let page = CursorQuery {
            cursor,
            per_page: 4,
        };
        let page = authors.query().cursor_page(page).await.unwrap();
        names.extend(page.data.iter().map(|author| author.name.clone()));
        match page.next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    assert_eq!(names, expected);
}

async fn relations_go_by_uuids(stage: &Stage) {
    stage.tables(TABLES).await;
    let (authors, papers) = (stage.repo::<Author>(), stage.repo::<Paper>());
    let created = authors
        .create_many([author("Ada"), author("Grace"), author("Nobody")])
        .await
        .unwrap();
    let [ada, grace] = [created[0].id, created[1].id];
    papers
        .create_many([paper("a", ada), paper("b", grace), paper("c", ada)])
        .await
        .unwrap();
    let topic = |word: &str| TopicDraft { word: word.into() };
    let topics = (stage.repo::<Topic>())
        .create_many([topic("x"), topic("y")])
        .await
        .unwrap();
    let interest = |author_id, topic_id| InterestDraft {
        author_id,
        topic_id,
    };
    (stage.repo::<Interest>())
        .create_many([interest(ada, topics[1].id), interest(ada, topics[0].id)])
        .await
        .unwrap();
    let loaded = authors
        .query()
        .with((Author::PAPERS, Author::TOPICS, Author::PAPERS.count()))
        .all()
        .await
        .unwrap();
    let told: Vec<_> = (loaded.iter())
        .map(|author| {
            let (papers, topics, count) = &author.related;
            let titles: String = papers.iter().map(|paper| paper.title.as_str()).collect();
            let words: String = topics.iter().map(|topic| topic.word.as_str()).collect();
            (titles, words, *count)
        })
        .collect();
    let row = |titles: &str, words: &str, count| (titles.to_owned(), words.to_owned(), count);
    assert_eq!(told, [row("ac", "xy", 2), row("b", "", 1), row("", "", 0)]);
    let with = papers.query().with(Paper::AUTHOR).all().await.unwrap();
    let names: Vec<_> = (with.iter())
        .map(|paper| paper.related.as_ref().unwrap().name.as_str())
        .collect();
    assert_eq!(names, ["Ada", "Grace", "Ada"]);
    let busy = authors.query().filter(Author::PAPERS.count_at_least(2));
    assert_eq!(busy.all().await.unwrap()[0].id, ada);
}

/// Rows that others have written, with this type of MySQL's for their ids.
async fn written_by_others(stage: &Stage, kind: &str, ids: impl Iterator<Item = String>) {
    let tables = match stage.spelled("{uuid}").as_str() {
        "CHAR(36)" => TABLES.replace("{uuid}", kind),
        _ => TABLES.to_owned(),
    };
    stage.tables(&tables).await;
    let rows: Vec<_> = ids.map(|id| format!("('{id}', 'Of {id}')")).collect();
    let insert = format!("INSERT INTO authors (id, name) VALUES {}", rows.join(", "));
    let migration = stage.migration(2, &insert, "");
    stage.database().migrate(&[migration]).await.unwrap();
}

/// MariaDB's `UUID` sorts those of other versions by their last digits first.
async fn uuids_of_others_are_found_whatever_their_order(stage: &Stage) {
    let ids = (0..40).map(|at| format!("0000{at:04x}-0000-4000-8000-{:012x}", 0xFFFF - 7 * at));
    let ids: Vec<_> = ids.collect();
    written_by_others(stage, "UUID", ids.iter().cloned()).await;
    let authors = stage.repo::<Author>();
    let ids: Vec<Id<Author>> = ids.iter().map(|id| id.parse().unwrap()).collect();
    for _ in 0..2 {
        let found = authors.find_many(&ids).await.unwrap();
        assert!(found.iter().map(|author| author.id).eq(ids.iter().copied()));
    }
    let of_nobody = PaperDraft {
        title: "a".into(),
        author_id: None,
    };
    let paper = stage.repo::<Paper>().create(of_nobody).await.unwrap();
    assert_eq!(paper.author_id, None);
}

/// SQLite tells them from others, and finds none.
async fn uuids_in_capitals_are_those_that_are_meant(stage: &Stage) {
    let text = "0190ABCD-0000-7000-8000-00000000ABCD".to_owned();
    let kind = "CHAR(36) COLLATE utf8mb4_general_ci";
    written_by_others(stage, kind, std::iter::once(text.clone())).await;
    let authors = stage.repo::<Author>();
    let id: Id<Author> = text.parse().unwrap();
    if authors.find(id).await.unwrap().is_none() {
        assert_eq!(stage.spelled("{uuid}"), "TEXT");
        return;
    }
    let insert = format!(
        "INSERT INTO papers (id, title, author_id) VALUES ('0190abcd-0000-7000-8000-000000000001', 'a', '{text}')"
    );
    let migration = stage.migration(3, &insert, "");
    stage.database().migrate(&[migration]).await.unwrap();
    let loaded = authors
        .query()
        .with((Author::PAPERS, Author::PAPERS.count()))
        .all()
        .await
        .unwrap();
    let (papers, count) = &loaded[0].related;
    assert_eq!((papers.len(), *count), (1, 1));
    authors
        .update(id, Author::patch().name("Ada"))
        .await
        .unwrap();
    assert_eq!(authors.find(id).await.unwrap().unwrap().name, "Ada");
}
