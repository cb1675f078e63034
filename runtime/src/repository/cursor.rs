//! Pages behind or before a row, for lists that grow while they are read: `?cursor=…&per_page=20`.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    Query,
    kept::{Kept, bytes, hexadecimal},
    page,
    table::HasTable,
};
use crate::{
    Error, ErrorKind, Result,
    cache::{CacheKey, KeyBuilder},
    model::{Cacheable, ColumnValue as _, Comparison, Node, Role, Value},
};

/// Which page: `?cursor=…&per_page=20`; without a cursor the first one. A page has 1 to 100 rows, 20 unless told otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(default)]
pub struct CursorQuery {
    /// What another page gave as `next` or `previous`.
    pub cursor: Option<String>,
    /// 1 to 100.
    pub per_page: u32,
}

impl Default for CursorQuery {
    fn default() -> Self {
        Self {
            cursor: None,
            per_page: 20,
        }
    }
}

impl CacheKey for CursorQuery {
    fn write(&self, key: &mut KeyBuilder) {
        (&self.cursor, self.per_page).write(key);
    }
}

/// One page of a list, and the cursors of its neighbours. How many rows there are in all is not counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CursorPage<T> {
    /// The rows of this page.
    pub data: Vec<T>,
    /// How many rows a page has.
    pub per_page: u32,
    /// The cursor of the page behind this one, if there is one.
    pub next: Option<String>,
    /// The cursor of the page before this one, if there is one.
    pub previous: Option<String>,
}

impl<T> CursorPage<T> {
    /// The same page of other things.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> CursorPage<U> {
        CursorPage {
            data: self.data.into_iter().map(f).collect(),
            per_page: self.per_page,
            next: self.next,
            previous: self.previous,
        }
    }
}

/// A row's place in an order, and the direction to go from there.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Place {
    /// Whether the page before is meant.
    back: bool,
    /// The columns that the list was sorted by, the greatest first or not, as it was then.
    order: Vec<(String, bool)>,
    /// The row's value of each, and its id last.
    values: Vec<Kept>,
}

impl<T: Cacheable> Query<T> {
    /// One page of the rows that match, from a cursor on. Rows that come and go meanwhile shift nothing: a row that was there all the
    /// time is seen once.
    ///
    /// # Errors
    /// `BadRequest` for a cursor that is none of this list, for more than 100 rows a page, and for a query with a limit or an offset;
    /// otherwise as [`all`](Self::all).
    pub async fn cursor_page(self, query: CursorQuery) -> Result<CursorPage<Arc<T>>> {
        let CursorQuery { cursor, per_page } = query;
        page::per_page(per_page)?;
        if self.parts.limit.is_some() || self.parts.offset > 0 {
            return Err(bad(
                "a page behind a cursor has a limit of its own; help: leave out `limit` and `offset`",
            ));
        }
        let table = T::TABLE_OF;
        let mut orders = self.parts.orders.clone();
        orders.push((table.id(), false));
        for &(column, _) in &orders {
            let column = &table.columns[column];
            let why = match column.role {
                _ if column.uncached => "stays out of caches",
                Role::Computed => "the database computes",
                _ => continue,
            };
            return Err(Error::internal(format!(
                "a cursor can't hold `{}`, which {why}; help: sort by another column",
                column.name
            )));
        }
        let names: Vec<_> = (orders.iter())
            .map(|(column, descending)| (table.columns[*column].name.to_owned(), *descending))
            .collect();
        let place = cursor.map(|cursor| read(&cursor, &names)).transpose()?;
        let back = place.as_ref().is_some_and(|place| place.back);
        let started = place.is_some();
        let mut page = self;
        if let Some(place) = place {
            let values = place.values.into_iter().zip(&orders);
            let values: Option<Vec<Value>> = values
                .map(|(kept, (column, _))| kept.value(&table.columns[*column]))
                .collect();
            let values = values.ok_or_else(of_another_list)?;
            page.parts
                .filter(behind(table.columns, &orders, &values, back));
        }
        page.parts.reversed = back;
        page.parts.limit = Some(per_page + 1);
        let mut data = page.all().await?;
        let more = data.len() > per_page as usize;
        data.truncate(per_page as usize);
        if back {
            data.reverse();
        }
        let cursor = |row: Option<&Arc<T>>, back| {
            row.map(|row| {
                let place = Place {
                    back,
                    order: names.clone(),
                    values: values(&**row, &orders),
                };
                written(&place)
            })
            .transpose()
        };
        let (has_previous, has_next) = if back { (more, true) } else { (started, more) };
        Ok(CursorPage {
            next: cursor(data.last().filter(|_| has_next), false)?,
            previous: cursor(data.first().filter(|_| has_previous), true)?,
            per_page,
            data,
        })
    }
}

/// The row's values by which it is sorted.
fn values<T: Cacheable>(row: &T, orders: &[(usize, bool)]) -> Vec<Kept> {
    let all = row.values();
    let of = |column: usize| {
        let found = all.iter().find(|(at, _)| *at == column);
        match found {
            Some((_, value)) => Kept::from(value),
            None => Kept::from(&row.id().value().value()),
        }
    };
    orders.iter().map(|(column, _)| of(*column)).collect()
}

/// The rows behind this place: equal in the first columns, and greater in the next one.
fn behind(
    columns: &[crate::model::ColumnDef],
    orders: &[(usize, bool)],
    values: &[Value],
    back: bool,
) -> Node {
    let mut any = Vec::new();
    for at in 0..orders.len() {
        let equal = (0..at).map(|at| Node::Compare {
            column: orders[at].0,
            comparison: Comparison::Equal,
            value: values[at].clone(),
        });
        let mut all: Vec<Node> = equal.collect();
        let (column, descending) = orders[at];
        let Some(further) = further(columns, column, descending != back, &values[at]) else {
            continue;
        };
        all.push(further);
        any.push(Node::And(all));
    }
    Node::Or(any)
}

/// A value further on than this one. What is NULL comes before everything else.
fn further(
    columns: &[crate::model::ColumnDef],
    column: usize,
    descending: bool,
    value: &Value,
) -> Option<Node> {
    let compare = |comparison| Node::Compare {
        column,
        comparison,
        value: value.clone(),
    };
    match (value, descending) {
        (Value::Null, false) => Some(Node::Null { column, is: false }),
        (Value::Null, true) => None,
        (_, false) => Some(compare(Comparison::Greater)),
        (_, true) if columns[column].null => Some(Node::Or(vec![
            compare(Comparison::Less),
            Node::Null { column, is: true },
        ])),
        (_, true) => Some(compare(Comparison::Less)),
    }
}

/// The place in letters that an address needs no escape for.
fn written(place: &Place) -> Result<String> {
    Ok(hexadecimal(&serde_json::to_vec(place)?))
}

fn read(cursor: &str, order: &[(String, bool)]) -> Result<Place> {
    let place = bytes(cursor).and_then(|json| serde_json::from_slice::<Place>(&json).ok());
    let fits = |place: &Place| place.order == order && place.values.len() == order.len();
    place.filter(fits).ok_or_else(of_another_list)
}

fn of_another_list() -> Error {
    bad("`cursor` is none of this list; help: take `next` or `previous` of another page")
}

fn bad(message: &str) -> Error {
    Error::new(ErrorKind::BadRequest, message)
}
