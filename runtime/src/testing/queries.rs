//! Which statements a piece of work runs.

use std::sync::Arc;

use crate::ambient::{self, Ambient, Queries};

/// Runs `work` and gives the statements that it has sent to databases, in their order, without BEGIN and COMMIT. What is answered from
/// the cache sends none; what other tasks send is not among them, but those of [`spawn`](crate::spawn).
///
/// ```
/// # use scaffold::{prelude::*, testing};
/// # #[derive(Debug, Clone, Serialize, Model, Cacheable)]
/// # #[model(has_many(posts: Post::AUTHOR_ID))]
/// # pub struct User { pub id: Id<User>, pub name: String }
/// # #[derive(Debug, Clone, Serialize, Model, Cacheable)]
/// # pub struct Post { pub id: Id<Post>, pub author_id: Id<User> }
/// async fn posts_take_one_query(users: &Repo<User>) -> Result<()> {
///     let (sent, users) = testing::queries(users.query().with(User::POSTS).all()).await;
///     assert_eq!(sent.len(), 2, "{sent:#?}");
///     users.map(drop)
/// }
/// ```
pub async fn queries<T>(work: impl Future<Output = T>) -> (Vec<String>, T) {
    let queries = Arc::new(Queries::default());
    let ambient = Ambient {
        queries: Some(Arc::clone(&queries)),
        ..ambient::current()
    };
    let output = ambient::scope(ambient, work).await;
    (queries.take(), output)
}
