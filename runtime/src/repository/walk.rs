//! Many rows, a few at a time: each page starts behind the last id, so that none is skipped or seen twice while others write.

use std::{
    collections::VecDeque,
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;

use super::{FreshQuery, table::HasTable};
use crate::{
    Error, ErrorKind, Result,
    model::{ColumnValue as _, Comparison, Model, Node, Value},
};

/// How many rows a stream reads at once.
const PAGE: u32 = 500;

impl<T: Model> FreshQuery<T> {
    /// Calls `work` with the rows that match, `rows` at a time, by id; between two calls no connection is held. Rows that are written
    /// meanwhile are seen as they are when their turn comes.
    ///
    /// ```
    /// # use scaffold::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # pub struct User { pub id: Id<User>, pub name: String }
    /// async fn export(users: &Repo<User>) -> Result<()> {
    ///     users.query().fresh().chunk(1000, async |users: Vec<User>| {
    ///         println!("{} more", users.len());
    ///         Ok(())
    ///     })
    ///     .await
    /// }
    /// ```
    ///
    /// # Errors
    /// What `work` returns; `BadRequest` for a query with an order, a limit or an offset; otherwise as [`all`](Self::all).
    pub async fn chunk(
        self,
        rows: u32,
        mut work: impl AsyncFnMut(Vec<T>) -> Result<()>,
    ) -> Result<()> {
        let mut last = None;
        loop {
            let page = self.clone().behind(last.take(), rows)?.all().await?;
            let Some(id) = page.last().map(|row| row.id().value()) else {
                return Ok(());
            };
            let whole = page.len() >= rows as usize;
            last = Some(id.value());
            work(page).await?;
            if !whole {
                return Ok(());
            }
        }
    }

    /// The rows that match, by id, read 500 at a time; in between no connection is held, also within a transaction.
    ///
    /// # Errors
    /// `BadRequest` for a query with an order, a limit or an offset. Of the rows, as [`all`](Self::all).
    pub fn stream(self) -> Result<Rows<T>> {
        self.walkable(PAGE)?;
        Ok(Rows {
            query: self,
            last: None,
            page: VecDeque::new(),
            next: None,
            ended: false,
        })
    }

    /// Refuses what can't be walked through.
    fn walkable(&self, rows: u32) -> Result<()> {
        let bad = |message| Err(Error::new(ErrorKind::BadRequest, message));
        if self.parts.is_arranged() {
            return bad(
                "rows that are walked through come by id; help: leave out `order`, `limit` and `offset`, or take `page` or `cursor_page`",
            );
        }
        if rows == 0 {
            return bad("a chunk needs one row at least");
        }
        Ok(())
    }

    /// So many rows behind this id.
    fn behind(mut self, last: Option<Value>, rows: u32) -> Result<Self> {
        self.walkable(rows)?;
        if let Some(last) = last {
            self.parts.filter(Node::Compare {
                column: T::TABLE_OF.id(),
                comparison: Comparison::Greater,
                value: last,
            });
        }
        self.parts.limit = Some(rows);
        Ok(self)
    }
}

/// Rows as they come; a [`Stream`], with a [`next`](Self::next) of its own.
#[must_use = "a stream does nothing until it is asked for rows"]
pub struct Rows<T> {
    query: FreshQuery<T>,
    last: Option<Value>,
    page: VecDeque<T>,
    next: Option<Page<T>>,
    ended: bool,
}

/// A page that is being read.
type Page<T> = Pin<Box<dyn Future<Output = Result<Vec<T>>> + Send>>;

impl<T: Model + Unpin> Rows<T> {
    /// The next row; `None` at the end, and after an error.
    pub async fn next(&mut self) -> Option<Result<T>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<T: Model + Unpin> Stream for Rows<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        loop {
            if let Some(row) = self.page.pop_front() {
                return Poll::Ready(Some(Ok(row)));
            }
            if self.ended {
                return Poll::Ready(None);
            }
            let mut next = match self.next.take() {
                Some(next) => next,
                None => {
                    let page = self.query.clone().behind(self.last.clone(), PAGE);
                    Box::pin(async move { page?.all().await })
                }
            };
            let Poll::Ready(page) = next.as_mut().poll(context) else {
                self.next = Some(next);
                return Poll::Pending;
            };
            match page {
                Ok(page) => {
                    self.ended = page.len() < PAGE as usize;
                    self.last = page.last().map(|row| row.id().value().value());
                    self.page = page.into();
                }
                Err(error) => {
                    self.ended = true;
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }
}

impl<T> std::fmt::Debug for Rows<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rows")
            .field("read", &self.page.len())
            .finish_non_exhaustive()
    }
}
