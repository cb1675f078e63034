//! `#[exclusive]` and the locks below it.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use scaffold::{
    ErrorKind, config,
    core::Core,
    http::StatusCode,
    lock::{self, Lock},
    prelude::*,
};
use tokio::sync::Notify;

/// Longer than any of this takes.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Debug, Service)]
struct Desk {
    core: Core,
}

/// What the bodies tell.
#[derive(Debug, Default)]
struct Told {
    inside: AtomicUsize,
    begun: Notify,
    ended: AtomicBool,
    tokens: Mutex<Vec<u64>>,
}

/// Says that a body has gone.
struct Leave<'a>(&'a Told);

impl Drop for Leave<'_> {
    fn drop(&mut self) {
        self.0.inside.fetch_sub(1, Ordering::SeqCst);
        self.0.ended.store(true, Ordering::SeqCst);
    }
}

impl Told {
    fn enter(&self) -> Result<Leave<'_>> {
        let before = self.inside.fetch_add(1, Ordering::SeqCst);
        let leave = Leave(self);
        assert_eq!(before, 0, "two at a time");
        self.tokens.lock().unwrap().push(lock::token()?);
        self.begun.notify_one();
        Ok(leave)
    }
}

#[scaffold::service]
impl Desk {
    #[exclusive(wait = "60s")]
    async fn one_at_a_time(&self, told: &Told) -> Result<()> {
        let _leave = told.enter()?;
        for _ in 0..3 {
            tokio::task::yield_now().await;
        }
        Ok(())
    }

    #[exclusive]
    async fn fails(&self, how: &str) -> Result<u64> {
        match how {
            "panic" => panic!("as asked"),
            "error" => Err(Error::new(ErrorKind::NotFound, "as asked")),
            "wait" => std::future::pending().await,
            _ => lock::token(),
        }
    }

    #[exclusive(key = (id, name.as_str()), ttl = "1s")]
    async fn hold(&self, id: u64, name: String, told: &Told) -> Result<()> {
        let _leave = told.enter()?;
        drop(name);
        std::future::pending().await
    }

    #[exclusive(wait = "20ms")]
    async fn impatient(&self, free: &Notify) -> Result<()> {
        free.notified().await;
        Ok(())
    }

