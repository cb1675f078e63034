use scaffold::prelude::*;

pub struct NoService;

scaffold::app! {
    pub struct App {
        servces: [],
        listeners: [],
        services: [NoService],
        jobs: [#[inline] NoService],
        jobs: [],
    }
}

mod other {
    scaffold::app! {
        pub struct App {
            services: Both,
        }
    }
}

mod third {
    scaffold::app! { services: [] }
}

fn main() {}
