//! Jobs with every attribute, of any shape that serde reads, in an application and without one.

use std::collections::BTreeMap;

use scaffold::prelude::*;

/// Nothing to carry.
#[derive(Debug, Serialize, Deserialize, Job)]
pub struct Tick;

#[derive(Debug, Serialize, Deserialize, Job)]
#[job(queue = "mail", retries = 0, backoff = "100ms", timeout = "none", name = "mail.send")]
#[serde(rename_all = "camelCase")]
pub struct SendMail {
    pub to: Vec<String>,
    #[serde(default)]
    pub headers: BTreeMap<String, Option<String>>,
    pub r#type: Kind,
}

#[derive(Debug, Serialize, Deserialize)]
pub enum Kind {
    Plain,
    Html { style: String },
}

mod inner {
    use scaffold::prelude::*;

    #[derive(Debug, Serialize, Deserialize, Job)]
    #[job(timeout = "1h", name = "inner tick")]
    pub(crate) struct Tick(pub(crate) u8);

    impl Tick {
        pub(crate) async fn handle(&self, cx: &JobContext) -> std::result::Result<(), std::io::Error> {
            let _ = (self.0, cx.attempt(), cx.id());
            Err(std::io::Error::other("never"))
        }
    }
}

impl Tick {
    async fn handle(&self, _: &JobContext) -> Result<()> {
        Ok(())
    }
}

impl SendMail {
    /// More than what a job needs.
    pub fn to_one(to: &str) -> Self {
        Self { to: vec![to.into()], headers: BTreeMap::new(), r#type: Kind::Plain }
    }

    pub async fn handle(&self, cx: &JobContext) -> Result<()> {
        if cx.is_last_attempt() {
            let _ = &self.to;
        }
        Ok(())
    }
}

scaffold::app! {
    pub struct App { jobs: [Tick, SendMail, inner::Tick] }
}

async fn dispatch() -> Result<()> {
    Tick.dispatch().await?;
    SendMail::to_one("ada@example.com").dispatch().await?;
    inner::Tick(1).dispatch().await?;
    Ok(())
}

fn main() {
    let _ = dispatch();
}
