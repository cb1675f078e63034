use scaffold::prelude::*;

#[derive(Config)]
pub struct MailConfig {
    pub from: String,
}

fn main() {}
