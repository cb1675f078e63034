//! A page of a list, as `?page=2&per_page=50` asks for it.

use serde::{Deserialize, Serialize};

use crate::{
    Error, ErrorKind, FieldError, Result,
    cache::{CacheKey, KeyBuilder},
};

/// Which page: `?page=1&per_page=20`. Pages count from 1; a page has 1 to 100 rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(default)]
pub struct PageQuery {
    /// 1 or more.
    pub page: u32,
    /// 1 to 100.
    pub per_page: u32,
}

impl Default for PageQuery {
    fn default() -> Self {
        Self {
            page: 1,
            per_page: 20,
        }
    }
}

impl PageQuery {
    /// How many rows there are before this page.
    ///
    /// # Errors
    /// Of kind `BadRequest`, with a field for each number that is out of bounds.
    pub(super) fn offset(self) -> Result<u64> {
        let mut fields = Vec::new();
        if self.page == 0 {
            fields.push(out_of_bounds("page", "must be 1 or more"));
        }
        fields.extend(of_size(self.per_page));
        if fields.is_empty() {
            return Ok((u64::from(self.page) - 1) * u64::from(self.per_page));
        }
        Err(refused(fields))
    }
}

/// How many rows a page may have.
///
/// # Errors
/// Of kind `BadRequest` when it is out of bounds.
pub(super) fn per_page(rows: u32) -> Result<()> {
    match of_size(rows) {
        Some(field) => Err(refused(vec![field])),
        None => Ok(()),
    }
}

fn of_size(rows: u32) -> Option<FieldError> {
    let legal = (1..=100).contains(&rows);
    (!legal).then(|| out_of_bounds("per_page", "must be from 1 to 100"))
}

fn refused(fields: Vec<FieldError>) -> Error {
    let problems: Vec<_> = fields
        .iter()
        .map(|field| format!("`{}` {}", field.field, field.message))
        .collect();
    Error::new(ErrorKind::BadRequest, problems.join(" and ")).with_fields(fields)
}

fn out_of_bounds(field: &str, message: &str) -> FieldError {
    FieldError::new(field, "range", message)
}

impl CacheKey for PageQuery {
    fn write(&self, key: &mut KeyBuilder) {
        (self.page, self.per_page).write(key);
    }
}

/// One page of a list, and how many rows there are in all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The rows of this page.
    pub data: Vec<T>,
    /// This page, from 1.
    pub page: u32,
    /// How many rows a page has.
    pub per_page: u32,
    /// How many rows there are in all.
    pub total: u64,
}

impl<T> Page<T> {
    /// The same page of other things.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page {
            data: self.data.into_iter().map(f).collect(),
            page: self.page,
            per_page: self.per_page,
            total: self.total,
        }
    }
}
