use scaffold::prelude::*;

#[derive(Clone, Config)]
pub struct Wrapped(String);

#[derive(Clone, Config)]
pub enum Mode {
    Fast,
}

#[derive(Clone, Config)]
pub struct Generic<T> {
    pub value: T,
}

fn main() {}
