use scaffold::prelude::*;

#[derive(Clone, Config)]
pub struct MailConfig {
    pub from: String,
}

#[derive(Service)]
pub struct Mailer {
    settings: MailConfig,
}

scaffold::app! {
    pub struct App { services: [Mailer] }
}

fn main() {}
