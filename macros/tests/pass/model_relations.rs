use scaffold::prelude::*;

#[derive(Debug, Clone, Serialize, Model, Cacheable)]
#[model(table = "people", has_many(posts: Post::AUTHOR_ID), has_one(desk: Desk::OWNER_ID))]
#[model(many_to_many(roles: Role, Grant::USER_ID, Grant::ROLE_ID), has_many_through(comments: Post::AUTHOR_ID, Comment::POST_ID))]
pub struct User {
    pub id: Id<User>,
    pub name: String,
}

#[derive(Debug, Clone, Serialize, Model, Cacheable)]
#[model(has_many(comments: Comment::POST_ID))]
pub struct Post {
    pub id: Id<Post>,
    // Has the name that `author_id` would give its relation: then there is none.
    pub author: String,
    pub author_id: Id<User>,
}

#[derive(Debug, Clone, Serialize, Model, Cacheable)]
pub struct Comment {
    pub id: Id<Comment>,
    pub post_id: Id<Post>,
    pub parent_id: Option<Id<Self>>,
}

#[derive(Debug, Clone, Serialize, Model, Cacheable)]
pub struct Desk {
    pub id: Id<Desk>,
    #[model(unique)]
    pub owner_id: Id<User>,
}

#[derive(Debug, Clone, Serialize, Model, Cacheable)]
pub struct Role {
    pub id: Id<Role>,
    pub name: String,
}

#[derive(Debug, Clone, Serialize, Model, Cacheable)]
pub struct Grant {
    pub id: Id<Grant>,
    pub user_id: Id<User>,
    pub role_id: Id<Role>,
}

/// What is not cacheable may be referred to.
#[derive(Debug, Clone, Serialize, Model)]
pub struct Elsewhere {
    pub id: Id<Elsewhere>,
}

#[derive(Debug, Clone, Serialize, Model)]
pub struct Visit {
    pub id: Id<Visit>,
    pub page_id: Id<Elsewhere>,
    pub earlier_id: Option<Id<Visit>>,
}

async fn read(users: &Repo<User>, comments: &Repo<Comment>) -> Result<usize> {
    let with = (User::POSTS.then((Post::COMMENTS, Post::COMMENTS.count())), User::DESK, User::ROLES.with_pivot(), User::COMMENTS);
    let all = users.query().filter(User::DESK.exists()).with(with).all().await?;
    let of = comments.query().with(Comment::PARENT.then(Comment::POST)).all().await?;
    Ok(all.iter().map(|user| user.related.0.len()).sum::<usize>() + of.len())
}

fn main() {
    let _ = read;
}
