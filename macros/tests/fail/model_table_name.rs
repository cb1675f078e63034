use scaffold::prelude::*;

#[derive(Model)]
#[model(table = "users; drop")]
struct User {
    id: Id<User>,
}

#[derive(Model)]
#[model(table = 7)]
struct Post {
    id: Id<Post>,
}

#[derive(Model)]
#[model]
struct Comment {
    id: Id<Comment>,
}

fn main() {}
