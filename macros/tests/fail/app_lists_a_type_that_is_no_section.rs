use scaffold::prelude::*;

pub struct MailConfig {
    pub from: String,
}

scaffold::app! {
    pub struct App { config: [MailConfig] }
}

fn main() {}
