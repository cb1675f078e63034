//! Every decorator beside every other, on methods as people write them, in a crate that allows nothing.

#![deny(warnings)]

use scaffold::{
    decorate::{Around, Call},
    identity::Identity,
    prelude::*,
};

pub mod decorators {
    #[derive(Debug)]
    pub struct Plain<const N: usize> {
        pub answer: u8,
    }
}

use decorators::Plain;

impl<const N: usize> Around for Plain<N> {
    async fn around<T: Send, E: From<Error> + Send>(
        &self,
        _: &Call<'_>,
        next: impl Future<Output = Result<T, E>> + Send,
    ) -> Result<T, E> {
        let _ = self.answer;
        next.await
    }
}

static SHARED: Plain<1> = Plain { answer: 1 };

#[derive(Debug)]
pub struct Mistake;

impl From<Error> for Mistake {
    fn from(_: Error) -> Self {
        Self
    }
}

fn always(_: &Mistake) -> bool {
    true
}

async fn may(_: &Identity, name: &str) -> Result<bool> {
    Ok(name.is_empty())
}

#[derive(Debug, Service)]
pub struct Desk {
    core: scaffold::core::Core,
}

#[service(facade = Desks, all(logged, timed_out(after = "5s"), decorate(Plain::<3> { answer: 3 })))]
impl Desk {
    #[authorized(self::may(name))]
    #[rate_limited(times = 5, per = "1m", by = (name, draft.len()  as u64))]
    #[exclusive(key = name, ttl = "1m", wait = "5s", when = "extra")]
    #[decorate(decorators::Plain::<2> { answer: 2 }, when = "extra")]
    #[decorate(SHARED)]
    #[retried(times = 2, on = always)]
    #[logged(args(name, draft))]
    #[audited(args(name, draft, _unused))]
    #[transactional]
    #[measured(when = "extra")]
    pub async fn all<'a>(&self, name: &'a str, mut draft: Vec<u8>, _unused: u8) -> Result<Vec<u8>, Mistake> {
        draft.extend(name.bytes());
        let _ = self.core.clock();
        Ok(draft)
    }

    #[authorized(is_open)]
    #[cached(ttl = "1m", reads(none), when = "memory")]
    pub async fn kept(&self, _id: u64) -> Result<u64> {
        Ok(1)
    }

    async fn is_open(&self, _: &Identity) -> Result<bool> {
        Ok(true)
    }

    #[logged(off)]
    pub fn sync(&self) -> u8 {
        1
    }

    #[exclusive]
    #[audited(when = "extra")]
    #[decorate(SHARED)]
    #[timed_out(off)]
    pub async fn generic<T: Send + ToString>(&self, of: T) -> Result<String> {
        Ok(of.to_string())
    }

    #[measured]
    pub async fn associated() -> u8 {
        2
    }
}

scaffold::app! {
    pub struct App { services: [Desk] }
}

fn send<F: Future + Send>(_: F) {}

fn main() {
    send(Desks::all("", Vec::new(), 1));
    send(Desks::kept(1));
    send(Desks::generic(1));
    send(Desk::associated());
    let _: fn() -> u8 = Desks::<App>::sync;
}
