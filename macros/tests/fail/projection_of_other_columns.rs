use scaffold::prelude::*;

#[derive(Debug, Clone, Model)]
pub struct User {
    pub id: Id<User>,
    pub name: String,
}

#[derive(Projection)]
#[projection(model = User)]
pub struct Named {
    pub nmae: String,
}

#[derive(Projection)]
#[projection(model = User)]
pub struct Counted {
    pub name: i64,
}

fn main() {}
