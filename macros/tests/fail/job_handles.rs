use scaffold::prelude::*;

#[derive(Serialize, Deserialize, Job)]
pub struct Sync;

impl Sync {
    fn handle(&self, _: &JobContext) -> Result<()> {
        Ok(())
    }
}

#[derive(Serialize, Deserialize, Job)]
pub struct Alone;

impl Alone {
    async fn handle(&self) -> Result<()> {
        Ok(())
    }
}

#[derive(Serialize, Deserialize, Job)]
pub struct Nothing;

impl Nothing {
    async fn handle(&self, _: &JobContext) {}
}

#[derive(Serialize, Deserialize, Job)]
pub struct Local;

impl Local {
    async fn handle(&self, _: &JobContext) -> Result<()> {
        let local = std::rc::Rc::new(1);
        scaffold::spawn(async {}).await?;
        drop(local);
        Ok(())
    }
}

#[derive(Serialize, Deserialize, Job)]
pub struct Unwritten;

fn main() {}
