use scaffold::prelude::*;

#[derive(Service)]
pub struct Shop {
    #[inject(named = "primary")]
    clock: Clock,
}

fn main() {}
