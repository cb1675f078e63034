//! What is built is a future of a result, what is made is the field's, and both see only the fields above.

use scaffold::prelude::*;

async fn connect() -> Result<String> {
    Ok(String::new())
}

fn name() -> String {
    String::new()
}

#[derive(Service)]
pub struct Shop {
    #[inject(build = connect())]
    size: usize,
    #[inject(build = name())]
    name: String,
    #[inject(value = below.len())]
    above: usize,
    #[inject(value = String::new())]
    below: String,
}

fn main() {}
