//! A worker to be killed: `crash_worker FILE` works until then, `crash_worker FILE drain` until nothing is left.

use std::{path::PathBuf, time::Duration};

use scaffold::{
    Error, Result,
    queue::{Shutdown, Worker},
};
use scaffold_tests::crash;

#[tokio::main]
async fn main() -> Result<()> {
    let mut words = std::env::args_os().skip(1);
    let file = words
        .next()
        .map(PathBuf::from)
        .ok_or_else(|| Error::internal("which file?"))?;
    let (queue, _) = crash::open(&file).await?;
    let shutdown = Shutdown::new();
    let worker = tokio::spawn(Worker::new(queue.clone(), crash::options()).run(shutdown.clone()));
    if words.next().is_some_and(|word| word == "drain") {
        while !queue.sizes().await?.is_empty() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        shutdown.request();
    }
    worker.await?
}
