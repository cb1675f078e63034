//! What a decorator asks of the types: on the person's own argument.

use scaffold::prelude::*;

pub struct Opaque;

#[derive(Service)]
pub struct UserService {
    core: scaffold::core::Core,
}

#[service]
impl UserService {
    #[cached(ttl = "10m")]
    pub async fn keyed(&self, id: u64, by: Opaque) -> Result<u64> {
        let _ = by;
        Ok(id)
    }

    #[cached(ttl = "10m")]
    pub async fn valued(&self) -> Result<Opaque> {
        Ok(Opaque)
    }

    #[retried(times = 3, idempotent)]
    pub async fn repeated(&self, id: u64, by: Opaque) -> Result<u64> {
        let _ = by;
        Ok(id)
    }
}

fn main() {}
