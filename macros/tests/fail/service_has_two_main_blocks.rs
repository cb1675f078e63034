use scaffold::prelude::*;

#[derive(Service)]
pub struct Desk {
    clock: Clock,
}

#[service(facade = Desks)]
impl Desk {
    pub fn one(&self) -> DateTime {
        self.clock.now()
    }
}

#[service]
impl Desk {
    #[logged]
    fn two(&self) -> u8 {
        2
    }
}

fn main() {}
