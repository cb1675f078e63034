//! The door without facades: `State<Arc<S>>` in handlers, `new` anywhere.

use scaffold::{
    http::{Routes, State},
    prelude::*,
};

#[derive(Service)]
pub struct Timekeeper {
    clock: Clock,
}

#[service]
impl Timekeeper {
    #[measured]
    pub fn hour(&self) -> i8 {
        self.clock.now().hour()
    }
}

async fn hour(State(time): State<Arc<Timekeeper>>) -> String {
    time.hour().to_string()
}

scaffold::app! {
    pub struct App { services: [Timekeeper] }
}

fn routes() -> Routes<App> {
    Routes::new().get("/hour", hour)
}

fn main() {
    let _ = App::builder().routes(routes);
    assert!(Timekeeper::new(Clock::system()).hour() < 24);
}
