//! The function's type is the compiler's to check, on what was written.

use scaffold::prelude::*;

#[derive(Serialize, Model, Cacheable)]
#[cacheable(when = Self::number)]
struct Post {
    id: Id<Post>,
}

impl Post {
    fn number(&self) -> i64 {
        self.id.value()
    }
}

#[derive(Serialize, Model, Cacheable)]
#[cacheable(when = Self::is_public)]
struct Missing {
    id: Id<Missing>,
}

fn main() {}
