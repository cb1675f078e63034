use scaffold::prelude::*;

#[derive(Serialize, Deserialize, Job)]
#[job(queu = "mail", retries = -1, backoff = "soon", timeout = 5, name = "")]
pub struct Mistaken {}

#[derive(Serialize, Deserialize, Job)]
pub struct Idle {}

#[derive(Serialize, Deserialize, Job)]
pub struct Generic<T> {
    value: T,
}

#[derive(Job)]
pub struct NotSerialized {}

impl NotSerialized {
    async fn handle(&self, _: &JobContext) -> Result<()> {
        Ok(())
    }
}

fn main() {}
