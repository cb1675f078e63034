use scaffold::prelude::*;

#[derive(Debug, Clone, Serialize, Model, Cacheable)]
pub struct Post {
    pub id: Id<Post>,
    pub title: String,
    pub author_id: Id<User>,
}

#[derive(Debug, Clone, Serialize, Model, Cacheable)]
#[model(has_many(titles: Post::TITLE, posts: Post::AUTOR_ID))]
pub struct User {
    pub id: Id<User>,
}

async fn names(users: &Repo<User>) -> Result<usize> {
    let user = users.query().with(Post::AUTHOR).first().await?.or_not_found()?;
    Ok(user.posts.len())
}

fn main() {}
