//! What the compiler asks of a person's own decorator, and of what is named in an attribute.

use scaffold::{
    decorate::{Around, Call},
    prelude::*,
};

pub struct Nothing;

pub struct Runs;

impl Around for Runs {
    async fn around<T: Send, E: From<Error> + Send>(
        &self,
        _: &Call<'_>,
        next: impl Future<Output = Result<T, E>> + Send,
    ) -> Result<T, E> {
        next.await
    }
}

pub struct Opaque;

#[derive(Service)]
pub struct Desk {
    core: scaffold::core::Core,
}

#[service]
impl Desk {
    #[decorate(Nothing)]
    pub async fn by_nothing(&self) -> Result<u8> {
        Ok(1)
    }

    #[decorate(Runs)]
    pub fn sync(&self) -> u8 {
        1
    }

    #[logged(args(by))]
    pub fn unprintable(&self, by: Opaque) {
        let _ = by;
    }

    #[audited(args(by))]
    pub async fn unrecordable(&self, by: Opaque) -> Result<()> {
        let _ = by;
        Ok(())
    }

    #[rate_limited(times = 1, per = "1s", by = by)]
    pub async fn no_key(&self, by: Opaque) -> Result<()> {
        let _ = by;
        Ok(())
    }

    #[exclusive(key = by)]
    pub async fn no_lock(&self, by: Opaque) -> Result<()> {
        let _ = by;
        Ok(())
    }
}

fn main() {}
