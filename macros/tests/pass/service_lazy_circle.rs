//! Two services that need each other, of which one waits.

use scaffold::prelude::*;

#[derive(Service)]
pub struct UserService {
    posts: Arc<PostService>,
}

#[service(facade = Users)]
impl UserService {
    pub fn count(&self) -> u64 {
        self.posts.count()
    }
}

#[derive(Service)]
pub struct PostService {
    users: Lazy<UserService>,
    clock: Clock,
}

#[service(facade = Posts)]
impl PostService {
    pub fn count(&self) -> u64 {
        let _ = &self.clock;
        1
    }

    pub fn of_users(&self) -> u64 {
        self.users.get().count()
    }
}

scaffold::app! {
    pub struct App { services: [UserService, PostService] }
}

fn main() {
    let _ = Users::count;
    let _ = Posts::of_users;
}
