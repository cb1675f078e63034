use scaffold::prelude::*;

#[derive(Service)]
pub struct UserService {
    clock: Clock,
}

#[derive(Service)]
pub struct PostService {
    clock: Clock,
}

#[derive(Serialize, Deserialize, Job)]
pub struct Remind {}

impl Remind {
    async fn handle(&self, _: &JobContext) -> Result<()> {
        Ok(())
    }
}

scaffold::app! {
    pub struct App {
        services: [UserService, PostService, UserService],
        jobs: [Remind, Remind],
    }
}

fn main() {}
