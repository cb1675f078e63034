//! Services of nothing, with methods that need nothing.

use scaffold::prelude::*;

#[derive(Service)]
pub struct Unit;

#[derive(Debug, Default, Clone, Service)]
pub struct Empty {}

#[service(facade = Units)]
impl Unit {
    pub async fn one(&self) -> u8 {
        1
    }
}

#[service]
impl Empty {}

#[service(more)]
impl Empty {
    #[measured]
    fn _two(&self) -> u8 {
        2
    }
}

scaffold::app! {
    pub struct App { services: [Unit, Empty] }
}

fn main() {
    let _ = Units::one();
}
