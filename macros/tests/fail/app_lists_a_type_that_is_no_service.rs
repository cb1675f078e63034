use scaffold::prelude::*;

pub struct Client;

/// Its own mistake is told once, and not again where it is listed.
#[derive(Service)]
pub struct Audit<T: Send + Sync + 'static> {
    rows: Arc<Vec<T>>,
}

mod services {
    use scaffold::prelude::*;

    #[derive(Service)]
    pub struct Desk {
        pub clock: Clock,
    }
}

mod one {
    scaffold::app! {
        pub struct App { services: [crate::Client, crate::Audit<u8>] }
    }
}

mod two {
    use crate::services::{self, Desk};

    scaffold::app! {
        pub struct App { services: [Desk, services::Desk] }
    }
}

fn main() {}
