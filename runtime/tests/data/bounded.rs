//! C8: the cache keeps its limit under load.

use scaffold::database::Database;

use crate::{models::*, support::World};

#[tokio::test]
async fn c8_the_memory_of_entries_stays_below_the_limit() {
    const LIMIT: u64 = 64 * 1024;
    let world = World::over(Database::memory().await.unwrap(), LIMIT).await;
    let ids = world.core.database().transaction(async {
        let mut ids = Vec::new();
        for number in 0..1000 {
            ids.push(
                world
                    .users
                    .create(User::draft(&format!("user {number}")))
                    .await?
                    .id,
            );
        }
        scaffold::Result::<_>::Ok(ids)
    });
    let ids = ids.await.unwrap();
    let mut most = 0;
    for id in &ids {
        world.users.find(*id).await.unwrap();
        let bytes = world.core.cache().stats().bytes;
        assert!(bytes <= LIMIT, "{bytes} bytes");
        most = most.max(bytes);
    }
    assert!(most > LIMIT / 2, "only {most} bytes were ever used");
    let stats = world.core.cache().stats();
    assert!(stats.entries > 0 && stats.entries < 1000, "{stats:?}");
    // One answer that is larger than the whole cache is given, and not kept.
    let all = world.users.query().all().await.unwrap();
    assert_eq!(all.len(), 1000);
    assert!(world.core.cache().stats().bytes <= LIMIT);
}
