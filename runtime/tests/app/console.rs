//! The words of the application's binary.

use std::{fs, path::Path};

use crate::{
    notes::SEED,
    process::{Ended, run},
};

const NOWHERE: &[(&str, &str)] = &[
    ("DATABASE_URL", "sqlite:///dev/null/no.db"),
    ("APP_ENV", "development"),
];

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

#[track_caller]
fn check(folder: &Path, words: &str, expected: &str) {
    let Ended { code, out, err } = run(folder, words, &[("APP_ENV", "development")]);
    assert_eq!((code, out.as_str()), (Some(0), expected), "{words}: {err}");
}

#[track_caller]
fn check_refused(words: &str, variables: &[(&str, &str)], expected: &str) {
    let folder = folder();
    let Ended { code, out, err } = run(folder.path(), words, variables);
    assert_eq!(
        (code, out.as_str(), err.as_str()),
        (Some(2), "", expected),
        "{words}"
    );
    assert_eq!(
        fs::read_dir(folder.path()).expect("the folder").count(),
        0,
        "nothing was written"
    );
}

#[test]
fn migrations_are_applied_shown_and_taken_back() {
    let folder = folder();
    check(
        folder.path(),
        "migrate:status",
        "pending  20260101000000  create_notes\n",
    );
    check(folder.path(), "migrate", "migrated create_notes\n");
    check(folder.path(), "migrate", "nothing to migrate\n");
    check(
        folder.path(),
        "migrate:status",
        "applied  20260101000000  create_notes\n",
    );
    check(folder.path(), "db:seed", "seeded\n");
    check(folder.path(), "migrate:fresh", "migrated create_notes\n");
    check(
        folder.path(),
        "migrate:rollback --step 5",
        "rolled back create_notes\n",
    );
    check(folder.path(), "migrate:rollback", "nothing to roll back\n");
}

#[test]
fn what_a_word_would_do_is_printed_and_not_done() {
    let folder = folder();
    let up = r#"CREATE TABLE "notes" ("id" INTEGER PRIMARY KEY, "text" TEXT NOT NULL UNIQUE)"#;
    let (up, down) = (
        format!("-- 20260101000000_create_notes\n{up}\n"),
        "-- 20260101000000_create_notes\nDROP TABLE \"notes\"\n",
    );
    check(folder.path(), "migrate --pretend", &up);
    check(
        folder.path(),
        "migrate:reset --pretend",
        "nothing to roll back\n",
    );
    check(folder.path(), "migrate", "migrated create_notes\n");
    check(folder.path(), "migrate --pretend", "nothing to migrate\n");
    check(folder.path(), "migrate:rollback --pretend", down);
    check(folder.path(), "migrate:reset --pretend", down);
    let fresh = run(
        folder.path(),
        "migrate:fresh --pretend",
        &[("APP_ENV", "development")],
    );
    let dropped = "DROP TABLE IF EXISTS \"_sqlx_migrations\";\nDROP TABLE IF EXISTS \"notes\";\n";
    assert_eq!(fresh.out, format!("{dropped}{up}"), "{}", fresh.err);
    check(folder.path(), "migrate:reset", "rolled back create_notes\n");
}

#[test]
fn words_that_take_data_away_ask_for_force_in_production() {
    let folder = folder();
    for (words, does) in [
        (
            "migrate:rollback --step 2",
            "takes migrations back, and their data with them",
        ),
        (
            "migrate:reset",
            "takes all migrations back, and the data with them",
        ),
        ("migrate:fresh", "drops every table"),
    ] {
        let word = words.split(' ').next().expect("a word");
        check_refused(
            words,
            &[("APP_ENV", "production")],
            &format!(
                "error: `{word}` {does}, and this is production\nhelp: `{word} --force` if that is what you want; `--pretend` prints the SQL\n"
            ),
        );
        let forced = run(
            folder.path(),
            &format!("{words} --force"),
            &[("APP_ENV", "production")],
        );
        assert_eq!(forced.code, Some(0), "{}", forced.err);
    }
}

#[test]
fn an_application_without_migrations_of_its_own_says_so() {
    let none = [
        ("APP_ENV", "development"),
        ("APP__DATABASE__MIGRATIONS", "none"),
    ];
    for words in [
        "migrate",
        "migrate --check",
        "migrate:status",
        "migrate:reset",
        "migrate:fresh",
    ] {
        check_refused(
            words,
            &none,
            "error: `database.migrations` is `none`: this application leaves its tables to others\nhelp: `migrations = \"folder\"` in the configuration's `[database]`, if they are its own\n",
        );
    }
    let folder = folder();
    check(folder.path(), "migrate", "migrated create_notes\n");
    check(
        folder.path(),
        "migrate:rollback",
        "rolled back create_notes\n",
    );
    // Nothing is asked about: it begins without the migration.
    let begun = run(folder.path(), "queue:work --once", &none);
    assert_eq!(
        (begun.code, begun.out.as_str()),
        (Some(0), "ran 0 jobs, 0 failed\n"),
        "{}",
        begun.err
    );
}

