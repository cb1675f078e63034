use scaffold::prelude::*;

struct UserService;

impl UserService {
    #[cached(ttl = "10m")]
    async fn profile(&self, id: u64) -> Result<u64> {
        Ok(id)
    }
}

fn main() {}
