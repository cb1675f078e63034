//! Two applications in one crate: a service that both list, one that only one has, and one with nothing.

use scaffold::prelude::*;

#[derive(Service)]
pub struct Timekeeper {
    clock: Clock,
}

#[service(facade = Time)]
impl Timekeeper {
    pub fn hour(&self) -> i8 {
        self.clock.now().hour()
    }
}

#[derive(Service)]
pub struct Extra {
    _time: Arc<Timekeeper>,
}

#[service(facade = Extras)]
impl Extra {
    pub fn one(&self) -> u8 {
        1
    }
}

mod first {
    scaffold::app! {
        /// The one.
        pub struct App { services: [super::Timekeeper] }
    }
}

mod second {
    scaffold::app! {
        /// The other.
        pub(crate) struct Shop { services: [super::Extra, super::Timekeeper], jobs: [], config: [] }
    }
}

mod nothing {
    scaffold::app! { pub struct Nothing {} }
}

fn main() {
    let _ = first::App::builder();
    let _ = second::Shop::builder();
    let _ = nothing::Nothing::builder();
    let fake = Time::<first::App>::fake();
    fake.hour(|| 7);
    assert_eq!(Time::<first::App>::hour(), 7);
    let _ = Time::<second::Shop>::hour;
    let _ = Extras::<second::Shop>::one;
}
