//! What belongs to one test: its application's services and its fakes, found by the tokio runtime the test runs on.
//!
//! Every `#[tokio::test]` has a runtime of its own, and spawned and blocking tasks of the test run on it too, which a task-local would not reach.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{Arc, LazyLock, PoisonError, RwLock},
    thread::ThreadId,
};

use tokio::runtime;

/// Whether fakes and test applications exist: in debug builds, and with feature `testing`.
pub const FAKES: bool = cfg!(any(debug_assertions, feature = "testing"));

type Value = Arc<dyn Any + Send + Sync>;

static TABLE: LazyLock<RwLock<HashMap<(Scope, TypeId), Value>>> = LazyLock::new(RwLock::default);

/// Whose test it is: the current runtime, or outside of any the thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Scope {
    Runtime(runtime::Id),
    Thread(ThreadId),
}

/// What this test has of this type. A test that is not async may prepare it before it starts a runtime: what the runtime does on the
/// test's own thread (`block_on`) finds it there.
pub(super) fn find(id: TypeId) -> Option<Value> {
    let current = Scope::current();
    current.get(id).or_else(|| match current {
        Scope::Runtime(_) => Scope::thread().get(id),
        Scope::Thread(_) => None,
    })
}

impl Scope {
    pub(crate) fn current() -> Self {
        runtime::Handle::try_current()
            .map_or_else(|_| Self::thread(), |handle| Self::Runtime(handle.id()))
    }

    fn thread() -> Self {
        Self::Thread(std::thread::current().id())
    }

    /// What this test has of this type.
    pub(crate) fn get(self, id: TypeId) -> Option<Value> {
        TABLE
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&(self, id))
            .cloned()
    }

    /// Gives this test a value; `false` if it has one of this type already, and keeps that.
    pub(crate) fn insert(self, id: TypeId, value: Value) -> bool {
        let mut table = TABLE.write().unwrap_or_else(PoisonError::into_inner);
        let free = !table.contains_key(&(self, id));
        if free {
            table.insert((self, id), value);
        }
        free
    }

    /// Takes the value back.
    pub(crate) fn remove(self, id: TypeId) {
        let value = TABLE
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&(self, id));
        // Dropped only here, after the lock: the value's own drop may look into the table.
        drop(value);
    }
}
