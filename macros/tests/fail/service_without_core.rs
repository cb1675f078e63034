use scaffold::prelude::*;

#[derive(Service)]
pub struct UserService {
    clock: Clock,
}

#[service]
impl UserService {
    #[cached(ttl = "10m")]
    pub async fn now(&self) -> Result<u64> {
        Ok(1)
    }

    #[logged]
    #[transactional]
    async fn write(&self) -> Result<()> {
        Ok(())
    }
}

fn main() {}
