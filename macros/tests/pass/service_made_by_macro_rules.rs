//! Services and applications that `macro_rules!` writes.

use scaffold::prelude::*;

macro_rules! counter {
    ($name:ident, $facade:ident, $method:ident, $step:expr, $ttl:literal) => {
        #[derive(Service)]
        pub struct $name {
            core: scaffold::core::Core,
        }

        #[service(facade = $facade)]
        impl $name {
            /// Counts on.
            #[cached(ttl = $ttl, reads(none))]
            pub async fn $method(&self, from: u64) -> Result<u64> {
                let _ = &self.core;
                Ok(from + $step)
            }

            #[logged(args(from))]
            #[measured]
            pub fn back(&self, from: u64) -> u64 {
                from - $step
            }
        }
    };
}

counter!(Ones, One, next_one, 1, "10m");
counter!(Tens, Ten, next_ten, 10, "1h");

macro_rules! application {
    ($name:ident: $($service:ty),*) => {
        scaffold::app! {
            pub struct $name { services: [$($service),*] }
        }
    };
}

application!(App: Ones, Tens);

fn main() {
    let _ = One::next_one(1);
    let _ = Ten::next_ten(1);
}
