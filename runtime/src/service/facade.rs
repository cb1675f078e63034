//! Where a facade finds its service: a static slot, or in tests the application of the test's own runtime; and fakes, found the same way.

use std::{
    any::{Any, TypeId, type_name},
    fmt,
    marker::PhantomData,
    ops::Deref,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use super::scope::{FAKES, Scope, find};

/// A service that is in the application's list.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not registered: add it to `services: […]` in src/app.rs",
    label = "this facade needs `{Self}`"
)]
pub trait Registered<App>: Sized + Send + Sync + 'static {
    /// Where the running one is kept.
    fn slot() -> &'static Slot<Self>;
}

/// Keeps the running service of a process, once it has started.
#[derive(Debug)]
pub struct Slot<S: 'static>(OnceLock<&'static S>);

impl<S: Send + Sync + 'static> Slot<S> {
    /// An empty slot.
    #[must_use]
    pub const fn new() -> Self {
        Self(OnceLock::new())
    }

    /// Keeps this service for the rest of the process; says whether the slot was empty.
    pub(crate) fn fill(&self, service: Arc<S>) -> bool {
        let mut filled = false;
        self.0.get_or_init(|| {
            filled = true;
            // Leaked, once a process: a call reads the address and no count.
            Box::leak(Box::new(service))
        });
        filled
    }
}

impl<S: Send + Sync + 'static> Default for Slot<S> {
    fn default() -> Self {
        Self::new()
    }
}

/// The service that a call goes to: the process's, or where there are fakes the test application's. Without them it is the address alone.
#[derive(Debug)]
pub struct Current<S: 'static>(Place<S>);

#[derive(Debug)]
enum Place<S: 'static> {
    Process(&'static S),
    #[cfg(any(debug_assertions, feature = "testing"))]
    Test(Arc<S>),
}

impl<S> Deref for Current<S> {
    type Target = S;

    #[inline]
    fn deref(&self) -> &S {
        match &self.0 {
            Place::Process(service) => service,
            #[cfg(any(debug_assertions, feature = "testing"))]
            Place::Test(service) => service,
        }
    }
}

/// The running `S` of application `App`: of this test's runtime if it has one, else of the process.
#[inline]
#[must_use]
pub fn current<S: Registered<App>, App>() -> Option<Current<S>> {
    #[cfg(any(debug_assertions, feature = "testing"))]
    if let Some(service) = of_test() {
        return Some(Current(Place::Test(service)));
    }
    let service = S::slot().0.get()?;
    Some(Current(Place::Process(service)))
}

/// The running `S` of application `App`, for callers that can't go on without it.
///
/// # Panics
/// When no application has started.
#[inline]
#[must_use]
#[track_caller]
pub fn running<S: Registered<App>, App>() -> Current<S> {
    match current::<S, App>() {
        Some(service) => service,
        None => not_running(type_name::<S>()),
    }
}

/// The fake `F` of a service that no application has started.
///
/// # Panics
/// When there is none.
#[cold]
#[must_use]
#[track_caller]
pub fn instead<F: Send + Sync + 'static, S>() -> Arc<F> {
    match faked() {
        Some(fake) => fake,
        None => not_running(type_name::<S>()),
    }
}

#[cold]
#[inline(never)]
#[track_caller]
fn not_running(name: &str) -> ! {
    panic!(
        "`{name}` was called before the application has started\nhelp: in a test, `let app = TestApp::start(app()).await?` or the facade's `fake()`; elsewhere `app().start().await?`"
    )
}

fn of_test<T: Send + Sync + 'static>() -> Option<Arc<T>> {
    find(TypeId::of::<T>())?.downcast().ok()
}

/// A set of faked methods, alive until it is dropped, for calls from this test's runtime (spawned and blocking tasks included); started
/// outside of a runtime, for calls from this test's thread.
#[must_use = "the fake ends when this is dropped"]
#[derive(Debug)]
pub struct Fake<F: Send + Sync + 'static> {
    fake: Arc<F>,
    scope: Scope,
}

impl<F: Send + Sync + 'static> Fake<F> {
    /// Starts faking.
    ///
    /// # Panics
    /// In a release build without feature `testing`, and when this facade is already faked in this test.
    #[track_caller]
    pub fn start(fake: F) -> Self {
        if !FAKES {
            panic!(
                "release builds have no fakes\nhelp: build the tests with `--features scaffold/testing`"
            );
        }
        let (fake, scope) = (Arc::new(fake), Scope::current());
        let free = scope.insert(TypeId::of::<F>(), fake.clone());
        assert!(
            free,
            "`{}` is faked already in this test\nhelp: use the first fake, or drop it",
            type_name::<F>()
        );
        Self { fake, scope }
    }
}

