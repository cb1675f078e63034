use scaffold::prelude::*;

#[derive(Service)]
pub struct Desk {
    pub clock: Clock,
}

#[derive(Service)]
pub struct Chair {
    pub clock: Clock,
}

mod a {
    use crate::{Chair, Desk};

    scaffold::app! {
        #[derive(Debug, Clone)]
        pub struct App {
            #[cfg(all())]
            services: [Desk Chair],
            jobs [],
        }
    }

    fn uses_it() -> scaffold::Builder<App> {
        App::builder()
    }
}

mod b {
    scaffold::app! {
        struct App {
            services: [, ?Sized],
            jobs: crate::Desk,
        }
        struct Other {}
    }
}

fn main() {}
