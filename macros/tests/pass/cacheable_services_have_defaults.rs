//! A service says once what its cached methods have in common; one with parameters does so too.

#![deny(warnings)]

use std::time::Duration;

use scaffold::{
    __private::{DefaultsOf, NoDefaults as _},
    model::Cacheable as _,
    prelude::*,
};

#[derive(Cacheable, Service)]
#[cacheable(ttl = "5m", prefix = "profiles")]
pub struct UserService {
    pub core: scaffold::core::Core,
}

#[service]
impl UserService {
    #[cached(reads(none))]
    pub async fn one(&self) -> Result<u64> {
        Ok(1)
    }
}

#[derive(Cacheable, Service)]
#[cacheable(ttl = "1m")]
pub struct Audit<T: scaffold::model::Model> {
    rows: Repo<T>,
}

#[service]
impl<T: scaffold::model::Model> Audit<T> {
    #[measured]
    pub async fn one(&self) -> Result<u64> {
        let _ = &self.rows;
        Ok(1)
    }
}

#[derive(Cacheable, Service)]
pub struct Plain;

/// Rows are asked by a function of any form.
#[derive(Debug, Clone, Serialize, Deserialize, Model, Cacheable)]
#[cacheable(when = |post: &Post| post.public)]
pub struct Post {
    pub id: Id<Post>,
    pub public: bool,
}

fn main() {
    assert_eq!(DefaultsOf::<UserService>::CACHED.ttl, Some(Duration::from_secs(300)));
    assert_eq!(DefaultsOf::<UserService>::CACHED.prefix, "profiles");
    assert_eq!(DefaultsOf::<Audit<Post>>::CACHED.ttl, Some(Duration::from_secs(60)));
    assert_eq!((DefaultsOf::<Plain>::CACHED.ttl, DefaultsOf::<u8>::CACHED.ttl), (None, None));
    assert!(!Post { id: Id::new(1), public: false }.may_be_kept());
    let _ = (UserService::one, Audit::<Post>::one);
}
