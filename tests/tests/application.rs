//! The whole way: an application is generated, grows by a sample of models, builds clean, passes its own tests and serves what the README prints.
//!
//! One application carries the whole sample, so that it is built once.

use std::{
    fs,
    path::{Path, PathBuf},
};

use scaffold_tests::{Server, cargo, http, root, run, scaffold};

mod difference;
mod sample;

/// A generated application, alone in a scratch folder that goes with it.
struct Scratch {
    folder: tempfile::TempDir,
}

impl Scratch {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a scratch folder");
        scaffold(folder.path(), &["new", "blog"]).ok();
        let blog = folder.path().join("blog");
        for words in [
            &["add", "-A"][..],
            &[
                "-c",
                "user.name=t",
                "-c",
                "user.email=t@example.com",
                "commit",
                "-qm",
                "new",
            ],
        ] {
            run(&blog, "git", words).ok();
        }
        Self { folder }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("blog")
    }
}

/// What the README generates.
const POST: &[&str] = &[
    "make:model",
    "Post",
    "title:string",
    "body:text:null",
    "slug:string:unique",
    "author:belongs_to:User",
    "status:enum:draft,published:default=draft",
    "--all",
];

#[test]
fn a_sample_of_legal_models_builds_clean_and_passes_its_own_tests() {
    let scratch = Scratch::new();
    let blog = scratch.path();
    scaffold(&blog, POST).ok();
    let models = sample::models();
    for words in &models {
        scaffold(&blog, &words.iter().map(String::as_str).collect::<Vec<_>>()).ok();
    }
    let again = scaffold(&blog, POST).ok();
    assert!(
        again
            .stdout
            .lines()
            .all(|line| line.trim_start().starts_with("unchanged")),
        "{}",
        again.stdout
    );

    cargo(&blog, &["fmt", "--check"]).ok();
    cargo(
        &blog,
        &["clippy", "--quiet", "--all-targets", "--", "-D", "warnings"],
    )
    .ok();
    let tests = cargo(&blog, &["test", "--quiet"]).ok();
    assert!(tests.stdout.contains("test result: ok"), "{}", tests.stdout);

    let crates = cargo(&blog, &["tree", "-e", "normal,build", "--prefix", "none"]).ok();
    let crates: std::collections::BTreeSet<&str> = crates
        .stdout
        .lines()
        .filter_map(|line| line.split(" (").next())
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    // decimals and UUIDs are in the sample; without them there are fewer
    assert!(crates.len() < 200, "{} crates", crates.len());

    serves_what_the_readme_prints(&blog);
    lists_say_what_it_is_made_of(&blog);
    difference::the_models_lead_and_the_migrations_follow(&blog);
}

/// The `curl` lines of the README, each with the line below it; `…` stands for anything.
fn transcript() -> Vec<(String, String)> {
    let readme = fs::read_to_string(root().join("README.md")).expect("the README");
    let lines: Vec<&str> = readme.lines().collect();
    let mut pairs = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if let Some(words) = line.strip_prefix("$ curl ") {
            let answer = lines
                .get(at + 1)
                .filter(|next| !next.starts_with('$') && !next.starts_with("```"))
                .copied()
                .unwrap_or_default();
            pairs.push((words.to_owned(), answer.to_owned()));
        }
    }
    assert!(pairs.len() >= 8, "the README's transcript was not found");
    pairs
}

