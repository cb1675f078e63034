use scaffold::prelude::*;

#[derive(Service)]
pub struct Desk {
    core: scaffold::core::Core,
}

#[service]
impl Desk {
    #[cached(ttl = "1m")]
    pub async fn one(&self) -> Result<u8> {
        Ok(1)
    }

    pub two: u8,
}

#[service]
unsafe impl Desk {}

fn main() {}
