use std::time::Duration;

use scaffold::prelude::*;

#[derive(Clone, Deserialize)]
pub struct Port(u16);

#[derive(Clone, Config)]
pub struct MailConfig {
    #[config(serde, default = "25")]
    pub port: Port,
    #[config(default = 5)]
    pub timeout: Duration,
}

fn main() {}
