use scaffold::prelude::*;

#[derive(Model)]
struct Tree<T> {
    id: Id<Tree<T>>,
    leaf: T,
}

#[derive(Model, Cacheable)]
struct Borrowed<'a> {
    id: Id<Self>,
    name: &'a str,
}

fn main() {}
