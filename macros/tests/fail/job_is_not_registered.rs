use scaffold::prelude::*;

#[derive(Service)]
pub struct UserService {
    queue: Queue,
}

#[derive(Serialize, Deserialize, Job)]
pub struct Remind {}

impl Remind {
    async fn handle(&self, _: &JobContext) -> Result<()> {
        Ok(())
    }
}

#[derive(Serialize, Deserialize, Job)]
pub struct Welcome {}

impl Welcome {
    async fn handle(&self, _: &JobContext) -> Result<()> {
        Ok(())
    }
}

#[service]
impl UserService {
    pub async fn remind(&self) -> Result<()> {
        self.queue.dispatch(Remind {}).await
    }
}

scaffold::app! {
    pub struct App {
        services: [UserService],
        jobs: [Welcome],
    }
}

fn main() {}
