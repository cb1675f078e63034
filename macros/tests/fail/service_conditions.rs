use scaffold::prelude::*;

#[derive(Service)]
pub struct Desk {
    clock: Clock,
}

#[service(facade = Desks)]
impl Desk {
    pub fn argument(&self, one: u8, #[cfg(unix)] two: u8) -> u8 {
        one + two
    }

    #[logged]
    fn pattern(&self, #[cfg_attr(unix, cfg(windows))] (one, two): (u8, u8)) -> u8 {
        1
    }

    #[cfg_attr(unix, logged)]
    pub fn decorator(&self) -> DateTime {
        self.clock.now()
    }

    /// Nobody hands it on.
    fn own(&self, #[cfg(unix)] one: u8) -> u8 {
        one
    }
}

fn main() {}
