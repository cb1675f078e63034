//! A queue keeps what a job is written as, and a secret is never written.

use scaffold::prelude::*;

#[derive(Debug, Serialize, Deserialize, Job)]
pub struct Reset {
    pub token: Secret<String>,
}

impl Reset {
    async fn handle(&self, _: &JobContext) -> Result<()> {
        Ok(())
    }
}

fn main() {}
