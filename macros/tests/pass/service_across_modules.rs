//! A service, its facade and its callers in different modules, seen as far as each method is.

mod services {
    use scaffold::prelude::*;

    #[derive(Service)]
    pub struct UserService {
        clock: Clock,
    }

    #[service(facade = Users)]
    impl UserService {
        /// For everybody.
        pub fn one(&self) -> u8 {
            let _ = &self.clock;
            self.private()
        }

        pub(crate) fn two(&self) -> u8 {
            2
        }

        pub(super) fn three(&self) -> u8 {
            3
        }

        pub(in crate::services) fn four(&self) -> u8 {
            4
        }

        #[measured]
        fn private(&self) -> u8 {
            1
        }
    }

    pub mod inner {
        pub fn four() -> u8 {
            super::Users::<crate::App>::four()
        }
    }
}

use services::{UserService, Users};

scaffold::app! {
    pub struct App { services: [UserService] }
}

fn main() {
    let fake = Users::<App>::fake();
    fake.one(|| 11);
    fake.two(|| 12);
    fake.three(|| 13);
    assert_eq!((Users::one(), Users::two(), Users::three()), (11, 12, 13));
    let _ = services::inner::four;
}
