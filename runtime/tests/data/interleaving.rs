//! C1 and C4 under many tasks: no read is older than what was acknowledged before it, and none shows what was rolled back.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use scaffold::{
    Error, Id, Result,
    cache::{CacheKey, KeyBuilder},
};

use crate::{models::*, remembered::method, support::World};

const ROWS: usize = 4;

/// What every reader may rely on: the newest number of each row whose write has returned.
#[derive(Default)]
struct Acknowledged([AtomicI64; ROWS]);

/// One way to read the number of a row; rows hold it in their name.
async fn read(world: &World, id: Id<User>, at: usize, way: u32) -> Result<i64> {
    let email = format!("user {at}@example.com");
    let name = match way {
        0 => world.users.find(id).await?.map(|user| user.name.clone()),
        1 => world
            .users
            .find_by(User::EMAIL, email)
            .await?
            .map(|user| user.name.clone()),
        2 => world
            .users
            .find_many(&[id])
            .await?
            .first()
            .map(|user| user.name.clone()),
        3 => (world.users.query().all().await?.iter())
            .find(|user| user.id == id)
            .map(|user| user.name.clone()),
        4 => world
            .users
            .query()
            .filter(User::EMAIL.eq(email))
            .first()
            .await?
            .map(|user| user.name.clone()),
        5 => world
            .users
            .query()
            .filter(User::ID.eq(id))
            .first()
            .await?
            .map(|user| user.name.clone()),
        _ => {
            let mut key = KeyBuilder::new();
            id.write(&mut key);
            let (cache, users) = (world.core.cache().clone(), world.users.clone());
            let load = async move {
                let inner = async move {
                    Result::<_>::Ok(users.find(id).await?.map(|user| user.name.clone()))
                };
                tokio::task::yield_now().await;
                let mut key = KeyBuilder::new();
                id.write(&mut key);
                cache.remember(method!(), key, inner).await
            };
            world.core.cache().remember(method!(), key, load).await?
        }
    };
    name.and_then(|name| name.parse().ok())
        .ok_or_else(|| Error::internal("no number"))
}

/// One way to write it. `None`: it was rolled back.
async fn write(world: &World, id: Id<User>, number: i64, way: u32) -> Result<bool> {
    let patch = || User::patch().name(number.to_string());
    let database = world.core.database();
    match way {
        0 => world.users.update(id, patch()).await.map(|_| true),
        1 => world
            .users
            .query()
            .filter(User::ID.eq(id))
            .update(patch())
            .await
            .map(|_| true),
        2 => {
            let mut user = world
                .users
                .find_fresh(id)
                .await?
                .ok_or_else(|| Error::internal("gone"))?;
            user.name = number.to_string();
            world.users.save(&mut user).await.map(|()| true)
        }
        3 => {
            database
                .transaction(async {
                    world.users.update(id, User::patch().name("-1")).await?;
                    database
                        .transaction(world.users.update(id, patch()))
                        .await
                        .map(|_| true)
                })
                .await
        }
        _ => {
            let undone: Result<()> = database
                .transaction(async {
                    world.users.update(id, User::patch().name("-1")).await?;
                    Err(Error::internal("undo"))
                })
                .await;
            undone.unwrap_err();
            Ok(false)
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn c1_no_read_is_older_than_an_acknowledged_write() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::file(&folder).await;
    let mut ids = Vec::new();
    for at in 0..ROWS {
        let mut draft = User::draft(&format!("user {at}"));
        draft.name = "0".into();
        ids.push(world.users.create(draft).await.unwrap().id);
    }
    let acknowledged = Arc::new(Acknowledged::default());
    let mut tasks = Vec::new();
    // One writer a row: its numbers grow.
    for (at, &id) in ids.iter().enumerate() {
        let (world, acknowledged) = (world.clone(), acknowledged.clone());
        tasks.push(tokio::spawn(async move {
            let mut random = fastrand::Rng::with_seed(at as u64);
            for number in 1..80 {
                if write(&world, id, number, random.u32(0..5)).await.unwrap() {
                    acknowledged.0[at].store(number, Ordering::SeqCst);
                }
            }
        }));
    }
    for seed in 0..8 {
        let (world, acknowledged, ids) = (world.clone(), acknowledged.clone(), ids.clone());
        tasks.push(tokio::spawn(async move {
            let mut random = fastrand::Rng::with_seed(1000 + seed);
            for _ in 0..400 {
                let (at, way) = (random.usize(0..ROWS), random.u32(0..7));
                let floor = acknowledged.0[at].load(Ordering::SeqCst);
                let found = read(&world, ids[at], at, way).await.unwrap();
                assert!(
                    found >= floor,
                    "way {way} gave {found} after {floor} was acknowledged"
                );
                if random.u8(0..4) == 0 {
                    tokio::task::yield_now().await;
                }
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let stats = world.core.cache().stats();
    assert!(stats.hits > 0 && stats.loads > 0, "{stats:?}");
}
