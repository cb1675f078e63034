use scaffold::prelude::*;

#[derive(Service)]
pub struct UserService {
    core: scaffold::core::Core,
}

#[service(facde = Users, facade = "Users")]
impl UserService {
    #[cachd(ttl = "10m")]
    #[audted]
    pub async fn unknown(&self) -> Result<u8> {
        Ok(1)
    }

    #[cached(ttl = "soon", tll = "1m", reads)]
    #[logged(when = "app.debug")]
    #[retried(times = 1, backoff = 3)]
    pub async fn words(&self) -> Result<u8> {
        Ok(1)
    }

    #[cached]
    pub fn sync(&self) -> u8 {
        1
    }

    #[cached]
    pub async fn mutable(&mut self, list: &mut Vec<u8>) -> Result<()> {
        list.clear();
        Ok(())
    }

    #[cached]
    pub async fn borrowed(&self, name: &str) -> Result<&str> {
        Ok("name")
    }

    #[cached]
    pub async fn generic<T: ToString>(&self, value: T) -> Result<String> {
        Ok(value.to_string())
    }

    #[cached]
    pub async fn spawning(&self) -> Result<u8> {
        tokio::spawn(async { 1 });
        Ok(1)
    }

    #[cached]
    #[transactional]
    pub async fn both(&self) -> Result<u8> {
        Ok(1)
    }

    #[transactional]
    #[retried]
    #[transactional]
    pub async fn order(&self) -> Result<u8> {
        Ok(1)
    }

    #[logged]
    pub fn nameless(&self) -> impl Iterator<Item = u8> {
        [1].into_iter()
    }

    #[transactional]
    pub async fn nothing(&self) {}

    #[measured]
    pub const fn constant() -> u8 {
        1
    }
}

fn main() {}
