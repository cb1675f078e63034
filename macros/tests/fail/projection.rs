use scaffold::prelude::*;

#[derive(Debug, Clone, Model)]
pub struct User {
    pub id: Id<User>,
    pub name: String,
}

#[derive(Projection)]
pub struct NoModel {
    pub name: String,
}

#[derive(Projection)]
#[projection(modle = User)]
pub struct Misspelt {
    pub name: String,
}

#[derive(Projection)]
#[projection(model = User)]
pub struct Tuple(String);

fn main() {}
