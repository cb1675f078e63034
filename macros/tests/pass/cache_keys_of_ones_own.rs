//! Arguments of one's own in the keys of cached methods.

use std::net::IpAddr;

use scaffold::prelude::*;

#[derive(Debug, Clone, Copy, CacheKey)]
pub enum Period {
    Day(Date),
    Week { year: i16, number: u8 },
    Ever,
}

#[derive(Debug, Clone, CacheKey)]
pub struct Wanted<'a> {
    pub text: &'a str,
    pub tags: Vec<String>,
    pub page: Option<u32>,
    pub by: (IpAddr, bool),
}

#[derive(Debug, Clone, CacheKey)]
pub struct Pair<A, B>(pub A, pub B);

#[derive(Debug, Clone, CacheKey)]
pub struct Everything;

#[derive(Service)]
pub struct Reports {
    core: scaffold::core::Core,
}

#[service(facade = AllReports)]
impl Reports {
    #[cached(ttl = "1h", reads(none))]
    pub async fn of(&self, period: Period, wanted: Wanted<'_>, pair: &Pair<u8, String>) -> Result<u64> {
        let _ = (&self.core, period, wanted, pair);
        Ok(1)
    }

    #[cached(reads(none))]
    pub async fn all(&self, _: Everything, Pair(first, _): Pair<u64, &str>) -> Result<u64> {
        Ok(first)
    }
}

scaffold::app! {
    pub struct App { services: [Reports] }
}

fn main() {
    use scaffold::cache::{CacheKey, KeyBuilder};
    let key = |period: Period| {
        let mut key = KeyBuilder::new();
        period.write(&mut key);
        format!("{:?}", key)
    };
    assert_ne!(key(Period::Ever), key(Period::Week { year: 0, number: 0 }));
    assert_ne!(key(Period::Week { year: 1, number: 11 }), key(Period::Week { year: 11, number: 1 }));
}
