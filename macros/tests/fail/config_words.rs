//! All mistakes of a section's attributes at once.

use std::time::Duration;

use scaffold::prelude::*;

#[derive(Clone, Config)]
#[config(section = "Mail Server", prefix = "mail")]
pub struct MailConfig {
    #[config(defualt = 25)]
    pub port: u16,
    #[config(default)]
    pub host: String,
    #[config(env = "smtp_host")]
    pub relay: Option<String>,
    #[config(env = "APP__MAIL__TIMEOUT", default = Duration::from_secs(1))]
    pub timeout: Duration,
    #[config(serde = true)]
    pub list: Vec<String>,
    pub Copies: bool,
    pub a__b: bool,
}

fn main() {}
