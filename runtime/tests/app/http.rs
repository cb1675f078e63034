//! What every request passes on its way in and out.

use std::time::Duration;

use scaffold::{Result, config::Config, testing::TestApp};
use serde_json::{Value, json};

use crate::notes::{App, app};

async fn start() -> TestApp<App> {
    start_with(|_| {}).await
}

async fn start_with(change: impl FnOnce(&mut Config)) -> TestApp<App> {
    let mut config = Config::default();
    change(&mut config);
    TestApp::start(app().config(config))
        .await
        .expect("the application starts")
}

#[track_caller]
fn problem(title: &str, status: u16, detail: &str) -> Value {
    json!({ "type": "about:blank", "title": title, "status": status, "detail": detail })
}

#[tokio::test]
async fn a_row_is_created_shown_and_listed() -> Result<()> {
    let app = start().await;
    let created = app.post("/notes", json!({ "text": "hello" })).await;
    assert_eq!(
        (created.status().as_u16(), created.json()?),
        (201, json!({ "id": 1, "text": "hello" }))
    );
    assert_eq!(
        app.get("/notes/1").await.json()?,
        json!({ "id": 1, "text": "hello" })
    );
    let page =
        json!({ "data": [{ "id": 1, "text": "hello" }], "page": 1, "per_page": 20, "total": 1 });
    assert_eq!(app.get("/notes").await.json()?, page);
    Ok(())
}

#[tokio::test]
async fn a_missing_row_is_a_404_that_names_the_type() -> Result<()> {
    let answer = start().await.get("/notes/9").await;
    assert_eq!(
        answer.header("content-type"),
        Some("application/problem+json")
    );
    assert_eq!(answer.json()?, problem("Not Found", 404, "no such Note"));
    Ok(())
}

#[tokio::test]
async fn a_word_for_an_id_is_a_400() -> Result<()> {
    let answer = start().await.get("/notes/nine").await;
    assert_eq!(
        answer.json()?,
        problem(
            "Bad Request",
            400,
            "`nine` in the path must be a whole number"
        )
    );
    Ok(())
}

#[tokio::test]
async fn a_query_that_does_not_fit_is_a_400() -> Result<()> {
    let answer = start().await.get("/notes?page=two").await;
    assert_eq!(answer.status(), 400);
    assert_eq!(
        answer.json()?["detail"],
        "the query does not fit: page: invalid digit found in string"
    );
    Ok(())
}

#[tokio::test]
async fn mistakes_of_fields_are_a_422_with_each_field() -> Result<()> {
    let answer = start().await.post("/notes", json!({ "text": "" })).await;
    assert_eq!(
        answer.json()?,
        json!({
            "type": "about:blank", "title": "Unprocessable Content", "status": 422, "detail": "the request is not valid",
            "errors": [{ "field": "text", "rule": "length", "message": "must have between 1 and 20 characters" }],
        })
    );
    Ok(())
}

#[tokio::test]
async fn a_taken_value_is_a_409_with_its_field() -> Result<()> {
    let app = start().await;
    app.post("/notes", json!({ "text": "once" })).await;
    let answer = app.post("/notes", json!({ "text": "once" })).await;
    assert_eq!(
        (answer.status().as_u16(), &answer.json()?["title"]),
        (409, &json!("Conflict"))
    );
    assert_eq!(answer.json()?["errors"][0]["field"], "text");
    assert_eq!(answer.json()?["errors"][0]["rule"], "unique");
    Ok(())
}

#[tokio::test]
async fn a_body_must_say_that_it_is_json_and_be_it() -> Result<()> {
    let app = start().await;
    let unlabelled = app.request("POST".parse()?, "/notes").body("{}").await;
    assert_eq!(
        (unlabelled.status().as_u16(), &unlabelled.json()?["title"]),
        (415, &json!("Unsupported Media Type"))
    );
    let broken = app
        .request("POST".parse()?, "/notes")
        .header("content-type", "application/json; charset=utf-8")
        .body("{")
        .await;
    assert_eq!(broken.status(), 400);
    let list = app.post("/notes", json!([1])).await;
    assert_eq!(list.json()?["detail"], "the body must be a JSON object");
    Ok(())
}

#[tokio::test]
async fn a_path_without_a_route_is_a_404_and_a_wrong_method_a_405() -> Result<()> {
    let app = start().await;
    let nothing = app.get("/nothing").await;
    assert_eq!(
        nothing.header("content-type"),
        Some("application/problem+json")
    );
    assert_eq!(
        nothing.json()?,
        problem("Not Found", 404, "there is nothing at `/nothing`")
    );
    let wrong = app.delete("/notes").await;
    assert_eq!(wrong.header("allow"), Some("GET,HEAD,POST"));
    assert_eq!(
        wrong.json()?,
        problem("Method Not Allowed", 405, "`/notes` does not take DELETE")
    );
    Ok(())
}

#[tokio::test]
async fn an_internal_error_and_a_panic_say_nothing_of_their_cause() -> Result<()> {
    let app = start().await;
    for path in ["/test/fail", "/test/boom"] {
        let answer = app.get(path).await;
        assert_eq!(
            (answer.status().as_u16(), &answer.json()?["title"]),
            (500, &json!("Internal Server Error"))
        );
        assert!(!answer.text().contains("secret"), "{}", answer.text());
        assert!(answer.header("x-request-id").is_some());
    }
    Ok(())
}

