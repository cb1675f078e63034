//! Command lines, as typed and as understood.

use super::{Command, FORWARDED, Verb, later, parse};
use crate::{generator::Generators, spec::Mistake};

fn verbs() -> Vec<Verb> {
    let generators = Generators::builtin();
    let verb = |generator: String| Verb {
        definition: generators.definition(&generator).unwrap(),
        generator,
    };
    generators.names().into_iter().map(verb).collect()
}

fn read(line: &str) -> Result<Command, Vec<Mistake>> {
    parse(
        line.split_whitespace().map(str::to_owned).collect(),
        &verbs(),
    )
}

/// Both lines are the same command.
#[track_caller]
fn same(line: &str, other: &str) {
    assert_eq!(read(line), read(other));
    assert!(read(line).is_ok(), "{:?}", read(line));
}

#[track_caller]
fn refused(line: &str, told: &[(&str, &str)]) {
    let found = match read(line) {
        Err(found) => found,
        Ok(Command::Make(make)) => make.mistakes,
        Ok(Command::New(new)) => new.mistakes,
        Ok(other) => panic!("`{line}` is understood: {other:?}"),
    };
    let found: Vec<(&str, &str)> = found
        .iter()
        .map(|mistake| {
            (
                mistake.problem.as_str(),
                mistake.help.split(';').next().unwrap(),
            )
        })
        .collect();
    assert_eq!(found, told, "{line}");
}

#[test]
fn a_generator_is_typed_with_a_colon_or_a_space() {
    same(
        "make model Post title:string",
        "make:model Post title:string",
    );
    same("generate model Post", "make:model Post");
    same("g model Post", "make:model Post");
    same("queue work", "queue:work");
    same("route list", "route:list");
    same("help make:model", "make:model --help");
}

#[test]
fn short_flags_are_laravels() {
    same(
        "make:model Post -mcr",
        "make:model Post --migration --controller --resource",
    );
    same("make:model Post -a", "make:model -a Post");
    same("make:model Post -sR", "make:model Post --service --request");
    same("make:model Post --api", "make:model Post --controller");
    same("make:model Post --all --all", "make:model Post --all");
}

#[test]
fn field_words_are_taken_raw() {
    let Ok(Command::Make(make)) = read("make:model Post titel:strng --all status:enum") else {
        panic!()
    };
    assert_eq!(
        (make.name.as_str(), make.fields),
        (
            "Post",
            vec!["titel:strng".to_owned(), "status:enum".to_owned()]
        )
    );
    assert!(make.flags.contains("all"));
}

#[test]
fn a_wrong_word_is_answered_with_the_nearest() {
    refused(
        "make:modle Post",
        &[("unknown command `make:modle`", "type `scaffold make:model`")],
    );
    refused(
        "mkae:model Post",
        &[("unknown command `mkae:model`", "type `scaffold make:model`")],
    );
    refused(
        "serv",
        &[("unknown command `serv`", "type `scaffold serve`")],
    );
    refused(
        "--all make:model",
        &[("`--all` stands before a command", "type the command first")],
    );
    refused(
        "make:model Post --al",
        &[("`make:model` has no flag `--al`", "type `--all`")],
    );
}

#[test]
fn every_wrong_flag_is_told() {
    let Ok(Command::Make(make)) = read("make:model Post --al -xm --seeder --bogus") else {
        panic!()
    };
    assert_eq!(make.mistakes.len(), 4, "{:?}", make.mistakes);
    assert!(make.flags.contains("migration"));
}

#[test]
fn words_of_later_releases_are_answered_with_what_to_do_today() {
    for line in [
        "tinker",
        "make:field title:string",
        "make field title",
        "make:policy Post",
        "make:event Posted",
        "schedule:work",
        "cache clear",
        "destroy model Post",
    ] {
        let found = read(line).unwrap_err();
        assert!(
            found[0]
                .problem
                .ends_with("is not a command of this release"),
            "{line}: {found:?}"
        );
    }
    refused(
        "new blog --auth --queue redis",
        &[
            (
                "`--auth` is not in this release",
                "the `User` of every new application registers with a hashed password",
            ),
            (
                "`--queue` is not in this release",
                "leave it out: jobs are in the application's database, durable",
            ),
        ],
    );
}

#[test]
fn no_word_of_a_later_release_hides_one_of_this() {
    for word in FORWARDED
        .iter()
        .map(|forwarded| forwarded.word.to_owned())
        .chain(verbs().iter().map(Verb::word))
    {
        assert!(later::word(&word).is_none(), "`{word}` exists");
    }
}

#[test]
fn words_of_the_application_are_handed_on() {
    let Ok(Command::Forward(forward)) = read("queue:work --release --queue mail --once") else {
        panic!()
    };
    assert!(forward.release);
    assert_eq!(
        (forward.word.as_str(), forward.args),
        (
            "queue:work",
            vec!["--queue".to_owned(), "mail".to_owned(), "--once".to_owned()]
        )
    );
    let Ok(Command::Forward(forward)) = read("serve -- --release") else {
        panic!()
    };
    assert_eq!(
        (forward.release, forward.args),
        (false, vec!["--release".to_owned()])
    );
    assert_eq!(
        read("test --release name"),
        Ok(Command::Test(vec![
            "--release".to_owned(),
            "name".to_owned()
        ]))
    );
}

#[test]
fn help_prints_both_tables_of_the_field_syntax() {
    let Ok(Command::Text(help)) = read("make:model --help") else {
        panic!()
    };
    for word in ["decimal:P,S", "belongs_to:User", "default=V", "uncached"] {
        assert!(help.contains(word), "no `{word}` in\n{help}");
    }
}

#[test]
fn every_example_of_a_generator_is_legal() {
    for verb in verbs() {
        assert!(
            read(&verb.definition.example).is_ok(),
            "{}",
            verb.definition.example
        );
    }
}

#[test]
fn the_application_knows_the_words_that_are_handed_on() {
    let console =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime/src/console/help.rs");
    let console = std::fs::read_to_string(console).unwrap();
    for forwarded in FORWARDED {
        for part in [forwarded.word, forwarded.takes] {
            assert!(
                console.contains(&format!("\"{part}\"")),
                "the application does not know `{part}`"
            );
        }
    }
}
