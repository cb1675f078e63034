use scaffold::prelude::*;

#[derive(Service)]
pub struct FeedService {
    users: Arc<UserService>,
}

#[derive(Service)]
pub struct UserService {
    posts: Arc<PostService>,
    clock: Clock,
}

#[derive(Service)]
pub struct PostService {
    queue: Queue,
    users: Arc<UserService>,
}

scaffold::app! {
    pub struct App {
        services: [FeedService, UserService, PostService],
    }
}

fn main() {}
