//! Which rows are kept is said by a function of a row.

use scaffold::prelude::*;

#[derive(Serialize, Model, Cacheable)]
#[cacheable(when = "Self::is_public")]
struct Quoted {
    id: Id<Quoted>,
}

#[derive(Serialize, Model, Cacheable)]
#[cacheable(when)]
struct Alone {
    id: Id<Alone>,
}

#[derive(Serialize, Model, Cacheable)]
#[cacheable(when = Self::number, prefix = "")]
struct Empty {
    id: Id<Empty>,
}

#[derive(Cacheable, Service)]
#[cacheable(when = Self::is_public)]
struct OfAService;

#[derive(Cacheable)]
enum Shape {
    A,
}

fn main() {}
