use scaffold::prelude::*;

#[derive(Service)]
pub struct Numbers {
    core: scaffold::core::Core,
}

#[service]
impl Numbers {
    #[transactional]
    pub async fn wrong(&self, big: bool) -> Result<u8> {
        if big {
            return Ok("three");
        }
        Ok(String::new())
    }

    #[logged]
    pub async fn no_ok(&self) -> Result<String> {
        String::new()
    }

    #[cached(reads(none))]
    pub async fn semicolon(&self) -> Result<u64> {
        Ok(1);
    }
}

fn main() {}
