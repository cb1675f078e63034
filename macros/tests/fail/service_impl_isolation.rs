use scaffold::prelude::*;

#[derive(Service)]
pub struct Desk {
    database: Database,
}

#[service]
impl Desk {
    #[transactional(isolation = "serialisable")]
    pub async fn book(&self) -> Result<()> {
        Ok(())
    }

    #[transactional(isolation, read_onyl)]
    pub async fn read(&self) -> Result<()> {
        Ok(())
    }
}

fn main() {}
