//! SeaORM 2 with entities in its dense format, and its loader of entities.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use async_trait::async_trait;
use scaffold::{OrNotFound as _, Result, database::raw::sqlx::sqlite};
use sea_orm::{
    ActiveModelTrait as _,
    ActiveValue::{Set, Unchanged},
    ColumnTrait as _, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend,
    DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    TransactionTrait as _,
};

use super::super::side::{CONNECTIONS, Side};

mod user {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "bench_users")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub name: String,
        pub email: String,
        pub age: i32,
        pub score: f64,
        pub active: bool,
        #[sea_orm(has_many)]
        pub notes: HasMany<super::note::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod note {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "bench_notes")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub text: String,
        pub user_id: i64,
        #[sea_orm(belongs_to, from = "user_id", to = "id")]
        pub user: BelongsTo<super::user::Entity>,
        #[sea_orm(has_many)]
        pub replies: HasMany<super::reply::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod reply {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "bench_replies")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub text: String,
        pub note_id: i64,
        #[sea_orm(belongs_to, from = "note_id", to = "id")]
        pub note: BelongsTo<super::note::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// SQLite takes 32,766 values a statement, and SeaORM leaves to its user to keep to that.
const MOST_ROWS_OF_SQLITE: usize = 5000;

pub(super) struct SeaOrm {
    database: DatabaseConnection,
    most_rows: usize,
}

impl SeaOrm {
    pub(super) async fn open(url: &str) -> Result<Self> {
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(CONNECTIONS)
            .test_before_acquire(false)
            .sqlx_logging(false)
            .map_sqlx_sqlite_opts(|options| {
                options
                    .journal_mode(sqlite::SqliteJournalMode::Wal)
                    .synchronous(sqlite::SqliteSynchronous::Full)
            });
        Ok(Self {
            database: Database::connect(options).await?,
            most_rows: if url.starts_with("sqlite") {
                MOST_ROWS_OF_SQLITE
            } else {
                usize::MAX
            },
        })
    }
}

#[async_trait]
impl Side for SeaOrm {
    async fn find(&self, most: i64) -> Result<()> {
        for id in 1..=most {
            let user = user::Entity::find_by_id(id).one(&self.database).await?;
            std::hint::black_box(user.or_not_found()?);
        }
        Ok(())
    }

    async fn list(&self, times: i32) -> Result<()> {
        for age in 0..times {
            let list = user::Entity::find().filter(user::Column::Age.gte(age));
            let list = list.order_by_asc(user::Column::Id).limit(100);
            std::hint::black_box(list.all(&self.database).await?);
        }
        Ok(())
    }

    async fn update(&self, most: i64, age: i32) -> Result<()> {
        for id in 1..=most {
            update(&self.database, id, age).await?;
        }
        Ok(())
    }

    async fn transaction(&self, most: i64, age: i32) -> Result<()> {
        for first in (1..most).step_by(2) {
            let both = self.database.begin().await?;
            for id in [first, first + 1] {
                update(&both, id, age).await?;
            }
            both.commit().await?;
        }
        Ok(())
    }

    async fn insert_many(&self, rows: usize) -> Result<()> {
        let all = self.database.begin().await?;
        for users in users(rows).chunks(self.most_rows) {
            let insertion = user::Entity::insert_many(users.to_vec());
            insertion.exec_without_returning(&all).await?;
        }
        all.commit().await?;
        Ok(())
    }

    async fn create_many(&self, rows: usize) -> Result<()> {
        let all = self.database.begin().await?;
        let mut created = Vec::with_capacity(rows);
        for users in users(rows).chunks(self.most_rows) {
            let insertion = user::Entity::insert_many(users.to_vec());
            created.extend(insertion.exec_with_returning(&all).await?);
        }
        all.commit().await?;
        std::hint::black_box(created);
        Ok(())
    }

    async fn load(&self, most: i64) -> Result<()> {
        Ok(load(&self.database, most).await?)
    }

    async fn statements(&self, most: i64) -> Result<u64> {
        let count = Arc::new(AtomicU64::new(0));
        let mut database = self.database.clone();
        let counter = count.clone();
        database.set_metric_callback(move |_| {
            counter.fetch_add(1, Ordering::Relaxed);
        });
        load(&database, most).await?;
        Ok(count.load(Ordering::Relaxed))
    }
}

async fn load(database: &DatabaseConnection, most: i64) -> Result<(), DbErr> {
    let users = user::Entity::load().filter(user::Column::Id.lte(most));
    let users = users.with((note::Entity, reply::Entity));
    let users = users.all(database).await?;
    assert_eq!(users[999].notes[1].replies.len(), 2);
    Ok(())
}

/// Reads the row back, but on MariaDB: told to use RETURNING there, SeaORM 2.0.4 takes each update for one of no row.
async fn update(database: &impl ConnectionTrait, id: i64, age: i32) -> Result<(), DbErr> {
    let user = user::ActiveModel {
        id: Unchanged(id),
        age: Set(age),
        ..Default::default()
    };
    match database.get_database_backend() {
        DbBackend::MySql => user.update_without_returning(database).await.map(drop),
        _ => user.update(database).await.map(drop),
    }
}

fn users(rows: usize) -> Vec<user::ActiveModel> {
    let user = |at: usize| user::ActiveModel {
        name: Set(format!("Name {at}")),
        email: Set(format!("name{at}@example.com")),
        age: Set(i32::try_from(at % 90).unwrap_or(0)),
        score: Set(at as f64 / 3.0),
        active: Set(at.is_multiple_of(2)),
        ..Default::default()
    };
    (0..rows).map(user).collect()
}
