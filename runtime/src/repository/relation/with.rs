//! Questions whose rows come with what is related to them.

use std::sync::Arc;

use super::{Load, Loaded};
use crate::{
    Id, Result,
    model::Cacheable,
    repository::{Page, PageQuery, Query, Repo},
};

impl<T: Cacheable> Query<T> {
    /// The rows with what is related to them: `posts.query().with(Post::AUTHOR)`, `users.query().with((User::POSTS.limit(3), User::ROLES))`.
    /// One query a level: `User::ROLES.then(Role::PERMISSIONS)` are three, however many users there are.
    ///
    /// ```
    /// # use scaffold::prelude::*;
    /// #[derive(Debug, Clone, Serialize, Model, Cacheable)]
    /// #[model(has_many(posts: Post::AUTHOR_ID))]
    /// pub struct User { pub id: Id<User>, pub name: String }
    ///
    /// #[derive(Debug, Clone, Serialize, Model, Cacheable)]
    /// pub struct Post { pub id: Id<Post>, pub title: String, pub author_id: Id<User> }
    ///
    /// async fn titles(users: &Repo<User>) -> Result<Vec<String>> {
    ///     let users = users.query().filter(User::POSTS.exists()).with(User::POSTS).all().await?;
    ///     Ok(users.iter().map(|user| format!("{}: {}", user.row.name, user.related.len())).collect())
    /// }
    /// ```
    pub fn with<L: Load<T>>(self, load: L) -> With<T, L> {
        With { query: self, load }
    }
}

/// A question whose rows come with what is related to them.
#[derive(Debug, Clone)]
#[must_use = "a query does nothing until `all`, `first` or `page`"]
pub struct With<T, L> {
    query: Query<T>,
    load: L,
}

impl<T: Cacheable, L: Load<T>> With<T, L> {
    /// The rows that match.
    ///
    /// # Errors
    /// As [`Query::all`].
    pub async fn all(self) -> Result<Vec<Loaded<T, L::Related>>> {
        let repo = Repo::new(self.query.core.clone());
        let rows = self.query.all().await?;
        loaded(&repo, rows, &self.load).await
    }

    /// The first row that matches.
    ///
    /// # Errors
    /// As [`Query::all`].
    pub async fn first(mut self) -> Result<Option<Loaded<T, L::Related>>> {
        self.query.parts = self.query.parts.first();
        Ok(self.all().await?.pop())
    }

    /// One page of the rows that match.
    ///
    /// # Errors
    /// As [`Query::page`].
    pub async fn page(self, page: PageQuery) -> Result<Page<Loaded<T, L::Related>>> {
        let repo = Repo::new(self.query.core.clone());
        let page = self.query.page(page).await?;
        Ok(Page {
            data: loaded(&repo, page.data, &self.load).await?,
            page: page.page,
            per_page: page.per_page,
            total: page.total,
        })
    }
}

impl<T: Cacheable> Repo<T> {
    /// The row with this id, with what is related to it.
    ///
    /// # Errors
    /// As [`find`](Self::find).
    pub async fn find_with<L: Load<T>>(
        &self,
        id: Id<T>,
        load: L,
    ) -> Result<Option<Loaded<T, L::Related>>> {
        let Some(row) = self.find(id).await? else {
            return Ok(None);
        };
        Ok(loaded(self, vec![row], &load).await?.pop())
    }

    /// What is related to rows that are there already, in their order.
    ///
    /// # Errors
    /// As [`Query::all`].
    pub async fn load<L: Load<T>>(&self, rows: &[Arc<T>], load: L) -> Result<Vec<L::Related>> {
        load.load(self.core(), rows).await
    }
}

async fn loaded<T: Cacheable, L: Load<T>>(
    repo: &Repo<T>,
    rows: Vec<Arc<T>>,
    load: &L,
) -> Result<Vec<Loaded<T, L::Related>>> {
    let related = load.load(repo.core(), &rows).await?;
    let rows = rows.into_iter().zip(related);
    Ok(rows.map(|(row, related)| Loaded { row, related }).collect())
}
