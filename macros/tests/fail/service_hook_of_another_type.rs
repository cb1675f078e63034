use scaffold::prelude::*;

pub struct Broken;

pub type Outcome = std::result::Result<(), Broken>;

#[derive(Service)]
pub struct Search {
    clock: Clock,
}

#[service]
impl Search {
    #[on_start]
    async fn connect(&self) -> Outcome {
        Ok(())
    }
}

fn main() {}
