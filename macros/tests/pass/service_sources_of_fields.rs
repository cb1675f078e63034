//! Fields that are built or made in place, from those above them, whatever they are called.

use std::{collections::HashMap, sync::Mutex};

use scaffold::prelude::*;

#[derive(Debug)]
pub struct Client {
    pub host: String,
}

impl Client {
    async fn connect(host: &str) -> std::io::Result<Self> {
        Ok(Self { host: host.to_owned() })
    }
}

#[derive(Service)]
pub struct Everything {
    /// Called as what the expansion calls its own.
    parts: Clock,
    #[inject(build = Client::connect("localhost"))]
    client: Client,
    #[inject(build = async { Ok::<_, Error>(client.host.len()) })]
    length: usize,
    #[inject(value = Mutex::new(HashMap::from([(1, length)])))]
    r#type: Mutex<HashMap<u8, usize>>,
    #[inject(value = Vec::new())]
    later: Vec<u8>,
}

impl Everything {
    pub fn sum(&self) -> usize {
        let _ = &self.parts;
        self.length + self.later.len() + self.r#type.lock().unwrap().len()
    }
}

scaffold::app! {
    pub struct App { services: [Everything] }
}

fn main() {
    let client = Client { host: "a".into() };
    let service = Everything::new(Clock::system(), client, 7);
    assert_eq!(service.sum(), 8);
    assert_eq!(service.client.host, "a");
}
