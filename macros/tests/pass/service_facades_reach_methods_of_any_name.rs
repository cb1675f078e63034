//! A facade calls its service's method, whatever it is called, whatever its arguments are, and whatever traits are in scope.

#![deny(warnings)]

use std::sync::{Mutex, MutexGuard};

use scaffold::{core::Core, prelude::*};

/// Implemented for everything, with names that others use.
pub trait Everywhere {
    fn error(&self) -> u8 {
        1
    }
    fn get(self) -> u8
    where
        Self: Sized,
    {
        2
    }
    fn into(&self) {}
    fn cache(&self) {}
    fn remember(&self) {}
    fn integer(&self) {}
}

impl<T: ?Sized> Everywhere for T {}

#[derive(Service)]
pub struct Desk {
    core: Core,
    list: Arc<Mutex<Vec<u8>>>,
}

#[service(facade = Desks)]
impl Desk {
    pub fn into(&self) -> u8 {
        1
    }

    pub async fn instrument(&self, span: u8) -> u8 {
        span
    }

    #[logged]
    pub fn get(&self) -> Result<u8> {
        Ok(1)
    }

    #[cached(reads(none))]
    #[logged]
    #[retried(idempotent)]
    pub async fn names(&self, call: u8, next: u8, key: u8, out: u8, service: u8, fake: u8, error: u8) -> Result<u8> {
        Ok(call + next + key + out + service + fake + error)
    }

    /// Its own lifetime stands in a typed receiver.
    pub fn typed<'a>(self: &'a Self) -> &'a Core {
        &self.core
    }

    /// It borrows nothing, though an `&` stands in its output.
    pub fn matcher(&self) -> Box<dyn Fn(&str) -> bool + Send + Sync> {
        Box::new(str::is_empty)
    }

    /// It borrows, though nothing of its output says so.
    #[facade(skip)]
    #[expect(mismatched_lifetime_syntaxes, reason = "that is what it is about")]
    pub fn lock(&self) -> MutexGuard<Vec<u8>> {
        self.list.lock().expect("nobody panics")
    }

    /// A type parameter beside an `impl`.
    pub fn add<T: Default + std::convert::Into<u64>>(&self, to: impl std::convert::Into<u64>) -> u64 {
        to.into() + T::default().into()
    }

    /// A bound that is not of the method's own parameters.
    pub fn bound(&self, text: &str) -> String
    where
        String: for<'a> From<&'a str>,
    {
        String::from(text)
    }

    pub fn r#move(&self, r#type: u8) -> u8 {
        r#type
    }

    #[cfg_attr(all(), cfg(any()))]
    pub fn never(&self) -> Missing {
        Missing
    }
}

scaffold::app! {
    struct App {
        services: [
            /// It has a comment.
            Desk,
        ],
    }
}

fn main() {
    let desks = Desks::<App>::fake();
    let _ = DesksFake::into(&desks, || 7).bound(str::to_uppercase).r#move(|number| number + 1);
    assert_eq!(Desks::into(), 7);
    assert_eq!(Desks::bound("a"), "A");
    assert_eq!(Desks::r#move(1), 2);
    let _: fn() -> Box<dyn Fn(&str) -> bool + Send + Sync> = Desks::<App>::matcher;
    let _: fn(u8) -> u64 = Desks::<App>::add::<u8>;
    let _: fn(&Desk) -> MutexGuard<'_, Vec<u8>> = Desk::lock;
    let _: fn(&Desk) -> &Core = Desk::typed;
}
