use scaffold::prelude::*;

#[derive(Service)]
pub struct UserService {
    clock: Clock,
}

#[derive(Service)]
pub struct Forgotten {
    clock: Clock,
}

#[service(facade = Lost)]
impl Forgotten {
    pub fn now(&self) -> DateTime {
        self.clock.now()
    }
}

scaffold::app! {
    pub struct App {
        services: [UserService],
    }
}

fn main() {
    let _ = Lost::now();
}
