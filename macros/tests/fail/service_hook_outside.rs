use scaffold::prelude::*;

#[derive(Service)]
pub struct Search {
    clock: Clock,
}

impl Search {
    #[on_start]
    async fn connect(&self) -> Result<()> {
        Ok(())
    }
}

#[service]
impl Search {
    #[scaffold::prelude::on_stop]
    fn forget(&self) {}
}

fn main() {}
