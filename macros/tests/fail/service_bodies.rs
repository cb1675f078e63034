use scaffold::prelude::*;

#[derive(Service)]
pub struct Tree {
    core: scaffold::core::Core,
}

#[service(facade = Trees)]
impl Tree {
    #[cached(reads(none))]
    pub async fn depth(&self, id: u64) -> Result<u64> {
        if id == 0 { Ok(0) } else { Ok(1 + Box::pin(self.depth(id - 1)).await?) }
    }

    #[transactional]
    pub async fn remove(&self, id: u64) -> Result<()> {
        if id > 0 {
            Box::pin(Trees::remove(id - 1)).await?;
        }
        Ok(())
    }

    /// Another's method of the same name is no recursion, and these may call themselves in a box.
    #[retried(idempotent)]
    #[logged]
    pub async fn again(&self, id: u64) -> Result<()> {
        if id > 0 {
            Box::pin(self.again(id - 1)).await?;
        }
        Ok(())
    }

    #[measured]
    pub fn end(&self) -> ! {
        loop {}
    }
}

scaffold::app! {
    struct App { services: [Tree] }
}

fn main() {}
