//! SeaORM and Diesel, each written as its own documentation recommends. Feature `peers`.
//!
//! SeaORM stands on sqlx as we do. Diesel has drivers of its own for the servers; SQLite it runs on tokio's threads for blocking work, with
//! the same library in the same version. What an act gives is left to each: SeaORM reads an updated row back as we do (but on
//! MariaDB), Diesel and raw sqlx don't; Diesel reads the rows that MariaDB has inserted by a second statement.

mod diesel;
mod sea_orm;

use scaffold::Result;

use super::side::Side;

pub(super) async fn open(url: &str) -> Result<[(&'static str, Box<dyn Side>); 2]> {
    Ok([
        ("SeaORM", Box::new(sea_orm::SeaOrm::open(url).await?)),
        ("Diesel", diesel::open(url)?),
    ])
}