fn serves_what_the_readme_prints(blog: &Path) {
    let server = Server::start(blog, "blog");
    for (words, expected) in transcript() {
        let method = words
            .split_once("-X ")
            .map_or("GET", |(_, rest)| rest.split(' ').next().unwrap_or("GET"));
        let path = words
            .split_once("localhost:3000")
            .map(|(_, rest)| rest.split(' ').next().unwrap_or("/"))
            .expect("a path");
        let body = words
            .split_once("-d '")
            .and_then(|(_, rest)| rest.strip_suffix('\''));
        let answer = http(server.port, method, path, body).expect("an answer");
        let matches = match expected.split_once('…') {
            Some((start, end)) => answer.body.starts_with(start) && answer.body.ends_with(end),
            None => answer.body == expected,
        };
        assert!(
            matches,
            "curl {words}\nthe README says: {expected}\nthe answer is:   {}",
            answer.body
        );
    }
    let post = r#"{"title":"First","body":null,"slug":"first","author_id":1}"#;
    let created = http(server.port, "POST", "/posts", Some(post)).expect("an answer");
    assert_eq!(created.status, 201, "{}", created.body);
    let list = http(server.port, "GET", "/posts", None).expect("an answer");
    assert!(
        list.body.contains(r#""slug":"first""#) && list.body.contains(r#""status":"draft""#),
        "{}",
        list.body
    );
    let taken = http(server.port, "POST", "/posts", Some(post)).expect("an answer");
    assert_eq!(taken.status, 409, "{}", taken.body);
    assert!(
        taken.body.contains(r#""field":"slug""#),
        "the index that makes `slug` unique is not understood: {}",
        taken.body
    );
}

fn lists_say_what_it_is_made_of(blog: &Path) {
    let routes = scaffold(blog, &["route:list"]).ok();
    assert!(
        routes.stdout.contains("/posts/{id}") && routes.stdout.contains("post_controller::show"),
        "{}",
        routes.stdout
    );
    let services = scaffold(blog, &["service:list"]).ok();
    assert!(
        services.stdout.contains("PostService") && services.stdout.contains("UserService"),
        "{}",
        services.stdout
    );
    let one = scaffold(blog, &["service:list", "UserService"]).ok();
    assert!(
        one.stdout.contains("writes  User") && one.stdout.contains("queue.dispatch"),
        "{}",
        one.stdout
    );
    let shown = scaffold(blog, &["db:show"]).ok();
    assert!(shown.stdout.contains("\nposts "), "{}", shown.stdout);
    let model = scaffold(blog, &["model:show", "TokenUse"]).ok();
    let lines: Vec<Vec<&str>> = model
        .stdout
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    for line in [
        &["id", "uuid", "repository", "unique"][..],
        &["token_id", "uuid", "application", "index"],
        &["earlier_id", "uuid", "application", "null", "index"],
        &["person_id", "bigint", "application", "null", "index"],
        &["price", "decimal", "application"],
    ] {
        assert!(lines.iter().any(|found| found == line), "{}", model.stdout);
    }
    let graph = scaffold(blog, &["service:graph", "--dot"]).ok();
    assert!(
        graph.stdout.contains("\"UserService\" -> \"Repo<User>\""),
        "{}",
        graph.stdout
    );
}

#[test]
fn wrong_words_are_all_named_and_nothing_is_written() {
    let scratch = Scratch::new();
    let blog = scratch.path();
    for (words, needles) in [
        (&["make:model", "2fa"][..], &["2fa", "help:"][..]),
        (&["make:model", "../evil"], &["../evil", "help:"]),
        (&["make:model", "Fn"], &["Fn", "help:"]),
        (
            &["make:model", "Post", "titel:strng", "status:enum"],
            &["strng", "titel:string", "status", "enum:draft"],
        ),
        (&["make:model", "Post", "--nosuch"], &["--nosuch"]),
        (&["make:modle", "Post"], &["make:model"]),
        (&["tinker"], &["tinker"]),
    ] {
        let ran = scaffold(&blog, words).exits(2);
        for needle in needles {
            assert!(
                ran.stderr.contains(needle),
                "`{}` does not name `{needle}`:\n{}",
                ran.command,
                ran.stderr
            );
        }
        let status = run(&blog, "git", &["status", "--porcelain"]).ok();
        assert_eq!(status.stdout, "", "`{}` wrote something", ran.command);
    }
}

#[test]
fn undo_takes_the_last_run_back() {
    let scratch = Scratch::new();
    let blog = scratch.path();
    scaffold(&blog, POST).ok();
    assert!(blog.join("src/models/post.rs").exists());
    scaffold(&blog, &["undo"]).ok();
    let status = run(&blog, "git", &["status", "--porcelain"]).ok();
    assert_eq!(status.stdout, "", "undo left something");
}

#[test]
fn a_conflict_writes_nothing_and_force_overrides() {
    let scratch = Scratch::new();
    let blog = scratch.path();
    scaffold(&blog, POST).ok();
    let model = blog.join("src/models/post.rs");
    let mine = format!(
        "// mine\n{}",
        fs::read_to_string(&model).expect("the model")
    );
    fs::write(&model, &mine).expect("an edit by hand");
    let ran = scaffold(&blog, POST);
    assert_ne!(ran.code, Some(0), "{}", ran.stdout);
    assert_eq!(fs::read_to_string(&model).expect("the model"), mine);
    let forced: Vec<&str> = POST.iter().copied().chain(["--force"]).collect();
    scaffold(&blog, &forced).ok();
    assert!(
        !fs::read_to_string(&model)
            .expect("the model")
            .contains("// mine")
    );
}

#[test]
fn inner_parts_of_the_application_know_nothing_of_http() {
    let scratch = Scratch::new();
    let blog = scratch.path();
    scaffold(&blog, POST).ok();
    for part in ["models", "services", "requests", "jobs"] {
        for entry in fs::read_dir(blog.join("src").join(part)).expect("a part of the application") {
            let path = entry.expect("an entry").path();
            let source = fs::read_to_string(&path).expect("a source file");
            assert!(
                !source.contains("axum") && !source.contains("crate::http"),
                "{} reaches into http",
                path.display()
            );
        }
    }
}

#[test]
fn an_application_without_facades_builds_clean_and_passes_its_own_tests() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    scaffold(folder.path(), &["new", "plain", "--no-facades"]).ok();
    let plain = folder.path().join("plain");
    scaffold(&plain, POST).ok();
    cargo(&plain, &["fmt", "--check"]).ok();
    cargo(
        &plain,
        &["clippy", "--quiet", "--all-targets", "--", "-D", "warnings"],
    )
    .ok();
    cargo(&plain, &["test", "--quiet"]).ok();
}