#[test]
fn a_check_exits_with_1_for_what_is_pending() {
    let folder = folder();
    let asked = run(
        folder.path(),
        "migrate --check",
        &[("APP_ENV", "development")],
    );
    assert_eq!(
        (asked.code, asked.out.as_str()),
        (Some(1), "pending: `create_notes`\n"),
        "{}",
        asked.err
    );
    check(folder.path(), "migrate", "migrated create_notes\n");
    check(
        folder.path(),
        "migrate --check",
        "nothing is pending; no models are listed to compare the migrations with\n",
    );
}

#[test]
fn without_a_list_of_models_nothing_can_be_compared() {
    check_refused(
        "migrate:diff",
        NOWHERE,
        "error: the application does not list its models\nhelp: add `models: [User],` with all of them to `scaffold::app!` in src/app.rs\n",
    );
}

#[test]
fn the_queue_is_worked_off_once() {
    let folder = folder();
    check(folder.path(), "migrate", "migrated create_notes\n");
    check(folder.path(), "db:seed", "seeded\n");
    check(folder.path(), "queue:work --once", "ran 1 job, 0 failed\n");
    check(folder.path(), "queue:work --once", "ran 0 jobs, 0 failed\n");
}

#[test]
fn a_queue_that_is_worked_off_with_failures_has_failed() {
    let folder = folder();
    check(folder.path(), "migrate", "migrated create_notes\n");
    let jam = [("APP_ENV", "development"), (SEED, "jam")];
    assert_eq!(run(folder.path(), "db:seed", &jam).out, "seeded\n");
    let ended = run(folder.path(), "queue:work --once", &jam);
    assert_eq!(
        (ended.code, ended.out.as_str()),
        (Some(1), "ran 1 job, 1 failed\n"),
        "{}",
        ended.err
    );
    let expected = "error: paper jam\nhelp: `queue:failed`";
    assert!(ended.err.contains(expected), "{}", ended.err);
}

#[test]
fn a_queue_that_no_job_goes_to_is_refused_with_the_nearest() {
    check_refused(
        "queue:work --once --queue defualt",
        &[],
        "error: no job goes to a queue `defualt`\nhelp: did you mean `default`?\n",
    );
}

#[test]
fn what_the_seeders_dispatch_runs_to_its_end_with_the_driver_sync() {
    let folder = folder();
    check(folder.path(), "migrate", "migrated create_notes\n");
    let variables = [
        ("APP_ENV", "development"),
        ("QUEUE_URL", "sync"),
        (SEED, "slow"),
    ];
    let ended = run(folder.path(), "db:seed", &variables);
    assert_eq!(ended.out, "seeded\n");
    assert!(ended.err.contains("printed slow"), "{}", ended.err);
    assert!(!ended.err.contains("jobs="), "{}", ended.err);
}

#[test]
fn q4_jobs_that_the_seeders_leave_in_memory_are_counted() {
    let folder = folder();
    check(folder.path(), "migrate", "migrated create_notes\n");
    let variables = [("APP_ENV", "development"), ("QUEUE_URL", "memory")];
    let ended = run(folder.path(), "db:seed", &variables);
    assert_eq!(ended.out, "seeded\n");
    assert!(ended.err.contains("jobs=1"), "{}", ended.err);
}

#[test]
fn a_queue_of_another_process_is_not_waited_for() {
    let folder = folder();
    check(folder.path(), "migrate", "migrated create_notes\n");
    let ended = run(
        folder.path(),
        "queue:work",
        &[("QUEUE_URL", "memory"), ("APP_ENV", "development")],
    );
    assert_eq!(ended.code, Some(1));
    assert!(
        ended.err.contains("help: `QUEUE_URL=database`"),
        "{}",
        ended.err
    );
}

#[test]
fn the_lists_open_nothing() {
    let folder = folder();
    let routes = run(folder.path(), "route:list", NOWHERE);
    assert_eq!(routes.code, Some(0), "{}", routes.err);
    assert!(
        routes
            .out
            .contains("GET   /notes/{id}   app::notes::show\n"),
        "{}",
        routes.out
    );
    assert!(
        routes
            .out
            .contains("GET   /test/fail    app::notes::fail\n"),
        "{}",
        routes.out
    );
    assert!(
        routes.out.contains("*     *             (axum)\n"),
        "{}",
        routes.out
    );
    let services = run(folder.path(), "service:list", NOWHERE);
    assert_eq!(
        services.out,
        "PrintService, needs NoteService\nNoteService, facade Notes\n  find    cached(ttl = \"10m\") → measured\n  create  transactional\n  page\n"
    );
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 0);
}