#[tokio::test]
async fn an_error_of_a_kind_has_its_status_and_message() -> Result<()> {
    assert_eq!(
        start().await.get("/test/closed").await.json()?,
        problem("Forbidden", 403, "this is not yours")
    );
    Ok(())
}

#[tokio::test]
async fn a_request_that_takes_too_long_is_a_504() -> Result<()> {
    let app = start_with(|config| config.server.timeout = Duration::from_millis(20)).await;
    assert_eq!(
        app.get("/test/hang").await.json()?,
        problem("Gateway Timeout", 504, "this took longer than 20ms")
    );
    Ok(())
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_a_413_announced_or_not() -> Result<()> {
    let app = start_with(|config| config.server.body_limit = 10).await;
    let small = app.post("/test/echo", json!("01234567")).await;
    assert_eq!(small.json()?, json!("01234567"));
    for path in ["/test/echo", "/test/raw"] {
        let large = || app.post(path, json!("0123456789"));
        for answer in [
            large().await,
            large().without_header("content-length").await,
        ] {
            assert_eq!(answer.status(), 413, "{path}");
            assert_eq!(answer.json()?["title"], "Content Too Large", "{path}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_handler_that_reads_a_request_itself_gets_no_more_than_the_limit() {
    let app = start_with(|config| config.server.body_limit = 10).await;
    let send = |length| {
        let request = app.request("POST".parse().expect("a method"), "/test/whole");
        let request = request.body(vec![b'x'; length]);
        request.without_header("content-length")
    };
    assert_eq!(send(10).await.text(), "10");
    assert_eq!(send(11).await.status(), 500, "the handler's own error");
}

#[tokio::test]
async fn a_route_may_take_larger_bodies_than_the_others() {
    let app = start_with(|config| config.server.body_limit = 10).await;
    let send = |length| {
        let request = app.request("POST".parse().expect("a method"), "/large");
        request.body(vec![b'x'; length])
    };
    assert_eq!(send(1000).await.text(), "1000");
    assert_eq!(send(1001).await.status(), 413);
}

#[tokio::test]
async fn an_error_in_plain_text_that_is_still_arriving_is_left_alone() -> Result<()> {
    let app = start().await;
    for path in ["/test/late", "/test/parts"] {
        let answer = app.get(path).await;
        assert_eq!(answer.header("content-type"), Some("text/plain"));
        assert_eq!(answer.text(), "come back l.", "{path}");
    }
    Ok(())
}

#[tokio::test]
async fn an_error_in_plain_text_becomes_a_problem_with_its_words() -> Result<()> {
    let app = start().await;
    assert_eq!(
        app.get("/test/words").await.json()?,
        problem("Conflict", 409, "two of a kind")
    );
    let rejected = app
        .request("POST".parse()?, "/test/plain")
        .header("content-type", "application/json")
        .body("{")
        .await;
    assert_eq!(
        rejected.header("content-type"),
        Some("application/problem+json")
    );
    let detail = rejected.json()?["detail"].to_string();
    assert!(
        detail.contains("Failed to parse the request body"),
        "{detail}"
    );
    Ok(())
}

#[tokio::test]
async fn the_help_of_an_unavailable_part_is_not_for_clients() -> Result<()> {
    let answer = start().await.get("/test/busy").await;
    let expected = problem("Service Unavailable", 503, "come back later");
    assert_eq!(answer.json()?, expected);
    Ok(())
}

#[tokio::test]
async fn a_body_may_be_larger_than_axums_own_limit_if_the_configuration_says_so() {
    let app = start_with(|config| config.server.body_limit = 4 << 20).await;
    let answer = app
        .request("POST".parse().expect("a method"), "/test/raw")
        .body(vec![0; 3 << 20])
        .await;
    assert_eq!((answer.status().as_u16(), answer.text()), (200, "3145728"));
}

#[tokio::test]
async fn a_request_id_is_taken_or_made_and_answered() {
    let app = start().await;
    let taken = app.get("/id").header("x-request-id", "abc-123").await;
    assert_eq!(
        (taken.header("x-request-id"), taken.text()),
        (Some("abc-123"), "abc-123")
    );
    let (first, second) = (app.get("/id").await, app.get("/id").await);
    assert_eq!(first.header("x-request-id"), Some(first.text()));
    assert_eq!(first.text().len(), 16);
    assert_ne!(first.text(), second.text());
    let long = "x".repeat(200);
    for wrong in ["", "two words", &long] {
        assert_eq!(
            app.get("/id")
                .header("x-request-id", wrong)
                .await
                .text()
                .len(),
            16,
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn tasks_of_a_request_know_its_id() {
    let answer = start()
        .await
        .get("/test/ids")
        .header("x-request-id", "abc")
        .await;
    assert_eq!(answer.text(), "abc abc");
}

#[tokio::test]
async fn health_is_answered_where_the_application_does_not() -> Result<()> {
    let app = start().await;
    assert_eq!(app.get("/health/live").await.text(), "alive and kicking");
    let ready = app.get("/health/ready").await;
    assert_eq!(ready.json()?, json!({ "status": "up" }));
    assert_eq!(app.get("/health/other").await.status(), 404);
    Ok(())
}

#[tokio::test]
async fn the_page_that_names_the_routes_is_for_development_only() {
    assert_eq!(start().await.get("/").await.status(), 404);
}