    #[exclusive(ttl = "2s")]
    async fn blocks(&self) -> Result<()> {
        let start = self.statements();
        let begun = std::time::Instant::now();
        while self.statements() < start + 3 {
            assert!(begun.elapsed() < PATIENCE, "the body holds up its renewal");
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }

    #[exclusive]
    #[transactional]
    async fn with_a_transaction(&self) -> Result<u64> {
        lock::token()
    }

    #[transactional]
    async fn within_a_transaction(&self) -> Result<u64> {
        self.with_a_transaction().await
    }

    fn statements(&self) -> u64 {
        self.core.database().statements()
    }
}

fn core(database: &Database, clock: &Clock) -> Core {
    let cache = Cache::new(&config::Cache::default(), clock.clone());
    Core::new(database.clone(), cache, clock.clone())
}

/// Two applications on one database, which know nothing of each other.
async fn two() -> (Clock, Arc<Desk>, Arc<Desk>) {
    let (database, clock) = (Database::memory().await.unwrap(), Clock::manual());
    let [one, other] = [(); 2].map(|()| Arc::new(Desk::new(core(&database, &clock))));
    (clock, one, other)
}

async fn open(folder: &tempfile::TempDir) -> Desk {
    let config = config::Database {
        url: format!("sqlite://{}", folder.path().join("locks.db").display()),
        ..config::Database::default()
    };
    let database = Database::open(&config).await.unwrap();
    Desk::new(core(&database, &Clock::system()))
}

#[track_caller]
fn grows(tokens: &[u64]) {
    assert!(tokens.is_sorted_by(|a, b| a < b), "{tokens:?}");
}

/// Calls of these desks, spread over them.
async fn all_at_once(desks: &[Arc<Desk>], calls: usize) {
    let told = Arc::new(Told::default());
    let call = |at: usize| {
        let (desk, told) = (desks[at % desks.len()].clone(), told.clone());
        tokio::spawn(async move { desk.one_at_a_time(&told).await })
    };
    let running: Vec<_> = (0..calls).map(call).collect();
    for call in running {
        call.await.unwrap().unwrap();
    }
    let tokens = told.tokens.lock().unwrap();
    assert_eq!(tokens.len(), calls);
    grows(&tokens);
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_calls_run_one_at_a_time_each_with_a_greater_token() {
    let (_, desk, _) = two().await;
    all_at_once(&[desk], 50).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_applications_on_one_file_run_one_call_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let desks = [Arc::new(open(&folder).await), Arc::new(open(&folder).await)];
    all_at_once(&desks, 12).await;
}

#[tokio::test]
async fn those_of_one_process_are_served_in_the_order_of_coming() {
    let (_, desk, _) = two().await;
    let locks = Locks::new(&desk.core);
    let first = locks.acquire("x").await.unwrap();
    let waiting: Vec<_> = (0..5)
        .map(|_| {
            let locks = locks.clone();
            tokio::spawn(async move { locks.acquire("x").await.map(|lock| lock.token()) })
        })
        .collect();
    tokio::task::yield_now().await;
    assert!(locks.try_acquire("x").await.unwrap().is_none());
    let mut tokens = vec![first.token()];
    first.release().await;
    for waiting in waiting {
        tokens.push(waiting.await.unwrap().unwrap());
    }
    grows(&tokens);
}

#[tokio::test]
async fn a_lock_is_given_back_however_the_call_ends() {
    let (_, desk, other) = two().await;
    let first = desk.fails("not").await.unwrap();
    let error = desk.fails("error").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    let second = other.fails("not").await.unwrap();
    let panicking = desk.clone();
    let panic = tokio::spawn(async move { panicking.fails("panic").await });
    assert!(panic.await.unwrap_err().is_panic());
    let third = until_free(&other).await;
    let cancelled = tokio::time::timeout(Duration::from_millis(20), desk.fails("wait"));
    assert!(cancelled.await.is_err());
    let fourth = until_free(&other).await;
    grows(&[first, second, third, fourth]);
}

/// What a drop gives back, it gives back a little later.
async fn until_free(desk: &Desk) -> u64 {
    let call = async {
        loop {
            match desk.fails("not").await {
                Err(error) if error.kind() == ErrorKind::Locked => tokio::task::yield_now().await,
                token => return token.unwrap(),
            }
        }
    };
    tokio::time::timeout(PATIENCE, call).await.unwrap()
}

#[tokio::test]
async fn a_call_that_finds_another_one_is_told_so() {
    let (_, desk, other) = two().await;
    let told = Told::default();
    let running = desk.hold(1, "a".into(), &told);
    let meanwhile = async {
        told.begun.notified().await;
        for desk in [&desk, &other] {
            let refused = desk.hold(1, "a".into(), &told).await.unwrap_err();
            assert_eq!(refused.to_string(), "`Desk::hold` is running already");
            assert_eq!(refused.kind().status(), StatusCode::LOCKED);
            assert_eq!(refused.retry_after(), Some(Duration::from_secs(1)));
        }
        // Another key, another lock.
        for (id, name) in [(2, "a"), (1, "b")] {
            let told = Told::default();
            let call = other.hold(id, name.into(), &told);
            let begun = tokio::time::timeout(PATIENCE, told.begun.notified());
            tokio::select! {
                ended = call => panic!("{ended:?}"),
                begun = begun => begun.unwrap(),
            }
        }
    };
    tokio::select! {
        ended = running => panic!("{ended:?}"),
        () = meanwhile => {}
    }
}

#[tokio::test]
async fn one_that_waits_waits_so_long_and_no_longer() {
    let (_, desk, other) = two().await;
    let free = Notify::new();
    let second = async {
        for desk in [&desk, &other] {
            let refused = desk.impatient(&free).await.unwrap_err();
            assert_eq!(refused.kind(), ErrorKind::Locked);
        }
        free.notify_one();
    };
    let (first, ()) = tokio::join!(desk.impatient(&free), second);
    first.unwrap();
}

#[tokio::test]
async fn a_body_whose_lease_is_lost_is_stopped_and_the_next_token_is_greater() {
    let (clock, desk, other) = two().await;
    let told = Told::default();
    let thief = async {
        told.begun.notified().await;
        let path = concat!(module_path!(), "::Desk::hold");
        let name = format!("{path}(x000100000000000000010100000000000000{:02x})", b'a');
        let locks = Locks::new(&other.core);
        loop {
            // As when the process was stopped for a day: unless a renewal comes in between.
            clock.advance(Duration::from_secs(86_400));
            if let Some(lock) = locks.try_acquire(&name).await.unwrap() {
                return lock;
            }
        }
    };
    let (stopped, lock): (Result<()>, Lock) = tokio::join!(desk.hold(1, "a".into(), &told), thief);
    let stopped = stopped.unwrap_err();
    assert_eq!(stopped.kind(), ErrorKind::Unavailable);
    assert!(stopped.to_string().contains("was lost"), "{stopped}");
    assert!(told.ended.load(Ordering::SeqCst), "the body is gone");
    grows(&[told.tokens.lock().unwrap()[0], lock.token()]);
    // Whoever has lost it takes nothing from the other one.
    assert!(
        Locks::new(&desk.core)
            .try_acquire(lock.name())
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn a_renewal_keeps_the_lock_of_a_long_body() {
    let (clock, desk, other) = two().await;
    let ttl = Duration::from_secs(2);
    let lock = Locks::new(&desk.core)
        .with_ttl(ttl)
        .acquire("x")
        .await
        .unwrap();
    for _ in 0..4 {
        let before = desk.statements();
        let renewed = async {
            while desk.statements() == before {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, renewed).await.unwrap();
        clock.advance(ttl * 2 / 3);
        let found = Locks::new(&other.core).try_acquire("x").await.unwrap();
        assert!(found.is_none());
    }
    let still = lock.run(async { lock::token() }).await;
    assert_eq!(still.unwrap(), lock.token());
}

#[tokio::test]
async fn a_body_that_blocks_the_runtime_does_not_hold_up_its_renewal() {
    let (_, desk, _) = two().await;
    desk.blocks().await.unwrap();
}

#[tokio::test]
async fn a_lock_is_no_part_of_a_transaction() {
    let (_, desk, _) = two().await;
    desk.with_a_transaction().await.unwrap();
    let error = desk.within_a_transaction().await.unwrap_err().to_string();
    assert!(
        error.contains("help: take it first, `#[exclusive]` above `#[transactional]`"),
        "{error}"
    );
}

#[tokio::test]
async fn tokens_grow_also_when_the_program_starts_anew() {
    let folder = tempfile::tempdir().unwrap();
    let mut tokens = Vec::new();
    for _ in 0..3 {
        tokens.push(open(&folder).await.fails("not").await.unwrap());
    }
    grows(&tokens);
    assert!(lock::token().is_err(), "no lock is held here");
}
