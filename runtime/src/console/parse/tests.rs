use super::*;

fn words(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_owned).collect()
}

#[track_caller]
fn check(line: &str, expected: Word) {
    assert_eq!(parse(&words(line)), Ok(expected), "{line}");
}

#[track_caller]
fn check_mistake(line: &str, expected: &str) {
    assert_eq!(
        parse(&words(line)),
        Err(Mistake(expected.to_owned())),
        "{line}"
    );
}

#[test]
fn without_a_word_it_serves() {
    check("", Word::Serve(Address::default()));
    check(
        "--port 80",
        Word::Serve(Address {
            host: None,
            port: Some(80),
        }),
    );
    check(
        "serve --host=0.0.0.0 --port=80",
        Word::Serve(Address {
            host: Some("0.0.0.0".into()),
            port: Some(80),
        }),
    );
}

#[test]
fn each_word_has_its_flags() {
    check(
        "queue:work --once --queue mail,default",
        Word::Work(Work {
            once: true,
            queues: vec!["mail".into(), "default".into()],
        }),
    );
    check("queue:size --json", Word::Queue(Ask::Size { json: true }));
    check("queue:failed", Word::Queue(Ask::Failed { json: false }));
    check("queue:retry 7", Word::Queue(Ask::Retry(Some(7))));
    check("queue:retry all", Word::Queue(Ask::Retry(None)));
    check("queue:flush", Word::Queue(Ask::Flush(None)));
    check("migrate", Word::Migrate { pretend: false });
    check("migrate --pretend", Word::Migrate { pretend: true });
    check("migrate --check", Word::Check);
    let undo = |word, what| Undo {
        word,
        what,
        force: false,
        pretend: false,
    };
    let last = |steps| Word::Undo(undo("migrate:rollback", What::Last(steps)));
    check("migrate:rollback", last(1));
    check("migrate:rollback --step 3", last(3));
    let force = true;
    let fresh = undo("migrate:fresh", What::Tables);
    check("migrate:fresh --force", Word::Undo(Undo { force, ..fresh }));
    let pretend = true;
    let reset = undo("migrate:reset", What::All);
    check(
        "migrate:reset --pretend",
        Word::Undo(Undo { pretend, ..reset }),
    );
    check(
        "service:list --json UserService",
        Word::Services {
            name: Some("UserService".into()),
            json: true,
        },
    );
    check("route:list --json", Word::Routes { json: true });
    check("help migrate", Word::Help(Some("migrate")));
    check("list", Word::Help(None));
    check("migrate --help", Word::Help(Some("migrate")));
}

#[test]
fn every_listed_word_is_understood() {
    for known in WORDS {
        assert!(parse(&[known.name.to_owned()]).is_ok(), "{}", known.name);
    }
}

#[test]
fn a_wrong_word_is_answered_with_the_nearest() {
    check_mistake(
        "serv",
        "there is no word `serv`\nhelp: did you mean `serve`? `help` lists all words",
    );
    check_mistake(
        "route-list",
        "there is no word `route-list`\nhelp: did you mean `route:list`? `help` lists all words",
    );
    check_mistake(
        "help mgrate",
        "there is no word `mgrate`\nhelp: did you mean `migrate`? `help` lists all words",
    );
}

#[test]
fn what_differs_is_asked_about_as_often_as_needed() {
    let renames = vec![
        ("a.b".to_owned(), "a.c".to_owned()),
        ("d".to_owned(), "e".to_owned()),
    ];
    let answers = Answers {
        renames,
        drops: vec!["f".to_owned()],
        keeps: vec!["g".to_owned(), "h".to_owned()],
    };
    check(
        "migrate:diff --rename a.b:a.c --keep g --rename=d:e --drop f --keep=h",
        Word::Difference {
            answers,
            json: false,
        },
    );
    let usage = "`migrate:diff [--rename OLD:NEW] [--drop NAME] [--keep TABLE] [--json]`";
    check_mistake(
        "migrate:diff --rename a.b",
        &format!(
            "`--rename a.b`: must be an old name and a new one: `posts.title:posts.headline`\nhelp: {usage}"
        ),
    );
    check_mistake(
        "migrate:diff --rename a:b.c",
        &format!("`--rename a:b.c`: must be two tables, or two columns\nhelp: {usage}"),
    );
    check_mistake(
        "migrate:diff --drop",
        &format!("`--drop` needs a value\nhelp: {usage}"),
    );
}

#[test]
fn a_wrong_flag_is_answered_with_the_nearest_and_the_usage() {
    check_mistake(
        "serve --prot 80",
        "`serve` does not know `--prot`\nhelp: did you mean `--port`? `serve [--host HOST] [--port PORT]`",
    );
    check_mistake(
        "serve --port",
        "`--port` needs a value\nhelp: `serve [--host HOST] [--port PORT]`",
    );
    check_mistake(
        "serve --port web",
        "`--port web`: must be a number up to 65535\nhelp: `serve [--host HOST] [--port PORT]`",
    );
    check_mistake(
        "queue:retry last",
        "`last` is no id: it must be a number\nhelp: `queue:failed` lists them; `queue:retry [ID|all]`",
    );
    check_mistake(
        "queue:work --queue --once",
        "`--queue` needs a value\nhelp: `queue:work [--once] [--queue NAMES]`",
    );
    check_mistake(
        "serve --port 80 --port=81",
        "`--port` is there twice\nhelp: `serve [--host HOST] [--port PORT]`",
    );
    check_mistake(
        "help migrate rubbish",
        "`help` does not know `rubbish`\nhelp: `help [WORD]`",
    );
    check_mistake(
        "migrate now",
        "`migrate` does not know `now`\nhelp: `migrate [--check|--pretend]`",
    );
}
