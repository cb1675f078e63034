use scaffold::prelude::*;

#[derive(Service)]
pub struct Desk {
    core: scaffold::core::Core,
}

#[service]
impl Desk {
    #[cached("10m")]
    pub async fn no_word(&self) -> Result<u8> {
        Ok(1)
    }

    #[retried(3)]
    pub async fn number(&self) -> Result<u8> {
        Ok(1)
    }

    #[logged()]
    pub async fn empty(&self) -> Result<u8> {
        Ok(1)
    }

    #[retried(times = 99999999999)]
    pub async fn big(&self) -> Result<u8> {
        Ok(1)
    }

    #[cached(ttl =)]
    pub async fn no_value(&self) -> Result<u8> {
        Ok(1)
    }

    #[facade(skp)]
    pub fn kept(&self) -> &scaffold::core::Core {
        &self.core
    }

    #[transactional]
    pub async fn option(&self) -> Option<u8> {
        None
    }

    #[cached(reads(none))]
    pub async fn forever(&self) -> Result<&'static str> {
        Ok("a")
    }
}

fn main() {}
