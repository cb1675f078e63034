//! Methods that give an error of one's own, an alias, or nothing; with each decorator that fits.

use std::fmt;

use scaffold::prelude::*;

#[derive(Debug)]
pub enum ShopError {
    SoldOut,
    Other(Error),
}

impl fmt::Display for ShopError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SoldOut => f.write_str("sold out"),
            Self::Other(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ShopError {}

impl From<Error> for ShopError {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

pub type Sold<T> = std::result::Result<T, ShopError>;

#[derive(Service)]
pub struct Shop {
    core: scaffold::core::Core,
}

#[service(facade = Shops, all(logged))]
impl Shop {
    #[retried(times = 3, on = is_busy)]
    #[transactional]
    pub async fn sell(&self, name: String) -> Sold<u64> {
        let _ = &self.core;
        if name.is_empty() { Err(ShopError::SoldOut) } else { Ok(1) }
    }

    #[cached(ttl = "1m", reads(none))]
    pub async fn price(&self, name: &str) -> std::result::Result<u64, ShopError> {
        Ok(name.len() as u64)
    }

    #[timed_out(after = "1s")]
    #[rate_limited(times = 10, per = "1s", by = name)]
    pub async fn ask<'a>(&'a self, name: &'a str) -> Sold<String> {
        Ok(name.to_owned())
    }

    #[measured]
    pub async fn nothing(&self) {}

    #[measured]
    pub fn pair(&self) -> (u8, Option<u8>) {
        (1, None)
    }
}

fn is_busy(error: &ShopError) -> bool {
    matches!(error, ShopError::Other(_))
}

scaffold::app! {
    pub struct App { services: [Shop] }
}

fn main() {
    let _ = Shops::sell("pen".into());
}