#[test]
fn the_database_and_its_tables_are_shown() {
    const HERE: &[(&str, &str)] = &[("APP_ENV", "development")];
    let folder = folder();
    let none = run(folder.path(), "db:table notes", HERE);
    let told = "error: there is no table `notes`\nhelp: there is none yet\n";
    assert_eq!((none.code, none.err.as_str()), (Some(2), told));
    run(folder.path(), "migrate", HERE);
    let shown = run(folder.path(), "db:show", HERE).out;
    assert!(shown.starts_with("SQLite 3."), "{shown}");
    assert!(shown.ends_with("table  rows\nnotes  0\n"), "{shown}");
    let table = run(folder.path(), "db:table notes", HERE).out;
    assert!(table.starts_with("id "), "{table}");
    let json = run(folder.path(), "db:table notes --json", HERE).out;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["columns"][0]["name"], "id");
    assert_eq!(json["columns"][0]["key"], true);
    for (words, told) in [
        (
            "db:table note",
            "error: there is no table `note`\nhelp: did you mean `notes`?\n",
        ),
        (
            "db:table",
            "error: `db:table` needs the name of a table\nhelp: `db:table notes`\n",
        ),
    ] {
        let ended = run(folder.path(), words, HERE);
        assert_eq!((ended.code, ended.err.as_str()), (Some(2), told));
    }
}

#[test]
fn one_service_is_listed_with_what_its_methods_do() {
    let folder = folder();
    let services = run(folder.path(), "service:list NoteService", NOWHERE);
    assert_eq!(
        services.out,
        "NoteService, facade Notes\n  \
         find    cached(ttl = \"10m\") → measured\n    \
         key     NoteService::find(id)\n    \
         ttl     10m\n    \
         reads   Note\n  \
         create  transactional\n    \
         writes  Note\n    \
         calls   queue.dispatch\n  \
         page\n    \
         reads   Note\n"
    );
}

#[test]
fn the_graph_is_text_a_picture_or_data() {
    let folder = folder();
    assert_eq!(
        run(folder.path(), "service:graph", NOWHERE).out,
        "PrintService\n  \
         notes    → NoteService\n  \
         printer  Arc<Printer>\n\
         NoteService\n  \
         notes  Repo<Note>\n  \
         queue  Queue\n"
    );
    let dot = run(folder.path(), "service:graph --dot", NOWHERE).out;
    assert!(dot.starts_with("digraph services {\n"), "{dot}");
    assert!(
        dot.contains("\n  \"PrintService\" -> \"NoteService\" [label = \"notes\"];\n"),
        "{dot}"
    );
    let data: serde_json::Value =
        serde_json::from_str(&run(folder.path(), "service:graph --json", NOWHERE).out)
            .expect("JSON");
    assert_eq!(data[0]["fields"][0]["service"], "NoteService");
    check_refused(
        "service:graph --dot --json",
        &[],
        "error: `--dot` and `--json` are two pictures\nhelp: one of them, `service:graph [--dot|--json]`\n",
    );
}

#[test]
fn lists_are_data_for_scripts() {
    let folder = folder();
    let routes: serde_json::Value =
        serde_json::from_str(&run(folder.path(), "route:list --json", NOWHERE).out).expect("JSON");
    assert_eq!(
        routes[0],
        serde_json::json!({ "method": "GET", "path": "/notes", "handler": "app::notes::list" })
    );
    let services: serde_json::Value =
        serde_json::from_str(&run(folder.path(), "service:list Notes --json", NOWHERE).out)
            .expect("JSON");
    assert_eq!(services[0]["name"], "NoteService");
    assert_eq!(services[0]["methods"][0]["decorators"][1], "measured");
}

#[test]
fn about_says_where_things_are() {
    let folder = folder();
    let text = run(folder.path(), "about", &[("APP_ENV", "production")]).out;
    assert!(
        text.contains("application  notes 1.2.3\n") && text.contains("environment  production\n"),
        "{text}"
    );
    let about: serde_json::Value =
        serde_json::from_str(&run(folder.path(), "about --json", NOWHERE).out).expect("JSON");
    assert_eq!(
        (&about["routes"], &about["services"], &about["migrations"]),
        (&19.into(), &2.into(), &1.into())
    );
}

#[test]
fn what_is_not_understood_is_refused_with_the_nearest_word() {
    check_refused(
        "migrat",
        &[],
        "error: there is no word `migrat`\nhelp: did you mean `migrate`? `help` lists all words\n",
    );
    check_refused(
        "service:list NoteServise",
        &[],
        "error: there is no service `NoteServise`\nhelp: did you mean `NoteService`?\n",
    );
}

#[test]
fn a_wrong_configuration_is_told_whole_and_nothing_is_done() {
    let folder = folder();
    fs::create_dir(folder.path().join("config")).expect("a folder");
    fs::write(
        folder.path().join("config/default.toml"),
        "[server]\nprot = 1\ntimeout = 5\n",
    )
    .expect("a file");
    let ended = run(folder.path(), "migrate", &[("APP_ENV", "development")]);
    assert_eq!(ended.code, Some(1));
    assert!(
        ended.err.contains("the configuration has 2 mistakes"),
        "{}",
        ended.err
    );
    assert!(
        ended
            .err
            .contains("there is no key `server.prot`; help: did you mean `port`?"),
        "{}",
        ended.err
    );
    assert!(!folder.path().join("data").exists());
}

#[test]
fn help_names_every_word() {
    let text = run(folder().path(), "help", &[]).out;
    for word in [
        "serve",
        "queue:work",
        "migrate:fresh",
        "db:seed",
        "route:list",
        "service:list",
        "service:graph",
        "about",
    ] {
        assert!(text.contains(word), "{word}: {text}");
    }
}
