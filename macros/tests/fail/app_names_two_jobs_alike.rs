//! A worker finds a job by its name: two of one name can't be told apart. The list shows only their paths.

mod mails {
    use scaffold::prelude::*;

    #[derive(Debug, Serialize, Deserialize, Job)]
    pub struct Send {}

    impl Send {
        async fn handle(&self, _: &JobContext) -> Result<()> {
            Ok(())
        }
    }
}

mod letters {
    use scaffold::prelude::*;

    #[derive(Debug, Serialize, Deserialize, Job)]
    pub struct Send {}

    impl Send {
        async fn handle(&self, _: &JobContext) -> Result<()> {
            Ok(())
        }
    }

    #[derive(Debug, Serialize, Deserialize, Job)]
    #[job(name = "SendAgain")]
    pub struct Again {}

    impl Again {
        async fn handle(&self, _: &JobContext) -> Result<()> {
            Ok(())
        }
    }
}

scaffold::app! {
    pub struct App {
        services: [],
        jobs: [mails::Send, letters::Send, letters::Again],
    }
}

fn main() {}
