//! A decorated body is a function's body: what it gives is converted to the output, and whatever may stand in one may stand in it.

#![deny(warnings)]

use scaffold::{core::Core, prelude::*};

pub trait Greet: Send + Sync {
    fn greet(&self) -> &'static str;
}

pub struct English;

impl Greet for English {
    fn greet(&self) -> &'static str {
        "hello"
    }
}

type Answer<T> = Result<T>;

#[derive(Service)]
pub struct Greeter {
    core: Core,
}

#[service(facade = Greetings)]
impl Greeter {
    #[retried(idempotent)]
    pub async fn boxed(&self) -> Result<Box<dyn Greet>> {
        Ok(Box::new(English))
    }

    #[transactional]
    pub async fn shared(&self, early: bool) -> Result<Arc<dyn Greet>> {
        if early {
            return Ok(Arc::new(English));
        }
        Ok(Arc::new(English))
    }

    #[logged]
    #[transactional]
    pub async fn slice<'a>(&self, text: &'a String, list: &'a Vec<u8>) -> Result<(&'a str, &'a [u8])> {
        let (text, list): (&str, &[u8]) = (text, list);
        Ok((text, list))
    }

    #[transactional]
    pub async fn text<'a>(&self, text: &'a String) -> Result<&'a str> {
        Ok(text)
    }

    #[cached(reads(none))]
    pub async fn list(&self) -> Result<Arc<[u8]>> {
        Ok(Arc::new([1, 2, 3]))
    }

    /// A result under another name.
    #[transactional]
    pub async fn alias(&self) -> Answer<u8> {
        Ok(1)
    }

    /// What is taken by `&mut` is given back.
    #[logged]
    pub fn core_mut(&mut self) -> &mut Core {
        &mut self.core
    }

    #[measured]
    pub fn first<'a>(&self, list: &'a mut Vec<u8>) -> &'a mut u8 {
        &mut list[0]
    }

    /// An inner attribute stands first in its block.
    #[logged]
    pub fn inner(&self) -> u8 {
        #![expect(unused_variables, reason = "the attribute is what this is about")]
        let one = 1;
        2
    }

    pub async fn inner_of_a_fake(&self) -> u8 {
        #![expect(unused_variables, reason = "the attribute is what this is about")]
        let one = 1;
        2
    }

    pub fn never(&self) -> ! {
        panic!("never")
    }

    pub async fn never_async(&self) -> ! {
        panic!("never")
    }

    /// A word, not a call.
    #[cached(reads(none))]
    pub async fn help(&self) -> Result<String> {
        Ok("never call tokio::spawn() here".into())
    }
}

macro_rules! service {
    ($name:ident, $ty:ty, $visibility:vis, $argument:ident, $body:block) => {
        #[derive(Service)]
        pub struct $name {
            core: Core,
        }

        #[service]
        impl $ty {
            #[logged]
            $visibility fn take(&self, $argument: u8) -> u8 $body

            pub fn core(&self) -> &Core {
                &self.core
            }
        }
    };
}

service!(Made, Made, pub, number, { number + 1 });

fn main() {
    let _: fn(&Made, u8) -> u8 = Made::take;
    let _: fn(&Made) -> &Core = Made::core;
}
