//! A section called as one of the runtime's, and two that are called alike.

use scaffold::prelude::*;

#[derive(Clone, Config)]
pub struct ServerConfig {
    pub name: String,
}

#[derive(Clone, Config)]
pub struct Mail {
    pub from: String,
}

#[derive(Clone, Config)]
#[config(section = "mail")]
pub struct Letters {
    pub from: String,
}

scaffold::app! {
    pub struct App { config: [ServerConfig, Mail, Letters] }
}

fn main() {}
