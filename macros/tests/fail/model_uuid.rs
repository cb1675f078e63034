use scaffold::prelude::*;

#[derive(Model)]
struct Post {
    id: Id<Post>,
    #[model(uuid)]
    key: String,
}

/// Without the runtime's feature `uuid`.
#[derive(Model)]
struct Tag {
    #[model(uuid)]
    id: Id<Tag>,
}

fn main() {}
