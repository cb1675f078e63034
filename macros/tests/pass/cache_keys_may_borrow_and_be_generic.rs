//! A key may borrow as an argument may, and be generic.

#![deny(warnings)]

use scaffold::{core::Core, prelude::*};

#[derive(Debug, CacheKey)]
pub struct Search<'a> {
    pub words: &'a [&'a str],
}

#[derive(Debug, CacheKey)]
pub enum Range<T, const N: usize> {
    All,
    Between { low: T, high: T },
}

#[derive(Service)]
pub struct Library {
    pub core: Core,
}

#[service]
impl Library {
    #[cached(reads(none))]
    pub async fn count(&self, search: Search<'_>, within: &Range<Id<Shelf>, 2>) -> Result<usize> {
        let all = matches!(within, Range::All);
        Ok(search.words.len() + usize::from(all))
    }
}

#[derive(Debug, Model)]
pub struct Shelf {
    pub id: Id<Shelf>,
}

fn main() {
    let _ = Library::count;
    let _: Range<u8, 2> = Range::Between { low: 1, high: 2 };
}
