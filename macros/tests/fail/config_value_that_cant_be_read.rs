use scaffold::prelude::*;

#[derive(Clone)]
pub struct Level(u8);

#[derive(Clone, Config)]
pub struct LogConfig {
    pub level: Level,
    #[config(serde)]
    pub other: Level,
}

fn main() {}
