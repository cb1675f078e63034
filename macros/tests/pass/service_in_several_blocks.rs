//! A service may have several blocks: one is its main one, the others say `more`.

#![deny(warnings)]

use scaffold::{app::Application, core::Core, prelude::*};

#[derive(Service)]
pub struct Desk {
    core: Core,
}

#[service(facade = Desks)]
impl Desk {
    pub fn one(&self) -> u8 {
        1
    }
}

#[service(more)]
impl Desk {
    #[transactional]
    pub async fn two(&self) -> Result<u8> {
        Ok(2)
    }
}

mod apart {
    use super::*;

    #[service(more)]
    impl Desk {
        #[logged]
        pub fn three(&self) -> u8 {
            u8::from(self.core.clock().now().year() > 0)
        }
    }
}

scaffold::app! {
    struct App { services: [Desk] }
}

fn main() {
    assert_eq!(App::SERVICES[0].facade, Some("Desks"));
    let _: fn() -> u8 = Desks::<App>::one;
    let _: fn(&Desk) -> u8 = Desk::three;
    let _ = Desk::two;
}
