use scaffold::prelude::*;

#[derive(Debug, Clone, Model, Cacheable)]
pub struct Post {
    pub id: Id<Post>,
    pub title: String,
    pub author_id: Id<User>,
}

#[derive(Debug, Clone, Model, Cacheable)]
#[model(
    has_mnay(posts: Post::AUTHOR_ID),
    has_many(Post::AUTHOR_ID, name: Post::AUTHOR_ID, drafts: Post, notes: Post::AUTHOR_ID, notes: Post::AUTHOR_ID),
    has_one,
    many_to_many(roles: Role, Grant::USER_ID),
    has_many_through(comments: Post::AUTHOR_ID)
)]
pub struct User {
    pub id: Id<User>,
    pub name: String,
}

fn main() {}
