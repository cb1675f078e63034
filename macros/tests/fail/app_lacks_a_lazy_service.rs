use scaffold::prelude::*;

#[derive(Service)]
pub struct UserService {
    posts: Lazy<PostService>,
}

#[derive(Service)]
pub struct PostService {
    clock: Clock,
}

scaffold::app! {
    pub struct App {
        services: [UserService],
    }
}

fn main() {}
