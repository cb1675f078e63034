//! As much of an HTTP client as the benchmark needs: kept-alive connections that ask one thing.

use std::{
    io::{Read, Write},
    net::TcpStream,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::io::{AsyncReadExt, AsyncWriteExt};

const REQUEST: &[u8] = b"GET /users/1 HTTP/1.1\r\nhost: localhost\r\n\r\n";

/// Whether the server answers 200.
pub fn answers(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else {
        return false;
    };
    let mut start = [0; 12];
    stream
        .write_all(REQUEST)
        .and_then(|()| stream.read_exact(&mut start))
        .is_ok()
        && start.ends_with(b"200")
}

/// Requests a second that were answered.
pub fn load(port: u16, connections: usize, time: Duration) -> f64 {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let (answered, over) = (
            Arc::new(AtomicU64::new(0)),
            Arc::new(AtomicBool::new(false)),
        );
        let tasks: Vec<_> = (0..connections)
            .map(|_| tokio::spawn(ask(port, answered.clone(), over.clone())))
            .collect();
        tokio::time::sleep(Duration::from_millis(300)).await;
        let (begin, before) = (Instant::now(), answered.load(Ordering::Relaxed));
        tokio::time::sleep(time).await;
        let rate =
            (answered.load(Ordering::Relaxed) - before) as f64 / begin.elapsed().as_secs_f64();
        over.store(true, Ordering::Relaxed);
        for task in tasks {
            task.await.expect("a connection that works");
        }
        rate
    })
}

async fn ask(port: u16, answered: Arc<AtomicU64>, over: Arc<AtomicBool>) {
    let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", port))
        .await
        .expect("a connection");
    stream.set_nodelay(true).expect("nodelay");
    let mut buffer = vec![0; 4096];
    while !over.load(Ordering::Relaxed) {
        stream.write_all(REQUEST).await.expect("a request");
        let mut filled = 0;
        loop {
            let read = stream.read(&mut buffer[filled..]).await.expect("an answer");
            assert!(read > 0, "the server closed the connection");
            filled += read;
            if let Some(length) = length(&buffer[..filled])
                && filled >= length
            {
                assert!(
                    buffer.starts_with(b"HTTP/1.1 200"),
                    "{}",
                    String::from_utf8_lossy(&buffer[..filled])
                );
                break;
            }
        }
        answered.fetch_add(1, Ordering::Relaxed);
    }
}

/// How long the whole answer is, once its head is there.
fn length(answer: &[u8]) -> Option<usize> {
    let head = answer.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&answer[..head]).ok()?;
    let line = text
        .lines()
        .find(|line| line.starts_with("content-length:"))?;
    Some(
        head + line["content-length:".len()..]
            .trim()
            .parse::<usize>()
            .ok()?,
    )
}
