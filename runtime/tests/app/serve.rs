//! `serve`, over a socket.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    time::Duration,
};

use crate::process::{Server, run};

pub(crate) const DEVELOPMENT: &[(&str, &str)] = &[
    ("APP_ENV", "development"),
    ("APP__DATABASE__MIGRATE_ON_START", "true"),
    ("APP__DATABASE__SEED_WHEN_EMPTY", "true"),
    ("APP__QUEUE__WORK_IN_SERVE", "true"),
];

/// The answer to a request without a body.
pub(crate) fn ask(port: u16, request: &str) -> String {
    send(port, &format!("{request} HTTP/1.1\r\n\r\n"))
}

/// The answer to a whole request; its connection is closed then.
pub(crate) fn send(port: u16, request: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("it listens");
    let (line, rest) = request.split_once("\r\n").expect("a request");
    write!(stream, "{line}\r\nhost: x\r\nconnection: close\r\n{rest}").expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    answer
}

#[test]
fn development_migrates_seeds_answers_and_stops_in_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), DEVELOPMENT);
    assert_eq!(
        server.said[..2],
        ["migrated create_notes", "seeded the empty database"]
    );
    let answer = ask(server.port, "GET /notes/1");
    assert!(
        answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with(r#"{"id":1,"text":"first"}"#),
        "{answer}"
    );
    server.signal("TERM");
    assert_eq!(server.end().0, Some(0));

    let again = Server::start(folder.path(), DEVELOPMENT);
    assert_eq!(
        again.said.len(),
        1,
        "nothing to migrate, nothing to seed: {:?}",
        again.said
    );
}

#[test]
fn the_page_at_the_root_names_the_routes() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), DEVELOPMENT);
    let data = ask(server.port, "GET /");
    assert!(
        data.contains(r#"{"handler":"app::notes::show","method":"GET","path":"/notes/{id}"}"#),
        "{data}"
    );
    let page = ask(
        server.port,
        "GET / HTTP/1.1\r\naccept: text/html\r\nx-rest:",
    );
    assert!(
        page.contains("content-type: text/html") && page.contains("<code>/notes/{id}</code>"),
        "{page}"
    );
}

#[test]
fn a_pending_migration_stops_the_start_with_the_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let ended = run(
        folder.path(),
        "serve --port 0",
        &[("APP_ENV", "production")],
    );
    assert_eq!(ended.code, Some(1));
    assert!(
        ended
            .err
            .starts_with("error: a migration is pending: `create_notes`\nhelp: `"),
        "{}",
        ended.err
    );
}

#[test]
fn a_taken_port_is_told_with_another_one() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("bound").port();
    let folder = tempfile::tempdir().expect("a folder");
    let ended = run(folder.path(), &format!("serve --port {port}"), DEVELOPMENT);
    assert_eq!(ended.code, Some(1));
    let (text, other) = (
        format!("error: port {port} is taken\nhelp: PORT="),
        port.wrapping_add(1),
    );
    assert!(
        ended.err.starts_with(&text) && ended.err.contains(&format!("--port {other}")),
        "{}",
        ended.err
    );
    assert!(!folder.path().join("data").exists(), "nothing was opened");
}

#[test]
fn the_cause_of_an_answer_that_is_our_fault_is_logged_under_the_request_id() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut variables = DEVELOPMENT.to_vec();
    variables.extend([("APP__LOG__FORMAT", "json"), ("RUST_LOG", "warn")]);
    let server = Server::start(folder.path(), &variables);
    for path in ["/test/fail", "/test/boom", "/test/busy"] {
        ask(
            server.port,
            &format!(
                "GET {path} HTTP/1.1\r\nx-request-id: id-of-{}\r\nx-rest:",
                &path[6..]
            ),
        );
    }
    server.signal("TERM");
    let (_, log) = server.end();
    let lines: Vec<serde_json::Value> = log
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    let logged = |id: &str, level: &str, message: &str| {
        let found = lines
            .iter()
            .find(|line| line["request_id"] == id && line["level"] == level);
        let found = found.unwrap_or_else(|| panic!("no line of {id} in {log}"));
        assert_eq!(
            (&found["message"], &found["target"]),
            (&message.into(), &"scaffold::http".into())
        );
    };
    logged(
        "id-of-fail",
        "ERROR",
        "GET /test/fail failed: the secret cause",
    );
    logged(
        "id-of-boom",
        "ERROR",
        "GET /test/boom failed: panicked: the secret panic",
    );
    logged(
        "id-of-busy",
        "WARN",
        "GET /test/busy answered 503: come back later: help: buy a bigger one",
    );
}

#[test]
fn development_logs_a_line_a_request() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), DEVELOPMENT);
    ask(server.port, "GET /notes/7");
    server.signal("TERM");
    let (_, log) = server.end();
    assert!(
        log.contains(" INFO scaffold::http GET /notes/7 404 "),
        "{log}"
    );
}

#[test]
fn a_server_outlives_a_fresh_database() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), DEVELOPMENT);
    let fresh = run(
        folder.path(),
        "migrate:fresh",
        &[("APP_ENV", "development")],
    );
    assert_eq!(fresh.code, Some(0), "{}", fresh.err);
    let create = "POST /notes HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: 16\r\n\r\n{\"text\":\"again\"}";
    let answer = send(server.port, create);
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
}

#[test]
fn a_connection_that_asks_nothing_is_closed_in_its_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut variables = DEVELOPMENT.to_vec();
    variables.push(("APP__SERVER__IDLE_TIMEOUT", "100ms"));
    let server = Server::start(folder.path(), &variables);
    for request in [
        "",
        "GET / HTTP/1.1\r\nhost",
        "GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n",
    ] {
        let mut stream = TcpStream::connect(("127.0.0.1", server.port)).expect("it listens");
        let patience = Some(Duration::from_secs(30));
        stream.set_read_timeout(patience).expect("a limit");
        stream.write_all(request.as_bytes()).expect("it reads");
        let mut answer = String::new();
        let closed = stream.read_to_string(&mut answer);
        assert!(closed.is_ok(), "`{request}` is waited for: {closed:?}");
    }
}

#[test]
fn a_panic_in_the_body_of_an_answer_ends_its_connection_alone_and_is_logged() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), DEVELOPMENT);
    let answer = ask(server.port, "GET /test/broken");
    assert!(!answer.ends_with("0\r\n\r\n"), "{answer}");
    assert!(ask(server.port, "GET /health/live").starts_with("HTTP/1.1 200"));
    server.signal("TERM");
    let (code, log) = server.end();
    assert_eq!(code, Some(0));
    assert!(
        log.contains("ERROR scaffold::http a connection broke off"),
        "{log}"
    );
}
