//! MySQL returns no row that it has written: it is read behind, or before it is gone. MariaDB, spoken to in that way, does not notice.

use super::Repo;
use crate::{
    Cacheable, Id, Model,
    cache::Cache,
    clock::Clock,
    config,
    core::Core,
    database::{Database, Dialect, Flavour},
    services,
};

#[derive(Debug, Clone, PartialEq, Model, Cacheable)]
#[scaffold(crate = crate)]
struct Unreturned {
    id: Id<Unreturned>,
    #[model(unique)]
    name: String,
    stars: i64,
    #[model(version)]
    version: i64,
}

const TABLE: &str = "CREATE TABLE unreturneds (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, name VARCHAR(100) NOT NULL UNIQUE,
    stars BIGINT NOT NULL, version BIGINT NOT NULL)";

fn draft(name: &str) -> UnreturnedDraft {
    UnreturnedDraft {
        name: name.to_owned(),
        stars: 1,
    }
}

async fn repository(table: &str) -> Option<Core> {
    let config = config::Database {
        url: services::mysql().await?,
        ..config::Database::default()
    };
    let dialect = Dialect::MySql(Flavour::MySql);
    let database = Database::open_as(&config, dialect).await.unwrap();
    database.execute(table, Vec::new()).await.unwrap();
    let clock = Clock::manual();
    let cache = Cache::new(&config::Cache::default(), clock.clone());
    Some(Core::new(database, cache, clock))
}

#[tokio::test]
async fn rows_that_are_not_returned_are_read() {
    let Some(core) = repository(TABLE).await else {
        return;
    };
    let rows = Repo::<Unreturned>::new(core);
    let ada = rows.create(draft("Ada")).await.unwrap();
    assert_eq!((ada.name.as_str(), ada.version), ("Ada", 1));
    let many = (0..700).map(|at| draft(&format!("N{at}")));
    let many = rows.create_many(many).await.unwrap();
    let expected: Vec<_> = (0..700).map(|at| format!("N{at}")).collect();
    let names: Vec<_> = many.iter().map(|row| row.name.clone()).collect();
    assert_eq!(names, expected);

    let patch = Unreturned::patch().name("Countess");
    let renamed = rows.update(ada.id, patch).await.unwrap();
    assert_eq!((renamed.name.as_str(), renamed.version), ("Countess", 2));
    let grown = rows.increment(ada.id, Unreturned::STARS, 4).await.unwrap();
    assert_eq!((grown.stars, grown.version), (5, 3));
    let mut stale = ada.clone();
    let refused = rows.save(&mut stale).await.unwrap_err();
    assert_eq!(refused.kind(), crate::ErrorKind::Conflict);

    let again = UnreturnedDraft {
        stars: 9,
        ..draft("Countess")
    };
    let upserted = rows.upsert(Unreturned::NAME, again).await.unwrap();
    assert_eq!((upserted.id, upserted.stars), (ada.id, 9));
    let new = rows.upsert(Unreturned::NAME, draft("Grace")).await.unwrap();
    assert!(new.id > many[699].id);

    let ids: Vec<_> = many[..600].iter().map(|row| row.id).collect();
    let patch = Unreturned::patch().stars(7);
    assert_eq!(rows.update_many(&ids, patch).await.unwrap(), 600);
    assert_eq!(rows.delete_many(&ids).await.unwrap(), 600);
    assert_eq!(rows.delete_many(&ids).await.unwrap(), 0);
    assert!(rows.delete(new.id).await.unwrap());
    assert!(!rows.delete(new.id).await.unwrap());
    assert_eq!(rows.query().count().await.unwrap(), 101);
}

#[tokio::test]
async fn c1_what_is_not_returned_is_read_anew() {
    let Some(core) = repository(TABLE).await else {
        return;
    };
    let rows = Repo::<Unreturned>::new(core);
    let ada = rows.create(draft("Ada")).await.unwrap();
    let found = async || {
        let by_id = rows.find(ada.id).await.unwrap();
        let by_name = rows.find_by(Unreturned::NAME, "Ada").await.unwrap();
        (by_id.map(|row| row.name.clone()), by_name.is_some())
    };
    assert_eq!(found().await, (Some("Ada".to_owned()), true));
    let patch = Unreturned::patch().name("Countess");
    rows.update(ada.id, patch).await.unwrap();
    assert_eq!(found().await, (Some("Countess".to_owned()), false));
    let patch = Unreturned::patch().name("Ada");
    rows.update_many(&[ada.id], patch).await.unwrap();
    assert_eq!(found().await, (Some("Ada".to_owned()), true));
    rows.delete_many(&[ada.id]).await.unwrap();
    assert_eq!(found().await, (None, false));
}

#[cfg(feature = "uuid")]
mod uuids {
    use super::{Cacheable, Id, Model, Repo, repository};

    #[derive(Debug, Clone, PartialEq, Model, Cacheable)]
    #[scaffold(crate = crate)]
    #[model(table = "unreturneds")]
    struct WithUuid {
        #[model(uuid)]
        id: Id<WithUuid>,
        name: String,
    }

    #[tokio::test]
    async fn rows_with_uuids_that_are_not_returned_are_read() {
        let table = "CREATE TABLE unreturneds (id CHAR(36) NOT NULL PRIMARY KEY, name VARCHAR(100) NOT NULL)";
        let Some(core) = repository(table).await else {
            return;
        };
        let rows = Repo::<WithUuid>::new(core);
        let draft = |at: usize| WithUuidDraft {
            name: format!("N{at}"),
        };
        let one = rows.create(draft(0)).await.unwrap();
        assert_eq!(one.name, "N0");
        let many = rows.create_many((1..300).map(draft)).await.unwrap();
        let names: Vec<_> = many.iter().map(|row| row.name.clone()).collect();
        assert_eq!(
            names,
            (1..300).map(|at| format!("N{at}")).collect::<Vec<_>>()
        );
        assert_eq!(
            rows.find_fresh(many[7].id).await.unwrap(),
            Some(many[7].clone())
        );
    }
}
