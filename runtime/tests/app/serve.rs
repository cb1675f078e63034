//! `serve`, over a socket.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    time::{Duration, Instant},
};

use crate::process::{Server, run};

const DEVELOPMENT: &[(&str, &str)] = &[
    ("APP_ENV", "development"),
    ("APP__DATABASE__MIGRATE_ON_START", "true"),
    ("APP__DATABASE__SEED_WHEN_EMPTY", "true"),
    ("APP__QUEUE__WORK_IN_SERVE", "true"),
];

fn ask(port: u16, request: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("it listens");
    write!(
        stream,
        "{request} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
    )
    .expect("it reads");
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
fn a_running_request_is_finished_and_the_deadline_cuts_off_one_that_hangs() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut variables = DEVELOPMENT.to_vec();
    variables.push(("APP__SERVER__SHUTDOWN_TIMEOUT", "200ms"));
    let server = Server::start(folder.path(), &variables);
    let mut hanging = TcpStream::connect(("127.0.0.1", server.port)).expect("it listens");
    write!(hanging, "GET /test/hang HTTP/1.1\r\nhost: x\r\n\r\n").expect("it reads");
    assert!(ask(server.port, "GET /health/live").starts_with("HTTP/1.1 200"));
    let asked = Instant::now();
    server.signal("TERM");
    assert_eq!(server.end().0, Some(0));
    assert!(
        asked.elapsed() >= Duration::from_millis(200),
        "the request had its time"
    );
}

#[test]
fn a_second_signal_ends_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut variables = DEVELOPMENT.to_vec();
    variables.push(("APP__SERVER__SHUTDOWN_TIMEOUT", "1h"));
    let server = Server::start(folder.path(), &variables);
    let mut hanging = TcpStream::connect(("127.0.0.1", server.port)).expect("it listens");
    write!(hanging, "GET /test/hang HTTP/1.1\r\nhost: x\r\n\r\n").expect("it reads");
    assert!(ask(server.port, "GET /health/live").starts_with("HTTP/1.1 200"));
    server.signal("TERM");
    // Signals of one kind that wait are one; the other kind is never lost.
    server.signal("INT");
    let (code, _) = server.end();
    assert!(code.is_some(), "it ended by itself");
}

#[test]
fn the_cause_of_an_internal_error_is_logged_under_the_request_id() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut variables = DEVELOPMENT.to_vec();
    variables.push(("APP__LOG__FORMAT", "json"));
    let server = Server::start(folder.path(), &variables);
    for path in ["/test/fail", "/test/boom"] {
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
    let logged = |id: &str, message: &str| {
        let found = lines
            .iter()
            .find(|line| line["request_id"] == id && line["level"] == "ERROR");
        let found = found.unwrap_or_else(|| panic!("no line of {id} in {log}"));
        assert_eq!(
            (&found["message"], &found["target"]),
            (&message.into(), &"scaffold::http".into())
        );
    };
    logged("id-of-fail", "GET /test/fail failed: the secret cause");
    logged(
        "id-of-boom",
        "GET /test/boom failed: panicked: the secret panic",
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