impl<F: Send + Sync + 'static> Drop for Fake<F> {
    fn drop(&mut self) {
        self.scope.remove(TypeId::of::<F>());
    }
}

impl<F: Send + Sync + 'static> Deref for Fake<F> {
    type Target = F;

    fn deref(&self) -> &F {
        &self.fake
    }
}

/// The fake that is active for this test, if any.
#[must_use]
pub fn faked<F: Send + Sync + 'static>() -> Option<Arc<F>> {
    if FAKES { of_test() } else { None }
}

/// One faked method: a closure, once it is set.
pub struct Script<F: ?Sized> {
    /// An `Arc<F>`; without its type, so that what is done with it is compiled once and not for each method of an application.
    script: Mutex<Option<Value>>,
    of: PhantomData<fn() -> Arc<F>>,
}

type Value = Arc<dyn Any + Send + Sync>;

impl<F: ?Sized> Default for Script<F> {
    fn default() -> Self {
        Self {
            script: Mutex::new(None),
            of: PhantomData,
        }
    }
}

impl<F: ?Sized> fmt::Debug for Script<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Script")
    }
}

impl<F: ?Sized + Send + Sync + 'static> Script<F> {
    /// Sets what the method does.
    pub fn set(&self, script: Arc<F>) {
        put(&self.script, Arc::new(script));
    }

    /// What the method does.
    ///
    /// # Panics
    /// When nothing was set: ``unexpected call: `Users::profile` ``.
    #[must_use]
    #[track_caller]
    pub fn get(&self, name: &str) -> Arc<F> {
        let script = look(&self.script);
        match script
            .as_deref()
            .and_then(<dyn Any + Send + Sync>::downcast_ref::<Arc<F>>)
        {
            Some(script) => script.clone(),
            None => unexpected(name),
        }
    }
}

fn put(script: &Mutex<Option<Value>>, value: Value) {
    *script.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
}

fn look(script: &Mutex<Option<Value>>) -> Option<Value> {
    script
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone()
}

#[cold]
#[track_caller]
fn unexpected(name: &str) -> ! {
    panic!("unexpected call: `{name}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Numbers(Script<dyn Fn(u32) -> u32 + Send + Sync>);

    fn ask() -> Option<u32> {
        Some(faked::<Numbers>()?.0.get("Numbers::add")(1))
    }

    async fn a_test_sees_its_own_fake_only(number: u32) {
        assert_eq!(ask(), None);
        let fake = Fake::start(Numbers::default());
        fake.0.set(Arc::new(move |by| number + by));
        for _ in 0..50 {
            tokio::task::yield_now().await;
            assert_eq!(ask(), Some(number + 1));
            assert_eq!(
                tokio::spawn(async { ask() }).await.unwrap(),
                Some(number + 1)
            );
            assert_eq!(
                tokio::task::spawn_blocking(ask).await.unwrap(),
                Some(number + 1)
            );
        }
        drop(fake);
        assert_eq!(ask(), None);
    }

    #[tokio::test]
    async fn a_fake_is_seen_by_its_own_runtime_only_1() {
        a_test_sees_its_own_fake_only(1).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_fake_is_seen_by_its_own_runtime_only_2() {
        a_test_sees_its_own_fake_only(2).await;
    }

    #[test]
    fn a_fake_works_without_a_runtime_on_its_thread() {
        let fake = Fake::start(Numbers::default());
        fake.0.set(Arc::new(|by| 40 + by));
        assert_eq!(ask(), Some(41));
        assert_eq!(std::thread::spawn(ask).join().unwrap(), None);
    }

    #[test]
    fn a_fake_that_was_started_before_the_runtime_is_found_in_it() {
        let fake = Fake::start(Numbers::default());
        fake.0.set(Arc::new(|by| 40 + by));
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        let runtime = runtime.unwrap();
        assert_eq!(runtime.block_on(async { ask() }), Some(41));
    }

    #[tokio::test]
    #[should_panic(expected = "unexpected call: `Numbers::add`")]
    async fn a_method_without_a_script_names_itself() {
        let _fake = Fake::start(Numbers::default());
        let _ = ask();
    }

    #[tokio::test]
    #[should_panic(expected = "is faked already in this test")]
    async fn a_facade_is_faked_once_in_a_test() {
        let _first = Fake::start(Numbers::default());
        let _second = Fake::start(Numbers::default());
    }
}
