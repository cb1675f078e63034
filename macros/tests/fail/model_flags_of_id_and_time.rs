use scaffold::prelude::*;

#[derive(Model)]
struct User {
    #[model(unique, default)]
    id: Id<User>,
    twice: Option<Option<String>>,
    hash: Option<Uncached<String>>,
    #[model(default)]
    created_at: DateTime,
}

fn main() {}
