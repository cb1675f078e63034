use scaffold::prelude::*;

#[derive(Service)]
pub enum Enum {
    One,
}

#[derive(Service)]
pub struct Tuple(Clock);

#[derive(Service)]
pub struct Borrowing<'a> {
    name: &'a str,
}

#[derive(Service)]
pub struct Unbound<T> {
    value: Arc<T>,
}

#[derive(Service)]
pub struct Number {
    number: u64,
}

#[service]
pub struct NoImpl;

#[service]
impl Clone for Number {
    fn clone(&self) -> Self {
        Self { number: 1 }
    }
}

fn main() {}
