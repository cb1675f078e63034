use scaffold::prelude::*;

#[derive(Service)]
pub struct Desk {
    core: scaffold::core::Core,
}

#[service(facade = Desks)]
impl Desk {
    #[cached(ttl = "1m")]
    pub async fn one(&self) -> Result<u8> {
        Ok(1)
    }

    #[logged]
    fn two(&self);
}

scaffold::app! {
    pub struct App { services: [Desk] }
}

async fn call() {
    let _ = Desks::one().await;
}

fn main() {}
