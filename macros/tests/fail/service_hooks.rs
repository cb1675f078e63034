//! All mistakes of what runs by itself at once.

use scaffold::prelude::*;

#[derive(Service)]
pub struct Search {
    clock: Clock,
}

#[service]
impl Search {
    #[on_start]
    async fn connect(&self, to: &str) -> Result<()> {
        Ok(())
    }

    #[on_start]
    async fn make() -> Result<()> {
        Ok(())
    }

    #[on_stop(first)]
    async fn forget(&self) -> Result<()> {
        Ok(())
    }

    #[on_stop]
    fn count(&self) -> u64 {
        1
    }

    #[on_stop]
    fn each<T>(&self) {}
}

#[service(more)]
impl Search {
    #[on_start]
    async fn warm(&self) -> Result<()> {
        Ok(())
    }
}

fn main() {}
