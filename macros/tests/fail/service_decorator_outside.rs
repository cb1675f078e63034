use scaffold::{cached, prelude::*};

#[derive(Service)]
pub struct UserService {
    clock: Clock,
}

impl UserService {
    #[cached(ttl = "10m")]
    pub async fn now(&self) -> Result<u64> {
        Ok(1)
    }
}

fn main() {}
