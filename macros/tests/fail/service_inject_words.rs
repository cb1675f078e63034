//! All mistakes of `#[inject(…)]` at once.

use scaffold::prelude::*;

#[derive(Service)]
pub struct Shop {
    #[inject]
    a: Arc<String>,
    #[inject(name = "primary")]
    b: Arc<String>,
    #[inject(named = primary)]
    c: Arc<String>,
    #[inject(named = "")]
    d: Arc<String>,
    #[inject(build)]
    e: String,
    #[inject(value(1))]
    f: u8,
    #[inject(named = "x", value = 1)]
    g: u8,
}

fn main() {}
