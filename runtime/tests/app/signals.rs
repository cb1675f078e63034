//! SIGTERM and SIGINT: in order, at once, and whatever blocks the process.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    time::{Duration, Instant},
};

use crate::{
    process::{Server, command, end, run, signal},
    serve::{DEVELOPMENT, ask, send},
};

/// A server of development with this variable.
fn start(folder: &Path, variable: (&'static str, &'static str)) -> Server {
    let mut variables = DEVELOPMENT.to_vec();
    variables.push(variable);
    Server::start(folder, &variables)
}

/// A request whose answer nobody waits for; it is being answered when this returns.
fn begin(port: u16, path: &str) -> TcpStream {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("it listens");
    write!(stream, "GET {path} HTTP/1.1\r\nhost: x\r\n\r\n").expect("it reads");
    assert!(ask(port, "GET /health/live").starts_with("HTTP/1.1 200"));
    stream
}

fn create(port: u16, text: &str) {
    let body = format!(r#"{{"text":"{text}"}}"#);
    let length = body.len();
    let head = "POST /notes HTTP/1.1\r\ncontent-type: application/json";
    let answer = send(
        port,
        &format!("{head}\r\ncontent-length: {length}\r\n\r\n{body}"),
    );
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
}

fn queue_size(folder: &Path) -> String {
    run(folder, "queue:size", &[("APP_ENV", "development")]).out
}

#[test]
fn a_running_request_is_finished_and_the_deadline_cuts_off_one_that_hangs() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = start(folder.path(), ("APP__SERVER__SHUTDOWN_TIMEOUT", "200ms"));
    let _hanging = begin(server.port, "/test/hang");
    let asked = Instant::now();
    server.signal("TERM");
    assert_eq!(server.end().0, Some(0));
    assert!(
        asked.elapsed() >= Duration::from_millis(200),
        "the request had its time"
    );
}

#[test]
fn connections_on_which_nothing_is_asked_hold_up_no_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = start(folder.path(), ("APP__SERVER__SHUTDOWN_TIMEOUT", "1h"));
    let connect = || TcpStream::connect(("127.0.0.1", server.port)).expect("it listens");
    let _fresh = connect();
    let mut half = connect();
    write!(half, "GET / HTTP/1.1\r\nhost").expect("it reads");
    let mut kept = connect();
    write!(kept, "GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n").expect("it reads");
    let mut answer = String::new();
    BufReader::new(kept.try_clone().expect("a handle"))
        .read_line(&mut answer)
        .expect("it answers");
    assert_eq!(answer, "HTTP/1.1 200 OK\r\n");
    server.signal("TERM");
    assert_eq!(server.end().0, Some(0));
}

#[test]
fn a_log_that_nobody_reads_holds_up_no_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut server = start(folder.path(), ("APP__SERVER__SHUTDOWN_TIMEOUT", "200ms"));
    let path = "x".repeat(2000);
    // Each request logs its path, until the pipe is full and a line blocks who writes it.
    for number in 0.. {
        assert!(number < 10_000, "the log is never full");
        let mut stream = TcpStream::connect(("127.0.0.1", server.port)).expect("it listens");
        let patience = Some(Duration::from_secs(1));
        stream.set_read_timeout(patience).expect("a socket");
        write!(
            stream,
            "GET /{path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
        )
        .expect("it reads");
        if stream.read(&mut [0; 64]).is_err() {
            break;
        }
    }
    server.signal("TERM");
    assert!(server.ends_unread(Duration::from_secs(30)));
}

#[test]
fn a_second_signal_ends_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = start(folder.path(), ("APP__SERVER__SHUTDOWN_TIMEOUT", "1h"));
    let _hanging = begin(server.port, "/test/hang");
    server.signal("TERM");
    // Signals of one kind that wait are one; the other kind is never lost.
    server.signal("INT");
    assert_eq!(server.end().0, Some(0));
}

#[test]
fn q5_a_blocked_thread_does_not_keep_the_process_alive_beyond_its_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut server = start(folder.path(), ("APP__SERVER__SHUTDOWN_TIMEOUT", "200ms"));
    let _blocking = begin(server.port, "/test/block");
    server.hear("blocked");
    server.signal("TERM");
    let (code, log) = server.end();
    assert_eq!(code, Some(1), "{log}");
    assert!(log.contains("what can't be stopped is cut off"), "{log}");
}

#[test]
fn q5_a_second_signal_ends_a_process_that_a_blocked_thread_keeps_alive() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut server = start(folder.path(), ("APP__SERVER__SHUTDOWN_TIMEOUT", "1h"));
    let client = begin(server.port, "/test/block");
    server.hear("blocked");
    // The client goes away, so the server has nothing left to do but to wait for the thread.
    drop(client);
    server.signal("TERM");
    server.signal("INT");
    assert_eq!(server.end().0, Some(1));
}

#[test]
fn q5_a_second_signal_hands_back_what_can_be_stopped() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = start(folder.path(), ("APP__SERVER__SHUTDOWN_TIMEOUT", "1h"));
    for text in ["hang", "hog"] {
        create(server.port, text);
    }
    let running = |size: &str| size.trim_end() == "default  0 ready  0 delayed  2 running";
    while !running(&queue_size(folder.path())) {
        std::thread::yield_now();
    }
    server.signal("TERM");
    server.signal("INT");
    assert_eq!(server.end().0, Some(1));
    let size = queue_size(folder.path());
    assert_eq!(size, "default  1 ready  0 delayed  1 running\n");
}

#[test]
fn q5_a_queue_that_is_worked_off_stops_in_order_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = start(folder.path(), ("APP__QUEUE__WORK_IN_SERVE", "false"));
    create(server.port, "hang");
    let variables = [
        ("APP_ENV", "development"),
        ("APP__SERVER__SHUTDOWN_TIMEOUT", "20ms"),
    ];
    let mut worker = command(folder.path(), "queue:work --once", &variables)
        .spawn()
        .expect("the application starts");
    while !queue_size(folder.path()).contains(" 1 running") {
        std::thread::yield_now();
    }
    signal(&worker, "TERM");
    assert_eq!(end(&mut worker).0, Some(0));
    let size = queue_size(folder.path());
    assert_eq!(size, "default  1 ready  0 delayed  0 running\n");
}

#[test]
fn q4_jobs_that_end_with_the_process_are_counted_in_its_log() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut variables = DEVELOPMENT.to_vec();
    variables.extend([
        ("QUEUE_URL", "memory"),
        ("APP__QUEUE__CONCURRENCY", "1"),
        ("APP__SERVER__SHUTDOWN_TIMEOUT", "20ms"),
    ]);
    let server = Server::start(folder.path(), &variables);
    for text in ["hang", "wait"] {
        create(server.port, text);
    }
    server.signal("TERM");
    let (_, log) = server.end();
    assert!(log.contains("jobs=2"), "{log}");
}

#[test]
fn q5_what_a_dispatch_runs_itself_is_finished_in_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = start(folder.path(), ("QUEUE_URL", "sync"));
    create(server.port, "slow");
    server.signal("TERM");
    let (_, log) = server.end();
    assert!(log.contains("printed slow"), "{log}");
}
