//! `#[scaffold(crate = …)]` stands above an item, and names a path.

use scaffold::prelude::*;

#[derive(Debug, Serialize, Deserialize, Model, Cacheable)]
#[scaffold(crate = "scaffold")]
struct Quoted {
    id: Id<Quoted>,
}

#[derive(CacheKey)]
#[scaffold(krate = scaffold)]
struct Misspelt;

#[derive(CacheKey)]
#[scaffold]
struct Empty;

#[derive(CacheKey)]
#[scaffold(crate = scaffold, crate = scaffold)]
struct Twice;

#[derive(CacheKey)]
struct Inside {
    #[scaffold(crate = scaffold)]
    field: u8,
}

#[derive(CacheKey)]
#[scaffold(crate = nowhere)]
struct Nowhere;

#[derive(Service)]
struct Plain;

#[service]
#[scaffold(crate = scaffold::<u8>)]
impl Plain {
    #[measured]
    fn one(&self) {}
}

scaffold::app! {
    #[scaffold(crate)]
    struct App { services: [Plain] }
}

fn main() {}
